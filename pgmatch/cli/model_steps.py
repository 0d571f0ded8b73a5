"""The long steps of `pgmatch model change`. Run again, each does what is left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import typer

from pgmatch.cli import index_views
from pgmatch.cli.numbers import counted
from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.embedders import Embedder
    from pgmatch.index import Resources
    from pgmatch.index.models import Kind, Method
    from pgmatch.model_change import Change


def check_index(connection: Connection, change: Change, method: Method, kind: Kind | None) -> None:
    """Raise `SettingError` for an index that the new embeddings cannot have, before any row is embedded."""
    from pgmatch.index import check_choice, find_column

    column = find_column(connection, change.second_name)
    check_choice(column, method, kind, change.other_metric, column.dimensions or 0)


def fill(change: Change, embedder: Embedder, batch_size: int, timeout: int) -> None:
    """Embed the rows that are queued for a change; raise `typer.Exit` if a signal ends that."""
    from pgmatch.cli.worker import progress, stopped_by_signals
    from pgmatch.queue import Worker
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection, stopped_by_signals() as stop, progress() as show:
        worker = Worker(
            connection,
            embedder,
            tables=[change.table],
            batch_size=batch_size,
            timeout=timeout,
            stop=stop,
            progress=show,
        )
        work = worker.run(until_empty=True)
    typer.echo(f"{counted(work.stored, 'row')} embedded.")
    if stop.is_set():
        raise typer.Exit(130)
    if work.failed:
        typer.echo(f"{counted(work.failed, 'attempt')} failed. The last error: {work.error}", err=True)
    for problem in work.problems:
        typer.echo(problem, err=True)


def build_indexes(
    connection: Connection,
    change: Change,
    resources: Resources,
    *,
    method: Method,
    kind: Kind | None,
    m: int | None,
    ef_construction: int | None,
    lists: int | None,
) -> None:
    """Build the indexes that the change lacks, without blocking anybody."""
    from sqlalchemy import text

    from pgmatch.index import build_statement, find_column, plan_index
    from pgmatch.index import create as build
    from pgmatch.model_change import GAPS, missing_indexes

    for index in missing_indexes(connection, change):
        if index.name.endswith(GAPS):
            connection.execute(text(index.statement.replace(":", "\\:")))
    if change.index is not None:
        return
    plan = plan_index(
        connection,
        find_column(connection, change.second_name),
        method=method,
        kind=kind,
        metric=change.other_metric,
        dimensions=None,
        name=None,
        m=m,
        ef_construction=ef_construction,
        lists=lists,
    )
    typer.echo(f"{build_statement(plan)};")
    with index_views.watching() as watch:
        index_views.say_size(connection, plan, resources.memory, watch)
        started = time.monotonic()
        built = build(connection, plan, resources, watch)
    index_views.say_built(built, time.monotonic() - started)
