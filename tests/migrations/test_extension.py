"""The vector extension: used where it is, created where it is not, refused where it is too old."""

from __future__ import annotations

import pytest

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import snapshot
from tests.conftest import CreateDatabase
from tests.guide import literal
from tests.servers import Database, PostgresServer

VECTOR_SCHEMA = """
    select n.nspname from pg_extension as e inner join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'vector'
"""


@pytest.mark.parametrize("extension_schema", [None, "extensions", "public", "my-ext", "Vector DB"])
@pytest.mark.parametrize("schema", ["public", "My App"])
def test_search_works_wherever_the_extension_is(
    supabase_server: PostgresServer,
    create_database: CreateDatabase,
    extension_schema: str | None,
    schema: str,
) -> None:
    made = create_database(supabase_server, extension_schema=extension_schema)
    upgrade(made.url, schema=schema, access="public_read")
    assert made.rows(VECTOR_SCHEMA) == [(extension_schema or "extensions",)]
    made.execute(f"""insert into "{schema}".nods_page (path) values ('/p')""")
    made.execute(
        f"""insert into "{schema}".nods_page_section (page_id, content, embedding) values (1, 'text', %s)""",
        (literal(1),),
    )
    for role in ("anon", "service_role", "postgres"):
        with made.as_role(role) as cursor:
            for call in ("match_page_sections(%s, 0.5, 5, 0)", "search_page_sections(%s)"):
                cursor.execute(f'select id, similarity from "{schema}".{call}', (literal(1),))
                assert cursor.fetchall() == [(1, 1.0)], (role, call)


def test_without_a_schema_of_extensions_it_goes_where_other_libraries_look_for_it(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    upgrade(made.url)
    assert made.rows(VECTOR_SCHEMA) == [("public",)]
    assert made.rows("select to_regnamespace('extensions')") == [(None,)]


def test_without_the_schema_public_it_is_made(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    made.execute("drop schema public")
    upgrade(made.url, schema="app")
    assert made.rows(VECTOR_SCHEMA) == [("public",)]


@pytest.mark.parametrize("path", ["", "public", "nowhere", "pg_temp, public"])
def test_search_works_under_any_search_path_of_the_caller(database: Database, path: str) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select set_config('search_path', %s, false)", (path,))
        cursor.execute("select count(*) from public.match_page_sections(%s, 0, 5, 0)", (literal(1),))
        cursor.execute("select count(*) from public.get_page_parents(1)")
        assert cursor.fetchall() == [(0,)]


def test_a_temporary_table_cannot_stand_in_for_ours(database: Database) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "create temp table nods_page (id bigint, parent_page_id bigint, path text, meta jsonb)"
        )
        cursor.execute("insert into pg_temp.nods_page values (1, null, '/forged', null)")
        cursor.execute("select count(*) from get_page_parents(1)")
        assert cursor.fetchall() == [(0,)]


def test_an_old_extension_is_refused_before_any_change(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute("update pg_extension set extversion = '0.7.4' where extname = 'vector'")
    before = snapshot(made.connect())
    with pytest.raises(MigrationError, match="pgvector 0.7.4 is too old") as refused:
        upgrade(made.url)
    assert "alter extension vector update" in str(refused.value.hint)
    assert snapshot(made.connect()) == before


@pytest.mark.parametrize("version", ["0.8.0", "0.10.0", "1.0"])
def test_a_newer_extension_is_accepted(
    supabase_server: PostgresServer, create_database: CreateDatabase, version: str
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute("update pg_extension set extversion = %s where extname = 'vector'", (version,))
    upgrade(made.url)


@pytest.mark.parametrize("kind", ["supabase", "plain"])
def test_without_the_right_to_create_it_one_error_has_the_statement(
    request: pytest.FixtureRequest, create_database: CreateDatabase, kind: str
) -> None:
    server: PostgresServer = request.getfixturevalue(f"{kind}_server")
    made = create_database(server, owner="owner")
    before = snapshot(made.connect())
    with pytest.raises(MigrationError, match='role "owner" may not install it') as refused:
        upgrade(server.url(made.name, "owner"))
    assert snapshot(made.connect()) == before

    statements = str(refused.value.hint).split(": ", 1)[1]
    made.execute(statements)
    upgrade(server.url(made.name, "owner"))
    assert made.rows("select tableowner from pg_tables where tablename = 'nods_page'") == [("owner",)]


def test_a_role_that_may_not_create_a_schema_is_told_so(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    with pytest.raises(MigrationError, match="may not create a schema") as refused:
        upgrade(supabase_server.url(made.name, "owner"))
    assert "grant create on database" in str(refused.value.hint)


def test_after_the_extension_was_moved_repin_mends_the_functions(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.url)
    made.execute("create schema moved; alter extension vector set schema moved; select pgmatch.repin()")
    assert made.rows("select count(*) from match_page_sections(%s, 0, 5, 0)", (literal(1),)) == [(0,)]
    made.execute("select pgmatch.check_pins('nods')")


def test_after_repin_those_who_may_search_reach_the_extension(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.url, access="public_read")
    made.execute("create schema moved; alter extension vector set schema moved; select pgmatch.repin()")
    for role in ("anon", "service_role"):
        with made.as_role(role) as cursor:
            cursor.execute("select count(*) from match_page_sections(%s, 0, 5, 0)", (literal(1),))
            assert cursor.fetchall() == [(0,)]


def test_a_downgrade_leaves_a_foreign_table_with_vectors(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="public")
    made.execute("create table theirs (v vector(3)); insert into theirs values ('[1,2,3]')")
    upgrade(made.url)
    downgrade(made.url)
    assert made.rows("select v::text from theirs") == [("[1,2,3]",)]
    upgrade(made.url)
