"""Revisions of pgmatch's inside the transaction of somebody else's revision."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from alembic.runtime.migration import MigrationContext, RevisionStep
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from pgmatch.errors import PgmatchError
from pgmatch.lines import CORE, DEFAULT
from pgmatch.migrate.errors import MigrationError, migration_error
from pgmatch.migrate.lock import KEY
from pgmatch.migrate.nested import (
    Plan,
    one_run,
    prepare,
    remove_core,
    run_line,
    script_of,
    upgrade_core,
    version_table,
    write_core_downgrade,
    write_core_upgrade,
)
from pgmatch.migrate.ops import execute, set_options
from pgmatch.migrate.options import RECORDED, RunOptions, check_used, running_with
from pgmatch.searches import check_core
from pgmatch.settings import read_settings

_COMMAND = re.compile(
    r"pgmatch alembic (-n (?P<line>\w+) )?(-x (?P<option>\S+) )?(?P<name>upgrade|downgrade) \w+"
)
# those that take several statements at once
_DRIVERS = ("psycopg2", "psycopg")
# settings of the transaction that our revisions change
_BORROWED = ("search_path", "lock_timeout", "client_min_messages", "quote_all_identifiers")


class Op(Protocol):
    """What is needed of `alembic.op`."""

    def get_context(self) -> MigrationContext:
        """Return the context of the migration that is under way."""

    def get_bind(self) -> Connection:
        """Return its connection."""


def migrate(
    op: Op, line: str, options: Mapping[str, str | int], since: str | None, plan: Plan, first: str | None
) -> None:
    """Run what is planned inside the transaction that is under way; raise `MigrationError` when it fails.

    `first` is the revision of the line to start from where nothing says it, None for a downgrade.
    """
    context = op.get_context()
    try:
        _check_dialect(context)
        given = {name: str(value) for name, value in options.items()}
        found = read_settings({**_command_options(context), **given})
        check_used(line, given)
        run_options = RunOptions.of(found, concurrently=False)
        run_options.check()
        with running_with(run_options), _borrowed_settings():
            if context.as_sql:
                _emit(context, line, plan, since or _emitted(context).get(line) or first, first)
            else:
                _apply(op.get_bind(), line, plan, "upgrade" if first else "downgrade")
    except (PgmatchError, DBAPIError) as error:
        told = error if isinstance(error, MigrationError) else migration_error(error)
        raise MigrationError(told.message, _in_a_project(told.hint), told.sqlstate) from error


def run(op: Op, statement: Callable[[], str]) -> None:
    """Run a statement of the core in the transaction that is under way, or write it with `--sql`.

    Raises `MigrationError` when it cannot be written, when the core is missing, and when Postgres refuses.
    """
    context = op.get_context()
    try:
        _check_dialect(context)
        if context.as_sql:
            _check_output(context)
        sql = statement()
        if not context.as_sql:
            _check_core(op.get_bind())
        execute(sql)
    except (PgmatchError, DBAPIError) as error:
        raise migration_error(error) from error


def _check_core(connection: Connection) -> None:
    try:
        check_core(connection)
    except PgmatchError as error:
        raise MigrationError(
            error.message,
            'Call pgmatch.alembic.upgrade(op, "core") in a revision before this one, or upgrade a line.',
        ) from error


def _in_a_project(hint: str | None) -> str | None:
    """Return a hint with pgmatch's own commands as what stands for them in somebody else's project."""
    return hint and _COMMAND.sub(_as_call, hint)


def _as_call(command: re.Match[str]) -> str:
    if command["option"]:
        return f"alembic -x {command['option']} {command['name']} …"
    call = f'pgmatch.alembic.{command["name"]}(op, "{command["line"] or DEFAULT}")'
    return f"{call} in a revision of yours, before this one"


def _command_options(context: MigrationContext) -> dict[str, str]:
    """Return the one option that belongs to a command rather than to a revision."""
    environment = context.environment_context
    arguments = environment.get_x_argument(as_dictionary=True) if environment else {}
    return {name: value for name, value in arguments.items() if name == "drop_data"}


def _apply(connection: Connection, line: str, plan: Plan, command: str) -> None:
    _check_transaction(connection)
    _lock(connection)
    script_of(line)
    with one_run(connection):
        if command == "upgrade":
            upgrade_core(connection, line)
        run_line(connection, line, plan, command)
        if command == "downgrade":
            remove_core(connection, line)
    if connection.scalar(text("select * from to_regproc('pgmatch.check_options')")) is not None:
        # when no revision was left to run, nothing has looked at the options yet
        set_options()
        execute(f"select pgmatch.check_options('{line}')")


def _emit(context: MigrationContext, line: str, plan: Plan, since: str | None, first: str | None) -> None:
    _check_output(context)
    if since is None:
        raise MigrationError(
            "a downgrade in offline mode needs its starting revision",
            f'Name it: pgmatch.alembic.downgrade(op, "{line}", since="…")',
        )
    script = script_of(line)

    def steps(heads: Any, _: MigrationContext) -> Sequence[RevisionStep]:
        planned = plan(script, heads)
        if planned:
            _emitted(context)[line] = ",".join(planned[-1].to_revisions) or "base"
        return planned

    ours = MigrationContext.configure(
        dialect=context.dialect,
        opts={
            **version_table(line),
            "script": script,
            "fn": steps,
            "starting_rev": since,
            "as_sql": True,
            "literal_binds": True,
            "output_buffer": context.output_buffer,
        },
    )
    output, is_upgrade = context.output_buffer or sys.stdout, first is not None
    if line == CORE.name:
        prepare(ours)
    elif is_upgrade:
        write_core_upgrade(output, context.dialect)
    ours.run_migrations()
    if not is_upgrade and line != CORE.name and _emitted(context).get(line) == "base":
        write_core_downgrade(output, context.dialect)


def _emitted(context: MigrationContext) -> dict[str, str]:
    """Return the revision that each line has reached in this output."""
    reached: dict[str, str] = context.opts.setdefault("pgmatch_emitted", {})
    return reached


@contextmanager
def _borrowed_settings() -> Iterator[None]:
    """Let the block change settings of the transaction; give them back, and forget the run's options.

    All of it in SQL, so that it holds in the output of `--sql` too. After an error the transaction is lost,
    and its settings with it.
    """
    execute(
        "select "
        + ", ".join(
            f"set_config('pgmatch.own_{name}', current_setting('{name}'), true)" for name in _BORROWED
        )
    )
    yield
    given_back = [f"set_config('{name}', current_setting('pgmatch.own_{name}'), true)" for name in _BORROWED]
    forgotten = [f"set_config('pgmatch.{name}', '', true)" for name in (*RECORDED, "drop_data")]
    execute("select " + ", ".join((*given_back, *forgotten)))


def _check_dialect(context: MigrationContext) -> None:
    dialect = context.dialect
    if dialect.name != "postgresql" or not (context.as_sql or dialect.driver in _DRIVERS):
        raise MigrationError(
            f"pgmatch's revisions cannot run through {dialect.name}+{dialect.driver}",
            "In env.py, connect with postgresql+psycopg2:// or postgresql+psycopg://.",
        )


def _check_transaction(connection: Connection) -> None:
    if not connection.scalar(text("select current_setting('pgmatch.own_lock_timeout', true)")):
        raise MigrationError(
            "pgmatch's revisions need a transaction, but this connection is in autocommit mode",
            "Call pgmatch.alembic outside autocommit_block(), on a connection that is not AUTOCOMMIT.",
        )


def _check_output(context: MigrationContext) -> None:
    if context.dialect.paramstyle in ("format", "pyformat"):
        raise MigrationError(
            "this offline output would double every %",
            'In env.py, for offline mode: context.configure(…, dialect_opts={"paramstyle": "named"})',
        )


def _lock(connection: Connection) -> None:
    if not connection.scalar(text("select * from pg_try_advisory_xact_lock(:key)"), {"key": KEY}):
        raise MigrationError(
            "another pgmatch migration is running in this database",
            "Wait for it to end. To find it: select * from pg_locks where locktype = 'advisory';",
            "55P03",
        )
