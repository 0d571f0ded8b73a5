"""The `pgmatch model` commands: another embedding model for a column, while people search."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli import index_views, model_views
from pgmatch.cli.index_options import (
    AsJson,
    BuildMemory,
    ColumnName,
    EdgesOption,
    EfConstruction,
    Kind,
    Lists,
    Method,
    Metric,
    Workers,
)
from pgmatch.cli.index_session import outside_transaction
from pgmatch.cli.numbers import counted
from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.embedders import Embedder
    from pgmatch.index import Resources
    from pgmatch.index.models import Kind as IndexKind
    from pgmatch.index.models import Method as IndexMethod
    from pgmatch.model_change import Change

app = typer.Typer(
    name="model",
    help="Change the embedding model of a column while people search.",
    no_args_is_help=True,
)

Force = Annotated[
    bool, typer.Option("--force", help="Do so although rows lack an embedding, or an index is missing.")
]


@app.command()
def change(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="SPEC",
            help="New model: local, openai:MODEL, fastembed:MODEL or sentence-transformers:MODEL.",
        ),
    ],
    column: ColumnName = None,
    content: Annotated[
        str | None,
        typer.Option(
            "--content",
            metavar="SQL",
            help="Text to embed, over a row s: 's.title || s.body'. "
            "Default: what workers or `pgmatch ingest` embed.",
            show_default=False,
        ),
    ] = None,
    present: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NAME",
            help="Model of the present embeddings, if it is not recorded.",
            show_default=False,
        ),
    ] = None,
    metric: Annotated[
        Metric | None,
        typer.Option("--metric", help="Distance metric. Default: the present one.", show_default=False),
    ] = None,
    halfvec: Annotated[bool, typer.Option("--halfvec", help="Store the new embeddings as halfvec.")] = False,
    method: Annotated[Method, typer.Option("--method", help="Index method.")] = Method.hnsw,
    kind: Annotated[
        Kind | None,
        typer.Option("--type", help="Index element type, as for `pgmatch index create`.", show_default=False),
    ] = None,
    m: EdgesOption = None,
    ef_construction: EfConstruction = None,
    lists: Lists = None,
    memory: BuildMemory = None,
    workers: Workers = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Texts in a call of the model.")
    ] = 32,
    timeout: Annotated[
        int, typer.Option("--timeout", min=1, help="Seconds until others may take over a batch.")
    ] = 300,
    sample: Annotated[
        int, typer.Option("--sample", min=1, max=10_000, help="Number of rows to search for when measuring.")
    ] = 100,
    k: Annotated[
        int, typer.Option("--k", min=1, max=1000, help="Number of rows that a search returns.")
    ] = 10,
) -> None:
    """Embed all rows with another model into a second column, index it, and compare the two.

    Searches stay as they are until `pgmatch model switch`. If it is interrupted, run it again.
    """
    from pgmatch.cli.options import load_embedder
    from pgmatch.index import Resources, find_column
    from pgmatch.index.rules import checked_options
    from pgmatch.index.sizes import parse_size
    from pgmatch.model_change import begin, change_of, check_installed, functions_at_risk

    options = {"m": m, "ef_construction": ef_construction, "lists": lists}
    checked_options(method.value, options)
    if memory is not None:
        parse_size(memory)
    embedder = load_embedder(to)
    with outside_transaction() as connection:
        check_installed(connection)
        found = find_column(connection, column)
        model_views.warn_of_functions(functions_at_risk(connection, found), found.full_name)
        queued = begin(
            connection,
            found,
            embedder,
            content=content,
            metric=metric and metric.value,
            type_="halfvec" if halfvec else None,
            present_model=present,
        )
        now = change_of(connection, found)
        typer.echo(f"{model_views.described(now)}\n{counted(queued, 'row')} queued.")
        _fill(now, embedder, batch_size, timeout)
        _index(
            connection,
            change_of(connection, found),
            Resources(memory, workers),
            method=method.value,
            kind=kind.value if kind else None,
            **options,
        )
        now = change_of(connection, found)
        model_views.print_comparison(connection, now, sample, k)
        typer.echo(f"Searches still use {now.model or 'the earlier model'}. To switch: pgmatch model switch")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show the changes that have begun, and how far they are."""
    from pgmatch.model_change import changes, check_installed
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        check_installed(connection)
        found = changes(connection)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
        return
    if not found:
        typer.echo("No change of model has begun. `pgmatch model change` begins one.")
    for each in found:
        typer.echo(f"{model_views.described(each)}\n  {model_views.state(each)}")


@app.command()
def switch(column: ColumnName = None, force: Force = False) -> None:
    """Let searches use the new embeddings. Waits until nobody uses the table, and locks it then."""
    from pgmatch.model_change import switch as run

    now = _run(run, column, force)
    typer.echo(f"Searches of {now.table} use {now.model} now. To go back: pgmatch model back")
    typer.echo("To end the change, and drop the earlier embeddings: pgmatch model clean")


@app.command()
def back(column: ColumnName = None, force: Force = False) -> None:
    """Let searches use the earlier embeddings again."""
    from pgmatch.model_change import switch_back as run

    now = _run(run, column, force)
    typer.echo(f"Searches of {now.table} use {now.model or 'the earlier model'} again.")


@app.command()
def clean(
    column: ColumnName = None,
    force: Force = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> None:
    """Drop the embeddings that searches do not use, and end the change."""
    from pgmatch.index import find_column
    from pgmatch.model_change import change_of, check_installed
    from pgmatch.model_change import clean as run
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        check_installed(connection)
        now = change_of(connection, find_column(connection, column) if column else None)
        connection.rollback()
        if not yes:
            what = f"{now.second} of {now.table}, with the embeddings of {now.other_model or 'its model'}"
            typer.confirm(
                f"Drop the column {what}?" if now.second else f"End {now.table}'s change?", abort=True
            )
        run(connection, now, force=force)
        connection.commit()
    typer.echo(
        f"Dropped {now.second or 'what is left'}. To store the others inside their rows: pgmatch optimize"
    )


def _fill(change: Change, embedder: Embedder, batch_size: int, timeout: int) -> None:
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


def _index(
    connection: Connection,
    change: Change,
    resources: Resources,
    *,
    method: IndexMethod,
    kind: IndexKind | None,
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
    typer.echo(
        f"Built {built.name} in {time.monotonic() - started:.0f} s: {index_views.size_text(built.size)}."
    )


def _run(run: Callable[..., None], column: str | None, force: bool) -> Change:
    """Run a function of a change in one transaction, and return the change after it."""
    from pgmatch.index import find_column
    from pgmatch.model_change import change_of, check_installed
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        check_installed(connection)
        found = find_column(connection, column) if column else None
        now = change_of(connection, found)
        run(connection, now, force=force)
        connection.commit()
        return change_of(connection, found)
