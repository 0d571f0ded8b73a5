"""How `pgmatch index` shows what it finds and does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from pgmatch.cli.numbers import counted

if TYPE_CHECKING:
    from rich.table import Table
    from sqlalchemy.engine import Connection

    from pgmatch.index import Advice, Choice, Entry, Index, Plan, Report, Watch

_WIDE = 1000  # columns, of a pipe
_INTERNAL = ("id", "bare_name", "expression", "type_name")


@contextmanager
def watching() -> Iterator[Watch]:
    """Show on stderr how far a build is, if that is a terminal, and what the server says in any case."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from pgmatch.index import Progress as Now
    from pgmatch.index import Watch

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[of]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("starting", total=None, of="")
        phase = ""

        def move(now: Now) -> None:
            nonlocal phase
            if now.phase != phase:
                # for a remaining time of its own
                phase = now.phase
                bar.reset(task, total=None, of="")
            waiting = f" of process {now.waits_for}" if now.waits_for else ""
            of = f"{now.done:,} of {now.total:,} {now.unit}" if now.total else ""
            bar.update(
                task, description=f"{phase}{waiting}", completed=now.done, total=now.total or None, of=of
            )

        def tell(message: str) -> None:
            bar.console.print(message, markup=False, highlight=False, soft_wrap=True)

        yield Watch(move, tell)


def say_size(connection: Connection, plan: Plan, memory: str | None, watch: Watch) -> None:
    """Say what the build will take, and whether it has the memory to be fast."""
    from pgmatch.index import expect

    expected = expect(connection, plan, memory)
    watch.say(f"About {counted(expected.rows, 'row')}. The index will take about {size_text(expected.size)}.")
    if expected.lacks_memory:
        wanted, given = map(size_text, (expected.wanted, expected.given))
        watch.say(
            f"A fast build needs {wanted} of memory, and maintenance_work_mem is {given}."
            " Give it more with --memory."
        )


def say_built(index: Index, seconds: float) -> None:
    """Say what was built."""
    typer.echo(f"Built {index.name} in {seconds:.0f} s: {size_text(index.size)}.")


def print_report(report: Report) -> None:
    """Print the indexes of a column as a table, and what there is to say about each below it."""
    from rich.table import Table
    from rich.text import Text

    column = report.column
    dimensions = f"{column.type}({column.dimensions})" if column.dimensions else column.type
    typer.echo(f"{column.full_name}: {dimensions}, about {counted(report.rows, 'row')} with a vector")
    if not report.entries:
        typer.echo("It has no vector index. `pgmatch index advise` recommends one.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("Index", overflow="fold")
    for title in ("Kind", "Options", "State"):
        table.add_column(title)
    for title in ("Size", "Of buffers", "Scans"):
        table.add_column(title, justify="right", no_wrap=True)
    for entry in report.entries:
        index = entry.index
        cells = (
            index.bare_name,
            f"{index.method} {index.kind} {index.metric}",
            _options(index),
            index.state,
            size_text(index.size),
            f"{index.size / report.memory.shared_buffers:.0%}",
            f"{index.scans:,}",
        )
        table.add_row(*map(Text, cells), style="bold" if index.is_used else None)
    _print_table(table)
    _print_remarks(report.entries)


def report_object(report: Report) -> dict[str, Any]:
    """Return a report for programs."""
    from dataclasses import asdict

    return {
        "column": report.column.full_name,
        "type": report.column.type,
        "dimensions": report.column.dimensions,
        "rows": report.rows,
        "shared_buffers": report.memory.shared_buffers,
        "effective_cache_size": report.memory.cache,
        "indexes": [
            {
                **{name: value for name, value in asdict(entry.index).items() if name not in _INTERNAL},
                "drift": asdict(entry.drift) if entry.drift else None,
                "remarks": entry.remarks,
            }
            for entry in report.entries
        ],
    }


def print_advice(advice: Advice) -> None:
    """Print what is recommended, why, and what to run."""
    now, column = advice.situation, advice.column
    typer.echo(
        f"{column.full_name}: {counted(now.rows, 'row')} of {counted(now.dimensions, 'dimension')},"
        f" metric {now.metric} ({advice.metric_from})\n"
        f"Memory for an index: {size_text(now.memory)} ({advice.memory_from})"
        + (f"; disk: {size_text(now.disk)}" if now.disk is not None else "")
    )
    _print_choices(advice)
    if advice.recommended is None:
        typer.echo("pgvector cannot index this many dimensions.")
    else:
        there = f"; it already exists: {advice.existing}" if advice.existing else ""
        typer.echo(f"Recommended: {advice.recommended.method} on {advice.recommended.kind}{there}.")
    for reason in advice.reasons:
        typer.echo(f"  {reason}")
    for warning in advice.warnings:
        typer.echo(f"Warning: {warning}")
    for command in advice.commands:
        typer.echo(command)


def advice_object(advice: Advice) -> dict[str, Any]:
    """Return an advice for programs."""
    from dataclasses import asdict

    return {
        "column": advice.column.full_name,
        **asdict(advice.situation),
        "choices": [asdict(choice) for choice in advice.choices],
        "recommended": asdict(advice.recommended) if advice.recommended else None,
        "existing": advice.existing,
        "reasons": advice.reasons,
        "commands": advice.commands,
        "warnings": advice.warnings,
    }


def print_use(plan: Plan, index: Index, used: Index | None) -> None:
    """Print how queries come to use an index that was just built; `used` is the one that pgmatch takes."""
    from pgmatch.index.plan import ordering
    from pgmatch.index.rules import probes_for

    if used and used.id == index.id:
        typer.echo("Searches of pgmatch now use it.")
    elif plan.column.is_searched and plan.kind == "binary":
        typer.echo(
            "Searches use it after this has measured how many candidates it needs:\n"
            f"pgmatch tune --index {index.argument} --store"
        )
    elif plan.column.is_searched:
        typer.echo(f"Searches of pgmatch still use {used.name if used else 'no index'}.")
    else:
        typer.echo(f"It is used by queries that order by: {ordering(plan)}")
        if plan.kind == "binary":
            typer.echo("Ask it for more rows than you need, and order those by the column itself.")
        if plan.method == "ivfflat":
            typer.echo(f"Before a search: set ivfflat.probes = {probes_for(plan.options['lists'])};")


def _print_choices(advice: Advice) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("Index", "Size", "In memory", "Memory to build", "Against it"):
        table.add_column(title, justify="right" if title in ("Size", "Memory to build") else "left")
    for choice in advice.choices:
        cells = (
            f"{choice.method} on {choice.kind}",
            size_text(choice.size),
            "yes" if choice.fits else "no",
            "" if choice.build_memory is None else size_text(choice.build_memory),
            _against(choice),
        )
        table.add_row(*cells, style="bold" if choice is advice.recommended else None)
    _print_table(table)


def _against(choice: Choice) -> str:
    if choice.against:
        return choice.against
    if choice.fits_disk is False:
        return "does not fit on the disk"
    return "slower than hnsw" if choice.method == "ivfflat" and choice.kind != "binary" else ""


def size_text(size: int) -> str:
    """Return a size as Postgres writes it, in units of 1,024."""
    number, units = float(size), iter(("bytes", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while number >= 1024 and unit != "TB":
        number, unit = number / 1024, next(units)
    return f"{number:.3g} {unit}" if number < 100 else f"{number:,.0f} {unit}"


def _print_table(table: Table) -> None:
    """Print a table, whose lines are not folded for a program that reads them."""
    from rich.console import Console

    Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE).print(table)


def _options(index: Index) -> str:
    from pgmatch.index.rules import DEFAULT_OPTIONS

    options = {name: getattr(index, name) for name in DEFAULT_OPTIONS[index.method]}
    if index.method == "hnsw" and options == DEFAULT_OPTIONS["hnsw"]:
        return "default"
    return ", ".join(f"{name} {value}" for name, value in options.items())


def _print_remarks(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        if tuning := entry.index.tuning:
            words = [
                f"{name} {value:g}"
                for name in ("ef_search", "probes", "overfetch", "recall")
                if (value := getattr(tuning, name)) is not None
            ]
            typer.echo(f"{entry.index.bare_name}: Tuned: {', '.join(words)}.")
        for remark in entry.remarks:
            typer.echo(f"{entry.index.bare_name}: {remark}")
