"""Attempts of one tenant on the rows of another in the lines beside nods: none succeeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.lines import LINES
from pgmatch.migrate import upgrade
from tests.security.attacks.attempt import Attempt, Call
from tests.security.attacks.harness import CHANGED, READ, Target, attacked, complaints
from tests.security.attacks.lines import CALLS, EVERY_LINE, ROWS_OF_OTHERS
from tests.servers import PostgresServer, created

# attacked by test_attacks.py
ELSEWHERE = ("core", "nods", "nods_text")
FUNCTIONS = """
    select n.nspname, p.proname, coalesce(p.proargnames[:p.pronargs], '{}'),
      has_function_privilege('authenticated', p.oid, 'execute'),
      array(
        select 'null::' || case when t.typname ~ '^any' then 'text' else format_type(t.oid, null) end
        from unnest(p.proargtypes) with ordinality as a (type, place)
        join pg_type as t on t.oid = a.type
        order by a.place
      )
    from pgmatch.install as i
    cross join pgmatch.line_members(i.line, 'function') as m
    join pg_proc as p on p.oid = m.object
    join pg_namespace as n on n.oid = p.pronamespace
    where i.line <> all (%s) and p.prorettype <> 'trigger'::regtype
"""
TABLES = """
    select m.object::regclass::text, quote_ident(m.owner)
    from pgmatch.install as i cross join pgmatch.line_members(i.line, 'table') as m
    where i.line <> all (%s) and m.owner is not null
    order by 1
"""


@pytest.fixture(scope="module")
def template(supabase_server: PostgresServer) -> Iterator[str]:
    """A database in the mode owner, with every line and a collection."""
    with created(supabase_server, "lines_to_attack", default_privileges="grant_all") as made:
        for line, each in LINES.items():
            options = {"access": "owner", "dimensions": "3", "model": "m"}
            wanted = {name: value for name, value in options.items() if name in each.options}
            upgrade(made.url, line, **({} if line in ("core", "nods_text") else wanted))
        made.execute("select collections.create_collection('books', 3)")
        yield made.name


@pytest.fixture(scope="module")
def target(supabase_server: PostgresServer, template: str) -> Iterator[Target]:
    with attacked(supabase_server, "lines_attacked", template, EVERY_LINE, ROWS_OF_OTHERS) as made:
        yield made


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_by_call(target: Target, call: Call) -> None:
    assert complaints(target, target.call(call), call.outcome) == []


def test_every_function_for_clients_has_been_attempted(target: Target) -> None:
    found = [
        f"{schema}.{name}({', '.join(arguments)})"
        for schema, name, arguments, *_ in target.database.rows(FUNCTIONS, [list(ELSEWHERE)])
        if schema != "pgmatch"
        and not any(
            (call.schema, call.function) == (schema, name) and {*call.arguments} <= {*arguments}
            for call in CALLS
        )
    ]
    assert found == []


def test_helpers_give_nothing_away(target: Target) -> None:
    """Whoever may not call one is refused; whoever may reads and changes nothing of others by it."""
    found = []
    for schema, name, _, is_allowed, nulls in target.database.rows(FUNCTIONS, [list(ELSEWHERE)]):
        if schema == "pgmatch":
            came = target.attempt(Attempt(name, (f"select * from {schema}.{name}({', '.join(nulls)})",), 0))
            found += complaints(target, came, came.outcome if is_allowed else "42501")
    assert found == []


def test_tables_give_nothing_away(target: Target) -> None:
    tables = target.database.rows(TABLES, [list(ELSEWHERE)])
    assert len(tables) >= 9
    for table, owner in tables:
        ((own, others),) = target.database.rows(
            f"select count(*) filter (where {owner} = 'mallory'), count(*) filter (where {owner} = 'victim') from {table}"
        )
        assert min(own, others) > 0, f"no rows of {table}"
        for statement, outcome in (
            (f"select * from {table}", own),
            (f"select * from {table} where {owner} is distinct from 'mallory'", 0),
            (f"update {table} set {owner} = 'mallory'", own),
            (f"update {table} set {owner} = 'victim'", None),
            (f"delete from {table} where {owner} is distinct from 'mallory'", 0),
            (f"truncate {table} cascade", "42501"),
        ):
            came = target.attempt(Attempt(statement, (statement,), 0))
            assert complaints(target, came, came.outcome if outcome is None else outcome) == [], statement
        came = target.attempt(Attempt(table, (f"select from {table}",), 0, role="anon", claims=None))
        assert complaints(target, came, "42501") == []


def test_many_succeed_without_row_level_security(supabase_server: PostgresServer, template: str) -> None:
    with attacked(supabase_server, "lines_damaged", template, EVERY_LINE, ROWS_OF_OTHERS) as damaged:
        for table, _ in damaged.database.rows(TABLES, [list(ELSEWHERE)]):
            damaged.database.execute(f"alter table {table} disable row level security")
        damaged.note()
        found = [what for call in CALLS for what in complaints(damaged, damaged.call(call), call.outcome)]
    assert found.count(READ) >= 10
    assert found.count(CHANGED) >= 3
