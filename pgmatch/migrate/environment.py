"""What `migrations/env.py` does: settings, the lock, the version table's schema, then Alembic's own run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from alembic.operations import Operations
from alembic.runtime.migration import MigrationInfo
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from pgmatch.connection import connected
from pgmatch.errors import PgmatchError
from pgmatch.lines import CORE, DEFAULT
from pgmatch.migrate.errors import MigrationError, database_cause, migration_error
from pgmatch.migrate.lock import migration_lock
from pgmatch.migrate.nested import (
    begin,
    one_run,
    prepare,
    remove_core,
    upgrade_core,
    version_table,
    write_core_downgrade,
    write_core_upgrade,
)
from pgmatch.migrate.ops import execute, set_options
from pgmatch.migrate.options import RunOptions, check_used, running_with
from pgmatch.migrate.script import StepScript
from pgmatch.settings import Found, read_settings

_NO_MODELS = "pgmatch's revisions are written in SQL: there are no models to compare a database with"
_NO_MODELS_HINT = (
    "`pgmatch doctor` compares a database with its revision, which `pgmatch status` shows. "
    "To write a new revision of pgmatch: make revision."
)


def run() -> None:
    """Run the revisions that were asked for, online or as SQL text (`--sql`)."""
    try:
        given = context.get_x_argument(as_dictionary=True)
        found = read_settings(given)
        check_used(_line(), given)
        if context.is_offline_mode():
            _run_offline(found)
        else:
            _run_online(found)
    except MigrationError:
        raise
    except PgmatchError as error:
        raise migration_error(error) from error
    except SQLAlchemyError as error:
        raise migration_error(database_cause(error)) from error
    except CommandError as error:
        if "autogenerate" not in str(error):
            raise
        raise MigrationError(_NO_MODELS, _NO_MODELS_HINT) from error


def _run_offline(found: dict[str, Found]) -> None:
    options = RunOptions.of(found, concurrently=False)
    options.check()
    output = context.config.output_buffer or sys.stdout
    script = StepScript(output, _line())
    context.configure(
        dialect_name="postgresql",
        output_buffer=script,
        on_version_apply=script.on_version_apply,
        transactional_ddl=False,  # no begin and commit: who sends the script decides
        # else every % would come out doubled
        dialect_opts={"paramstyle": "named"},
        literal_binds=True,
        **version_table(_line()),
    )
    migration = context.get_context()
    command = migration.opts["fn"].__name__
    with running_with(options), context.begin_transaction():
        if _line() != CORE.name and command == "upgrade":
            script.lines_written = write_core_upgrade(output, migration.dialect)
        elif context.get_starting_revision_argument() is None:
            prepare(migration)
        context.run_migrations()
        if _line() != CORE.name and script.reached == "base":
            script.lines_written = write_core_downgrade(output, migration.dialect, script.lines_written)
        write_check(_line())
    script.end()


def _run_online(found: dict[str, Found]) -> None:
    options = RunOptions.of(found, concurrently=True)
    options.check()
    applied: list[MigrationInfo] = []
    with _connection(found) as connection, migration_lock(connection):
        context.configure(
            connection=connection,
            on_version_apply=lambda step, **_: applied.append(step),
            **version_table(_line()),
        )
        # one transaction for the whole run: a revision that fails undoes those before it
        with running_with(options), context.begin_transaction():
            migration = context.get_context()
            prepare(migration)
            # Alembic has no other name for the command that is under way
            command = migration.opts["fn"].__name__
            with one_run(connection):
                if command == "upgrade":
                    upgrade_core(connection, _line())
                begin(connection, _line(), command)
                context.run_migrations()
                if command == "downgrade":
                    remove_core(connection, _line())
            check_options(connection, _line())
        if not applied:
            _say_up_to_date()


def _say_up_to_date() -> None:
    """Say, as Alembic does of each revision, that there was none left to run."""
    try:
        target = context.get_revision_argument()
    except KeyError:
        return  # a command that goes nowhere, such as current
    if context.get_context().get_current_heads() == (target,):
        logging.getLogger("alembic.runtime.migration").info("%s is up to date: %s", _line(), target)


def check_options(connection: Connection, line: str) -> None:
    """Refuse options that contradict the record even when no revision was left to run."""
    if connection.scalar(text("select * from to_regproc('pgmatch.check_options')")) is not None:
        write_check(line)


def write_check(line: str) -> None:
    """Run the check of the options, or write it into the output."""
    with Operations.context(context.get_context()):
        set_options()
        execute(f"select pgmatch.check_options('{line}')")


@contextmanager
def _connection(found: dict[str, Found]) -> Iterator[Connection]:
    with connected(found, own_session=True) as connection:
        connection.execute(text("select set_config('statement_timeout', '0', false)"))
        connection.commit()
        yield connection


def _line() -> str:
    return context.config.get_main_option("line") or DEFAULT
