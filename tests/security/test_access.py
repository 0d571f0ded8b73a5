"""Who may do what: every function and table as every role, in every access mode."""

from __future__ import annotations

import psycopg2
import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.conftest import CreateDatabase, InstallDatabase
from tests.guide import literal
from tests.migrations.test_truth import ACCESS_MODES
from tests.servers import Database, PostgresServer

ALICE = {"sub": "alice"}
ROLES = ("anon", "authenticated", "service_role")
READ = {
    "match_page_sections": f"select * from match_page_sections('{literal(1)}', 0, 5, 0)",
    "get_page_parents": "select * from get_page_parents(1)",
    "get_section_context": "select count(*) from nods_page_section as s, get_section_context(s.id)",
    "pgmatch_info": "select * from pgmatch_info()",
    "nods_page": "select * from nods_page",
    "nods_page_section": "select id from nods_page_section",
}
WRITE = {
    "nods_begin_ingest": "select nods_begin_ingest('c', 'm', 1536)",
    "nods_sections_to_embed": "select * from nods_sections_to_embed(1, '/p', 'sum', array['text'])",
    "nods_add_sections": "select nods_add_sections(1, '/q', 'sum', '[]')",
    "nods_preview_ingest": "select * from nods_preview_ingest('c', 'm', 1536, array['/p'])",
    "nods_preview_page": "select * from nods_preview_page('c', '/p', 'sum', array['text'])",
    "nods_put_page": "select * from nods_put_page(1, '/q', 'sum', jsonb_build_array(jsonb_build_object("
    f"'content', 'text', 'embedding', '{literal(1)}')))",
    "nods_finish_ingest": """select * from nods_finish_ingest(1, '[{"path": "/p"}]')""",
    "insert": "insert into nods_page (path) values ('/new')",
    "update": "update nods_page set checksum = 'x'",
    "delete": "delete from nods_page",
}
NOBODY = {
    "truncate": "truncate nods_page cascade",
    "setval": "select setval('nods_page_id_seq', 1)",
    "set_access": "select pgmatch.set_access('public_read')",
    "set_model": "select pgmatch.set_model('m')",
    "repin": "select pgmatch.repin()",
    "member": "select * from pgmatch.member",
    "version": "select * from pgmatch.nods_version",
    "access record": "update pgmatch.install set access = 'public_read'",
    "create": "create table pgmatch.x (id int)",
}


def allowed(database: Database, role: str, statement: str) -> bool:
    with database.as_role(role, ALICE) as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            if error.pgcode != "42501":
                raise
            return False
    return True


@pytest.fixture(params=ACCESS_MODES)
def access(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["none", "grant_all"])
def installed(
    request: pytest.FixtureRequest,
    supabase_server: PostgresServer,
    install_database: InstallDatabase,
    access: str,
) -> Database:
    made = install_database(supabase_server, default_privileges=request.param, access=access, model="m")
    made.execute(
        "insert into nods_page (path, corpus, owner_id) values ('/p', 'c', 'alice');"
        "insert into pgmatch.nods_run (corpus, owner_id) values ('c', 'alice')"
    )
    made.execute(
        "insert into nods_page_section (page_id, content, embedding) values (1, 'text', %s)", (literal(1),)
    )
    return made


def test_every_statement_as_every_role_is_allowed_exactly_where_the_mode_says(
    installed: Database, access: str
) -> None:
    may_read = {"private": set[str](), "public_read": {"anon", "authenticated"}, "owner": {"authenticated"}}
    readers = {"service_role"} | may_read[access]
    writers = {"service_role"} | (may_read[access] if access == "owner" else set())
    wrong = [
        (name, role)
        for statements, who in ((READ, readers), (WRITE, writers), (NOBODY, set[str]()))
        for name, statement in statements.items()
        for role in ROLES
        if allowed(installed, role, statement) != (role in who)
    ]
    assert wrong == []


def test_default_privileges_of_any_kind_open_nothing_in_our_schema(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        "alter default privileges grant all on functions to anon, authenticated, service_role;"
        "alter default privileges grant all on sequences to public, anon, authenticated, service_role;"
        "alter default privileges grant all on tables to anon"
    )
    upgrade(made.url, access="public_read")
    open_to_anon = """
        select p.oid::regprocedure::text from pg_proc as p
        where p.pronamespace = 'pgmatch'::regnamespace and has_function_privilege('anon', p.oid, 'execute')
          and not exists (
            select from pgmatch.member as m
            where m.readers is not null and split_part(m.name, '(', 1) = 'pgmatch.' || p.proname
          )
        union all
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'pgmatch'::regnamespace and c.relkind in ('r', 'S')
          and has_any_column_privilege('anon', c.oid, 'insert, update')
          or c.relnamespace = 'pgmatch'::regnamespace and c.relkind = 'S'
          and has_sequence_privilege('anon', c.oid, 'usage, select, update')
    """
    assert made.rows(open_to_anon) == []
    assert allowed(made, "anon", READ["match_page_sections"])
    sequence = made.rows("select pg_get_serial_sequence('pgmatch.nods_run', 'id')")[0][0]
    assert not allowed(made, "service_role", f"select setval('{sequence}', 1000)")


def test_readers_see_rows_and_not_only_no_error(installed: Database, access: str) -> None:
    readers = {"private": ROLES[2:], "public_read": ROLES, "owner": ROLES[1:]}
    for role in readers[access]:
        with installed.as_role(role, ALICE) as cursor:
            cursor.execute(READ["match_page_sections"])
            assert len(cursor.fetchall()) == 1


def test_the_access_mode_changes_both_ways_with_data_in_place(installed: Database, access: str) -> None:
    others = [mode for mode in ACCESS_MODES if mode != access]
    for mode in (*others, access):
        installed.execute("select pgmatch.set_access(%s)", (mode,))
        assert allowed(installed, "anon", READ["match_page_sections"]) == (mode == "public_read")
        assert not allowed(installed, "anon", WRITE["insert"])


@pytest.mark.parametrize("mode", ["open", "", None])
def test_an_unknown_access_mode_is_an_error(database: Database, mode: str | None) -> None:
    with pytest.raises(psycopg2.Error, match="access mode .* does not exist") as refused:
        database.execute("select pgmatch.set_access(%s)", (mode,))
    assert refused.value.pgcode == "22023"


def test_without_supabases_roles_it_installs_and_only_the_owner_may_call(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    upgrade(made.url)
    made.execute("create role app login; grant usage on schema public to app")
    try:
        assert not allowed(made, "app", READ["match_page_sections"])
        assert not allowed(made, "app", "select * from nods_page")
    finally:
        made.execute("drop owned by app; drop role app")


def test_roles_created_later_are_picked_up(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, access="public_read")
    made.execute("create role anon nologin; create role service_role nologin bypassrls")
    try:
        assert not allowed(made, "anon", READ["get_page_parents"])
        made.execute("select pgmatch.set_access('public_read')")
        assert allowed(made, "anon", READ["get_page_parents"])
        assert allowed(made, "service_role", WRITE["insert"])
    finally:
        made.execute("drop owned by anon; drop owned by service_role; drop role anon; drop role service_role")


def test_service_role_works_without_bypassing_row_level_security(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    made.execute("create role service_role nologin nobypassrls")
    try:
        upgrade(made.url)
        assert allowed(made, "service_role", WRITE["nods_begin_ingest"])
        with made.as_role("service_role") as cursor:
            cursor.execute("insert into nods_page (path) values ('/x')")
            cursor.execute("select count(*) from nods_page")
            assert cursor.fetchall() == [(1,)]
    finally:
        made.execute("drop owned by service_role; drop role service_role")


def test_an_ordinary_owner_installs_calls_and_downgrades(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", owner="owner")
    url = supabase_server.url(made.name, "owner")
    theirs = Database(url, made.name, supabase_server)
    upgrade(url)
    assert theirs.rows("select * from match_page_sections(%s, 0, 5, 0)", (literal(1),)) == []
    downgrade(url)
    upgrade(url)
