"""Lines in one database: each adds and removes the same in any order, and nothing of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pgmatch.lines import LINES
from pgmatch.migrate import downgrade, upgrade
from tests.catalog import snapshot
from tests.migrations.test_truth import ACCESS_MODES
from tests.properties.profile import profile
from tests.servers import Database, PostgresServer, created

NAMES = sorted(LINES.keys() - {"core"})
MODES = {line: ACCESS_MODES[place % 3] for place, line in enumerate(NAMES)}
# version tables stay when their line is removed
VERSION_TABLE = r"_version(_pkc)?\b"
# who may use what is not of one line depends on all lines that are there
SHARED = rf"(privilege \w+|policy) pgmatch\.(?!({'|'.join(NAMES)})_)|privilege schema (public|pgmatch|extensions)\b"
# without the numbers of objects, and which line was the first to grant what several need
RECORD = """
    select 'install ' || i.line, (to_jsonb(i) - 'usages')::text from pgmatch.install as i
    union all
    select concat_ws(' ', 'member', m.line, m.kind, m.name), to_jsonb(m)::text from pgmatch.member as m
    union all
    select concat_ws(' ', 'search', s.target, s.embedding), to_jsonb(s)::text from pgmatch.search as s
    union all
    select concat_ws(' ', 'search_function', f.schema_name, f.name),
      (to_jsonb(f) - '{made_function, made_table, made_columns, created_at}'::text[])::text
    from pgmatch.search_function as f
"""
# two functions have one name, and are told apart by their arguments
CALLS = {
    "nods": f"select * from match_page_sections('{[1] * 1536}', 0.5, 10, 0)",
    "documents": f"select * from match_page_sections(in_embedding => '{[1] * 256}')",
}
# what would give each object the privileges and the policies that the lines which are there need
CHANGES = """
    select c.statement from pgmatch.install as i, pgmatch.access_changes(pgmatch.line_family(i.line)) as c
"""

Contents = set[tuple[str, str]]

# what a line has added in an earlier example
_added: dict[str, Contents] = {}


@given(st.permutations(NAMES), st.permutations(NAMES))
@profile(2)
def test_in_any_order(supabase_server: PostgresServer, order: list[str], removed: list[str]) -> None:
    with created(supabase_server, "orders") as database:
        upgrade(database.url, "core")
        before, there = contents(database), list[str]()
        for line in bases_first(order):
            install(database, line)
            there.append(line)
            after = contents(database)
            assert before - after == set()
            assert after - before == _added.setdefault(line, after - before)
            call(database, there)
            before = after

        for line in reversed(bases_first(removed)):
            downgrade(database.url, line)
            there.remove(line)
            if there:
                after = contents(database)
                assert after == before - _added[line]
                assert database.rows(CHANGES) == []
                call(database, there)
                before = after
        # the core goes with the last line
        assert database.rows("select to_regclass('pgmatch.install')") == [(None,)]


def contents(database: Database) -> Contents:
    """Return what the catalog and the record have of each line."""
    found = snapshot(database.connect()).items()
    kept = {each for each in found if not re.search(f"{VERSION_TABLE}|{SHARED}", each[0])}
    return kept | set(database.rows(RECORD))


def bases_first(order: Sequence[str]) -> list[str]:
    """Return the order with no line before the one that it extends."""

    def place(line: str) -> tuple[int, bool]:
        base = LINES[line].base
        return max(order.index(line), order.index(base or line)), base is not None

    return sorted(order, key=place)


def install(database: Database, line: str) -> None:
    """Install a line in its access mode."""
    upgrade(database.url, line, access=MODES[LINES[line].base or line])


def call(database: Database, lines: Sequence[str]) -> None:
    """Call the functions of one name."""
    for line in CALLS.keys() & set(lines):
        database.execute(CALLS[line])
