"""How an ingest run is shown: its progress, its changes and its summary."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pgmatch.ingest.rules import Rules
    from pgmatch.ingest.summary import Failure, Progress, State, Summary


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show a bar on stderr, if that is a terminal, and give the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[pages]} pages,"),
        MofNCompleteColumn(),
        TextColumn("sections embedded, {task.fields[rate]:.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=None, pages="", rate=0.0)

        def move(state: State) -> None:
            seconds = bar.tasks[task].elapsed or 0.0
            bar.update(
                task,
                completed=state.embedded,
                # more may come with the pages that are not read yet
                total=state.to_embed if state.pages else None,
                pages=f"{state.pages}/{state.all_pages}",
                rate=state.embedded / max(seconds, 0.1),
            )

        yield move


def print_summary(summary: Summary, price: float | None = None, *, is_preview: bool = False) -> None:
    """Print the numbers of a run to stdout, and its failures and warnings to stderr.

    `price` is that of a million tokens.
    """
    from rich.console import Console
    from rich.table import Table

    for warning in summary.warnings:
        _print_problem(warning, "Warning: ")
    for failure in summary.failures:
        _print_problem(failure)
    for note in _notes(summary, is_preview):
        typer.echo(note, err=True)
    pages = {
        "new": len(summary.new),
        "changed": len(summary.changed),
        "unchanged": len(summary.unchanged),
        "removed": len(summary.removed),
        "failed": len(summary.failures),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("Pages", ", ".join(f"{number} {word}" for word, number in pages.items()))
    verb = "to embed" if is_preview else "embedded"
    table.add_row("Sections", f"{summary.embedded} {verb}, {summary.reused} reused")
    table.add_row("Tokens", f"{summary.tokens} {verb}")
    if price is not None:
        table.add_row("Cost", f"{_decimal(summary.tokens * price / 1e6)}, at {price:g} per million tokens")
    rate = "" if is_preview or not summary.embedded else f", {summary.rate:.1f} sections a second"
    table.add_row("Time", f"{summary.seconds:.1f} s{rate}")
    Console(highlight=False).print(table)
    if summary.superseded:
        typer.echo("A newer run of this corpus has begun: the rest was left to that one.", err=True)


def print_changes(summary: Summary) -> None:
    """Print one line for each page that is not as it was, and for each file that is left out."""
    for word, paths in (("new", summary.new), ("changed", summary.changed), ("removed", summary.removed)):
        for path in paths:
            typer.echo(f"{word:8} {path}")
    for name, reason in summary.left_out:
        typer.echo(f"left out {name}: {reason}")


def _print_problem(problem: Failure, prefix: str = "") -> None:
    typer.echo(f"{prefix}{problem.message}", err=True)
    if problem.hint:
        typer.echo(f"  Hint: {problem.hint}", err=True)


def _notes(summary: Summary, is_preview: bool) -> Iterator[str]:
    if summary.new_dimensions:
        change = "would change" if is_preview else "was changed"
        yield (
            f"The column of embeddings {change} to the model's {summary.new_dimensions} dimensions:"
            " nothing was embedded yet."
        )
    if summary.other_rules:
        now = _differing_options(summary.rules, summary.other_rules)
        before = _differing_options(summary.other_rules, summary.rules)
        change = "would be" if is_preview else "was"
        yield (
            f'The corpus "{summary.corpus}" was read with {before} before, and now with {now}:'
            f" every page {change} read again."
        )
    if summary.advice:
        yield summary.advice
    if summary.part:
        yield f'{summary.part} is part of the corpus "{summary.corpus}": the other pages stay as they are.'


def _differing_options(rules: Rules, others: Rules) -> str:
    """Return as options the rules that the others do not share."""
    values, other_values = asdict(rules), asdict(others)
    return " ".join(_option(name, value) for name, value in values.items() if value != other_values[name])


def _option(name: str, value: str | bool) -> str:
    if name == "titles":
        return "--title" if value else "--no-title"
    return f"--{name.replace('_', '-')} {value}"


def _decimal(cost: float) -> str:
    """Return a cost with two significant digits, and at least two decimals."""
    decimals = 2 if cost == 0 or cost >= 1 else 1 - math.floor(math.log10(cost))
    return f"{cost:.{max(2, decimals)}f}"
