"""Who may do what with queues: writers fill them without seeing them, and only workers empty them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from tests.conftest import CreateDatabase
from tests.queue.letters import work
from tests.servers import Database, PostgresServer, created

SETUP = """
    create table posts (
      id integer primary key, author text default current_user, body text, embedding extensions.vector(3)
    );
    alter table posts enable row level security;
    create policy own on posts using (author = current_user);
    grant all on posts to authenticated, service_role;
    select pgmatch.queue_embeddings('posts', 'embedding', 'body');
    insert into posts (id, body) values (1, 'of the owner')
"""
# what no user may do, and a worker only if it says so
CALLS = {
    "select * from pgmq.q_pgmatch_1": False,
    "select * from pgmq.a_pgmatch_1": False,
    "insert into pgmq.q_pgmatch_1 (vt, message) values (now(), '{}')": False,
    "select pgmq.send('pgmatch_1', '{}')": False,
    "select pgmq.purge_queue('pgmatch_1')": False,
    "update pgmatch.embedding_source set content = 'author'": False,
    "select pgmatch.queue_embeddings('posts', 'embedding', 'author')": False,
    "select pgmatch.unqueue_embeddings('posts', 'embedding')": False,
    "select pgmatch.add_queue(2)": False,
    "select pgmatch.post_jobs('http://example.com')": False,
    "create temporary table mine (id integer); create trigger t after insert on mine for each row"
    " execute function pgmatch.queue_embedding('1')": False,
    "select * from pgmatch.embedding_source": True,
    "select * from pgmatch.queue_status()": True,
    "select * from pgmatch.read_jobs(1, 1, 1, 9)": True,
    "select * from pgmatch.lock_jobs(1, '{99}')": True,
    "select pgmatch.end_jobs(1, '{99}')": True,
    "select pgmatch.fail_jobs(1, '{99}', '{1}', '{e}')": True,
    "select pgmatch.finish_jobs(1, '{99}', '{1}', '{h}', array['[1,2,3]'])": True,
    "select pgmatch.set_job_model(1, 'm')": True,
    "select * from pgmatch.dead_jobs('posts', 'embedding')": True,
    "select pgmatch.retry_jobs()": True,
    "select * from pgmatch.claim_jobs(1)": True,
}


@pytest.fixture(scope="module")
def posts(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database where everything is granted to everybody, with a table whose writers see their own rows."""
    with created(
        supabase_server,
        "queue_rights",
        owner="owner",
        extension_schema="extensions",
        default_privileges="grant_all",
    ) as made:
        upgrade(supabase_server.url(made.name, "owner"), "queue")
        made.execute("grant create on schema public to owner; set role owner;" + SETUP)
        yield made


def refusal(database: Database, role: str, statement: str) -> str | None:
    """Return the SQLSTATE that a statement ends in, None if it succeeds."""
    with database.as_role(role) as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            return error.pgcode
    return None


def test_users_can_do_nothing_with_queues_and_workers_what_they_need(posts: Database) -> None:
    for statement, is_for_workers in CALLS.items():
        for role in ("anon", "authenticated", "service_role"):
            expected = None if is_for_workers and role == "service_role" else "42501"
            assert refusal(posts, role, statement) == expected, (role, statement)


def test_a_row_that_a_user_writes_is_queued_and_seen_by_workers(posts: Database) -> None:
    with closing(posts.connect()) as session, session, session.cursor() as cursor:
        cursor.execute("set role authenticated; insert into posts (id, body) values (2, 'of a user')")
        cursor.execute("update posts set body = body || '!'")
        cursor.execute(
            "set role service_role; select job, attempt, content, content_hash from pgmatch.claim_jobs(1)"
        )
        jobs = cursor.fetchall()
        assert [content for _, _, content, _ in jobs] == ["of the owner", "of a user!"]
        stored = 'select pgmatch.finish_jobs(1, %s, %s, %s, \'{"[1,2,3]","[4,5,6]"}\')'
        cursor.execute(stored, [[job[n] for job in jobs] for n in (0, 1, 3)])
        assert cursor.fetchall() == [(2,)]
        session.rollback()


def test_a_worker_may_act_as_service_role(posts: Database) -> None:
    url = posts.server.url(posts.name, "authenticator")
    assert work(f"{url}?options=-crole%3Dservice_role").stored == 1
    assert posts.rows("select embedding is null from posts") == [(False,)]


def test_a_worker_that_does_not_see_all_rows_is_refused(posts: Database) -> None:
    with closing(posts.connect()) as session, session.cursor() as cursor:
        cursor.execute("create role half_blind; grant service_role to half_blind; set role half_blind")
        with pytest.raises(
            psycopg2.errors.InsufficientPrivilege, match="does not see all rows of public.posts"
        ):
            cursor.execute("select * from pgmatch.claim_jobs(1)")
        session.rollback()


def test_a_worker_can_do_nothing_with_the_jobs_of_a_table_that_it_may_not_update(posts: Database) -> None:
    with closing(posts.connect()) as session, session.cursor() as cursor:
        cursor.execute("revoke update on posts from service_role; set role service_role")
        for statement, is_for_workers in CALLS.items():
            if is_for_workers and "embedding_source" not in statement and "queue_status" not in statement:
                cursor.execute("savepoint before")
                with pytest.raises(psycopg2.errors.InsufficientPrivilege) as refused:
                    cursor.execute(statement)
                assert "posts" in str(refused.value), statement
                cursor.execute("rollback to before")
        session.rollback()


def test_functions_with_the_rights_of_the_owner_look_up_names_in_the_catalog(posts: Database) -> None:
    found = posts.rows(
        "select p.proname, p.proconfig @> array['search_path=pg_catalog, pg_temp'] from pg_proc as p"
        " where p.pronamespace = 'pgmatch'::regnamespace and p.prosecdef order by 1"
    )
    names = (
        "add_queue dead_jobs end_hidden end_jobs fail_jobs lock_jobs note_outdated queue_embedding queue_status"
        " read_jobs retry_jobs set_job_model"
    )
    assert found == [(name, True) for name in names.split()]


def test_a_schema_pgmq_of_a_stranger_is_refused(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, owner="owner", extension_schema="extensions")
    made.execute("create schema pgmq authorization authenticator")
    with pytest.raises(MigrationError, match="the schema pgmq belongs to authenticator"):
        upgrade(supabase_server.url(made.name, "owner"), "queue")
    assert made.rows("select to_regclass('pgmatch.embedding_source')") == [(None,)]
