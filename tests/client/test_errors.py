"""Errors keep what Postgres said and say what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import httpx
import psycopg2
import pytest
from sqlalchemy.exc import DBAPIError

import pgmatch
from pgmatch.client import Database as Client
from pgmatch.client.sql import SqlTransport
from pgmatch.embedded.cluster import free_port
from pgmatch.errors import DatabaseError
from pgmatch.settings import database_url
from tests.client.pages import DIMENSIONS, MODEL, put_pages, vector
from tests.client.waiting import wait_until
from tests.client.ways import Served, every_way
from tests.servers import Database


def refusal(call: Callable[[], object]) -> DatabaseError:
    with pytest.raises(DatabaseError) as raised:
        call()
    assert isinstance(raised.value.__cause__, DBAPIError | httpx.HTTPError)
    return raised.value


@contextmanager
def sections_locked(database: Database) -> Iterator[None]:
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("lock table nods_page_section in access exclusive mode")
        yield


@every_way
def test_the_functions_own_message_hint_and_sqlstate_arrive(filled: pgmatch.Database) -> None:
    error = refusal(lambda: filled.match_page_sections([1, 2, 3]))
    assert error.message == f"embedding has 3 dimensions, but the table has {DIMENSIONS}"
    assert error.sqlstate == "22023"
    assert str(error.hint).startswith("Use the model that made the stored embeddings")

    error = refusal(lambda: filled.match_page_sections(vector(1), match_count=-1))
    assert (error.sqlstate, error.message) == ("2201W", "match_count -1 is negative")


@every_way
def test_another_model_is_refused_naming_both(client: pgmatch.Database) -> None:
    put_pages(client)

    error = refusal(lambda: client.nods_begin_ingest("docs", "other", DIMENSIONS))

    assert error.sqlstate == "22023"
    assert "model other" in str(error)
    assert f"model {MODEL}" in str(error)


@every_way
def test_a_page_that_changed_meanwhile_is_to_be_retried(client: pgmatch.Database) -> None:
    run = put_pages(client)

    error = refusal(lambda: client.nods_put_page(run, "/guide", "2", [{"content": "unknown"}]))

    assert error.sqlstate == "PT409"
    assert "nods_sections_to_embed" in (error.hint or "")


@every_way
@pytest.mark.parametrize(
    ("count", "sqlstate", "message"),
    [
        (2**31, "22003", '"2147483648" is out of range for type integer'),
        (2.5, "22P02", 'invalid input syntax for type integer: "2.5"'),
        ("ten", "22P02", 'invalid input syntax for type integer: "ten"'),
    ],
)
def test_a_value_of_the_wrong_type_is_named(
    client: pgmatch.Database, count: int, sqlstate: str, message: str
) -> None:
    error = refusal(lambda: client.match_page_sections(vector(1), match_count=count))

    assert error.sqlstate == sqlstate
    assert message in str(error)
    assert sqlstate != "22003" or "An integer is at most 2147483647" in (error.hint or "")


@pytest.mark.parametrize("call", ["search", "ingest"])
def test_a_role_without_privileges_is_told_who_has_them(database: Database, call: str) -> None:
    with pgmatch.connect(database.server.url(database.name, user="authenticator")) as client:
        error = refusal(
            lambda: (
                client.match_page_sections(vector(1))
                if call == "search"
                else client.nods_begin_ingest("docs", MODEL, DIMENSIONS)
            )
        )

    assert error.sqlstate == "42501"
    assert "permission denied" in str(error)
    # reading is what a mode gives, ingesting is not
    who = "pgmatch.set_access('public_read')" if call == "search" else "may not ingest. Use the secret key"
    for part in ('"authenticator"', "mode", "service_role", who):
        assert part in (error.hint or "")


def test_the_current_role_is_named_not_the_one_that_logged_in(direct_database: Database) -> None:
    with pgmatch.connect(f"{direct_database.url}?options=-c%20role%3Danon") as client:
        error = refusal(lambda: client.match_page_sections(vector(1)))

    assert error.sqlstate == "42501"
    assert 'You are calling as the role "anon".' in (error.hint or "")


def test_a_longer_timeout_is_for_the_role_that_logs_in(direct_database: Database) -> None:
    url = f"{direct_database.url}?options=-c%20role%3Dservice_role%20-c%20statement_timeout%3D1s"
    with pgmatch.connect(url) as client, sections_locked(direct_database):
        error = refusal(lambda: client.match_page_sections(vector(1)))

    assert error.sqlstate == "57014"
    assert f'for the role "{database_url(url).username}": alter role' in (error.hint or "")


@contextmanager
def schema_closed(database: Database, role: str) -> Iterator[None]:
    """Leave a role for the block as a change of the access mode leaves a call that had begun before."""
    database.execute(f"revoke usage on schema pgmatch from {role}")
    yield
    database.execute(f"grant usage on schema pgmatch to {role}")


@pytest.mark.parametrize("way", ["sql", "rpc"])
def test_a_call_during_a_change_of_the_mode_is_to_be_repeated(
    way: str, direct_database: Database, served: Served
) -> None:
    if way == "sql":
        database = direct_database
        arguments = [f"{database.url}?options=-c%20role%3Dservice_role"]
    else:
        database = served.database
        arguments = [served.server.url, served.server.secret_key]
    with pgmatch.connect(*arguments) as client, schema_closed(database, "service_role"):
        error = refusal(lambda: client.match_page_sections(vector(1)))

    assert (error.sqlstate, error.message) == ("42501", "permission denied for schema pgmatch")
    for part in ("repeat the call", 'the grants of the role "service_role"', "pgmatch doctor --fix"):
        assert part in (error.hint or "")


@pytest.mark.parametrize(("schema", "sqlstate"), [("elsewhere", "42883"), ("nowhere", "3F000")])
def test_a_missing_function_or_schema_is_a_missing_upgrade(
    empty_database: Database, schema: str, sqlstate: str
) -> None:
    empty_database.execute("create schema elsewhere")
    with pgmatch.connect(empty_database.url, schema=schema) as client:
        error = refusal(client.pgmatch_info)

    assert error.sqlstate == sqlstate
    assert f'"{schema}"' in error.message
    for part in ("pgmatch alembic upgrade head", "pgmatch status", "schema=", "PGMATCH_SCHEMA"):
        assert part in (error.hint or "")


def test_a_function_of_another_line_names_how_to_install_that(client: pgmatch.Database) -> None:
    error = refusal(lambda: client.hybrid_search_page_sections("a question", vector(1)))

    assert error.sqlstate == "42883"
    assert "Run `pgmatch alembic -n nods_text upgrade head`" in (error.hint or "")
    # not the types of its 14 arguments
    assert error.message == 'the function hybrid_search_page_sections does not exist in the schema "public"'


def test_a_moved_extension_is_to_be_pinned_again(filled: pgmatch.Database, database: Database) -> None:
    database.execute("create schema moved; alter extension vector set schema moved")
    error = refusal(lambda: filled.match_page_sections(vector(1)))
    assert error.sqlstate in ("42883", "42704")
    assert "pgmatch.repin()" in (error.hint or "")

    database.execute("select pgmatch.repin()")
    assert filled.match_page_sections(vector(1))[0].content == "Install it"


def test_a_statement_timeout_is_named(direct_database: Database) -> None:
    with (
        sections_locked(direct_database),
        pgmatch.connect(f"{direct_database.url}?options=-c%20statement_timeout=1s") as client,
    ):
        error = refusal(lambda: client.match_page_sections(vector(1)))

    assert error.sqlstate == "57014"
    assert "statement_timeout" in (error.hint or "")
    assert '"postgres"' in (error.hint or "")


def test_writing_where_only_reading_is_possible_says_where_to_write(direct_database: Database) -> None:
    with pgmatch.connect(f"{direct_database.url}?options=-c%20default_transaction_read_only=on") as client:
        assert client.match_page_sections(vector(1)) == []
        error = refusal(lambda: client.nods_begin_ingest("docs", MODEL, DIMENSIONS))

    assert error.sqlstate == "25006"
    assert "primary" in (error.hint or "")


def test_a_database_that_is_not_there_is_to_be_created(direct_database: Database) -> None:
    url = direct_database.url.rsplit("/", 1)[0] + "/no_such_database"
    with pgmatch.connect(url) as client:
        error = refusal(client.pgmatch_info)
    assert '"no_such_database" does not exist' in error.message
    assert error.hint == "Create it, or correct its name in the URL."


def test_a_server_that_is_not_there_is_named_with_its_port() -> None:
    port = free_port()
    with pgmatch.connect(f"postgresql://me:secret@127.0.0.1:{port}/nothing") as client:
        error = refusal(client.pgmatch_info)

    assert error.sqlstate is None
    assert "Connection refused" in str(error)
    assert f"127.0.0.1:{port} running" in (error.hint or "")
    assert "secret" not in f"{error} {error.hint}"


def test_an_unknown_database_is_named(database: Database) -> None:
    with pgmatch.connect(database.server.url("nothing_here")) as client:
        error = refusal(client.pgmatch_info)

    assert '"nothing_here" does not exist' in str(error)
    assert error.hint == "Create it, or correct its name in the URL."


@every_way
def test_documents_and_vectors_stay_out_of_the_error(client: pgmatch.Database) -> None:
    run = put_pages(client)
    section = {"content": "confidential", "embedding": [1.0]}
    error = refusal(lambda: client.nods_put_page(run, "/guide", "2", [section]))

    assert "confidential" not in f"{error} {error.hint} {error.__cause__}"


@every_way
def test_the_client_works_on_after_an_error(filled: pgmatch.Database) -> None:
    refusal(lambda: filled.match_page_sections([1]))

    assert len(filled.match_page_sections(vector(1))) == 3


def test_a_backend_that_dies_in_the_call_is_an_error_and_the_next_call_works(
    filled: pgmatch.Database, database: Database
) -> None:
    # left from the inside out: no lock is left for a thread to wait for, whatever fails
    with ThreadPoolExecutor(1) as pool, sections_locked(database):
        call = pool.submit(refusal, lambda: filled.match_page_sections(vector(1)))
        kill = "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
        wait_until(lambda: database.rows(kill) != [])

    assert "terminat" in str(call.result())
    assert len(filled.match_page_sections(vector(1))) == 3


def test_a_call_that_gets_no_connection_says_so(direct_database: Database) -> None:
    with Client(SqlTransport(database_url(direct_database.url), "public", pool_timeout=0.2)) as client:
        with ThreadPoolExecutor(15) as pool, sections_locked(direct_database):
            calls = [pool.submit(client.match_page_sections, vector(1)) for _ in range(15)]
            waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
            wait_until(lambda: direct_database.rows(waiting) == [(15,)])
            with pytest.raises(DatabaseError, match="no connection was free") as raised:
                client.pgmatch_info()
        assert [call.result() for call in calls] == [[]] * 15
    assert raised.value.hint


def test_the_driver_underneath_stays_reachable(filled: pgmatch.Database) -> None:
    cause = refusal(lambda: filled.match_page_sections([1])).__cause__

    assert isinstance(cause, DBAPIError)
    assert isinstance(cause.orig, psycopg2.Error)
