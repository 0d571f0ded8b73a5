"""pgmatch.watch_indexes: searches follow changes of indexes and names, and no change of a user's fails for it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from psycopg2 import Error
from psycopg2.extensions import connection as Connection  # noqa: N812

from pgmatch.migrate import downgrade, upgrade
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.migrations.test_restore import run as run_program
from tests.searches.calls import call
from tests.searches.conftest import CREATE, FILL, ON_18
from tests.searches.test_lifecycle import FOUND
from tests.servers import Database, PostgresServer

WATCH = "select pgmatch.watch_indexes()"
TRIGGERS = "select evtname from pg_event_trigger"
STATE = "select state, index::text from pgmatch.searches"
MADE = "set local search_path = extensions; create index i on shop.products using "
# what is changed, and the index that searches use then
CHANGES = (
    ("drop index shop.products_embedding_idx", None),
    (MADE + "hnsw ((embedding::halfvec(8)) halfvec_cosine_ops)", "shop.i"),
    ("alter index shop.i rename to j", "shop.j"),
    ("alter index shop.j set (ef_construction = 100)", "shop.j"),
    ("drop index shop.j", None),
    (MADE + "ivfflat (embedding vector_cosine_ops) with (lists = 1)", "shop.i"),
    ("alter table shop.products rename to goods", "shop.i"),
    ("alter table shop.goods rename embedding to vector", "shop.i"),
    ("alter schema shop rename to store", "store.i"),
    ("alter table store.goods set schema public", "i"),
)


@pytest.fixture
def watched(searched: Database) -> Database:
    """The table with public.match_products, which follows changes."""
    searched.execute(WATCH)
    return searched


@contextmanager
def session(database: Database, role: str = "postgres") -> Iterator[Connection]:
    with closing(database.connect()) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"set role {role}")
        yield connection


def said(database: Database, statement: str, role: str = "postgres") -> str:
    """Run a statement as a role and return the warnings."""
    with session(database, role) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return "".join(connection.notices)


def test_searches_follow_each_change_of_an_index_or_a_name(watched: Database) -> None:
    expected = call(watched, FOUND).rows
    for change, index in CHANGES:
        watched.execute(change)
        assert (change, watched.rows(STATE)) == (change, [("fine", index)])
        found = call(watched, FOUND)
        assert (found.rows, found.is_fast) == (expected, index is not None)


def test_it_follows_what_runs_outside_a_transaction(watched: Database) -> None:
    for change in (
        "drop index concurrently shop.products_embedding_idx",
        "create index concurrently i on shop.products using hnsw (embedding extensions.vector_cosine_ops)",
        "reindex index concurrently shop.i",
        "reindex table concurrently shop.products",
    ):
        assert said(watched, change) == ""
        assert watched.rows("select state from pgmatch.searches") == [("fine",)]
    assert call(watched, FOUND).is_fast


@ON_18
def test_an_index_that_a_reindex_makes_valid_is_used(watched: Database) -> None:
    watched.execute(
        "update pg_index set indisvalid = false where indexrelid = 'shop.products_embedding_idx'::regclass"
    )
    watched.execute("select pgmatch.refresh_searches()")
    assert not call(watched, FOUND).is_fast

    assert said(watched, "reindex index concurrently shop.products_embedding_idx") == ""
    assert call(watched, FOUND).is_fast


def test_a_change_that_is_rolled_back_changes_nothing(watched: Database) -> None:
    with closing(watched.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("drop index shop.products_embedding_idx")
        cursor.execute(STATE)
        assert cursor.fetchall() == [("fine", None)]
        connection.rollback()

    assert watched.rows(STATE) == [("fine", "shop.products_embedding_idx")]
    assert call(watched, FOUND).is_fast


def test_the_searches_of_a_line_follow_too(watched: Database) -> None:
    current = "select bool_and(w.is_current) from pgmatch.nods_walks() as w"
    for change in (
        "drop index nods_page_section_embedding_hnsw_ip_idx",
        "create index on nods_page_section using hnsw (embedding extensions.vector_ip_ops)",
    ):
        watched.execute(change)
        assert watched.rows(current) == [(True,)]


def test_it_ends_when_it_is_turned_off(watched: Database) -> None:
    watched.execute(WATCH)
    watched.execute("select pgmatch.watch_indexes(false)")
    watched.execute("select pgmatch.watch_indexes(false)")

    assert watched.rows(TRIGGERS) == []
    watched.execute("drop index shop.products_embedding_idx")
    assert watched.rows(STATE) == [("outdated", None)]


@ON_18
def test_a_search_that_a_change_breaks_is_named_with_its_problem_and_the_fix(watched: Database) -> None:
    told = said(watched, "alter table shop.products rename name to title")

    assert told.startswith(
        "WARNING:  public.match_products could not be made anew after ALTER TABLE: returns names 'name', but"
        " shop.products has no such column. Its column name is now called title.\n"
        "HINT:  select pgmatch.drop_search('public.match_products');\n"
    )
    assert said(watched, "drop index shop.products_embedding_idx") == ""
    assert said(watched, "alter table shop.products rename title to name") == ""
    assert watched.rows(STATE) == [("fine", None)]


@ON_18
@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("drop function pgmatch.search_choice cascade", "function pgmatch.search_choice"),
        ("alter table pgmatch.search_function rename to elsewhere", 'relation "pgmatch.search_function"'),
        ("revoke all on function pgmatch.refresh_searches from public", ""),
    ],
)
def test_whatever_fails_is_a_warning(watched: Database, broken: str, problem: str) -> None:
    watched.execute(broken)

    told = said(watched, "drop index shop.products_embedding_idx")

    assert problem in told
    assert ("could not be made anew after DROP INDEX" in told) == bool(problem)
    assert ("select pgmatch.refresh_searches();" in told) == bool(problem)
    assert watched.rows("select to_regclass('shop.products_embedding_idx')") == [(None,)]


@ON_18
def test_it_waits_for_nobody(watched: Database) -> None:
    with session(watched) as other, other.cursor() as cursor:
        cursor.execute("begin; select pg_advisory_xact_lock(hashtext('pgmatch'))")
        told = said(watched, "set statement_timeout = '20s'; drop index shop.products_embedding_idx")

    assert "could not be made anew after DROP INDEX: another session changes what pgmatch records" in told
    assert watched.rows(STATE) == [("outdated", None)]


@pytest.fixture
def strangers(shop: Database) -> Database:
    """A table of a role without rights on pgmatch, searched by a function of pgmatch's owner."""
    shop.execute(
        "do $$ begin if to_regrole('stranger') is null then create role stranger login; end if; end $$;"
        "grant usage, create on schema shop to stranger; grant usage on schema extensions to stranger;"
        "alter table shop.products owner to stranger;" + CREATE + ";" + WATCH
    )
    return shop


@ON_18
def test_a_statement_of_a_stranger_runs_and_changes_nothing_of_pgmatch(strangers: Database) -> None:
    made = "select xmin, prosrc from pg_proc where proname = 'match_products'"
    before = strangers.rows(made)
    for statement in (
        "drop index shop.products_embedding_idx",
        "create table shop.own (id int); alter table shop.own add column x int",
        "create index i on shop.products using hnsw (embedding extensions.vector_cosine_ops)",
        "reindex table shop.products",
    ):
        assert said(strangers, statement, "stranger") == ""
    assert strangers.rows(made) == before


@ON_18
def test_the_owner_of_a_table_cannot_make_a_superuser_run_his_functions(strangers: Database) -> None:
    with session(strangers, "stranger") as connection, connection.cursor() as cursor:
        cursor.execute(
            """
            create function shop.planted(integer) returns integer language plpgsql immutable as $$
            begin
              if current_user <> 'stranger' then raise exception 'ran as %', current_user; end if;
              return $1;
            end $$;
            create index planted on shop.products ((shop.planted(1)))
            """
        )
    # which is what happens if somebody asks for it
    with pytest.raises(Error, match="ran as postgres"):
        strangers.execute("select id from shop.products where id = 1")

    assert said(strangers, "drop index shop.products_embedding_idx") == ""
    assert said(strangers, "alter table shop.products add column x int") == ""


@ON_18
def test_a_made_function_of_another_owner_is_left_alone(watched: Database) -> None:
    watched.execute("alter function match_products owner to owner")
    assert said(watched, "drop index shop.products_embedding_idx") == ""


@ON_18
def test_only_an_owner_who_may_make_event_triggers_turns_it_on(
    create_database: CreateDatabase, server: PostgresServer
) -> None:
    database = create_database(server, owner="owner", extension_schema="extensions")
    url = server.url(database.name, "owner")
    upgrade(url, "core")
    owners = Database(url, database.name, server)
    owners.execute(FILL + CREATE)

    with pytest.raises(Error, match="owner may not create event triggers") as refused:
        owners.execute(WATCH)
    assert (refused.value.pgcode, "refresh_searches" in str(refused.value.diag.message_hint)) == (
        "42501",
        True,
    )
    # else the owner could let a superuser run anything
    with pytest.raises(Error, match="pgmatch belongs to owner, not to postgres") as refused:
        database.execute(WATCH)
    assert refused.value.pgcode == "42501"
    with pytest.raises(Error) as refused:
        owners.execute("select pgmatch.watch_indexes(null)")
    assert refused.value.pgcode == "22004"
    owners.execute("select pgmatch.watch_indexes(false)")
    assert owners.rows(TRIGGERS) == []


@ON_18
@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_no_role_of_an_api_may_turn_it_on_or_off(watched: Database, role: str) -> None:
    for value in ("true", "false"):
        with pytest.raises(Error) as refused, watched.as_role(role) as cursor:
            cursor.execute(f"select pgmatch.watch_indexes({value})")
        assert refused.value.pgcode == "42501"


@ON_18
def test_it_stays_through_upgrades_and_goes_with_the_core(
    create_database: CreateDatabase, server: PostgresServer
) -> None:
    database = create_database(server)
    upgrade(database.url, "core")
    database.execute(WATCH)
    upgrade(database.url)
    upgrade(database.url, "nods_text")
    downgrade(database.url, "nods_text")
    assert database.rows(TRIGGERS) == [("pgmatch_refresh_searches",)]

    downgrade(database.url)  # the core goes with the last line
    assert database.rows(TRIGGERS) == []


@ON_18
def test_an_ordinary_role_restores_a_dump_but_for_the_event_trigger(
    watched: Database, create_database: CreateDatabase, server: PostgresServer
) -> None:
    target = create_database(server, owner="owner", extension_schema="extensions")
    dump = run_program(
        server, "pg_dump", "--no-owner", "--exclude-extension=*", "--exclude-schema=extensions", watched.url
    )
    done = subprocess.run(
        [server.program("psql"), "-X", "-q", server.url(target.name, "owner")],
        input=dump,
        capture_output=True,
        text=True,
        check=False,
    )

    (error,) = [line for line in done.stderr.splitlines() if "ERROR:" in line]
    assert 'permission denied to create event trigger "pgmatch_refresh_searches"' in error
    restored = Database(server.url(target.name, "owner"), target.name, server)
    assert restored.rows(FOUND) == watched.rows(FOUND)
    assert restored.rows(STATE) == watched.rows(STATE)


@ON_18
def test_the_command_turns_it_on_and_off_and_status_and_doctor_show_it(run: Run, searched: Database) -> None:
    follow = "Searches follow changes of indexes: event trigger pgmatch_refresh_searches"
    turned = run("index", "watch", url=searched.url)
    assert (turned.exit_code, turned.stdout) == (0, "Searches now follow changes of indexes and tables.\n")
    assert follow in run("status", url=searched.url).stdout
    assert json.loads(run("status", "--json", url=searched.url).stdout)["is_watched"] is True

    doctor = "select level, fix from pgmatch.doctor() where rule = 'index_watch'"
    assert searched.rows(doctor) == [("info", "")]
    searched.execute("alter event trigger pgmatch_refresh_searches disable")
    assert searched.rows(doctor) == [("warning", "select pgmatch.watch_indexes();")]
    assert follow not in run("status", url=searched.url).stdout
    searched.execute("select pgmatch.watch_indexes()")
    assert searched.rows(doctor) == [("info", "")]
    searched.execute("alter function pgmatch.refresh_after_change() owner to owner")
    assert searched.rows(doctor) == [("warning", "select pgmatch.watch_indexes(false);")]

    turned = run("index", "watch", "--off", url=searched.url)
    assert (turned.exit_code, turned.stdout) == (
        0,
        "Searches no longer follow changes of indexes and tables.\n",
    )
    assert follow not in run("status", url=searched.url).stdout
    assert searched.rows(doctor) == []
