"""Runs the revisions of one line, chosen by the section of alembic.ini (`alembic -n <line>`)."""

from pgmatch.migrate.environment import run

run()
