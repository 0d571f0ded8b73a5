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

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.index import Column, Index, Plan, Watch

app = typer.Typer(
    name="index", help="HNSW and IVFFlat indexes on any column of vectors.", no_args_is_help=True
)


class Method(str, Enum):
    """How an index is built."""

    hnsw = "hnsw"
    ivfflat = "ivfflat"


class Kind(str, Enum):
    """What an index compares."""

    vector = "vector"
    halfvec = "halfvec"
    binary = "binary"


class Metric(str, Enum):
    """Which operator an index serves."""

    ip = "ip"
    cosine = "cosine"
    l2 = "l2"


ColumnName = Annotated[
    str | None,
    typer.Argument(
        metavar="[COLUMN]",
        help="schema.table.column, written as in SQL. Default: nods_page_section.embedding.",
        show_default=False,
    ),
]
MetricOption = Annotated[
    Metric | None,
    typer.Option("--metric", help="Of queries. Default: the recorded one.", show_default=False),
]
Dimensions = Annotated[
    int | None,
    typer.Option("--dimensions", help="Where the column's type does not tell them.", show_default=False),
]
EdgesOption = Annotated[
    int | None, typer.Option("--m", help="HNSW: neighbours of a row, 2 to 100.", show_default=False)
]
EfConstruction = Annotated[
    int | None,
    typer.Option("--ef-construction", help="HNSW: candidates while building, 4 to 1000.", show_default=False),
]
Lists = Annotated[
    int | None,
    typer.Option(
        "--lists", help="IVFFlat: 1 to 32768. Default: a thousandth of the rows.", show_default=False
    ),
]
BuildMemory = Annotated[
    str | None,
    typer.Option(
        "--memory", metavar="SIZE", help="maintenance_work_mem of the build: 2GB.", show_default=False
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=0, max=1024, help="Parallel processes of the build.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON object, for programs.")]


@app.command("list")
def list_(column: ColumnName = None, as_json: AsJson = False) -> None:
    """Show the vector indexes of a column, and what is wrong with them."""
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
    method: Annotated[Method, typer.Option("--method", help="How it is built.")] = Method.hnsw,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--type",
            help="Of what it compares. Default: vector to 2,000 dimensions, halfvec to 4,000, then binary.",
            show_default=False,
        ),
    ] = None,
    metric: MetricOption = None,
    dimensions: Dimensions = None,
    m: EdgesOption = None,
    ef_construction: EfConstruction = None,
    lists: Lists = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Default: made of the others.", show_default=False)
    ] = None,
    memory: BuildMemory = None,
    workers: Workers = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the statement.")] = False,
) -> None:
    """Build an index while everybody reads and writes."""
    from pgmatch.index import Resources, build_statement, find_column, plan_index
    from pgmatch.index import create as build

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
            help="Name of an index, written as in SQL. Default: the one that searches use.",
            show_default=False,
        ),
    ] = None,
    m: EdgesOption = None,
    ef_construction: EfConstruction = None,
    lists: Lists = None,
    memory: BuildMemory = None,
    workers: Workers = None,
) -> None:
    """Build an index anew, while searches use the old one."""
    from pgmatch.index import Resources, find_index
    from pgmatch.index import rebuild as build

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
            typer.echo(f"It has other options now; measure it: pgmatch tune --index {new.argument}")


@app.command()
def drop(
    name: Annotated[str, typer.Argument(metavar="INDEX", help="Name of an index, written as in SQL.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Drop a vector index while everybody reads and writes."""
    from pgmatch.index import drop as remove
    from pgmatch.index import find_index, list_indexes

    with _outside_transaction() as connection:
        column, index = find_index(connection, name)
        others = [other for other in list_indexes(connection, column) if other.id != index.id]
        if index.is_valid and not any(other.is_valid for other in others):
            typer.echo(f"It is the last one of {column.full_name}: without it searches read the whole table.")
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
        typer.Option("--rows", help="Another number of rows than there are.", show_default=False),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option(
            "--memory", metavar="SIZE", help="What the server's machine has: 8GB.", show_default=False
        ),
    ] = None,
    disk: Annotated[
        str | None,
        typer.Option("--disk", metavar="SIZE", help="What is free on its disk: 20GB.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which index suits a column, how large it becomes and whether it fits."""
    from pgmatch.index import advise as find_advice
    from pgmatch.index import find_column
    from pgmatch.settings import read_settings

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
        f"About {expected.rows:,} rows; the index will have about {index_views.size_text(expected.size)}."
    )
    if expected.lacks_memory:
        wanted, given = map(index_views.size_text, (expected.wanted, expected.given))
        watch.say(
            f"Its build wants {wanted} of memory, and maintenance_work_mem gives it {given}, which makes it"
            " slower; --memory gives it more."
        )


def _say_built(index: Index, seconds: float) -> None:
    typer.echo(f"Built {index.name} in {seconds:.0f} s: {index_views.size_text(index.size)}.")


def _used(connection: Connection, column: Column) -> str | None:
    from pgmatch.index import list_indexes

    return next((index.name for index in list_indexes(connection, column) if index.is_used), None)
