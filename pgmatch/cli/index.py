"""The `pgmatch index` commands: HNSW and IVFFlat indexes on any column of vectors."""

from __future__ import annotations

import json
import time
from typing import Annotated

import typer

from pgmatch.cli import index_load, index_views
from pgmatch.cli.index_options import (
    AsJson,
    BuildMemory,
    ColumnName,
    Dimensions,
    EdgesOption,
    EfConstruction,
    Kind,
    Lists,
    Method,
    MetricOption,
    Workers,
    check_options,
)
from pgmatch.cli.index_session import outside_transaction
from pgmatch.connection import connected

app = typer.Typer(
    name="index",
    help="Build and maintain HNSW and IVFFlat indexes on any vector column.",
    no_args_is_help=True,
)


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
    from pgmatch.index import Resources, build_statement, find_column, list_indexes, plan_index
    from pgmatch.index import create as build

    check_options(method.value, m, ef_construction, lists, memory)
    with outside_transaction() as connection:
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
            index_views.say_size(connection, plan, memory, watch)
            started = time.monotonic()
            index = build(connection, plan, Resources(memory, workers), watch)
        index_views.say_built(index, time.monotonic() - started)
        # its metric on record may be that of the new index by now
        now = list_indexes(connection, find_column(connection, plan.column.full_name))
        used = next((other for other in now if other.is_used), None)
        index_views.print_use(plan, index, used)


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
    check_options("ivfflat" if lists is not None else "hnsw", m, ef_construction, lists, memory)
    with outside_transaction() as connection:
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
        index_views.say_built(new, time.monotonic() - started)
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

    with outside_transaction() as connection:
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
def watch(
    off: Annotated[bool, typer.Option("--off", help="Drop the event trigger.")] = False,
) -> None:
    """Create an event trigger that makes searches follow changes of indexes and tables."""
    from pgmatch.searches import check_core, watch_indexes
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        check_core(connection)
        watch_indexes(connection, is_on=not off)
        connection.commit()
    typer.echo(f"Searches {'no longer' if off else 'now'} follow changes of indexes and tables.")


app.command()(index_load.suspend)
app.command()(index_load.resume)


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
            max=1_000_000_000_000,
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
