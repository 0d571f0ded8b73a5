"""Who may do what with collections in each access mode, tried as each role; and what strangers try."""

from __future__ import annotations

from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer

MODES = ("private", "public_read", "owner")
SERVICE_ONLY = (
    "create_collection('new', 3)",
    "drop_collection('docs')",
    "get_or_create_collection('new', 3)",
)
ROWS = """
    select collections.create_collection('docs', 3);
    insert into vecs.docs (id, vec, owner_id) values
      ('a', '[1, 0, 0]', 'alice'), ('b', '[0, 1, 0]', 'bob'), ('n', '[0, 0, 1]', null);
"""


@pytest.fixture
def docs(collections: Database) -> Database:
    collections.execute(ROWS)
    return collections


def outcome(database: Database, role: str, statement: str, sub: str | None = None) -> Any:
    """Return the rows of a statement of a role's, or the SQLSTATE that it ends in; nothing is kept."""
    with database.as_role(role, None if sub is None else {"sub": sub}) as cursor:
        try:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else cursor.rowcount
        except psycopg2.Error as error:
            return error.pgcode


@pytest.mark.parametrize("collections", MODES, indirect=True)
@pytest.mark.parametrize("call", SERVICE_ONLY)
def test_only_service_role_creates_and_drops(docs: Database, call: str) -> None:
    for role in ("anon", "authenticated"):
        assert outcome(docs, role, f"select collections.{call}", "alice") == "42501"
    assert len(outcome(docs, "service_role", f"select collections.{call}")) == 1
    assert docs.rows("select count(*) from vecs.docs") == [(3,)]


@pytest.mark.parametrize("collections", ["private"], indirect=True)
def test_in_private_mode_nobody_else_reads(docs: Database) -> None:
    for role in ("anon", "authenticated"):
        for statement in (
            "select * from collections.list_collections()",
            "select collections.get_or_create_collection('docs')",
            "select id from vecs.docs",
        ):
            assert outcome(docs, role, statement, "alice") == "42501"
    assert outcome(docs, "service_role", "select count(*) from vecs.docs") == [(3,)]


@pytest.mark.parametrize("collections", ["public_read"], indirect=True)
def test_in_public_read_mode_all_read_and_none_writes(docs: Database) -> None:
    for role in ("anon", "authenticated"):
        assert outcome(docs, role, "select count(*) from vecs.docs") == [(3,)]
        assert outcome(docs, role, "select records from collections.list_collections()") == [(3,)]
        assert outcome(docs, role, "select (collections.get_or_create_collection('docs', 3)).records") == [
            (3,)
        ]
        for statement in (
            "insert into vecs.docs (id, vec) values ('x', '[1, 1, 1]')",
            "update vecs.docs set metadata = '{}'",
            "delete from vecs.docs",
            "truncate vecs.docs",
            "create table vecs.mine (id int)",
        ):
            assert outcome(docs, role, statement, "alice") == "42501"


@pytest.mark.parametrize("collections", ["owner"], indirect=True)
def test_in_owner_mode_a_stranger_reads_changes_and_deletes_nothing(docs: Database) -> None:
    """Mallory has an account, and nothing else."""
    for sub, seen in (("alice", [("a",)]), ("mallory", []), (None, [])):
        assert outcome(docs, "authenticated", "select id from vecs.docs", sub) == seen
        listed = outcome(
            docs, "authenticated", "select records, size from collections.list_collections()", sub
        )
        assert listed == [(len(seen), None)]
    for statement in (
        "update vecs.docs set metadata = '{\"mine\": true}'",
        "update vecs.docs set owner_id = 'mallory'",
        "delete from vecs.docs",
        "update vecs.docs set vec = '[9, 9, 9]' where id = 'a'",
    ):
        assert outcome(docs, "authenticated", statement, "mallory") == 0
    for statement in (
        "insert into vecs.docs (id, vec, owner_id) values ('x', '[1, 1, 1]', 'alice')",
        "insert into vecs.docs (id, vec, owner_id) values ('x', '[1, 1, 1]', null)",
        "insert into vecs.docs (id, vec) values ('a', '[9, 9, 9]') on conflict (id) do update set vec = excluded.vec",
        "truncate vecs.docs",
        "alter table vecs.docs disable row level security",
        "create table vecs.mine (id int)",
        "create function collections.create_collection(text, bigint) returns int language sql as 'select 1'",
    ):
        assert outcome(docs, "authenticated", statement, "mallory") == "42501"
    assert outcome(docs, "anon", "select id from vecs.docs", "alice") == "42501"
    assert outcome(docs, "anon", "select * from collections.list_collections()", "alice") == "42501"


@pytest.mark.parametrize("collections", ["owner"], indirect=True)
def test_in_owner_mode_each_user_writes_rows_of_their_own(docs: Database) -> None:
    insert = "insert into vecs.docs (id, vec) values ('x', '[1, 1, 1]') returning owner_id"
    assert outcome(docs, "authenticated", insert, "alice") == [("alice",)]
    assert outcome(docs, "authenticated", "delete from vecs.docs returning id", "alice") == [("a",)]
    hand_over = "update vecs.docs set owner_id = 'bob' where id = 'a'"
    assert outcome(docs, "authenticated", hand_over, "alice") == "42501"
    assert outcome(docs, "service_role", insert) == [(None,)]


def test_set_access_changes_every_collection_and_those_that_come_later(docs: Database) -> None:
    reading = "select count(*) from vecs.{}"
    for mode, seen in (("public_read", [(3,)]), ("owner", "42501"), ("private", "42501")):
        docs.execute("select pgmatch.set_access(%s, 'collections')", [mode])
        assert outcome(docs, "anon", reading.format("docs")) == seen
        docs.execute(f"select collections.create_collection('in_{mode}', 3)")
        later = outcome(docs, "anon", reading.format(f"in_{mode}"))
        assert later == ([(0,)] if mode == "public_read" else "42501")
        changes = "select statement from pgmatch.access_changes('{collections}')"
        assert docs.rows(changes) == []


PUBLIC = """
    select distinct p.proname from pgmatch.line_members('collections', 'function') as m
    join pg_proc as p on p.oid = m.object
    where coalesce(m.readers, m.writers) is not null and m.name not like 'pgmatch.%%'
"""
# What mallory, who has an account and nothing else, gets of each function, in this order: rows, or a SQLSTATE.
TRIED: dict[str, list[tuple[str, Any]]] = {
    "collections_info": [("access", [("owner",)])],
    "list_collections": [("records, size", [(0, None)])],
    "create_collection": [("'new', 3", "42501"), ("'docs', 3", "42501")],
    "get_or_create_collection": [
        ("'new', 3", "42501"),
        ("'docs', 3", [("docs", 3, 0, None, None, None, None)]),
    ],
    "drop_collection": [("'docs'", "42501")],
    "create_index": [("'docs'", "42501"), ("'docs', replace => false", "42501")],
    "drop_index": [("'docs'", "42501")],
    "find_duplicates": [
        ("'docs', 2", []),
        ("'docs', 9, 'l2_distance'", []),
        ("'docs', 0, 'max_inner_product'", []),
    ],
    "fetch_records": [("'docs', '{a, b, n}'", [])],
    "count_records": [("'docs'", [(0,)])],
    "query_records": [("'docs', '[1, 0, 0]'", []), ("'docs', record_id => 'a'", "P0002")],
    "delete_records": [("'docs', '{a, b, n}'", []), ("""'docs', filters => '{"n": {"$eq": 1}}'""", [])],
    "upsert_records": [
        ("""'docs', '[["a", [9, 9, 9], {}]]'""", "42501"),
        ("""'docs', '[["n", [9, 9, 9], {}]]'""", "42501"),
    ],
}


@pytest.mark.parametrize("collections", ["owner"], indirect=True)
def test_no_function_gives_a_stranger_anything_of_others(docs: Database) -> None:
    docs.execute(
        "update vecs.docs set metadata = '{\"n\": 1}'; insert into vecs.docs select id || 2, vec, metadata, owner_id from vecs.docs"
    )
    assert set(TRIED) == {name for (name,) in docs.rows(PUBLIC, [])}
    before = docs.rows("select d.* from vecs.docs as d order by d.id")
    for function, attempts in TRIED.items():
        for arguments, expected in attempts:
            columns, given = (
                (arguments, "") if function in ("collections_info", "list_collections") else ("*", arguments)
            )
            statement = f"select {columns} from collections.{function}({given})"
            assert outcome(docs, "authenticated", statement, "mallory") == expected, statement
            assert outcome(docs, "anon", statement, "mallory") == "42501", statement
    assert docs.rows("select d.* from vecs.docs as d order by d.id") == before
    assert docs.rows("select collection, index from collections.list_collections()") == [("docs", None)]


DEFINERS = [
    "collections.create_collection(text,integer)",
    "collections.create_index(text,text,text,integer,integer,integer,text,boolean)",
    "collections.drop_collection(text)",
    "collections.drop_index(text)",
]
FUNCTIONS = """
    select p.oid::regprocedure::text, p.prosecdef, coalesce(p.proconfig, '{}') from pg_proc as p
    where p.pronamespace = 'collections'::regnamespace
      or p.pronamespace = 'pgmatch'::regnamespace and p.proname like 'collection%%'
    order by 1
"""
CALLERS = """
    select distinct r.rolname from pg_roles as r
    where not r.rolsuper and r.rolname !~ '^pg_' and r.rolname <> 'service_role'
      and exists (select from unnest(%s) as f (name) where has_function_privilege(r.oid, f.name, 'execute'))
"""


def test_only_these_functions_have_their_owners_rights_and_only_service_role_calls_them(
    collections: Database,
) -> None:
    found = collections.rows(FUNCTIONS)
    assert [name for name, is_definer, _ in found if is_definer] == DEFINERS
    # none looks for names in a schema of the user's, but for one, which calls another
    unpinned = [name for name, _, config in found if "search_path=pg_catalog, pg_temp" not in config]
    assert unpinned == ["collections.get_or_create_collection(text,integer)"]
    for mode in MODES:
        collections.execute("select pgmatch.set_access(%s, 'collections')", [mode])
        assert collections.rows(CALLERS, [DEFINERS]) == []


def test_what_belongs_to_another_role_is_neither_changed_nor_dropped(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    """Its triggers and indexes could hold code that would run with the rights of pgmatch's owner."""
    made = create_database(supabase_server, owner="owner")
    made.execute("create extension vector schema extensions; grant usage on schema extensions to owner")
    upgrade(made.server.url(made.name, "owner"), "collections")
    made.execute(
        "create table vecs.theirs (id varchar primary key, vec extensions.vector(3), metadata jsonb);"
        "insert into vecs.theirs values ('a', '[1, 2, 3]', '{}');"
        "grant create on schema vecs to authenticated;"
        "alter table vecs.theirs owner to authenticated; grant select on vecs.theirs to owner, service_role"
    )
    for role in ("owner", "postgres"):
        found = made.rows(f"set role {role}; select name, problem, fix from pgmatch.refresh_searches()")
        assert found == [
            (
                "vecs.theirs",
                "the table vecs.theirs belongs to the role authenticated",
                f"alter table vecs.theirs owner to {role};",
            )
        ]
    assert outcome(made, "service_role", "select collections.drop_collection('theirs')") == "42501"
    assert made.rows("select id from vecs.theirs") == [("a",)]
    assert made.rows("select relrowsecurity from pg_class where relname = 'theirs'") == [(False,)]
