"""Runs the revisions of one line, chosen by the section of alembic.ini (`alembic -n <line>`)."""

from logging.config import fileConfig

from alembic import context

from pgmatch.migrate.environment import run

if hasattr(
    context.config.cmd_opts, "cmd"
):  # Alembic's command line says what it runs; a library call is quiet
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)

run()
