"""Options that several commands share."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pgmatch.embedders import Embedder

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "-x",
        metavar="KEY=VALUE",
        help="Setting, such as dimensions=384. May be repeated.",
        show_default=False,
    ),
]
EmbedderOption = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        metavar="SPEC",
        help="Embedding model: local, openai:MODEL, fastembed:MODEL or sentence-transformers:MODEL. "
        "Default: the setting embedder.",
        show_default=False,
    ),
]


def _project_url(url: str | None) -> str | None:
    """Return the option; else another database than was meant, that of DATABASE_URL, would be worked on."""
    if url is not None and not url.lower().startswith(("http://", "https://")):
        from pgmatch.settings import shown_word

        raise typer.BadParameter(
            f"{shown_word(url)} is not the URL of a project, such as https://PROJECT.supabase.co"
        )
    return url


def _project_key(key: str | None) -> str | None:
    """Return the option; an empty one would mean another key, that of the settings."""
    if key is not None and not key.strip():
        raise typer.BadParameter("the key is empty")
    return key


PagesLineOption = Annotated[
    str, typer.Option("--line", help="The line whose pages are meant: nods, or docs for headless doc search.")
]
SupabaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--supabase-url",
        metavar="URL",
        callback=_project_url,
        help="Use the API of this Supabase project instead of DATABASE_URL.",
        show_default=False,
    ),
]
SupabaseKeyOption = Annotated[
    str | None,
    typer.Option(
        "--supabase-key",
        metavar="KEY",
        callback=_project_key,
        help="Key of the project. Safer: set SUPABASE_SECRET_KEY in the environment or in .env.",
        show_default=False,
    ),
]


def finite(number: float | None) -> float | None:
    """Return a number of an option; NaN and infinity are wrong usage."""
    if number is not None and not math.isfinite(number):
        raise typer.BadParameter(f"{number} is not a finite number")
    return number


def parse_settings(given: list[str] | None) -> dict[str, str]:
    """Return `key=value` words as a dictionary; anything else is wrong usage."""
    settings = {}
    for word in given or []:
        key, equals, value = word.partition("=")
        if not equals:
            from pgmatch.settings import shown_word

            raise typer.BadParameter(f"{shown_word(word)} is not KEY=VALUE", param_hint="-x")
        settings[key] = value
    return settings


def _no_constant(name: str) -> None:
    """Refuse NaN and infinity, which Python reads but JSON does not have."""
    raise ValueError(name)


def json_object(text: str | None, option: str) -> dict[str, Any] | None:
    """Return a JSON object that an option has; anything else is wrong usage."""
    if text is None:
        return None
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise typer.BadParameter(f"{text!r} is not a JSON object", param_hint=option)
    return value


def load_embedder(spec: str | None) -> Embedder:
    """Return the embedder that the option names, or else the setting."""
    from pgmatch.embedders import load
    from pgmatch.settings import read_settings

    return load(spec or read_settings()["embedder"].value or "local")
