"""`pgmatch pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli.options import SupabaseKeyOption, SupabaseUrlOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pgmatch.client import Database
    from pgmatch.models import StoredPage


def pages(
    corpus: Annotated[
        str | None,
        typer.Option("--corpus", metavar="NAME", help="Only pages of this corpus.", show_default=False),
    ] = None,
    path_prefix: Annotated[
        str | None,
        typer.Option("--path-prefix", help="Only pages whose path starts so.", show_default=False),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(
            "--remove",
            metavar="PATH",
            help="Remove the page with this path; may be repeated.",
            show_default=False,
        ),
    ] = None,
    remove_corpus: Annotated[
        str | None,
        typer.Option(
            "--remove-corpus", metavar="NAME", help="Remove all pages of this corpus.", show_default=False
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    supabase_url: SupabaseUrlOption = None,
    supabase_key: SupabaseKeyOption = None,
) -> None:
    """List the pages by corpus and path, with their sections and tokens, or remove some of them."""
    if remove and remove_corpus:
        raise typer.BadParameter("it cannot be combined with --remove", param_hint="--remove-corpus")
    from pgmatch import connect
    from pgmatch.lines.nods import page_calls as calls

    with connect(supabase_url, supabase_key) as database:
        if remove or remove_corpus:
            _remove(database, remove, corpus if remove else remove_corpus, yes=yes)
        else:
            found = database.run(calls.pages(corpus, path_prefix))
            _print(found)


def _remove(database: Database, paths: Sequence[str] | None, corpus: str | None, *, yes: bool) -> None:
    from pgmatch.lines.nods import page_calls as calls

    if not yes:
        if paths:
            what = ", ".join(paths)
        else:
            number = sum(each.pages for each in database.run(calls.corpora()) if each.corpus == corpus)
            what = f'the corpus "{corpus}" with {number} pages'
        typer.confirm(f"Remove {what}?", abort=True)
    removed = database.run(calls.remove_pages(paths, corpus))
    for path in removed:
        typer.echo(f"removed {path}")
    typer.echo(f"{len(removed)} {'page' if len(removed) == 1 else 'pages'} removed.")


def _print(found: Sequence[StoredPage]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("Corpus", "Path"):
        table.add_column(column, overflow="fold")
    for column in ("Sections", "Tokens"):
        table.add_column(column, justify="right")
    for page in found:
        table.add_row(page.corpus or "-", page.path, f"{page.sections:,}", f"{page.tokens:,}")
    Console(highlight=False, markup=False).print(table)
    sections, tokens = sum(page.sections for page in found), sum(page.tokens for page in found)
    typer.echo(f"{len(found):,} pages, {sections:,} sections, {tokens:,} tokens")
