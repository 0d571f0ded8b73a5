"""`pgmatch tune`: how thoroughly to search a vector index, measured on the rows of the table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli.index_options import Metric
from pgmatch.cli.numbers import counted
from pgmatch.cli.options import finite
from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.errors import PgmatchError
    from pgmatch.tuning import Index, Measurement, Report, Session
    from pgmatch.tuning.run import Progress


def tune(
    recall: Annotated[
        float,
        typer.Option(
            "--recall",
            min=0.01,
            max=1,
            callback=finite,
            help="Target recall: share of the true nearest rows that are found.",
        ),
    ] = 0.98,
    k: Annotated[
        int, typer.Option("--k", min=1, max=1000, help="Number of rows that a search returns.")
    ] = 10,
    sample: Annotated[
        int,
        typer.Option(
            "--sample",
            min=1,
            max=10_000,
            help="Number of rows to use as queries; four times as many if needed.",
        ),
    ] = 100,
    below_default: Annotated[
        bool, typer.Option("--below-default", help="Also try settings less thorough than the default.")
    ] = False,
    index: Annotated[
        str | None,
        typer.Option(
            "--index",
            metavar="NAME",
            help="Index to measure. Default: the index that searches use.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table", metavar="NAME", help="Measure the only vector index of this table.", show_default=False
        ),
    ] = None,
    column: Annotated[str, typer.Option("--column", help="Vector column of --table.")] = "embedding",
    metric: Annotated[
        Metric | None,
        typer.Option(
            "--metric",
            help="ip, cosine, l2 or l1. Only for a binary index of a column that pgmatch does not search.",
            show_default=False,
        ),
    ] = None,
    store: Annotated[
        bool, typer.Option("--store", help="Make searches use the recommended setting.")
    ] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Make searches use the defaults again.")] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot", metavar="FILE", help="Plot recall against time, as .png or .svg.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Measure the recall of a vector index for a range of settings, and recommend the cheapest.

    The exit status is 1 if no setting reaches the target recall.
    """
    from pgmatch.settings import read_settings

    if column != "embedding" and not table:
        raise typer.BadParameter("needs --table", param_hint="--column")
    if forget and (store or plot or as_json):
        raise typer.BadParameter("cannot be combined with --store, --plot or --json", param_hint="--forget")
    if index and table:
        raise typer.BadParameter("use either --index or --table", param_hint="--table")
    if plot:
        from pgmatch.tuning.plot import check_plot

        check_plot(plot)
    with connected(read_settings()) as connection:
        session = _session(connection)
        target = session.index(session.only_index(table, column) if table else index, metric and metric.value)
        if forget:
            session.forget(target)
            typer.echo(f"Searches with {target.name} use the defaults again.")
            return
        report = _measured(session, target, recall, k, sample, below_default)
        if store and report.recommended:
            session.store(target, k, report.recommended)
    _show(report, plot, is_stored=store, as_json=as_json)
    if report.recommended is None:
        raise _too_much(report)


def _session(connection: Connection) -> Session:
    from pgmatch.searches import check_core
    from pgmatch.tuning import Session

    check_core(connection)
    return Session(connection)


def _measured(
    session: Session, index: Index, recall: float, k: int, sample: int, below_default: bool
) -> Report:
    from pgmatch.tuning import tune

    with _progress_bar() as progress:
        return tune(
            session,
            index,
            target=recall,
            k=k,
            sample=sample,
            below_default=below_default,
            progress=progress,
        )


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """Show a bar on stderr, if that is a terminal, and give the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("at most"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        tasks = {}

        def move(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(phase, total=total)
            bar.update(tasks[phase], completed=done, total=total)

        yield move


def _show(report: Report, plot: Path | None, *, is_stored: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(report.to_json())
    else:
        _print(report, is_stored=is_stored)
    if plot:
        from pgmatch.tuning.plot import draw

        draw(plot, report)


def _print(report: Report, *, is_stored: bool) -> None:
    index = report.index
    rows = "" if index.rows is None else f", about {counted(index.rows, 'row')}"
    typer.echo(
        f"{index.name}: {index.method} on {index.kind}, {index.metric}, of {index.table}{rows}\n"
        f"{counted(report.sampled, 'row')} searched for, {report.k} nearest of each; "
        f"an exact search takes {report.exact_p50_ms:.1f} ms."
    )
    _print_table(report)
    if stored := index.stored:
        recall = "" if stored.recall is None else f", recall {stored.recall:.3f} for k = {stored.k}"
        typer.echo(f"Stored before: {stored.setting}{recall}, {stored.measured_at:%Y-%m-%d}.")
    for warning in report.warnings:
        typer.echo(f"Warning: {warning}")
    if best := report.recommended:
        typer.echo(
            f"Recommended: {best.setting}. It surely reaches {report.target:g} and reads the fewest pages."
        )
        typer.echo("Stored: searches use it from now on." if is_stored else "With --store searches use it.")


def _print_table(report: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("Setting")
    for name in ("Recall", "At least", "Worst", "p50 ms", "p95 ms", "Pages", "of them read"):
        table.add_column(name, justify="right")
    for measurement in (report.now, *report.found):
        style = "bold" if measurement is report.recommended else None
        name = "as it is now" if measurement is report.now else str(measurement.setting)
        table.add_row(name, *_cells(measurement), style=style)
    Console(highlight=False).print(table)


def _cells(measurement: Measurement) -> list[str]:
    return [
        f"{measurement.recall:.4f}",
        f"{measurement.low:.4f}",
        f"{measurement.worst_recall:.2f}",
        f"{measurement.p50_ms:.2f}",
        f"{measurement.p95_ms:.2f}",
        f"{measurement.pages:.0f}",
        f"{measurement.pages_read:.0f}",
    ]


def _too_much(report: Report) -> PgmatchError:
    from pgmatch.errors import PgmatchError

    best = max(report.found, key=lambda measurement: measurement.recall)
    if report.index.kind == "binary":
        hint = "Use an index on vector or halfvec instead of the binary one, or ask for a lower recall."
    elif report.index.method == "hnsw":
        hint = "Build the index again with a larger m and ef_construction, for example 32 and 128."
    else:
        hint = "Use an index on vector, whose numbers are not rounded, or ask for a lower recall."
    return PgmatchError(
        f"no setting surely reaches a recall of {report.target:g}; the best, {best.setting}, found"
        f" {best.recall:.4f} in {report.sampled} searches, which proves {best.low:.4f}",
        hint,
    )
