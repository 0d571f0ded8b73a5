"""Tables of strangers in the schema vecs, and what other sessions do to a collection meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.client.waiting import wait_until
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer

# the policy of a stranger grants them the records of the reader
TRAP = """
    create schema theirs;
    create function theirs.look() returns boolean language plpgsql as $f$
    begin
      execute 'grant select on vecs.secret to anon';
      return true;
    end;
    $f$;
    create table vecs.trap (id varchar primary key, vec extensions.vector(3), metadata jsonb);
    insert into vecs.trap values ('a', '[1, 2, 3]', '{}');
    alter table vecs.trap enable row level security;
    create policy trap on vecs.trap using (theirs.look());
    grant select on vecs.trap to public;
    grant usage on schema theirs to public;
    alter table vecs.trap owner to anon
"""
WAITS = (
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
)


@pytest.mark.parametrize("installer", ["owner", "postgres"])
def test_to_list_collections_runs_no_policy_of_a_stranger(
    supabase_server: PostgresServer, create_database: CreateDatabase, installer: str
) -> None:
    made = create_database(supabase_server, owner="owner", extension_schema="extensions")
    made.execute("grant usage on schema extensions to public")
    upgrade(made.server.url(made.name, installer), "collections")
    made.execute(
        f"set role {installer}; select collections.create_collection('secret', 3); reset role;"
        f"grant create on schema vecs to anon; {TRAP}"
    )
    listed = "select collection, records from collections.list_collections()"
    assert made.rows(f"set role {installer}; {listed}") == [("secret", 0), ("trap", None)]
    assert made.rows("select has_table_privilege('anon', 'vecs.secret', 'select')") == [(False,)]


@pytest.mark.parametrize(
    ("columns", "outcome"),
    [
        ("kept text", False),
        ("id varchar primary key, vec extensions.vector(3), metadata jsonb", "40001"),
    ],
)
def test_a_table_that_takes_the_name_meanwhile_is_not_dropped(
    collections: Database, columns: str, outcome: bool | str
) -> None:
    collections.execute("select collections.create_collection('docs', 3)")
    with (
        closing(collections.connect()) as connection,
        connection.cursor() as cursor,
        ThreadPoolExecutor() as pool,
    ):
        cursor.execute(f"alter table vecs.docs rename to old; create table vecs.docs ({columns})")
        dropped = pool.submit(_dropped, collections)
        try:
            wait_until(lambda: collections.rows(WAITS) == [(1,)])
        finally:
            connection.commit()
        assert dropped.result(120) == outcome
    assert collections.rows("select to_regclass('vecs.docs')::text, to_regclass('vecs.old')::text") == [
        ("vecs.docs", "vecs.old")
    ]


def _dropped(database: Database) -> bool | str | None:
    try:
        return bool(database.rows("select collections.drop_collection('docs')")[0][0])
    except psycopg2.Error as error:
        return error.pgcode


def test_a_collection_of_ours_under_a_name_that_was_adopted_goes_with_the_downgrade(
    collections: Database,
) -> None:
    collections.execute(
        "create table vecs.docs (id varchar primary key, vec extensions.vector(3) not null,"
        " metadata jsonb not null default '{}');"
        "select pgmatch.refresh_searches(); drop table vecs.docs;"
        "select collections.create_collection('docs', 3)"
    )
    assert collections.rows("select adopted from pgmatch.member where name = 'vecs.docs'") == [(False,)]
    downgrade(collections.url, "collections")
    assert collections.rows("select to_regclass('vecs.docs')::text") == [(None,)]


VECS = "id varchar primary key, vec extensions.vector(3) not null, metadata jsonb not null default '{}'"
PRIVILEGES = """
    select c.relacl::text, array(select i.relname::text from pg_index as x join pg_class as i on i.oid = x.indexrelid
      where x.indrelid = c.oid order by 1)
    from pg_class as c where c.oid = 'vecs.theirs'::regclass
"""


def test_a_downgrade_drops_no_table_that_took_the_name_of_a_collection(collections: Database) -> None:
    for name in ("one", "two"):
        collections.execute(f"select collections.create_collection('{name}', 3); drop table vecs.{name}")
        collections.execute(
            f"create table vecs.{name} ({VECS}); insert into vecs.{name} values ('a', '[1, 2, 3]')"
        )
        if name == "one":
            assert collections.rows("select * from pgmatch.refresh_searches()") == []
    downgrade(collections.url, "collections", drop_data="yes")
    assert collections.rows("select a.id, b.id from vecs.one as a, vecs.two as b") == [("a", "a")]


def test_a_downgrade_leaves_an_adopted_collection_as_it_was(
    create_database: CreateDatabase, supabase_server: PostgresServer
) -> None:
    made = create_database(supabase_server)
    upgrade(made.url, dimensions="3")
    made.execute(
        "create schema vecs;"
        "alter default privileges in schema vecs grant select, insert, update, delete on tables to service_role;"
        f"create table vecs.theirs ({VECS}); insert into vecs.theirs select i, array[i, 1, 0] from generate_series(1, 50) as i;"
        "create index ix_theirs on vecs.theirs using hnsw (vec extensions.vector_cosine_ops);"
        "grant select, update on vecs.theirs to anon; revoke delete on vecs.theirs from service_role;"
    )
    before = made.rows(PRIVILEGES)
    defaults = made.rows("select defaclacl::text from pg_default_acl")
    for mode in ("private", "owner"):
        upgrade(made.url, "collections", access=mode)
        assert made.rows(PRIVILEGES) != before
        # as a load does that is interrupted
        assert made.rows("select * from pgmatch.suspend_indexes('vecs.theirs')") == [("ix_theirs",)]
        downgrade(made.url, "collections")
        assert made.rows(PRIVILEGES) == before
        assert made.rows("select * from pgmatch.suspended_index") == []
        assert made.rows("select defaclacl::text from pg_default_acl") == defaults


def test_a_downgrade_takes_its_policies_from_a_collection_that_was_renamed(collections: Database) -> None:
    collections.execute(
        "select pgmatch.set_access('owner', 'collections'); select collections.create_collection('docs', 3);"
        "insert into vecs.docs values ('a', '[1, 2, 3]'); alter table vecs.docs rename to renamed;"
    )
    downgrade(collections.url, "collections")
    downgrade(collections.url, "core")
    assert collections.rows("select id from vecs.renamed") == [("a",)]
    assert collections.rows("select * from pg_policies where tablename = 'renamed'") == []


def test_the_size_of_a_collection_is_told_only_to_who_sees_its_records(collections: Database) -> None:
    collections.execute(
        "select collections.create_collection('docs', 3);"
        "insert into vecs.docs select i, '[1, 2, 3]' from generate_series(1, 10001) as i; analyze vecs.docs;"
        "grant select on vecs.docs to anon; grant usage on schema collections, pgmatch, vecs to anon;"
        "grant execute on all functions in schema collections, pgmatch to anon"
    )
    listed = "set role anon; select records, size from collections.list_collections()"
    assert collections.rows(listed) == [(0, None)]
    collections.execute("create policy few on vecs.docs to service_role using (true)")
    assert collections.rows(listed) == [(0, None)]
    collections.execute("create policy every on vecs.docs to anon using (true)")
    assert collections.rows(f"{listed.replace('records, size', 'records, size > 0')}") == [(10001, True)]


def test_who_holds_the_lock_of_pgmatch_is_named(collections: Database) -> None:
    collections.execute(f"alter database {collections.name} set lock_timeout = '300ms'")
    with closing(collections.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("set role anon; select pg_advisory_xact_lock(hashtext('pgmatch')), pg_backend_pid()")
        ((_, pid),) = cursor.fetchall()
        for statement in (
            "select collections.create_collection('docs', 3)",
            "select pgmatch.set_access('owner')",
        ):
            with pytest.raises(
                psycopg2.errors.LockNotAvailable, match="the advisory lock of pgmatch"
            ) as refused:
                collections.execute(statement)
            assert f"pid in ({pid})" in str(refused.value)


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        (
            f"create table vecs.docs ({VECS}); create table vecs._child () inherits (vecs.docs);"
            "create index on vecs.docs using hnsw (vec extensions.vector_cosine_ops);"
            "insert into vecs._child select i, '[1, 2, 3]', '{}' from generate_series(1, 10) as i",
            "no child tables",
        ),
        (
            "create table vecs.docs (id int, vec extensions.vector, metadata jsonb)",
            "id, of type text or varchar",
        ),
    ],
)
def test_a_table_that_is_no_collection_says_why(collections: Database, made: str, wrong: str) -> None:
    collections.execute(made)
    for call in ("count_records('docs')", "create_index('docs')", "query_records('docs', '[1, 2, 3]')"):
        with pytest.raises(psycopg2.errors.UndefinedTable, match=wrong):
            collections.execute(f"select collections.{call}")
    assert collections.rows("select * from collections.list_collections()") == []


def test_a_collection_without_dimensions_works_and_its_index_is_refused(collections: Database) -> None:
    collections.execute(
        "create table vecs.docs (id varchar primary key, vec extensions.vector not null, metadata jsonb);"
        "insert into vecs.docs values ('a', '[1, 0, 0]', '{}'), ('b', '[0, 1, 0]', '{}')"
    )
    assert collections.rows("select id from collections.query_records('docs', '[1, 0, 0]', 1)") == [("a",)]
    with pytest.raises(psycopg2.errors.InvalidParameterValue, match="no number of dimensions") as refused:
        collections.execute("select collections.create_index('docs')")
    fix = str(refused.value).split("of dimensions: ")[1].split(";")[0]
    collections.execute(f"{fix}; select collections.create_index('docs')")


def test_a_load_refuses_what_is_no_record(collections: Database) -> None:
    collections.execute("select collections.create_collection('docs', 3)")
    assert collections.rows("select pgmatch.collections_begin_load('docs', 9000000000000000000)") == [
        (False,)
    ]
    copied = """
        select pgmatch.collections_begin_copy('docs');
        insert into pg_temp.pgmatch_records values ('a', '[1, 2, 3]', {});
        select pgmatch.collections_end_copy('docs')
    """
    for metadata in ("null", "'null'"):
        assert collections.rows(copied.format(metadata)) == [(1,)]
    for metadata in ("'[1]'", "'1'"):
        with pytest.raises(psycopg2.errors.InvalidParameterValue, match="metadata of the record 'a'"):
            collections.execute(copied.format(metadata))
    assert collections.rows("select id, metadata from vecs.docs") == [("a", {})]


def test_what_row_level_security_refuses_has_a_hint_in_any_language(collections: Database) -> None:
    collections.execute(
        "select pgmatch.set_access('owner', 'collections'); select collections.create_collection('docs', 3);"
        "insert into vecs.docs (id, vec, owner_id) values ('a', '[1, 2, 3]', 'alice')"
    )
    upsert = "select collections.upsert_records('docs', '[[\"{}\", [1, 2, 3], {{}}]]')"
    for sub, key in (("bob", "a"), (None, "b")):
        with collections.as_role("authenticated", {"sub": sub} if sub else None) as cursor:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege) as refused:
                cursor.execute(upsert.format(key))
            assert "somebody else's record" in (refused.value.diag.message_hint or "")


def test_vectors_of_zeros_are_deleted_where_they_cannot_be_null(collections: Database) -> None:
    collections.execute(
        "select collections.create_collection('docs', 3); insert into vecs.docs values ('a', '[0, 0, 0]')"
    )
    ((remedies,),) = collections.rows("select fix from pgmatch.doctor_embeddings()")
    collections.execute(remedies[0])
    assert collections.rows("select count(*) from vecs.docs") == [(0,)]


def test_copies_are_duplicates_at_the_smallest_distance(collections: Database) -> None:
    collections.execute(
        "select collections.create_collection('docs', 3);"
        "insert into vecs.docs values ('a', '[1, 2, 3]'), ('b', '[1, 2, 3]'), ('c', '[3, 2, 1]')"
    )
    found = "select id, other_id from collections.find_duplicates('docs', {}, '{}')"
    for measure in ("l2_distance", "l1_distance", "cosine_distance"):
        assert collections.rows(found.format("1e-300", measure)) == [("a", "b")]
        assert collections.rows(found.format("0", measure)) == []


def test_a_partition_in_the_schema_is_no_collection(collections: Database) -> None:
    collections.execute(
        "create table vecs._all (id varchar, vec extensions.vector(3), metadata jsonb) partition by list (id);"
        "create table vecs.part partition of vecs._all default"
    )
    assert collections.rows("select * from pgmatch.refresh_searches()") == []
    assert collections.rows("select * from collections.list_collections()") == []
    with pytest.raises(psycopg2.Error, match="collection 'part' does not exist"):
        collections.rows("select collections.count_records('part')")
