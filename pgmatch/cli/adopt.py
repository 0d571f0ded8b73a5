"""`pgmatch adopt`: a database on which a guide's SQL was pasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli.options import Settings, parse_settings
from pgmatch.connection import connected
from pgmatch.lines import DEFAULT, command

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.adopt import Finding
    from pgmatch.settings import Found

STEPS = """\
To install pgmatch over the guide's tables and keep every row, id and embedding:

  1. pgmatch adopt --plan           shows what would change and what to repair first; changes nothing
  2. pgmatch alembic upgrade head   installs pgmatch and adopts the tables
  3. pgmatch adopt --model NAME     records the model of the embeddings, such as text-embedding-ada-002
  4. pgmatch optimize               rewrites old rows for faster searches; locks the table while it runs"""

TITLES = {"change": "Changes", "keep": "Stays as it is"}


def adopt(
    plan: Annotated[
        bool, typer.Option("--plan", help="Show what an install would do without doing it.")
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="NAME", help="Record the model that made the embeddings.", show_default=False
        ),
    ] = None,
    line: Annotated[
        str, typer.Option("--line", help="The line whose tables are meant, such as docs or video.")
    ] = DEFAULT,
    settings: Settings = None,
) -> None:
    """Prepare a database that has the guide's tables, and record the model of its embeddings.

    With --plan, the exit status is 1 if something must be repaired first.
    """
    from pgmatch.adopt import check_adopts
    from pgmatch.client.connecting import installed_in
    from pgmatch.migrate.options import RunOptions, check_used
    from pgmatch.settings import read_settings

    given = parse_settings(settings)
    found = read_settings(given)
    check_used(line, given)
    if plan and model:
        raise typer.BadParameter("use either --plan or --model", param_hint="--plan")
    if not plan and model is None:
        typer.echo(STEPS)
        return
    if model is not None and not model.strip():
        raise typer.BadParameter("the name is empty", param_hint="--model")
    RunOptions.of(found, concurrently=True).check()
    check_adopts(line)
    schema = installed_in(found, line)
    with connected(found) as connection:
        if model is None:
            _show_plan(connection, found, line, schema)
        else:
            _record_model(connection, model, line)


def _show_plan(connection: Connection, found: dict[str, Found], line: str, schema: str) -> None:
    from pgmatch.adopt import installed_revision, plan

    if revision := installed_revision(connection, line):
        typer.echo(
            f"pgmatch is already installed, at revision {revision}. "
            f"To upgrade: `{command(line, 'upgrade head')}`."
        )
        _show_own_tables(connection)
        return
    findings = plan(connection, found, line)
    if not findings:
        typer.echo(f"There is nothing to adopt in the schema {schema}: an install creates everything.")
        _show_own_tables(connection)
        return
    _print_findings(findings)
    _show_own_tables(connection)
    if any(finding.level == "stop" for finding in findings):
        typer.echo("An install would stop before its first change. Make the repairs above, then check again.")
        raise typer.Exit(1)
    typer.echo(f"Nothing prevents the install. Next: `{command(line, 'upgrade head')}`.")


def _show_own_tables(connection: Connection) -> None:
    """Print the tables with embeddings that an install leaves alone, and how to search them."""
    from pgmatch.guides import own_tables
    from pgmatch.record import record_state

    found = own_tables(connection)
    if not found:
        return
    typer.echo("Your own tables with embeddings, which an install leaves as they are")
    for each in found:
        searched = f", searched by {each.function}" if each.function else ""
        typer.echo(f"  {each.column}: {each.type}{searched}\n    To search it with pgmatch: {each.command}")
    if record_state(connection) == "missing":
        typer.echo("  These commands need the core: `pgmatch alembic -n core upgrade head`.")
    typer.echo("")


def _print_findings(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    _print_stops([finding for finding in findings if finding.level == "stop"])
    for level, title in TITLES.items():
        chosen = [finding for finding in findings if finding.level == level]
        columns = ["Object", "What", *(["Lock"] if level == "change" else [])]
        table = Table(
            *columns, title=title, title_justify="left", title_style="bold", box=None, pad_edge=False
        )
        for finding in chosen:
            what = "\n".join(part for part in (finding.finding, finding.remedy) if part)
            cells = [finding.object, what, finding.lock or ""][: len(columns)]
            table.add_row(*(Text(cell, overflow="fold") for cell in cells))
        if chosen:
            Console().print(table, "")


def _print_stops(findings: Sequence[Finding]) -> None:
    """Print what stops an install line by line: a table would cut the statements of the fixes."""
    if findings:
        typer.echo("Stops the install")
    for finding in findings:
        typer.echo(f"  {finding.object} {finding.finding}")
        if finding.remedy:
            typer.echo(f"    Fix: {finding.remedy}")
    if findings:
        typer.echo("")


def _record_model(connection: Connection, model: str, line: str) -> None:
    from pgmatch.adopt import check_installed, record_model

    check_installed(connection, line)
    record_model(connection, model, line)
    typer.echo(f"Recorded {model} as the model of the embeddings.")
