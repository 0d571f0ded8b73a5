"""The `pgmatch model` commands: another embedding model for a column, while people search."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli import model_steps, model_views
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
    check_options,
)
from pgmatch.cli.index_session import outside_transaction
from pgmatch.cli.numbers import counted
from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.model_change import Change

app = typer.Typer(
    name="model",
    help="Change the embedding model of a column while people search.",
    no_args_is_help=True,
)

Force = Annotated[
    bool, typer.Option("--force", help="Do it even if rows lack an embedding, or an index is missing.")
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
        int, typer.Option("--batch-size", min=1, max=10_000, help="Texts in a call of the model.")
    ] = 32,
    timeout: Annotated[
        int, typer.Option("--timeout", min=1, max=86_400, help="Seconds until others may take over a batch.")
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
    from pgmatch.model_change import begin, change_of, check_installed, functions_at_risk

    check_options(method.value, m, ef_construction, lists, memory)
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
        model_steps.check_index(connection, now, method.value, kind.value if kind else None)
        model_steps.fill(now, embedder, batch_size, timeout)
        model_steps.build_indexes(
            connection,
            change_of(connection, found),
            Resources(memory, workers),
            method=method.value,
            kind=kind.value if kind else None,
            m=m,
            ef_construction=ef_construction,
            lists=lists,
        )
        now = change_of(connection, found)
        model_views.print_comparison(connection, now, sample, k)
        typer.echo(f"Searches still use {now.model or 'the earlier model'}. To switch: pgmatch model switch")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show the changes that are in progress, and how far each is."""
    from pgmatch.model_change import changes, check_installed
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        check_installed(connection)
        found = changes(connection)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
        return
    if not found:
        typer.echo("No change of model is in progress. `pgmatch model change` begins one.")
    for each in found:
        typer.echo(f"{model_views.described(each)}\n  {model_views.state(each)}")


@app.command()
def switch(column: ColumnName = None, force: Force = False) -> None:
    """Make searches use the new embeddings. Waits until nobody uses the table, then locks it."""
    from pgmatch.model_change import switch as run

    now = _run(run, column, force)
    typer.echo(f"Searches of {now.table} use {now.model} now. To go back: pgmatch model back")
    typer.echo("To end the change, and drop the earlier embeddings: pgmatch model clean")


@app.command()
def back(column: ColumnName = None, force: Force = False) -> None:
    """Make searches use the earlier embeddings again."""
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
    from pgmatch.model_change import clean as run
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        now = _begun(connection, column)
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


def _run(run: Callable[..., None], column: str | None, force: bool) -> Change:
    """Run a function of a change in one transaction, and return the change after it."""
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        run(connection, _begun(connection, column), force=force)
        connection.commit()
        return _begun(connection, column)


def _begun(connection: Connection, column: str | None) -> Change:
    """Return the change of a column, None for the only one."""
    from pgmatch.index import find_column
    from pgmatch.model_change import change_of, check_installed

    check_installed(connection)
    return change_of(connection, find_column(connection, column) if column else None)
