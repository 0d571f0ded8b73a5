"""`pgmatch status`: what is installed in a database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pgmatch.cli.errors import as_commands
from pgmatch.cli.numbers import counted
from pgmatch.connection import connected

if TYPE_CHECKING:
    from pgmatch.index.models import Index
    from pgmatch.lines.queue.jobs import Source
    from pgmatch.status import Line, Status, Table


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Show what is installed in the database: revisions, settings, rows, indexes and sizes."""
    from pgmatch.settings import read_settings
    from pgmatch.status import read_status

    with connected(read_settings()) as connection:
        found = read_status(connection)
    if as_json:
        typer.echo(json.dumps(_object(found), indent=2))
    else:
        _print(found)


def _print(found: Status) -> None:
    server = found.server
    vector = (
        f"pgvector {server.pgvector} in schema {server.pgvector_schema}" if server.pgvector else "no pgvector"
    )
    typer.echo(f"Database {server.database} as {server.role}: PostgreSQL {server.postgres}, {vector}")
    if found.is_installed is False:
        first = (
            f" {found.tables[0].name} is there already: first `pgmatch adopt --plan`." if found.tables else ""
        )
        typer.echo(f"Nothing is installed:{first} `pgmatch alembic upgrade head` installs.")
        return
    if found.lines:
        _print_lines(found)
    shown = [line.name for line in found.lines if line.tables_schema is None]
    for each in found.searched:
        if each.column.line not in shown:
            column = each.column
            typer.echo(f"{column.full_name}: {column.type}({column.dimensions}), {column.metric}")
            typer.echo(_indexes_text(each.indexes))
    typer.echo("".join(f"{_queue_text(source)}\n" for source in found.queues), nl=False)
    for search in found.broken:
        typer.echo(
            f"{search.function}: {search.state}. {search.problem}\n  fix: {as_commands(search.fix or '')}"
        )
    if found.is_watched:
        typer.echo("Searches follow changes of indexes: event trigger pgmatch_refresh_searches")
    for sentence in found.unseen:
        typer.echo(sentence)


def _print_lines(found: Status) -> None:
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    console = Console(highlight=False)
    for line in found.lines:
        grid = Grid(line.name, "", box=None, pad_edge=False)
        for title, value in _cells(line, found).items():
            grid.add_row(Text(f"  {title}", no_wrap=True), Text(value, overflow="fold"))
        console.print(grid)


def _cells(line: Line, found: Status) -> dict[str, str]:
    """Return what is shown of a line, by title."""
    head = _head(line)
    cells = {
        "Revision": line.revision
        + (" (newest)" if head == line.revision else f" (newest: {head or 'unknown'})"),
        "Schema": line.schema,
    }
    if line.access is None:  # the core
        return cells
    cells["Access"] = line.access
    if line.text_config:
        return {**cells, "Text configuration": line.text_config}
    if line.tables_schema:
        return {**cells, "Tables": f"{line.tables} in schema {line.tables_schema}"}
    tables = {table.name: _table_text(table) for table in found.tables if table.line == line.name}
    if line.metric is None:  # nothing of it is searched by vectors
        return cells | tables
    cells |= {
        "Dimensions": str(line.dimensions),
        "Metric": line.metric,
        "Model": line.model or "not recorded yet",
    }
    return {**cells, **tables, "Vector indexes": _indexes_text(found.indexes_of(line.name))}


def _indexes_text(indexes: Sequence[Index]) -> str:
    lines = [
        f"{index.bare_name}: {index.method} {index.kind} {index.metric}, {_size(index.size)}, {index.state}"
        for index in indexes
    ]
    return "\n".join(lines) or "none"


def _queue_text(source: Source) -> str:
    column = f"{source.target or 'a table that is gone'}.{source.embedding}"
    jobs = f"{counted(source.waiting, 'job')} waiting, {source.running:,} running, {source.failing:,} failing"
    age = "" if source.oldest_seconds is None else f", the oldest {source.oldest_seconds:,.0f} s old"
    dead = f"; {source.dead:,} given up: pgmatch worker --retry" if source.dead else ""
    problem = f"; no worker can fill it: {source.problem}" if source.problem else ""
    return f"{column}, filled by {source.model or 'the first worker'}: {jobs}{age}{dead}{problem}"


def _table_text(table: Table) -> str:
    about = "" if table.is_exact else "about "
    rows = "rows not counted" if table.rows is None else f"{about}{counted(table.rows, 'row')}"
    return f"{rows}, {_size(table.size)} with indexes"


def _size(size: int) -> str:
    from pgmatch.cli.index_views import size_text

    return size_text(size)


def _head(line: Line) -> str | None:
    from pgmatch.cli.migrations import sections
    from pgmatch.doctor import frozen

    return frozen.head(line.name) if line.name in sections() else None


def _object(found: Status) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **asdict(found.server),
        "is_installed": found.is_installed,
        "lines": [{**asdict(line), "newest_revision": _head(line)} for line in found.lines],
        "tables": [asdict(table) for table in found.tables],
        "indexes": [_index_object(index) for index in found.indexes],
        "searched": [
            {
                "column": each.column.full_name,
                "type": each.column.type,
                "dimensions": each.column.dimensions,
                "metric": each.column.metric,
                "indexes": [_index_object(index) for index in each.indexes],
            }
            for each in found.searched
        ],
        "queues": [asdict(source) for source in found.queues],
        "broken": [asdict(search) for search in found.broken],
        "is_watched": found.is_watched,
        "unseen": list(found.unseen),
    }


def _index_object(index: Index) -> dict[str, Any]:
    names = ("name", "method", "kind", "metric", "size", "is_valid", "is_used")
    return {name: getattr(index, name) for name in names}
