"""`pgmatch ingest`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from pgmatch.cli.ingest_views import print_changes, print_summary, progress_bar
from pgmatch.cli.options import (
    EmbedderOption,
    PagesLineOption,
    SupabaseKeyOption,
    SupabaseUrlOption,
    finite,
    load_embedder,
)
from pgmatch.lines.line import DEFAULT


class Jsx(str, Enum):
    """What becomes of the text in JSX components."""

    keep = "keep"
    drop = "drop"


class MdAs(str, Enum):
    """What `.md` files are read as."""

    markdown = "markdown"
    mdx = "mdx"


class Paths(str, Enum):
    """How files become paths."""

    site = "site"
    guide = "guide"


def ingest(
    root: Annotated[
        Path,
        typer.Argument(
            metavar="PATH", help="A folder of Markdown files, or a part of one.", show_default=False
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")
    ] = False,
    corpus: Annotated[
        str | None,
        typer.Option(
            "--corpus",
            metavar="NAME",
            help="Name of the set of files. Default: the one read from this folder, else the folder's name.",
            show_default=False,
        ),
    ] = None,
    prune: Annotated[
        bool | None,
        typer.Option(
            "--prune/--no-prune",
            help="Remove all pages whose file is gone, or none. "
            "Default: remove them, but stop if they are most of the corpus.",
            show_default=False,
        ),
    ] = None,
    prefix: Annotated[
        str | None,
        typer.Option("--prefix", help="What every page's path starts with.", show_default=False),
    ] = None,
    source: Annotated[str, typer.Option("--source", help="What is stored as the pages' source.")] = "guide",
    jsx: Annotated[
        Jsx | None,
        typer.Option(
            "--jsx",
            help="Keep the text in JSX components, or drop it as the guide's script does. Default: keep.",
            show_default=False,
        ),
    ] = None,
    md_as: Annotated[
        MdAs | None,
        typer.Option("--md-as", help="What .md files are read as. Default: markdown.", show_default=False),
    ] = None,
    titles: Annotated[
        bool | None,
        typer.Option(
            "--title/--no-title",
            help="Embed the titles of the page and the section with each piece. Default: yes.",
            show_default=False,
        ),
    ] = None,
    paths: Annotated[
        Paths | None,
        typer.Option(
            "--paths",
            help="Paths as documentation sites have them, or as the guide's script does. Default: site.",
            show_default=False,
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude", metavar="GLOB", help="Files to leave out; may be repeated.", show_default=False
        ),
    ] = None,
    follow_links: Annotated[
        bool, typer.Option("--follow-links", help="Read symbolic links that lead out of the folder.")
    ] = False,
    embedder: EmbedderOption = None,
    price: Annotated[
        float | None,
        typer.Option(
            "--price",
            min=0,
            callback=finite,
            help="Price of a million tokens of the model, such as 0.02, to show the cost. "
            "Default: the setting price.",
            show_default=False,
        ),
    ] = None,
    line: PagesLineOption = DEFAULT,
    supabase_url: SupabaseUrlOption = None,
    supabase_key: SupabaseKeyOption = None,
) -> None:
    """Store Markdown and MDX files as pages, embedding only the sections that changed.

    If a file cannot be read, the others are stored and the exit status is 1. To go on after an interruption,
    run it again.
    """
    from pgmatch import connect
    from pgmatch.ingest.preview import preview
    from pgmatch.ingest.run import ingest as run

    options: dict[str, Any] = {
        "corpus": corpus,
        "prefix": prefix,
        "source": source,
        "jsx": jsx and jsx.value,
        "md_as": md_as and md_as.value,
        "titles": titles,
        "paths": paths and paths.value,
        "exclude": exclude or (),
        "follow_links": follow_links,
        "prune": prune,
    }
    price = _known_price(price)
    model = load_embedder(embedder)
    work, title = (preview, "Reading") if dry_run else (run, "Ingesting")
    with connect(supabase_url, supabase_key, line=line) as database, progress_bar(title) as progress:
        summary = work(database, root, model, progress=progress, **options)
    if dry_run:
        print_changes(summary)
    print_summary(summary, price, is_preview=dry_run)
    if summary.failures:
        raise typer.Exit(1)


def _known_price(given: float | None) -> float | None:
    """Return the price of the option, else that of the settings; raise `SettingError` for no number."""
    from pgmatch.errors import SettingError
    from pgmatch.settings import read_settings

    price = read_settings()["price"].value if given is None else None
    if price is None:
        return given
    try:
        number = float(price)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise SettingError(
            f"the price {price!r} is not a number from 0",
            "Write the price of a million tokens, such as 0.02.",
        )
    return number
