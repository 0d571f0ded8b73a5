"""plpgsql_check, which `supabase db lint` runs, has nothing to say about our functions."""

from __future__ import annotations

from pgmatch.migrate import upgrade
from tests.servers import Database

FOUND = """
    select p.oid::regprocedure::text, c.message
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace and n.nspname in ('public', 'pgmatch')
    inner join pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
    left join pg_trigger as t on t.tgfoid = p.oid
    cross join lateral plpgsql_check_function_tb(p.oid, coalesce(t.tgrelid, 0), fatal_errors => false) as c
    where c.level = 'error'
      -- of a temporary table that the function makes before
      and c.message <> 'schema "pg_temp" does not exist'
      and (t.oid is not null or p.prorettype <> 'trigger'::regtype)
    order by 1, c.lineno
"""


def test_plpgsql_check_finds_no_error(empty_database: Database) -> None:
    database = empty_database  # the one with everything in it is of another server
    upgrade(database.url)
    upgrade(database.url, "nods_text")
    database.execute("create extension plpgsql_check")
    assert database.rows(FOUND) == []
    # it does find the fields of a record that nothing says the type of
    database.execute(
        "create function rows() returns table (kind text) language sql as $$ select 'some' $$;"
        "create function assigned() returns text language plpgsql as"
        " $$ declare _found constant record := rows(); begin return _found.kind; end $$;"
        "create function executed() returns text language plpgsql as $$ declare _found record; begin"
        " execute concat_ws(' ', 'select kind from', 'rows()') into _found; return _found.kind; end $$"
    )
    assert {name for name, _ in database.rows(FOUND)} == {"assigned()", "executed()"}
