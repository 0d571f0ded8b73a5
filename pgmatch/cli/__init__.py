"""The command line, `pgmatch …`: one module a group of commands.

What only some commands need is imported inside them, so that `pgmatch --help` is quick and each command works
with the packages that it needs and no others.
"""

from __future__ import annotations

from typing import Annotated

import typer

from pgmatch import __version__
from pgmatch.cli import (
    adopt,
    config,
    db,
    demo,
    doctor,
    function,
    index,
    ingest,
    mcp,
    migrations,
    model,
    optimize,
    pages,
    search,
    serve,
    status,
    tune,
    uninstall,
    worker,
)
from pgmatch.cli.errors import ErrorReporter, quiet_on_closed_pipe

__all__ = ["app", "main"]

app = typer.Typer(
    name="pgmatch",
    help="Vector search for Postgres and Supabase that you install like a migration.",
    epilog="The database is DATABASE_URL, in the environment or in .env.",
    cls=ErrorReporter,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("alembic", context_settings=migrations.PASS_THROUGH, add_help_option=False)(migrations.alembic)
app.command("sql")(migrations.sql)
app.command("types")(migrations.types)
app.command("adopt")(adopt.adopt)
app.command("optimize")(optimize.optimize)
app.command("uninstall")(uninstall.uninstall)
app.command("ingest")(ingest.ingest)
app.command("pages")(pages.pages)
app.command("search")(search.search)
app.command("tune")(tune.tune)
app.command("doctor")(doctor.doctor)
app.command("worker")(worker.worker)
app.command("serve")(serve.serve)
app.command("mcp")(mcp.mcp)
app.command("status")(status.status)
app.command("config")(config.config)
app.add_typer(function.app, name="function")
app.add_typer(index.app, name="index")
app.add_typer(model.app, name="model")
app.add_typer(db.app, name="db")
app.command("demo")(demo.demo)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pgmatch {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    # ErrorReporter reads debug, and the callback above deals with version.
    pass


def main() -> None:
    """Run the command line. Exit status: 0, 1 after an error, 2 for wrong usage, 130 when interrupted."""
    with quiet_on_closed_pipe():
        app()
