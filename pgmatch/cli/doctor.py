"""`pgmatch doctor`: what is wrong with a database, and how to put it right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pgmatch.cli.numbers import counted
from pgmatch.cli.options import finite
from pgmatch.connection import connected

if TYPE_CHECKING:
    from rich.console import Console

    from pgmatch.doctor import Finding, Level, Progress, Repaired, Report
    from pgmatch.settings import Found

TITLES: dict[Level, str] = {"error": "Errors", "warning": "Warnings", "info": "Notes"}
STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold"}


class FailOn(str, Enum):
    """Lowest level at which the exit status is 1."""

    warning = "warning"
    error = "error"


def doctor(
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Lowest level at which the exit status is 1.")
    ] = FailOn.error,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Make the repairs that need no decision and touch no rows, then check again."
        ),
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="CHECK", help="Run only this check. May be repeated.", show_default=False
        ),
    ] = None,
    sample: Annotated[
        int,
        typer.Option(
            "--sample", min=0, max=10_000, help="Number of searches to measure recall with; 0 skips it."
        ),
    ] = 50,
    floor: Annotated[
        float,
        typer.Option(
            "--recall", min=0.01, max=1, callback=finite, help="Recall below which searches are reported."
        ),
    ] = 0.9,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Check a database. For each problem, show the evidence and the fix.

    Nothing is changed without --fix. The exit status is 1 if a finding reaches the level of --fail-on.
    """
    from pgmatch.doctor import repair
    from pgmatch.doctor.run import chosen
    from pgmatch.settings import database_url, read_settings

    found = read_settings()
    names = tuple(only or ())
    chosen(names)  # a check that does not exist is an error before any connection
    report = _diagnosed(found, names, sample, floor)
    done: tuple[Repaired, ...] = ()
    if fix:
        url = database_url(found["database_url"].value)
        done = repair(url, report.findings, None if as_json else _tell)
        for one in done:
            if one.failure and not as_json:
                typer.echo(f"Could not repair {one.finding.object}: {one.failure}", err=True)
        report = _diagnosed(found, names, sample, floor) if done else report
    if as_json:
        typer.echo(json.dumps(_object(report, done), indent=2))
    else:
        _print(report)
    if report.reaches(fail_on.value):
        raise typer.Exit(1)


def _diagnosed(found: Mapping[str, Found], names: Sequence[str], sample: int, floor: float) -> Report:
    from pgmatch.doctor import diagnose
    from pgmatch.settings import database_url

    url = database_url(found["database_url"].value)
    with connected(found) as connection, _progress_bar() as progress:
        return diagnose(connection, url, only=names, sample=sample, floor=floor, progress=progress)


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """Show on stderr how far the checks are, if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def move(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(phase, total=total)
            bar.update(tasks[phase], completed=done)

        yield move


def _tell(finding: Finding) -> None:
    typer.echo(f"{finding.object}:", err=True)
    for step in finding.fix:
        typer.echo(f"  {step}", err=True)


def _print(report: Report) -> None:
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=True)
    server = report.server
    vector = f"pgvector {server.extension_version}" if server.extension_version else "no pgvector"
    lines = ", ".join(f"{line.name} {line.revision} ({line.access})" for line in report.lines if line.access)
    console.print(
        f"Database {server.database} as {server.role}: PostgreSQL {server.version}, {vector}"
        f"{', ' + lines if lines else ''}"
    )
    for level, title in TITLES.items():
        findings = [finding for finding in report.findings if finding.level == level]
        if findings:
            console.print(f"\n{title}", style=STYLES[level])
            _print_findings(console, findings)
    console.print(f"\n{_summary(report)}")


def _print_findings(console: Console, findings: Sequence[Finding]) -> None:
    for finding in findings:
        console.print(f"  {finding.check}: {finding.object}")
        console.print(f"    {finding.evidence}")
        for number, step in enumerate(finding.fix):
            mark = "fix:" if number == 0 else "    "
            console.print(f"    {mark} {step}", style="cyan")


def _summary(report: Report) -> str:
    made = len(report.names)
    missed = len({finding.check for finding in report.findings if finding.is_unchecked})
    checks = counted(made, "check")
    checks += f", {missed} of them not made in full" if missed else ""
    counts = {level: report.count(level) for level in TITLES}
    if not any(counts.values()):
        return f"Nothing is wrong: {checks}."
    words = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
    said = ", ".join(f"{count} {words[level][count != 1]}" for level, count in counts.items() if count)
    is_safe = any(finding.repair for finding in report.findings)
    return f"{said}; {checks}.{' To apply the safe repairs, add --fix.' if is_safe else ''}"


def _object(report: Report, done: Sequence[Repaired]) -> dict[str, Any]:
    server = report.server
    return {
        "database": server.database,
        "role": server.role,
        "is_owner": report.is_owner,
        "postgres": server.version,
        "pgvector": server.extension_version,
        "lines": [
            {"name": line.name, "schema": line.schema_name, "revision": line.revision, "access": line.access}
            for line in report.lines
            if line.access
        ],
        "checks": list(report.names),
        "findings": [_finding(finding) for finding in report.findings],
        "counts": {level: report.count(level) for level in TITLES},
        "repaired": [
            {
                "check": one.finding.check,
                "object": one.finding.object,
                "fix": list(one.finding.fix),
                "failure": one.failure,
            }
            for one in done
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "level": finding.level,
        "object": finding.object,
        "evidence": finding.evidence,
        "fix": list(finding.fix),
        "is_safe": finding.repair is not None,
        "is_unchecked": finding.is_unchecked,
    }
