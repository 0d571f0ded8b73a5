"""The line itself: what an install makes, which tables it takes over, and what a downgrade leaves."""

from __future__ import annotations

import io
import re

import psycopg2
import pytest

from pgmatch.migrate import downgrade, export, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.documents import plugin
from tests.servers import Database, PostgresServer

KEPT = ["table", "column", "constraint", "index", "function", "policy"]
ROWS = "select d.*, d.embedding::text from documents as d order by d.id"


@pytest.fixture
def theirs(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    """A database with the vector extension and nothing of ours."""
    made = create_database(supabase_server)
    made.execute("create extension vector")
    return made


def test_an_install_and_its_removal_leave_nothing_beside_nods(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made, offline = create_database(supabase_server), create_database(supabase_server)
    upgrade(made.url)
    before = snapshot(made.connect())
    upgrade(made.url, "documents", access="owner")
    assert made.rows("select dimensions, metric, access from pgmatch_info() where line = 'documents'") == [
        (256, "ip", "owner")
    ]
    installed = snapshot(made.connect())
    offline.execute("".join(exported("nods", "private") + exported("documents", "owner")))
    assert differences(installed, snapshot(offline.connect())) == []
    downgrade(made.url, "documents")
    left = differences(before, snapshot(made.connect()))
    assert [line for line in left if "documents_version" not in line] == []


def exported(line: str, access: str) -> list[str]:
    script = io.StringIO()
    export(script, line, access=access)
    return [script.getvalue()]


def test_what_the_plugin_s_sql_made_is_adopted_and_kept(theirs: Database) -> None:
    theirs.execute(
        plugin.sql() + "alter table documents add column team text default 'docs';"
        "create policy mine on documents for select to authenticated using (team = 'docs');"
        "create index mine on documents using hnsw (embedding vector_ip_ops);"
        "insert into documents (id, document_id, content, embedding) values ('x_0', 'x', 'text', '[1, 0, 0]')"
    )
    rows, before = theirs.rows(ROWS), snapshot(theirs.connect(), KEPT)
    upgrade(theirs.url, "documents")
    assert theirs.rows("select content from match_page_sections('[1, 0, 0]')") == [("text",)]
    assert [row[:9] for row in theirs.rows(ROWS)] == [row[:9] for row in rows]
    lost = [line for line in differences(before, snapshot(theirs.connect(), KEPT)) if line.startswith("- ")]
    assert [line for line in lost if "match_page_sections" not in line] == []
    added = "select indexrelid::regclass::text from pg_index where indrelid = 'documents'::regclass"
    assert ("documents_owner_id_idx",) in theirs.rows(added)
    assert ("documents_embedding_hnsw_ip_idx",) not in theirs.rows(added), "where theirs fits, none is added"

    downgrade(theirs.url, "documents")
    left = differences(before, snapshot(theirs.connect(), KEPT))
    assert [line for line in left if "pgmatch" not in line] == []
    assert theirs.rows(ROWS) == rows
    assert theirs.rows("select content from match_page_sections('[1, 0, 0]')") == [("theirs",)]


def test_an_index_that_is_missing_is_added_and_removed_again(theirs: Database) -> None:
    theirs.execute(plugin.sql())
    theirs.execute("drop index ix_documents_author; insert into documents (embedding) values ('[1, 0, 0]')")
    before = snapshot(theirs.connect(), KEPT)
    upgrade(theirs.url, "documents")
    names = "select count(*) from pg_class where relname in ('ix_documents_author', 'documents_embedding_hnsw_ip_idx')"
    assert theirs.rows(names) == [(2,)]
    downgrade(theirs.url, "documents")
    assert theirs.rows(names) == [(0,)]
    left = differences(before, snapshot(theirs.connect(), KEPT))
    assert [line for line in left if "pgmatch" not in line] == []


LANGCHAIN = (
    "create table documents (id bigserial primary key, content text, metadata jsonb, embedding vector(3))"
)


FOREIGN = "it is a table of another tool: it has no columns source, source_id"
MISMATCHES = {
    "create table documents (id uuid primary key, title text, vec halfvec(3))": (
        FOREIGN,
        "select pgmatch.create_search('here.match_documents', 'here.documents', embedding => 'vec');",
    ),
    "create table documents (id uuid primary key, title text)": (
        FOREIGN,
        "into another schema: -x schema=...",
    ),
    "alter table documents drop constraint documents_pkey": (
        "it has no primary key on id",
        "alter table here.documents add primary key (id);",
    ),
    "create function put_document(a integer) returns integer language sql return a": (
        "has the name of one of pgmatch's",
        "drop function here.put_document(integer);",
    ),
}


def test_every_mismatch_is_found_with_its_fix(theirs: Database) -> None:
    for statements, (finding, fix) in MISMATCHES.items():
        theirs_first = "" if statements.startswith("create table") else plugin.sql()
        theirs.execute(f"create schema here; set search_path = here, public; {theirs_first} {statements}")
        with pytest.raises(MigrationError, match=finding) as refused:
            upgrade(theirs.url, "documents", schema="here")
        assert fix in str(refused.value.hint), statements
        if fix.startswith(("alter", "drop")):
            theirs.execute(fix)
            upgrade(theirs.url, "documents", schema="here")
            downgrade(theirs.url, "documents")
        theirs.execute("drop schema here cascade")


def test_a_column_of_another_type_stops_an_install_and_the_fix_helps(theirs: Database) -> None:
    theirs.execute(plugin.sql())
    theirs.execute("alter table documents alter id drop default, alter id type uuid using id::uuid")
    with pytest.raises(MigrationError, match="its column id is uuid, not text") as refused:
        upgrade(theirs.url, "documents")
    (fix,) = re.findall("alter table.*?;", str(refused.value.hint))
    assert theirs.rows("select to_regproc('put_document')::text") == [(None,)]
    theirs.execute(fix)
    upgrade(theirs.url, "documents")


def test_a_foreign_table_stops_an_install_before_its_first_change(theirs: Database) -> None:
    theirs.execute(LANGCHAIN)
    before = snapshot(theirs.connect())
    with pytest.raises(MigrationError, match=FOREIGN) as refused:
        upgrade(theirs.url, "documents")
    changed = differences(before, snapshot(theirs.connect()))
    assert [line for line in changed if "pgmatch" not in line] == []
    assert "-x schema=..." in str(refused.value.hint)
    search = re.findall("select pgmatch.*?;", str(refused.value.hint))
    upgrade(theirs.url, "core")
    theirs.execute(*search)
    assert theirs.rows("select id from match_documents('[1, 0, 0]', 3)") == []


def test_a_foreign_table_stays_where_the_line_goes_into_another_schema(theirs: Database) -> None:
    theirs.execute(LANGCHAIN)
    upgrade(theirs.url, "documents", schema="store")
    theirs.execute(
        "set search_path = public; select pgmatch.create_search('match_documents', 'documents', contract => 'langchain')"
    )
    assert theirs.rows("select to_regclass('store.documents')::text") == [("store.documents",)]
    assert theirs.rows("select id from match_documents('[1, 0, 0]')") == []


def test_a_downgrade_refuses_to_drop_rows_until_told(theirs: Database) -> None:
    upgrade(theirs.url, "documents")
    theirs.execute("insert into documents (content) values ('text')")
    with pytest.raises(MigrationError, match="would drop the table documents with its 1 row") as refused:
        downgrade(theirs.url, "documents")
    assert refused.value.hint == "To drop them: pgmatch alembic -n documents -x drop_data=yes downgrade base"
    downgrade(theirs.url, "documents", drop_data="yes")
    assert theirs.rows("select to_regclass('documents')::text") == [(None,)]


def test_the_access_modes_are_those_of_every_line(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    upgrade(made.url, "documents", dimensions="3")
    chunks = '[{"content": "text", "embedding": [1, 0, 0]}]'
    match, found = (
        "select id from match_page_sections('[1, 0, 0]')",
        "select id from search_documents('[1, 0, 0]')",
    )

    with made.as_role("anon") as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(match)
    made.execute("select put_document('a', %s)", [chunks])
    made.execute("select pgmatch.set_access('public_read', 'documents')")
    with made.as_role("anon") as cursor:
        for query in (match, found):
            cursor.execute(query)
            assert cursor.fetchall() == [("a_0",)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("select put_document('b', %s)", [chunks])

    made.execute("select pgmatch.set_access('owner', 'documents')")
    for user in ("ann", "bob"):
        with made.transaction() as cursor:
            cursor.execute("select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{user}"}}'])
            cursor.execute("set local role authenticated")
            cursor.execute("select put_document(%s, %s)", [f"of {user}", chunks])
    with made.as_role("authenticated", {"sub": "ann"}) as cursor:
        (own,) = made.rows("select id from documents where owner_id = 'ann'")
        for query in (match, found):
            cursor.execute(query)
            assert cursor.fetchall() == [own]
        cursor.execute("select delete_documents(delete_all => true)")
        assert cursor.fetchall() == [(1,)]
    # no policy restricts it, but what a user has is not replaced under the name of another
    of_bob = "select owner_id from documents where document_id = 'of bob' order by owner_id"
    for sub, owners in ((None, [("bob",), (None,)]), ("bob", [("bob",)])):
        with made.as_role("service_role", {"sub": sub} if sub else None) as cursor:
            cursor.execute("select put_document('of bob', %s)", [chunks])
            cursor.execute(of_bob)
            assert cursor.fetchall() == owners
    for sub, deleted in (("ann", 0), ("bob", 1), (None, 1)):
        with made.as_role("service_role", {"sub": sub} if sub else None) as cursor:
            cursor.execute("select delete_documents('{of bob}')")
            assert cursor.fetchall() == [(deleted,)]


def test_a_user_neither_blocks_nor_learns_the_documents_of_another(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    """The key of the table is that of the plugin's clients, id alone, so all users share it."""
    made = create_database(supabase_server)
    upgrade(made.url, "documents", dimensions="3", access="owner")
    chunks = '[{"content": "text", "embedding": [1, 0, 0]}, {"content": "more", "embedding": [1, 0, 0]}]'
    for user in ("ann", "bob", "ann"):
        with made.transaction() as cursor:
            cursor.execute("select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{user}"}}'])
            cursor.execute("set local role authenticated")
            cursor.execute("select put_document('notes', %s)", [chunks])
            assert cursor.fetchall() == [(2,)]
    rows = made.rows("select owner_id, id from documents order by owner_id")
    assert [owner for owner, _ in rows] == ["ann", "ann", "bob", "bob"]
    assert [name for _, name in rows if "notes" in name] == []


CHUNKS = '[{"content": "text", "embedding": [1, 0, 0]}]'


def test_triggers_defaults_and_owners_of_an_adopted_table_go_on_working(theirs: Database) -> None:
    theirs.execute(f'alter database "{theirs.name}" set search_path = app, public')
    theirs.execute(
        f"set search_path = public; {plugin.sql()}; {plugin.AUDITED}; {plugin.AUDIT.format('public.documents')};"
    )
    theirs.execute("alter table documents add column title text not null, add column owner_id text")
    with pytest.raises(MigrationError, match="its column owner_id has no default") as refused:
        upgrade(theirs.url, "documents", access="owner", schema="public")
    theirs.execute(str(refused.value.hint))
    upgrade(theirs.url, "documents", access="owner", schema="public")

    with pytest.raises(psycopg2.errors.NotNullViolation, match="title") as missing:
        theirs.execute("select put_document('d', %s)", [CHUNKS])
    hint = str(missing.value.diag.message_hint)
    assert hint.startswith("Give the column a default: ")
    theirs.execute(hint.partition(": ")[2].replace("...", "'none'"))
    # twice, and then by the server, which sees the rows of all
    for role in ("authenticated", "authenticated", "service_role"):
        with theirs.transaction() as cursor:
            cursor.execute("select set_config('request.jwt.claims', %s, true)", ['{"sub": "ann"}'])
            cursor.execute(f"set local role {role}")
            cursor.execute("select put_document('d', %s, created_at => now())", [CHUNKS])
            assert cursor.fetchall() == [(1,)], role
            cursor.execute("show search_path")
            assert cursor.fetchall() == [("app, public",)]
    assert theirs.rows("select owner_id from documents") == [("ann",)]
    assert theirs.rows("select delete_documents('{d}', end_date => now())") == [(1,)]
    assert theirs.rows("select what, count(*) from app.audit_log group by 1 order by 1") == [
        ("DELETE", 3),
        ("INSERT", 3),
    ]
