"""The access mode owner: every tenant has rows of their own, through functions and tables alike."""

from __future__ import annotations

import json
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.conftest import CreateDatabase, InstallDatabase
from tests.guide import guide_sql
from tests.servers import Database, PostgresServer

TENANTS = ("alice", "bob")
SECTIONS = [{"content": "the same text", "embedding": "[1,0,0]"}]


def as_tenant(database: Database, sub: str, *statements: str) -> list[list[tuple[Any, ...]]]:
    """Run statements as PostgREST would for a user, and commit."""
    answers = []
    with database.as_role("authenticated", {"sub": sub}) as cursor:
        for statement in statements:
            cursor.execute(statement)
            answers.append(cursor.fetchall() if cursor.description else [])
        cursor.connection.commit()
    return answers


def put(database: Database, sub: str, path: str, checksum: str = "x", parent: str | None = None) -> int:
    """Ingest one page as its tenant and return its id."""
    parents = "null" if parent is None else f"'{parent}'"
    (begun,) = as_tenant(database, sub, "select nods_begin_ingest('docs', 'm', 3)")
    (answer,) = as_tenant(
        database,
        sub,
        f"select page_id from nods_put_page({begun[0][0]}, '{path}', '{checksum}',"
        f" '{json.dumps(SECTIONS)}', parent_path => {parents})",
    )
    return int(answer[0][0])


@pytest.fixture
def owned(supabase_server: PostgresServer, install_database: InstallDatabase) -> Database:
    return install_database(supabase_server, access="owner", dimensions="3", model="m")


def owners(database: Database) -> list[tuple[Any, ...]]:
    return database.rows("select p.path, p.owner_id from nods_page as p order by p.owner_id, p.path")


def test_two_tenants_ingest_the_same_paths_and_find_their_own(owned: Database) -> None:
    for tenant in TENANTS:
        put(owned, tenant, "/a")
        put(owned, tenant, "/a/b", parent="/a")
    assert owners(owned) == [("/a", "alice"), ("/a/b", "alice"), ("/a", "bob"), ("/a/b", "bob")]
    for tenant in TENANTS:
        (found, parents) = as_tenant(
            owned,
            tenant,
            "select s.owner_id from match_page_sections('[1,0,0]', -1, 10, 0) as m"
            " join nods_page_section as s on s.id = m.id",
            "select p.owner_id from nods_page as c join nods_page as p on p.id = c.parent_page_id",
        )
        assert (found, parents) == ([(tenant,)] * 2, [(tenant,)])


def test_finishing_a_run_removes_only_pages_of_its_tenant(owned: Database) -> None:
    for tenant in TENANTS:
        put(owned, tenant, "/a")
        put(owned, tenant, "/b")
    (begun,) = as_tenant(owned, "alice", "select nods_begin_ingest('docs', 'm', 3)")
    (finished,) = as_tenant(
        owned,
        "alice",
        f"""select removed_paths, superseded from nods_finish_ingest({begun[0][0]}, '[{{"path": "/a"}}]')""",
    )
    assert finished == [(["/b"], False)]
    assert owners(owned) == [("/a", "alice"), ("/a", "bob"), ("/b", "bob")]


def test_service_role_ingests_pages_that_belong_to_nobody(owned: Database) -> None:
    put(owned, "alice", "/a")
    with owned.as_role("service_role") as cursor:
        cursor.execute("select nods_begin_ingest('docs', 'm', 3)")
        cursor.execute(
            "select status from nods_put_page(%s, '/a', 'x', %s)",
            (cursor.fetchall()[0][0], json.dumps(SECTIONS)),
        )
        assert cursor.fetchall() == [("new",)]
        cursor.execute("select owner_id from nods_page_section order by id")
        assert cursor.fetchall() == [("alice",), (None,)]


def test_a_tenant_may_not_choose_the_model_for_everybody(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    upgrade(made.url, access="owner", dimensions="3")
    with pytest.raises(psycopg2.Error, match="may not choose it for everybody") as refused:
        put(made, "alice", "/a")
    assert refused.value.pgcode == "55000"
    assert "pgmatch.set_model('m')" in str(refused.value)
    made.execute("select pgmatch.set_model('m')")
    assert put(made, "alice", "/a") == 1


def test_a_page_that_gets_another_owner_takes_its_sections_along(owned: Database) -> None:
    put(owned, "alice", "/a")
    put(owned, "alice", "/a/b", parent="/a")
    owned.execute("update nods_page set owner_id = 'carol'")
    assert owned.rows("select distinct owner_id from nods_page_section") == [("carol",)]


def test_a_section_has_the_owner_of_its_page_whoever_writes_it(owned: Database) -> None:
    page = put(owned, "alice", "/a")
    owned.execute(
        "insert into nods_page_section (page_id, content, owner_id) values (%s, 'x', 'bob')", (page,)
    )
    assert owned.rows("select distinct owner_id from nods_page_section") == [("alice",)]


def test_the_mode_changes_both_ways_and_every_row_keeps_its_owner(owned: Database) -> None:
    for tenant in TENANTS:
        put(owned, tenant, f"/{tenant}")
    before = owned.rows("select * from nods_page order by id"), owners(owned)
    for mode in ("private", "public_read", "owner"):
        owned.execute("select pgmatch.set_access(%s)", (mode,))
        assert (owned.rows("select * from nods_page order by id"), owners(owned)) == before
        with owned.as_role("authenticated", {"sub": "alice"}) as cursor:
            if mode == "private":
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute("select from nods_page")
                continue
            cursor.execute("select from match_page_sections('[1,0,0]', -1, 10, 0)")
            assert cursor.rowcount == (1 if mode == "owner" else 2)


def test_a_path_of_two_owners_keeps_the_mode_and_is_named(owned: Database) -> None:
    for tenant in TENANTS:
        put(owned, tenant, "/a")
    with pytest.raises(psycopg2.Error, match="1 paths belong to several owners, for example '/a'") as refused:
        owned.execute("select pgmatch.set_access('private')")
    assert refused.value.pgcode == "23505"
    assert owned.rows("select access from pgmatch_info()") == [("owner",)]
    assert as_tenant(owned, "bob", "select owner_id from nods_page") == [[("bob",)]]


@pytest.mark.parametrize("kind", ["text", "uuid"])
def test_a_column_of_that_name_on_adopted_tables_is_used(
    supabase_server: PostgresServer, create_database: CreateDatabase, kind: str
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    alice = "11111111-1111-1111-1111-111111111111"
    made.execute(guide_sql())
    made.execute(f"alter table nods_page add column owner_id {kind}")
    made.execute("insert into nods_page (path, owner_id) values ('/a', %s), ('/b', null)", (alice,))
    made.execute("insert into nods_page_section (page_id, content) values (1, 'one'), (2, 'two')")
    upgrade(made.url, access="owner", model="m")
    assert as_tenant(
        made,
        alice,
        "select path from nods_page",
        "select content from nods_page_section",
        "insert into nods_page (path) values ('/c') returning path",
    ) == [[("/a",)], [("one",)], [("/c",)]]
    # the column of the sections was pgmatch's
    with pytest.raises(MigrationError, match="the column public.nods_page_section.owner_id with its 1 value"):
        downgrade(made.url)
    downgrade(made.url, drop_data="yes")
    assert made.rows("select path, owner_id::text from nods_page order by id") == [
        ("/a", alice),
        ("/b", None),
        ("/c", alice),
    ]
    with pytest.raises(psycopg2.errors.UniqueViolation):
        made.execute("insert into nods_page (path) values ('/a')")


def test_sections_with_an_owner_of_their_own_are_not_overwritten(owned: Database) -> None:
    put(owned, "alice", "/a")
    owned.execute("select pgmatch.set_access('private'); update nods_page_section set owner_id = 'bob'")
    with pytest.raises(psycopg2.Error, match="1 section has another owner than the page: id 1") as refused:
        owned.execute("select pgmatch.set_access('owner')")
    assert refused.value.pgcode == "55000"
    assert owned.rows("select access from pgmatch_info()") == [("private",)]


def test_without_the_apis_roles_users_act_through_a_role_of_our_own(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    upgrade(made.url, access="owner", dimensions="3", model="m")
    try:
        made.execute("insert into nods_page (path, owner_id) values ('/a', 'alice'), ('/b', 'bob')")
        with made.as_role("pgmatch_user", {"sub": "alice"}) as cursor:
            cursor.execute("select path from nods_page")
            assert cursor.fetchall() == [("/a",)]
    finally:
        made.execute("drop owned by pgmatch_user; drop role pgmatch_user")


def test_a_missing_right_to_make_the_role_is_said(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server, owner="owner", extension_schema="extensions")
    url = plain_server.url(made.name, "owner")
    with pytest.raises(Exception, match="role pgmatch_user is missing") as refused:
        upgrade(url, access="owner")
    assert "grant pgmatch_user to owner" in str(refused.value)
    assert made.rows("select to_regclass('nods_page')") == [(None,)]


def test_a_page_of_another_owner_is_no_parent_whoever_sets_it(owned: Database) -> None:
    for tenant in TENANTS:
        put(owned, tenant, "/a")
        put(owned, tenant, "/b")
    move = (
        "update nods_page set parent_page_id = (select id from nods_page where path = '/a' and owner_id = %s)"
    )
    for role in ("service_role", "postgres"):
        with owned.as_role(role) as cursor, pytest.raises(psycopg2.errors.ForeignKeyViolation) as refused:
            cursor.execute(move + " where path = '/b' and owner_id = 'bob'", ("alice",))
        assert "a page of the same owner" in str(refused.value.diag.message_hint)
    with owned.as_role("service_role") as cursor:
        cursor.execute(move + " where path = '/b' and owner_id = 'alice'", ("alice",))
        assert cursor.rowcount == 1


def test_a_tenants_corpora_runs_and_rules_are_their_own(owned: Database) -> None:
    for tenant in TENANTS:
        for number in range(8):
            put(owned, tenant, f"/p{number}")
    begin = "select nods_begin_ingest('docs', 'm', 3, root => '/{}', paths => '{{/p0}}'{})"
    for tenant in TENANTS:
        with pytest.raises(psycopg2.errors.InvalidParameterValue, match="of the 8 pages .* would remove 7"):
            as_tenant(owned, tenant, begin.format(tenant, ""))
    as_tenant(owned, "alice", begin.format("alice", ", prune => true, rules => '{\"a\": 1}'"))
    (known,) = as_tenant(owned, "bob", "select corpus, root, rules, pages from nods_corpora()")
    assert known == [("docs", None, None, 8)]
    checksums = "select owner_id, count(checksum) from nods_page group by 1 order by 1"
    assert owned.rows(checksums) == [("alice", 0), ("bob", 8)]
    assert as_tenant(owned, "alice", "select path from nods_remove_pages(corpus => 'docs')")[0] != []
    assert owned.rows("select owner_id, count(*) from nods_page group by 1") == [("bob", 8)]
