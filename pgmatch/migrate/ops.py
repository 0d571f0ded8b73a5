"""What revisions are made of. Released revisions call it: add to this module, never change it."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path

from alembic import op
from sqlalchemy import text

from pgmatch.lines import LINES
from pgmatch.migrate.frozen import read
from pgmatch.migrate.install import migrations_root
from pgmatch.migrate.options import given_options

# what SQLAlchemy reads as a parameter, and no more: it leaves other escapes in the text;
# a pattern that begins with the colon finds it much faster
_COLON = re.compile(r":(?<![:\w\\]:)(?=\w+(?![:\w]))")

# what runs as a block, because the function may not be there yet
_TAKE_TURN = "core_0001/functions/core/take_turn.sql"
_INDEXES = """
    select i.statement
    from pgmatch.search as s
    cross join lateral pgmatch.index_statement(s.target, s.embedding, true) as i (statement)
    where s.line = :line and i.statement is not null
"""

# the line and the revision that revisions of another line run for
_running_for: ContextVar[tuple[str, str] | None] = ContextVar("pgmatch_running_for", default=None)


def escape_colons(sql: str) -> str:
    """Return SQL that SQLAlchemy's `text` takes as it stands."""
    return _COLON.sub(r"\\:", sql)


def execute(sql: str) -> None:
    """Run SQL text as it stands, online or into the output of `--sql`."""
    _run(_named(sql.strip().rstrip(";")))


def run_sql(*names: str) -> None:
    """Run the frozen texts `<revision>/<path>`, each of one or more statements, in one round trip."""
    execute(";\n\n".join(read(name).strip().rstrip(";") for name in names))


def stop_on_findings(name: str) -> None:
    """Raise for the first row with level 'stop' of a frozen query (level, object, finding, lock, remedy)."""
    query = read(name).strip()
    execute(
        "do $stop$\ndeclare\n  _found record;\nbegin\n"
        f"for _found in\n{query}\nloop\n"
        "  if _found.level = 'stop' then\n"
        "    raise exception using errcode = 'object_not_in_prerequisite_state',\n"
        "      message = format('%s %s', _found.object, _found.finding), hint = _found.remedy;\n"
        "  end if;\n"
        "end loop;\nend;\n$stop$"
    )


def set_options() -> None:
    """Hand the run's options to SQL, as settings named pgmatch.* of the transaction."""
    # as pgmatch.set_access does: one change after another, and nothing is locked while waiting for it
    body = read(_TAKE_TURN).partition("$$")[2].partition("$$")[0]
    execute(f"do $turn${body}$turn$")
    options = given_options()
    for name, value in options.settings.items():
        _set(f"pgmatch.{name}", value)
    _set("lock_timeout", options.lock_timeout)
    _set("client_min_messages", "warning")
    # names in what Postgres prints are compared
    _set("quote_all_identifiers", "off")


@contextmanager
def on_path(line: str) -> Iterator[None]:
    """Run the block on the line's pinned search_path; the caller's own stands again afterwards."""
    execute("select set_config('pgmatch.caller_path', current_setting('search_path'), true)")
    execute(f"select set_config('search_path', pgmatch.pinned_path('{line}'), true)")
    yield
    execute(
        "select set_config('search_path', p.path, true)"
        " from nullif(current_setting('pgmatch.caller_path', true), '') as p (path) where p.path is not null"
    )


def add_line(line: str, *, schema: str = "public", tables_schema: str | None = None) -> None:
    """Record a line with the run's options: what its first revision does first.

    `schema` holds its functions unless the options say another; `tables_schema` the tables that users make.
    """
    set_options()
    named = f"'{line}', '{schema}'" + (f", '{tables_schema}'" if tables_schema else "")
    execute(f"select pgmatch.add_line({named})")


def check_functions(line: str, names: Sequence[str]) -> None:
    """Raise if the schema of a new line has a function of the user's with one of these names."""
    execute(f"select pgmatch.check_functions('{line}', '{{{','.join(names)}}}')")


def remove_line(line: str) -> None:
    """Drop the objects of a line and its record: the downgrade of its first revision."""
    set_options()
    execute(f"select pgmatch.remove_line('{line}')")


def pass_packaged(package: str, file: str) -> None:
    """Hand SQL that another package ships to what runs next, as the setting pgmatch.<package>.

    It is empty if that package is not installed, or has no such file.
    """
    # without importing the package, which would import what it needs
    found = find_spec(package)
    places = (Path(folder) / file for folder in (found and found.submodule_search_locations) or ())
    sql = next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")
    _set(f"pgmatch.{package}", sql)


def drop_functions(line: str, names: Sequence[str]) -> None:
    """Drop functions of a line, the last one first, and restore those that they replaced."""
    for name in reversed(names):
        execute(f"select pgmatch.drop_function('{line}', '{name}')")


@contextmanager
def revision(line: str, number: str) -> Iterator[None]:
    """Run the block on the line's pinned search_path, then record `number` as the line's revision.

    Options that contradict the recorded installation raise before the block.
    """
    _, number = _running_for.get() or (line, number)
    set_options()
    execute(f"select pgmatch.check_options('{line}')")
    # its objects get their privileges together, when it ends
    _set("pgmatch.revision", number)
    with on_path(line):
        yield
        execute(f"select pgmatch.finish_revision('{line}', '{number}')")


def build_indexes(line: str) -> None:
    """Build the vector indexes of a line that are missing, after dropping what a killed build left of them.

    If a table has rows, its index is built concurrently, without blocking writes. This commits the earlier
    revisions, so the tables and functions belong into those: they have their access mode then, and a run that
    was ended can go on. Where it is impossible (`--sql`, or inside the user's own transaction), writes wait.
    """
    execute(f"select pgmatch.drop_indexes('{line}', only_invalid => true)")
    if given_options().concurrently:
        asked, _ = _running_for.get() or (line, "")
        for statement in op.get_bind().scalars(text(_INDEXES), {"line": asked}).all():
            if " concurrently " not in statement:
                continue
            execute("select pgmatch.finish_run()")
            with op.get_context().autocommit_block():
                # it waits without blocking anybody
                op.execute(text("select set_config('lock_timeout', '0', false)"))
                op.execute(text(statement))
    execute(f"select pgmatch.add_indexes('{line}')")


def drop_indexes(line: str) -> None:
    """Drop the vector indexes of a line that `build_indexes` has built."""
    execute(f"select pgmatch.drop_indexes('{line}')")


def upgrade_like(line: str, number: str, others: Sequence[str]) -> None:
    """Run the upgrades of another line's revisions under the names of `line`, for its revision `number`."""
    _run_like(line, number, others, "upgrade")


def downgrade_like(line: str, number: str, others: Sequence[str]) -> None:
    """Run their downgrades, the last one first; `number` is the revision that is left."""
    _run_like(line, number, others[::-1], "downgrade")


def _run_like(line: str, number: str, others: Sequence[str], direction: str) -> None:
    token = _running_for.set((line, number))
    try:
        for other in others:
            (path,) = (migrations_root() / "versions").glob(f"{LINES[line].like}/{other}_*.py")
            runpy.run_path(str(path))[direction]()
    finally:
        _running_for.reset(token)


def _named(sql: str) -> str:
    running = _running_for.get()
    return LINES[running[0]].names(sql) if running else sql


def _set(name: str, value: str) -> None:
    # not with the names of another line: the value is a user's
    quoted = value.replace("'", "''")
    _run(f"select set_config('{name}', '{quoted}', true)")


def _run(statement: str) -> None:
    if op.get_context().as_sql:
        op.execute(text(escape_colons(statement)))
    else:
        # `text` would look for parameters in it, over and over
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
