"""Revisions of one line inside another run: those of the core before and after a line's, ours in yours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO, TypeAlias

from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Dialect

from pgmatch.lines import CORE, DEFAULT
from pgmatch.migrate import alembic_config
from pgmatch.migrate.errors import MigrationError
from pgmatch.migrate.install import sql_root
from pgmatch.migrate.ops import escape_colons
from pgmatch.migrate.recover import agree, refuse_lost
from pgmatch.migrate.script import StepScript

Plan: TypeAlias = Callable[[ScriptDirectory, Any], Sequence[RevisionStep]]

_BEGIN_RUN = "select set_config('pgmatch.run', '{}', true)"
_CAN_FINISH = "select to_regproc('pgmatch.finish_run') is not null"
_FINISH_RUN = "select pgmatch.finish_run()"
_USERS = "select exists (select 1 from pgmatch.core_users())"


def version_table(line: str) -> dict[str, Any]:
    """Return the options that give a line its own version table, `pgmatch.<line>_version`."""
    return {"version_table": f"{line}_version", "version_table_schema": "pgmatch"}


def prepare(migration: MigrationContext) -> None:
    """Make the schema that the version table needs, unless the run only looks."""
    if not migration.opts.get("dont_mutate"):
        sql = (sql_root() / "prepare" / "schema.sql").read_text(encoding="utf-8")
        migration.impl.execute(text(escape_colons(sql.strip().rstrip(";"))))


def begin(connection: Connection, line: str, command: str) -> None:
    """Let the record of what is installed say where an upgrade begins; refuse a downgrade without it."""
    if command == "upgrade":
        agree(connection, line)
    elif command == "downgrade":
        refuse_lost(connection, line)


@contextmanager
def one_run(connection: Connection) -> Iterator[None]:
    """Let the revisions of the block apply access once, when it ends, or before one of them commits.

    A revision by itself does so when it ends, as in the output of `--sql`.
    """
    connection.execute(text(_BEGIN_RUN))
    yield
    if connection.scalar(text(_CAN_FINISH)):
        connection.execute(text(_FINISH_RUN))


def script_of(line: str) -> ScriptDirectory:
    """Return the revisions of a line; raise `MigrationError` for one that does not exist."""
    config = alembic_config(line)
    if config.get_section(config.config_ini_section, {}).get("line") != line:
        raise MigrationError(f"line {line!r} does not exist", f'The default line is "{DEFAULT}".')
    return ScriptDirectory.from_config(config)


def run_line(connection: Connection, line: str, plan: Plan, command: str) -> None:
    """Run what is planned of a line, inside the transaction that is under way."""
    script = script_of(line)
    options = {**version_table(line), "script": script, "fn": lambda heads, _: plan(script, heads)}
    nested = MigrationContext.configure(connection, opts=options)
    prepare(nested)
    begin(connection, line, command)
    with _operations_of(nested):
        nested.run_migrations()


def upgrade_core(connection: Connection, line: str) -> None:
    """Upgrade the core, which a line needs. A newer one than this package has stays."""
    if line != CORE.name:
        run_line(connection, CORE.name, _core_upgrades, "upgrade")


def remove_core(connection: Connection, line: str) -> None:
    """Remove the core after the downgrade of a line, unless something still needs it."""
    if line == CORE.name or connection.scalar(text("select to_regproc('pgmatch.core_users')::text")) is None:
        return
    if not connection.scalar(text(_USERS)):
        run_line(connection, CORE.name, _core_downgrades, "downgrade")


def write_core_upgrade(output: TextIO, dialect: Dialect, lines_before: int = 0) -> int:
    """Write the steps that install the core where it is older; return how many lines the script then has."""
    return _write_core(StepScript(output, CORE.name, lines_before), dialect, _core_upgrades, "base")


def write_core_downgrade(output: TextIO, dialect: Dialect, lines_before: int = 0) -> int:
    """Write the steps that remove the core where nothing needs it; return how many lines there then are."""
    head = script_of(CORE.name).get_current_head()
    unless = f"_has collate \"C\" > '{head}' or exists (select 1 from pgmatch.core_users())"  # noqa: S608 - ours
    script = StepScript(output, CORE.name, lines_before, unless)
    return _write_core(script, dialect, _core_downgrades, head)


def _write_core(output: StepScript, dialect: Dialect, plan: Plan, since: str | None) -> int:
    script = script_of(CORE.name)
    options = {
        **version_table(CORE.name),
        "script": script,
        "fn": lambda heads, _: plan(script, heads),
        "starting_rev": since,
        "as_sql": True,
        "literal_binds": True,
        "transactional_ddl": False,
        "output_buffer": output,
        "on_version_apply": (output.on_version_apply,),
    }
    nested = MigrationContext.configure(dialect=dialect, opts=options)
    if since == "base":
        prepare(nested)
    with _operations_of(nested):
        nested.run_migrations()
    return output.lines_written


@contextmanager
def _operations_of(nested: MigrationContext) -> Iterator[None]:
    """Let `alembic.op` mean a run for the length of the block, then again what it meant before."""
    outer = getattr(op, "_proxy", None)
    with Operations.context(nested):
        yield
    if outer is not None:
        outer._install_proxy()


def _core_upgrades(script: ScriptDirectory, heads: Any) -> Sequence[RevisionStep]:
    head = script.get_current_head()
    # revisions are numbered
    return [] if _is_newer(script, heads) else script._upgrade_revs(str(head), heads)


def _core_downgrades(script: ScriptDirectory, heads: Any) -> Sequence[RevisionStep]:
    return [] if _is_newer(script, heads) else script._downgrade_revs("base", heads)


def _is_newer(script: ScriptDirectory, heads: Any) -> bool:
    return any(head > str(script.get_current_head()) for head in heads if head != "base")
