"""The `pgmatch db` commands: a local PostgreSQL server with pgvector."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote, urlsplit

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table

if TYPE_CHECKING:
    from pgmatch.embedded import Server

EXIT_STOPPED = 3  # what pg_ctl's own status command answers

app = typer.Typer(
    name="db", help="Run a local PostgreSQL server with pgvector for development.", no_args_is_help=True
)

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        envvar="PGMATCH_DATA_DIR",
        help="Folder for the server's data. Default: pgmatch in your data folder.",
        show_default=False,
    ),
]
Database = Annotated[str, typer.Option("--database", help="Name of the database.")]


@app.command()
def start(data_dir: DataDir = None) -> None:
    """Start the server. The first start creates its data folder."""
    server = _server(data_dir)
    with Console(stderr=True).status("Starting PostgreSQL"):
        server.start()
    status = server.status()
    _print(
        f"PostgreSQL {status.version} is listening on 127.0.0.1:{status.port}. "
        f"Its data is in {server.data_dir}"
    )
    _print(f'export DATABASE_URL="$(pgmatch db url{_option(data_dir)})"')


@app.command()
def stop(data_dir: DataDir = None) -> None:
    """Stop the server and keep its data."""
    server = _server(data_dir)
    server.stop()
    _print(f"The server in {server.data_dir} has stopped.")


@app.command()
def status(data_dir: DataDir = None) -> None:
    """Show whether the server is running. The exit status is 0 if it is, 3 if not."""
    state = _server(data_dir).status()
    table = Table(show_header=False, box=None)
    table.add_row("state", "running" if state.running else "stopped")
    table.add_row("version", f"PostgreSQL {state.version}")
    table.add_row("address", f"127.0.0.1:{state.port}" if state.port else "none yet")
    table.add_row("process", str(state.pid) if state.pid else "none")
    table.add_row("data", str(state.data_dir))
    table.add_row("size", decimal(state.size))
    Console().print(table)
    if not state.running:
        raise typer.Exit(EXIT_STOPPED)


@app.command()
def url(data_dir: DataDir = None, database: Database = "postgres") -> None:
    """Print only the URL of the running server, with its password."""
    _print(_server(data_dir).url(database))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, data_dir: DataDir = None, database: Database = "postgres") -> None:
    """Open psql on the running server. Other arguments go to psql (for its help: -- --help)."""
    from pgmatch.embedded.binaries import locate

    parts = urlsplit(_server(data_dir).url(database))
    # By environment, because any user of the machine can read a program's arguments. The caller's own
    # PG* variables are dropped: they are meant for another server.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {
        "PGHOST": str(parts.hostname),
        "PGPORT": str(parts.port),
        "PGUSER": str(parts.username),
        "PGPASSWORD": str(parts.password),
        "PGDATABASE": unquote(parts.path.removeprefix("/")),
    }
    program = str(locate().program("psql"))
    os.execve(program, [program, *context.args], environment)  # noqa: S606 - no shell is wanted


def _server(data_dir: Path | None) -> Server:
    # Imported here because it needs a POSIX system; the other commands do not.
    from pgmatch.embedded import Server

    return Server(data_dir) if data_dir else Server()


def _option(data_dir: Path | None) -> str:
    return f" --data-dir '{data_dir}'" if data_dir else ""


def _print(line: str) -> None:
    # Not through rich, which wraps long lines and would colour URLs.
    typer.echo(line)
