"""`pgmatch index suspend` and `pgmatch index resume`: what a large load needs."""

from __future__ import annotations

import shlex
import time
from typing import Annotated

import typer

from pgmatch.cli import index_views
from pgmatch.cli.index_options import BuildMemory, Workers
from pgmatch.cli.index_session import outside_transaction
from pgmatch.lines import DEFAULT, LINES

TableName = Annotated[
    str | None,
    typer.Argument(
        metavar="[TABLE]",
        help=f"Table as schema.table, quoted as in SQL. Default: {LINES[DEFAULT].searched}.",
        show_default=False,
    ),
]


def suspend(table: TableName = None) -> None:
    """Drop the vector indexes of a table before a large load.

    `pgmatch index resume` builds them again. Until then, searches compare all rows.
    """
    from pgmatch.index.suspend import suspend as drop

    with outside_transaction() as connection:
        names = drop(connection, table)
    if not names:
        typer.echo("Nothing to suspend: the table has no vector index.")
        return
    typer.echo(f"Suspended {', '.join(names)}: searches compare all rows now.")
    typer.echo(f"After the load: pgmatch index resume{f' {shlex.quote(table)}' if table else ''}")


def resume(table: TableName = None, memory: BuildMemory = None, workers: Workers = None) -> None:
    """Build the indexes that were suspended for a load. Reads continue, writes wait."""
    from pgmatch.index import Resources
    from pgmatch.index.sizes import parse_size
    from pgmatch.index.suspend import resume as build

    if memory is not None:
        parse_size(memory)
    started = time.monotonic()
    with outside_transaction() as connection, index_views.watching() as watch:
        names = build(connection, table, Resources(memory, workers), watch.on_progress, watch.on_notice)
    if names:
        typer.echo(f"Built {', '.join(names)} in {time.monotonic() - started:.0f} s.")
    else:
        typer.echo("Nothing to build: no index of the table is suspended.")
