"""What a stranger made before an install by a superuser: a table, a schema or a type that they could use afterwards."""

from __future__ import annotations

import json
import re

import pytest

from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from pgmatch.migrate.install import sql_root
from tests.catalog import differences, snapshot
from tests.cli.conftest import Run, _no_settings, run
from tests.conftest import CreateDatabase
from tests.documents import plugin
from tests.guide import guide_sql
from tests.headless import template
from tests.servers import Database, PostgresServer

__all__ = ["_no_settings", "run"]

STRANGER = "owner"
TABLES = {
    "nods": ("public.nods_page_section", guide_sql(dimensions=3)),
    "docs": ("docs.page_section", template.SQL),
    "documents": ("public.documents", plugin.sql()),
    "video": (
        "public.video_chunks",
        "create table video_chunks (id text, start_time float8, end_time float8, embedding vector(768), metadata jsonb)",
    ),
    "captions": ("public.image_caption", "create table image_caption (id uuid primary key, caption text)"),
    "predictions": (
        "public.predictions",
        "create table predictions (filename text, predictions jsonb)",
    ),
}
OWNERSHIP = "select object, fix from pgmatch.doctor() where rule = 'ownership' order by object"


@pytest.fixture
def bare(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    made = create_database(supabase_server)
    made.execute("create extension vector schema extensions")
    made.execute(f'alter database "{made.name}" set search_path = public, extensions')
    return made


def test_a_superuser_adopts_no_table_of_a_stranger(bare: Database) -> None:
    files = (sql_root() / "tables").glob("*/*.sql")
    adopting = {file.parent.name for file in files if "pgmatch.adopt_table(" in file.read_text("utf-8")}
    assert set(TABLES) == {"nods", "docs", *adopting}
    for line, (table, statements) in TABLES.items():
        bare.execute(f"{statements}; alter table {table} owner to {STRANGER}")
        before = snapshot(bare.connect())
        with pytest.raises(MigrationError) as refused:
            upgrade(bare.url, line)
        said = f"{refused.value.message} {refused.value.hint}"
        assert table.removeprefix("public.") in said, line
        assert f'belongs to the role "{STRANGER}", not to "postgres"' in said, line
        changed = differences(before, snapshot(bare.connect()))
        assert [entry for entry in changed if "pgmatch" not in entry] == [], line

        (fix,) = re.findall("alter table .* owner to postgres;", said)
        bare.execute(fix)
        upgrade(bare.url, line)
    assert bare.rows(OWNERSHIP) == []


def test_a_role_whose_rights_the_owner_was_given_may_own_a_table(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, owner="owner", extension_schema="extensions")
    made.execute(
        "create table predictions (filename text, predictions jsonb); alter table predictions owner to authenticated"
    )
    url = supabase_server.url(made.name, "owner")
    with pytest.raises(MigrationError, match='belongs to the role "authenticated", not to "owner"'):
        upgrade(url, "predictions")
    made.execute("grant create on schema public to authenticated")
    with made.connect() as connection, connection.cursor() as cursor:
        cursor.execute("grant authenticated to owner")
        connection.commit()
    try:
        upgrade(url, "predictions")
    finally:
        made.execute("revoke authenticated from owner")


def test_nothing_is_built_on_a_schema_or_a_type_of_a_stranger(bare: Database) -> None:
    bare.execute(f"create schema docs authorization {STRANGER}; create schema vecs authorization {STRANGER}")
    bare.execute(
        f"create type nods_section_match as (id bigint); alter type nods_section_match owner to {STRANGER}"
    )
    for line, said in (
        ("docs", "schema docs"),
        ("collections", "schema vecs"),
        ("nods", "type nods_section_match"),
    ):
        with pytest.raises(MigrationError, match=f'the {said} belongs to the role "{STRANGER}"') as refused:
            upgrade(bare.url, line)
        assert f"alter {said} owner to postgres;" in str(refused.value.hint)
    bare.execute("alter schema docs owner to postgres")
    upgrade(bare.url, "docs")


def test_what_a_stranger_made_is_taken_neither_for_an_earlier_install_nor_for_storage(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        f"create schema planted authorization {STRANGER}; create schema vecs; grant all on schema vecs to {STRANGER};"
        f"alter schema extensions owner to {STRANGER}; create schema storage authorization {STRANGER};"
        f"create schema collections; grant all on schema collections to {STRANGER}"
    )
    with made.transaction() as cursor:
        cursor.execute(
            f"set local role {STRANGER}; create type planted.collection_summary as (collection text);"
            "create type planted.nods_section_match as (id bigint); create table planted.nods_page_section (id bigint);"
            "create table vecs.other (a int); create policy pgmatch_readers on vecs.other using (true);"
            "create table storage.objects (id uuid primary key, owner_id text);"
            "grant references, select on storage.objects to public; grant usage on schema storage to public;"
            "create function collections.drop_collection(collection text) returns boolean"
            " language sql return true;"
            "grant execute on function collections.drop_collection to authenticated with grant option"
        )
    with pytest.raises(MigrationError, match="drop_collection.* has the name of one of pgmatch's") as planted:
        upgrade(made.url, "collections")
    made.execute(str(planted.value.hint).rpartition(": ")[2])
    for line in ("collections", "nods", "captions"):
        upgrade(made.url, line)
    assert made.rows(
        "select line, schema_name, access from pgmatch.install where line <> 'core' order by 1"
    ) == [
        ("captions", "public", "private"),
        ("collections", "collections", "private"),
        ("nods", "public", "private"),
    ]
    assert made.rows(
        "select extnamespace::regnamespace::text from pg_extension where extname = 'vector'"
    ) == [("public",)]
    assert made.rows("select conname from pg_constraint where conname = 'pgmatch_image_fkey'") == []
    made.execute("insert into image_caption (id, caption) values (gen_random_uuid(), 'a cat')")


def test_the_schema_of_the_record_is_never_that_of_a_stranger(bare: Database) -> None:
    bare.execute(f"create schema pgmatch authorization {STRANGER}")
    with pytest.raises(
        MigrationError, match=f'the schema pgmatch belongs to the role "{STRANGER}"'
    ) as refused:
        upgrade(bare.url)
    assert "drop schema pgmatch cascade;" in str(refused.value.hint)
    assert bare.rows("select to_regclass('pgmatch.install')::text") == [(None,)]


def test_the_doctor_finds_what_became_that_of_a_stranger(bare: Database) -> None:
    upgrade(bare.url, "predictions")
    assert bare.rows(OWNERSHIP) == []
    bare.execute(
        f"alter table predictions owner to {STRANGER}; alter schema public owner to {STRANGER};"
        f"alter function pgmatch.register owner to {STRANGER}"
    )
    fixes = bare.rows(OWNERSHIP)
    assert [name.partition("(")[0] for name, _ in fixes] == [
        "function pgmatch.register",
        "schema public",
        "table public.predictions",
    ]
    for _, fix in fixes:
        bare.execute(fix)
    assert bare.rows(OWNERSHIP) == []


SPY = f"""
    create schema app authorization {STRANGER}; grant usage on schema extensions to {STRANGER}; set local role {STRANGER};
    create table app.log (who text);
    create function app.note() returns boolean language plpgsql as
      $$ begin insert into app.log values (current_user); return true; end $$;
    create function app.spy(value anyelement) returns boolean language plpgsql immutable as
      $$ begin return app.note(); end $$;
    create table app.own (id bigint primary key, name text, embedding extensions.vector(3));
    create table app.nods_page (id bigint primary key);
    reset role;
    create table whole (id bigint primary key, embedding extensions.vector(3)) partition by range (id);
    create table app.part partition of whole for values from (0) to (9);
    alter table app.part owner to {STRANGER};
    select pgmatch.create_search('public.match_own', 'app.own', returns => '{{id}}', filters => '{{"wanted text": "name = $"}}');
    select pgmatch.create_search('match_whole', 'whole');
    set local role {STRANGER};
    create index on app.own (id) where app.spy(1);
    create index on app.nods_page (id) where app.spy(2);
    create index on app.part (id) where app.spy(3);
    delete from app.log;
"""
STATES = "select name, state, fix from {} order by name"


def test_a_superuser_reads_no_table_of_a_stranger_unasked(bare: Database, run: Run) -> None:
    upgrade(bare.url, "core")
    bare.execute(SPY)
    fixes = {"public.match_own": "app.own", "public.match_whole": "app.part"}
    unread = [
        (name, "not checked", f"alter table {table} owner to postgres;") for name, table in fixes.items()
    ]
    assert bare.rows(STATES.format("pgmatch.searches")) == unread
    assert bare.rows(STATES.format("pgmatch.refresh_searches()")) == unread
    assert bare.rows("select rule, level, object, fix from pgmatch.doctor() where level <> 'info'") == [
        ("table_unread", "warning", "table app.own", "alter table app.own owner to postgres;"),
        ("table_unread", "warning", "table public.whole", "alter table app.part owner to postgres;"),
    ]
    found = json.loads(run("doctor", "--json", url=bare.url).stdout)["findings"]
    assert {each["check"] for each in found if each["level"] != "info"} == {"table_unread"}
    assert "app.nods_page were not counted" in run("status", url=bare.url).stdout
    assert bare.rows("select * from app.log") == []

    # an explicit query is the choice of who runs it
    bare.execute("select * from match_own('[1,0,0]')")
    assert bare.rows("select distinct who from app.log") == [("postgres",)]


def test_who_lends_its_rights_to_a_role_reads_its_tables(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, owner="owner", extension_schema="extensions")
    upgrade(supabase_server.url(made.name, "owner"), "predictions")
    unread = "select count(*) from pgmatch.unread_table('predictions'::regclass)"
    for role, count in (("owner", 0), ("authenticated", 0), ("authenticated", 1)):
        made.execute(f"alter table predictions owner to {role}")
        with made.transaction() as cursor:
            cursor.execute("grant authenticated to owner")
            cursor.execute("set local role owner" if role == "owner" or not count else "reset role")
            cursor.execute(unread)
            assert cursor.fetchall() == [(count,)], role
            cursor.execute("reset role; revoke authenticated from owner")
