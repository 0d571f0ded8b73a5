"""`pgmatch pages`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pgmatch.cli.numbers import counted
from pgmatch.cli.options import PagesLineOption, SupabaseKeyOption, SupabaseUrlOption, json_object
from pgmatch.lines.line import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    filter_: Annotated[
        str | None,
        typer.Option(
            "--filter",
            metavar="JSON",
            help='Only pages whose metadata passes this filter: \'{"status": "draft"}\'.',
            show_default=False,
        ),
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
    remove_filtered: Annotated[
        bool, typer.Option("--remove-filtered", help="Remove the pages that pass --filter.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
    line: PagesLineOption = DEFAULT,
    supabase_url: SupabaseUrlOption = None,
    supabase_key: SupabaseKeyOption = None,
) -> None:
    """List the pages by path, with their sections and tokens, or remove some of them."""
    if remove and remove_corpus:
        raise typer.BadParameter("it cannot be combined with --remove", param_hint="--remove-corpus")
    removes = bool(remove or remove_corpus or remove_filtered)
    if remove_filtered and filter_ is None:
        raise typer.BadParameter("it needs --filter", param_hint="--remove-filtered")
    if filter_ is not None and removes and not remove_filtered:
        raise typer.BadParameter("to remove by it, add --remove-filtered", param_hint="--filter")
    if path_prefix is not None and remove_filtered:
        raise typer.BadParameter("it cannot be combined with --remove-filtered", param_hint="--path-prefix")
    wanted = json_object(filter_, "--filter")
    from pgmatch import connect
    from pgmatch.lines.nods import page_calls as calls

    with connect(supabase_url, supabase_key, line=line) as database:
        if removes:
            _remove(database, remove, remove_corpus or corpus, wanted, yes=yes)
        else:
            found = database.run(calls.pages(corpus, path_prefix, wanted))
            if as_json:
                typer.echo(json.dumps([asdict(page) for page in found], ensure_ascii=False, indent=2))
            else:
                _print(found)


def _remove(
    database: Database,
    paths: Sequence[str] | None,
    corpus: str | None,
    wanted: Mapping[str, Any] | None,
    *,
    yes: bool,
) -> None:
    from pgmatch.lines.nods import page_calls as calls

    if not yes:
        would_go = database.run(calls.remove_pages(paths, corpus, wanted, dry_run=True))
        if paths:
            what = ", ".join(paths)
        elif wanted:
            pages = "page that passes" if len(would_go) == 1 else "pages that pass"
            what = f"{len(would_go)} {pages} the filter"
        else:
            what = f'the corpus "{corpus}" with {counted(len(would_go), "page")}'
        typer.confirm(f"Remove {what}?", abort=True)
    removed = database.run(calls.remove_pages(paths, corpus, wanted))
    for path in removed:
        typer.echo(f"removed {path}")
    typer.echo(f"{counted(len(removed), 'page')} removed.")


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
    numbers = {"page": len(found), "section": sections, "token": tokens}
    typer.echo(", ".join(counted(number, noun) for noun, number in numbers.items()))
