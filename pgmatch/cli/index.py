"""The `pgmatch index` commands: HNSW and IVFFlat indexes on any column of vectors."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli import index_views
from pgmatch.connection import connected
from pgmatch.lines import DEFAULT, LINES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.index import Column, Index, Plan, Watch

app = typer.Typer(
    name="index",
    help="Build and maintain HNSW and IVFFlat indexes on any vector column.",
    no_args_is_help=True,
)


class Method(str, Enum):
    """Index methods."""

    hnsw = "hnsw"
    ivfflat = "ivfflat"


class Kind(str, Enum):
    """Index element types."""

    vector = "vector"
    halfvec = "halfvec"
    binary = "binary"


class Metric(str, Enum):
    """Distance metrics."""

    ip = "ip"
    cosine = "cosine"
    l2 = "l2"


ColumnName = Annotated[
    str | None,
    typer.Argument(
        metavar="[COLUMN]",
        help="Column as schema.table.column, quoted as in SQL. "
        f"Default: {LINES[DEFAULT].searched}.embedding.",
        show_default=False,
    ),
]
MetricOption = Annotated[
    Metric | None,
    typer.Option(
        "--metric", help="Distance metric of the queries. Default: the recorded metric.", show_default=False
    ),
]
Dimensions = Annotated[
    int | None,
    typer.Option(
        "--dimensions",
        min=1,
        help="Vector length, if the column's type does not state it.",
        show_default=False,
    ),
]
EdgesOption = Annotated[
    int | None, typer.Option("--m", help="HNSW: connections per row, 2 to 100.", show_default=False)
]
EfConstruction = Annotated[
    int | None,
    typer.Option(
        "--ef-construction", help="HNSW: candidate list size of the build, 4 to 1000.", show_default=False
    ),
]
Lists = Annotated[
    int | None,
    typer.Option(
        "--lists", help="IVFFlat: number of lists, 1 to 32768. Default: rows / 1000.", show_default=False
    ),
]
BuildMemory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        help="maintenance_work_mem for the build, such as 2GB.",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=0, max=1024, help="Parallel workers for the build.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON object.")]


@app.command("list")
def list_(column: ColumnName = None, as_json: AsJson = False) -> None:
    """List the vector indexes of a column and their problems."""
    from pgmatch.index import find_column, report
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        found = report(connection, find_column(connection, column))
    if as_json:
        typer.echo(json.dumps(index_views.report_object(found), indent=2))
    else:
        index_views.print_report(found)


@app.command()
def create(
    column: ColumnName = None,
    method: Annotated[Method, typer.Option("--method", help="Index method.")] = Method.hnsw,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--type",
            help="Index element type. Default: vector up to 2,000 dimensions, halfvec up to 4,000, "
            "then binary.",
            show_default=False,
        ),
    ] = None,
    metric: MetricOption = None,
    dimensions: Dimensions = None,
    m: EdgesOption = None,
    ef_construction: EfConstruction = None,
    lists: Lists = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", help="Index name. Default: made from table, column and options.", show_default=False
        ),
    ] = None,
    memory: BuildMemory = None,
    workers: Workers = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the statement and stop.")] = False,
) -> None:
    """Build an index without blocking reads or writes."""
    from pgmatch.index import Resources, build_statement, find_column, plan_index
    from pgmatch.index import create as build

    _check_options(method.value, m, ef_construction, lists, memory)
    with _outside_transaction() as connection:
        plan = plan_index(
            connection,
            find_column(connection, column),
            method=method.value,
            kind=kind.value if kind else None,
            metric=metric.value if metric else None,
            dimensions=dimensions,
            name=name,
            m=m,
            ef_construction=ef_construction,
            lists=lists,
        )
        typer.echo(f"{build_statement(plan)};")
        if dry_run:
            return
        with index_views.watching() as watch:
            _say_size(connection, plan, memory, watch)
            started = time.monotonic()
            index = build(connection, plan, Resources(memory, workers), watch)
        _say_built(index, time.monotonic() - started)
        index_views.print_use(plan, index, _used(connection, plan.column))


@app.command()
def rebuild(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[INDEX]",
            help="Index name, quoted as in SQL. Default: the index that searches use.",
            show_default=False,
        ),
    ] = None,
    m: EdgesOption = None,
    ef_construction: EfConstruction = None,
    lists: Lists = None,
    memory: BuildMemory = None,
    workers: Workers = None,
) -> None:
    """Rebuild an index while searches use the old one."""
    from pgmatch.index import Resources, find_index
    from pgmatch.index import rebuild as build

    # which method it has only the database knows
    _check_options("ivfflat" if lists is not None else "hnsw", m, ef_construction, lists, memory)
    with _outside_transaction() as connection:
        column, index = find_index(connection, name)
        started = time.monotonic()
        with index_views.watching() as watch:
            new = build(
                connection,
                column,
                index,
                m=m,
                ef_construction=ef_construction,
                lists=lists,
                resources=Resources(memory, workers),
                watch=watch,
            )
        _say_built(new, time.monotonic() - started)
        if (new.m, new.ef_construction, new.lists) != (index.m, index.ef_construction, index.lists):
            typer.echo(f"Its options have changed. Measure it: pgmatch tune --index {new.argument}")


@app.command()
def drop(
    name: Annotated[str, typer.Argument(metavar="INDEX", help="Index name, quoted as in SQL.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> None:
    """Drop a vector index without blocking reads or writes."""
    from pgmatch.index import drop as remove
    from pgmatch.index import find_index, list_indexes

    with _outside_transaction() as connection:
        column, index = find_index(connection, name)
        others = [other for other in list_indexes(connection, column) if other.id != index.id]
        if index.is_valid and not any(other.is_valid for other in others):
            typer.echo(
                f"It is the last index of {column.full_name}: without it, searches read the whole table."
            )
        if not yes:
            typer.confirm(f"Drop {index.name} ({index_views.size_text(index.size)})?", abort=True)
        with index_views.watching() as watch:
            remove(connection, column, index, watch)
    typer.echo(f"Dropped {index.name}.")


@app.command()
def advise(
    column: ColumnName = None,
    metric: MetricOption = None,
    dimensions: Dimensions = None,
    rows: Annotated[
        int | None,
        typer.Option(
            "--rows",
            min=1,
            help="Advise for this many rows. Default: the rows of the table.",
            show_default=False,
        ),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option(
            "--memory",
            metavar="SIZE",
            help="Memory of the server's machine, such as 8GB.",
            show_default=False,
        ),
    ] = None,
    disk: Annotated[
        str | None,
        typer.Option(
            "--disk",
            metavar="SIZE",
            help="Free disk space on that machine, such as 20GB.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recommend an index for a column, with its size and whether it fits in memory."""
    from pgmatch.index import advise as find_advice
    from pgmatch.index import find_column
    from pgmatch.index.sizes import parse_size
    from pgmatch.settings import read_settings

    for size in filter(None, (memory, disk)):
        parse_size(size)
    with connected(read_settings()) as connection:
        advice = find_advice(
            connection,
            find_column(connection, column),
            metric=metric.value if metric else None,
            dimensions=dimensions,
            rows=rows,
            memory=memory,
            disk=disk,
        )
    if as_json:
        typer.echo(json.dumps(index_views.advice_object(advice), indent=2))
    else:
        index_views.print_advice(advice)


def _check_options(
    method: str,
    m: int | None,
    ef_construction: int | None,
    lists: int | None,
    memory: str | None,
) -> None:
    """Raise `SettingError` for options that no database takes, before one is connected to."""
    from pgmatch.index.rules import checked_options
    from pgmatch.index.sizes import parse_size

    checked_options(method, {"m": m, "ef_construction": ef_construction, "lists": lists})
    if memory is not None:
        parse_size(memory)


@contextmanager
def _outside_transaction() -> Iterator[Connection]:
    """Give a connection whose statements are transactions of their own, as a concurrent build needs it."""
    from pgmatch.settings import read_settings

    with connected(read_settings(), own_session=True) as connection, _ended_by_sigterm():
        connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, which `docker stop` and `timeout` send, end a build as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say_size(connection: Connection, plan: Plan, memory: str | None, watch: Watch) -> None:
    from pgmatch.index import expect

    expected = expect(connection, plan, memory)
    watch.say(
        f"About {expected.rows:,} rows. The index will take about {index_views.size_text(expected.size)}."
    )
    if expected.lacks_memory:
        wanted, given = map(index_views.size_text, (expected.wanted, expected.given))
        watch.say(
            f"A fast build needs {wanted} of memory, and maintenance_work_mem is {given}."
            " Give it more with --memory."
        )


def _say_built(index: Index, seconds: float) -> None:
    typer.echo(f"Built {index.name} in {seconds:.0f} s: {index_views.size_text(index.size)}.")


def _used(connection: Connection, column: Column) -> str | None:
    from pgmatch.index import list_indexes

    return next((index.name for index in list_indexes(connection, column) if index.is_used), None)
