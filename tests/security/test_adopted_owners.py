"""The access mode owner on tables that people have changed: policies, triggers, indexes and types of their own."""

from __future__ import annotations

import json

import psycopg2
import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.conftest import CreateDatabase
from tests.guide import guide_sql
from tests.security.test_owner import as_tenant
from tests.servers import Database, PostgresServer

ALICE = "abcdef01-1111-1111-1111-111111111111"


@pytest.fixture
def private(database: Database) -> Database:
    database.execute("select pgmatch.set_model('m')")
    return database


def become_owned(database: Database) -> list[str]:
    """Change the mode and return what the server had to say about it."""
    connection = database.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute("select pgmatch.set_access('owner')")
    connection.close()
    return list(connection.notices)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("nods_page", "for select using (true)"),
        ("nods_page", "for insert to authenticated with check (true)"),
        ("nods_page_section", "to authenticated using (true)"),
        ("nods_page_section", "for update to public using (owner_id is null) with check (true)"),
    ],
)
def test_a_policy_that_gives_tenants_every_row_is_refused_before_any_change(
    private: Database, table: str, kind: str
) -> None:
    private.execute(f"create policy everything on {table} {kind}")
    with pytest.raises(psycopg2.Error, match=f"policy everything on {table} gives every tenant") as refused:
        become_owned(private)
    assert refused.value.pgcode == "55000"
    assert f"drop policy everything on {table}" in str(refused.value)
    assert private.rows("select access from pgmatch_info()") == [("private",)]
    private.execute(f"drop policy everything on {table}")
    assert become_owned(private) == []


def test_a_policy_that_shares_some_rows_works_and_is_warned_of(private: Database) -> None:
    for table in ("nods_page", "nods_page_section"):
        private.execute(
            f"create policy shared on {table} for select to authenticated using (owner_id is null)"
        )
    private.execute(
        "insert into nods_page (path, owner_id) values ('/shared', null), ('/a', 'alice'), ('/b', 'bob')"
    )
    warned = become_owned(private)
    assert [
        f"shared on {table} stays" in "".join(warned) for table in ("nods_page", "nods_page_section")
    ] == [
        True,
        True,
    ]
    assert as_tenant(private, "alice", "select path from nods_page order by path") == [
        [("/a",), ("/shared",)]
    ]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_tenant(private, "alice", "insert into nods_page_section (page_id, content) values (1, 'x')")
    assert as_tenant(
        private, "alice", "update nods_page set type = 'x' where path = '/shared' returning 1"
    ) == [[]]


@pytest.mark.parametrize(
    "condition",
    [
        "owner_id = (select pgmatch.current_owner()) or content = 'shared'",
        "owner_id <> (select pgmatch.current_owner())",
        "lower(owner_id) = (select pgmatch.current_owner())",
        "owner_id = (select pgmatch.current_owner()) and content <> 'shared'",
        "owner_id = (select upper(pgmatch.current_owner()))",
        "(owner_id = (select pgmatch.current_owner())) is not true",
    ],
)
def test_a_search_finds_what_a_changed_policy_lets_its_tenant_see(private: Database, condition: str) -> None:
    become_owned(private)
    private.execute(
        "insert into nods_page (path, owner_id) select '/' || o, o from unnest('{alice,Alice,ALICE,bob}'::text[]) as o;"
        "insert into nods_page_section (page_id, content, embedding)"
        " select id, unnest('{own,shared}'::text[]), array_fill(1, array[1536])::extensions.vector from nods_page;"
        f"alter policy pgmatch_tenants_select on nods_page_section using ({condition})"
    )
    searched, seen = as_tenant(
        private,
        "alice",
        "select id from match_page_sections(array_fill(1, array[1536])::extensions.vector, null, 100, 0) order by id",
        "select id from nods_page_section order by id",
    )
    assert searched == seen
    assert len(seen) not in (0, 8)


def test_policies_for_roles_that_no_tenant_has_are_not_spoken_of(private: Database) -> None:
    private.execute("create policy everything on nods_page for select to owner using (true)")
    assert become_owned(private) == []


@pytest.mark.parametrize(
    "index",
    [
        "create unique index own on nods_page (path)",
        "create unique index own on nods_page (lower(path))",
        "create unique index own on nods_page_section (slug)",
        "alter table nods_page add constraint own unique (checksum)",
    ],
)
def test_a_unique_index_across_owners_would_tell_what_others_have_and_is_refused(
    private: Database, index: str
) -> None:
    private.execute(index)
    with pytest.raises(psycopg2.Error, match="unique index own would reveal") as refused:
        become_owned(private)
    assert refused.value.pgcode == "55000"


@pytest.mark.parametrize(
    "damage",
    [
        "drop trigger pgmatch_check_parent on nods_page",
        "drop trigger pgmatch_hand_over_sections on nods_page",
        "drop trigger pgmatch_set_section_owner on nods_page_section",
        "alter table nods_page disable trigger all",
        "alter table nods_page_section disable trigger user",
    ],
)
def test_a_lost_trigger_comes_back_with_the_mode(private: Database, damage: str) -> None:
    triggers = """
        select t.tgname, t.tgenabled from pg_trigger as t
        where not t.tgisinternal and t.tgrelid in ('nods_page'::regclass, 'nods_page_section'::regclass) order by 1
    """
    become_owned(private)
    before = private.rows(triggers)
    private.execute(damage)
    assert private.rows(triggers) != before
    become_owned(private)
    assert private.rows(triggers) == before
    private.execute("select pgmatch.set_access('private')")
    assert private.rows(triggers) == []


def test_a_uuid_that_is_spelled_in_another_way_is_the_same_owner(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute(guide_sql() + "; alter table nods_page add column owner_id uuid")
    upgrade(made.url, access="owner", model="m")
    sections = json.dumps([{"content": "x", "embedding": [1] + [0] * 1535}])
    for sub, status in ((ALICE, "new"), (ALICE.upper(), "unchanged"), (f"{{{ALICE}}}", "unchanged")):
        (begun,) = as_tenant(made, sub, "select nods_begin_ingest('docs', 'm', 1536)")
        answers = as_tenant(
            made,
            sub,
            "set local statement_timeout = '60s'",
            f"select status from nods_put_page({begun[0][0]}, '/a', 'sum', '{sections}')",
        )
        assert answers[1] == [(status,)]
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        as_tenant(made, "nobody's uuid", "select from nods_page")


@pytest.mark.parametrize(
    "obstacle",
    [
        "create policy hidden on nods_page as restrictive for select to authenticated using (path <> '/a');"
        "insert into nods_page (path, owner_id) values ('/a', 'alice')",
        "create function public.rename() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as"
        " $$ begin new.path := upper(new.path); return new; end $$;"
        "create trigger rename before insert on nods_page for each row execute function public.rename()",
    ],
)
def test_a_page_that_is_hidden_or_renamed_is_an_error_and_not_an_endless_loop(
    private: Database, obstacle: str
) -> None:
    become_owned(private)
    private.execute(obstacle)
    with pytest.raises(psycopg2.Error, match="page /a cannot be created") as refused:
        as_tenant(
            private,
            "alice",
            "set local statement_timeout = '60s'",
            "select pgmatch.nods_lock_page('/a', 'c')",
        )
    assert refused.value.pgcode == "23505"


def test_an_index_and_a_default_of_the_users_own_stay_through_the_mode(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute(
        guide_sql() + "; alter table nods_page add column owner_id text default 'somebody';"
        "create index on nods_page (owner_id)"
    )
    own = """
        select pg_get_expr(d.adbin, d.adrelid), (
          select count(*) from pg_class as c where c.relname = 'nods_page_owner_id_idx'
        )
        from pg_attrdef as d where d.adrelid = 'nods_page'::regclass and d.adnum = (
          select a.attnum from pg_attribute as a where a.attrelid = d.adrelid and a.attname = 'owner_id'
        )
    """
    upgrade(made.url, access="owner", model="m")
    assert made.rows(own) == [("'somebody'::text", 1)]
    downgrade(made.url)
    assert made.rows(own) == [("'somebody'::text", 1)]
