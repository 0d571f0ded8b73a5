"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pgmatch.embedders import Embedder

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "-x", metavar="KEY=VALUE", help="A setting, as in `alembic -x`: dimensions=384.", show_default=False
    ),
]
EmbedderOption = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        metavar="SPEC",
        help="What turns text into vectors: local, openai:MODEL, fastembed:MODEL, "
        "sentence-transformers:MODEL. Default: the setting embedder.",
        show_default=False,
    ),
]

SupabaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--supabase-url",
        metavar="URL",
        help="Work through the API of this Supabase project, by RPC, instead of DATABASE_URL.",
        show_default=False,
    ),
]
SupabaseKeyOption = Annotated[
    str | None,
    typer.Option(
        "--supabase-key",
        metavar="KEY",
        help="Its key; better set SUPABASE_SECRET_KEY, in the environment or in .env.",
        show_default=False,
    ),
]


def parse_settings(given: list[str] | None) -> dict[str, str]:
    """Return `key=value` words as a dictionary; anything else is wrong usage."""
    settings = {}
    for word in given or []:
        key, equals, value = word.partition("=")
        if not equals:
            raise typer.BadParameter(f"{word!r} is not KEY=VALUE", param_hint="-x")
        settings[key] = value
    return settings


def load_embedder(spec: str | None) -> Embedder:
    """Return the embedder that the option names, or else the setting."""
    from pgmatch.embedders import load
    from pgmatch.settings import read_settings

    return load(spec or read_settings()["embedder"].value or "local")
