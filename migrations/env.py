"""Runs the revisions of one line, chosen by the section of alembic.ini (`alembic -n <line>`)."""

from logging import getLogger
from logging.config import fileConfig

from alembic import context

from pgmatch.migrate.environment import run

ini = context.config.config_file_name
if ini and hasattr(context.config.cmd_opts, "cmd"):  # the command line tells what it runs, a library does not
    fileConfig(ini, disable_existing_loggers=False)
    about_context = ("Context impl", "Will assume")
    getLogger("alembic.runtime.migration").addFilter(
        lambda said: not said.getMessage().startswith(about_context)
    )

run()
