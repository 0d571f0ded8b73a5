"""How `pgmatch model` shows what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from pgmatch.cli.numbers import counted

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.model_change import Change, Overlap

_BAR = 30  # characters of the longest bar


def warn_of_functions(functions: Sequence[str], column: str) -> None:
    """Warn of functions that may fail, because the table gets one more column."""
    if functions:
        typer.echo(
            f"The table of {column} gets one more column until `pgmatch model clean`. These functions return "
            f"its rows, and fail if they list its columns: {', '.join(functions)}.",
            err=True,
        )


def described(change: Change) -> str:
    """Return what both columns of a change are."""
    searched = f"{change.table}.{change.embedding}: {_model(change.model, change.dimensions, change.metric)}"
    if change.other_dimensions is None:
        return searched
    other = _model(change.other_model, change.other_dimensions, change.other_metric)
    return f"{searched}\n{change.table}.{change.second}: {other}"


def state(change: Change) -> str:
    """Return how far a change is, and what to do next."""
    if change.gaps is None:
        return "somebody has dropped the second column. Next: pgmatch model clean"
    of = f"{change.gaps:,} of {counted(change.rows, 'row')}"
    dead = f", {counted(change.dead, 'job')} failed too often" if change.dead else ""
    if change.state == "switched":
        lacking = f" {of} lack the earlier embedding{dead}." if change.gaps else ""
        return f"switched.{lacking} Next: pgmatch model clean, or to go back pgmatch model back"
    if change.state == "ready":
        return "ready. Next: pgmatch model switch"
    if change.state == "indexing":
        return "all rows are embedded, the index is missing. Next: pgmatch model change again"
    waiting = f", {counted(change.waiting, 'job')} in the queue"
    return (
        f"{of} lack the new embedding{waiting}{dead}. Next: pgmatch model change again, or pgmatch worker. "
        "Rows without a text get none"
    )


def print_comparison(connection: Connection, change: Change, sample: int, k: int) -> None:
    """Print the recall of the new index, and the overlap of the answers of both models."""
    from pgmatch.model_change import measure_overlap, measure_recall

    if change.rows <= k:
        typer.echo(f"Too few rows to compare the {k} answers of a search.")
        return
    recall = measure_recall(connection, change, sample, k)
    typer.echo(
        f"Recall of {change.index}: {recall.recall:.3f}, at worst {recall.worst_recall:.1f} "
        f"({counted(recall.sampled, 'search')}, k = {k})".replace("searchs", "searches")
    )
    overlap = measure_overlap(connection, change, sample, k)
    typer.echo(f"Overlap of the answers of both models: {overlap.overlap:.3f}")
    _print_overlap(overlap, k)


def _print_overlap(overlap: Overlap, k: int) -> None:
    """Print how many searches have how many answers in common."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("In common", justify="right")
    table.add_column("Searches", justify="right")
    table.add_column("")
    most = max(overlap.counts)
    for common in range(k, -1, -1):
        searches = overlap.counts[common]
        if searches:
            bar = "█" * max(1, round(_BAR * searches / most))
            table.add_row(f"{common} of {k}", f"{searches:,}", Text(bar))
    Console(highlight=False).print(table)


def _model(name: str | None, dimensions: int, metric: str) -> str:
    return f"{name or 'unknown model'}, {dimensions:,} dimensions, {metric}"
