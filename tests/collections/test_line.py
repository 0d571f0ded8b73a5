"""The line itself: what an upgrade makes, what it adopts, and what a downgrade keeps."""

from __future__ import annotations

import io

import psycopg2
import pytest

from pgmatch.migrate import downgrade, export, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer

MADE = "select count(*) from pg_class where relnamespace = to_regnamespace('vecs') and relkind = 'r'"
# as the client vecs makes one; its index on metadata is never committed
OF_VECS = """
    create schema if not exists vecs;
    create table vecs."{name}" (
      id varchar primary key, vec {vector}(3) not null, metadata jsonb not null default '{{}}'::jsonb
    )
"""


def test_a_collection_is_created_listed_and_dropped(collections: Database) -> None:
    made = collections.rows("select * from collections.create_collection('docs', 3)")
    assert [row[:6] for row in made] == [("docs", 3, 0, None, None, None)]
    assert collections.rows("select * from collections.list_collections()") == made
    collections.execute("""insert into vecs.docs (id, vec) values ('a', '[1, 2, 3]')""")
    assert collections.rows("select records from collections.list_collections()") == [(1,)]
    assert collections.rows("select collections.drop_collection('docs')") == [(True,)]
    assert collections.rows("select collections.drop_collection('docs')") == [(False,)]
    assert collections.rows("select * from collections.list_collections()") == []
    assert collections.rows("select m.name from pgmatch.member as m where m.name like 'vecs%%'") == []


def test_an_upgrade_adopts_what_vecs_has_made(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute("create extension vector schema extensions")
    made.execute(OF_VECS.format(name="My docs", vector="extensions.vector"))
    made.execute("""insert into vecs."My docs" values ('a', '[1, 2, 3]', '{"b": 1}')""")
    upgrade(made.url, "collections")
    assert made.rows("select collection, dimension, records from collections.list_collections()") == [
        ("My docs", 3, 1)
    ]
    assert made.rows('select id, metadata, owner_id from vecs."My docs"') == [("a", {"b": 1}, None)]
    assert made.rows("select relrowsecurity from pg_class where relname = 'My docs'") == [(True,)]
    downgrade(made.url, "collections")
    assert made.rows('select * from vecs."My docs"') == [("a", "[1,2,3]", {"b": 1})]
    assert made.rows("select to_regnamespace('collections')::text") == [(None,)]


def test_a_downgrade_refuses_to_drop_records_until_told(collections: Database) -> None:
    collections.execute(
        "select collections.create_collection('docs', 3);"
        "insert into vecs.docs (id, vec) values ('a', '[1, 2, 3]')"
    )
    with pytest.raises(MigrationError, match=r"would drop the table vecs\.docs with its 1 row") as refused:
        downgrade(collections.url, "collections")
    assert (
        refused.value.hint == "To drop them: pgmatch alembic -n collections -x drop_data=yes downgrade base"
    )
    assert collections.rows("select count(*) from vecs.docs") == [(1,)]
    downgrade(collections.url, "collections", drop_data="yes")
    assert collections.rows("select to_regnamespace('vecs')::text, to_regclass('pgmatch.install')::text") == [
        (None, None)
    ]


def test_an_upgrade_and_a_downgrade_leave_nothing(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    upgrade(made.url)
    before = snapshot(made.connect())
    upgrade(made.url, "collections")
    downgrade(made.url, "collections")
    left = differences(before, snapshot(made.connect()))
    assert [line for line in left if "collections_version" not in line] == []


def test_exported_sql_makes_the_same_catalog(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    online, offline = create_database(supabase_server), create_database(supabase_server)
    upgrade(online.url, "collections", access="owner")
    script = io.StringIO()
    export(script, "collections", access="owner")
    offline.execute(script.getvalue())
    assert differences(snapshot(online.connect()), snapshot(offline.connect())) == []


def test_options_of_another_line_contradict_no_collection(
    collections: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    collections.execute("select collections.create_collection('docs', 3)")
    monkeypatch.setenv("PGMATCH_DIMENSIONS", "384")
    upgrade(collections.url, "collections")


@pytest.mark.parametrize(
    ("name", "sqlstate"),
    [(None, "22004"), ("", "42602"), ("_hidden", "42602"), ("x" * 64, "42622"), ("é" * 32, "42622")],
)
def test_a_name_that_no_collection_can_have_is_refused(
    collections: Database, name: str | None, sqlstate: str
) -> None:
    for call in ("create_collection(%s, 3)", "get_or_create_collection(%s, 3)", "drop_collection(%s)"):
        with pytest.raises(psycopg2.Error) as refused:
            collections.rows(f"select collections.{call}", [name])
        assert refused.value.pgcode == sqlstate
        assert refused.value.diag.message_hint
    assert collections.rows(MADE) == [(0,)]


@pytest.mark.parametrize(
    "name",
    [
        'a "quoted" one',
        "it's",
        'x"; drop table vecs.kept; --',
        "x'); drop table vecs.kept; --",
        "Émile 数据 🚀",
        "%s %I $1 {name}",
        "a.b",
        "new\nline",
        "select",
        "x" * 63,
        "\\'; drop table vecs.kept; --",
    ],
)
def test_any_other_name_is_a_name(collections: Database, name: str) -> None:
    collections.execute("select collections.create_collection('kept', 3)")
    assert collections.rows("select (collections.create_collection(%s, 3)).collection", [name]) == [(name,)]
    assert collections.rows("select (collections.get_or_create_collection(%s)).dimension", [name]) == [(3,)]
    listed = {row[0] for row in collections.rows("select collection from collections.list_collections()")}
    assert listed == {"kept", name}
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    collections.execute("select pgmatch.set_access('owner', 'collections')")
    collections.execute("select pgmatch.set_access('private', 'collections')")
    assert collections.rows("select collections.drop_collection(%s)", [name]) == [(True,)]
    assert collections.rows("select collection from collections.list_collections()") == [("kept",)]


@pytest.mark.parametrize("collections", ["public_read", "owner"], indirect=True)
def test_a_lost_record_is_made_again_from_the_catalog(collections: Database) -> None:
    collections.execute(
        "select collections.create_collection('docs', 3);"
        "insert into vecs.docs (id, vec, owner_id) values ('a', '[1, 2, 3]', 'alice')"
    )
    mode = "select access, schema_name, tables_schema from pgmatch.install where line = 'collections'"
    before = collections.rows(mode)
    catalog = snapshot(collections.connect())
    collections.execute(
        "truncate pgmatch.install, pgmatch.member, pgmatch.search, pgmatch.collections_version, pgmatch.core_version"
    )
    upgrade(collections.url, "collections")
    assert collections.rows(mode) == before
    assert differences(catalog, snapshot(collections.connect())) == []
    assert collections.rows("select id, owner_id from vecs.docs") == [("a", "alice")]
    # nobody knows any more who made it, so it stays
    downgrade(collections.url, "collections")
    assert collections.rows("select id from vecs.docs") == [("a",)]


def test_searches_that_follow_changes_work_on_the_collection_alone(collections: Database) -> None:
    collections.execute(
        "select collections.create_collection('c' || i, 3) from generate_series(1, 30) as i;"
        "select pgmatch.watch_indexes(); create table public.other (a int); create index other_idx on public.other (a)"
    )
    written = "select s.metric from pgmatch.search as s where s.target = 'vecs.c7'::regclass"
    collections.execute("create index on vecs.c7 using hnsw (vec extensions.vector_l2_ops)")
    assert collections.rows(written) == [("l2",)]
    refreshed = collections.rows("select pgmatch.changed_searches(null)")
    assert refreshed == []
    collections.execute("drop index public.other_idx; select collections.create_collection('after', 3)")
    assert collections.rows("select (collections.get_or_create_collection('after')).dimension") == [(3,)]
