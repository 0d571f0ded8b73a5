"""Changes of access, repairs, upgrades and downgrades beside searches and ingests: nobody's call fails."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.client.waiting import wait_until
from tests.conftest import CreateDatabase
from tests.guide import guide_sql
from tests.servers import Database, PostgresServer, created

MODES = ("private", "public_read", "owner")
TABLES = ("nods_page_section", "nods_page", "pgmatch.search", "pgmatch.install", "pgmatch.nods_run")
# of some session besides this one, held or waited for
CHANGING = """
    select count(*) from pg_locks as l
    where l.relation = any(array(select to_regclass(t) from unnest(%s) as t))
      and l.mode in ('ShareUpdateExclusiveLock', 'AccessExclusiveLock') and l.pid <> all(%s)
"""
WRITTEN = "select pg_current_xact_id_if_assigned() is not null"
LOCKED = """
    select l.relation::regclass::text, l.mode from pg_locks as l
    where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.mode <> 'AccessShareLock'
"""
ROWS = """
    insert into nods_page (path) select '/p' || i from generate_series(1, 20) as i;
    insert into nods_page_section (page_id, heading, content, embedding)
    select i, 'Section ' || i, 'the words of section ' || i,
      array[cos(i), sin(i), 0.5]::extensions.vector
    from generate_series(1, 20) as i
"""
STATE = """
    select c.relname, c.relrowsecurity, c.relacl::text from pg_class as c
    where c.relname like 'nods\\_page%' or c.relnamespace = 'pgmatch'::regnamespace
    union all select a.attname, null, a.attacl::text from pg_attribute as a where a.attacl is not null
    union all select p.proname, null, p.proacl::text from pg_proc as p
    union all select n.nspname, null, n.nspacl::text from pg_namespace as n
    union all
    select p.polrelid::regclass || p.polname, p.polpermissive, concat_ws(
      ' ', p.polcmd, p.polroles, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    ) from pg_policy as p
    union all select t.tgname, null, t.tgenabled::text from pg_trigger as t where not t.tgisinternal
"""
VECTOR = "[1,0,0.5]"
# seconds between the calls of a client; without any, six clients leave no processor to the changes
PAUSE = 0.02
Change = Callable[[Database], Any]


@pytest.fixture(scope="module")
def filled(supabase_server: PostgresServer) -> Iterator[Database]:
    with created(supabase_server, "live_changes", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3", model="m")
        upgrade(made.url, "nods_text")
        made.execute(ROWS)
        yield made


@pytest.fixture
def live(supabase_server: PostgresServer, create_database: CreateDatabase, filled: Database) -> Database:
    return create_database(supabase_server, template=filled.name)


@pytest.fixture(scope="module")
def owned(supabase_server: PostgresServer, filled: Database) -> Iterator[Database]:
    """The same in the mode owner, for damages that are repaired."""
    with created(supabase_server, "live_owned", template=filled.name) as made:
        owners(made)
        yield made


@pytest.fixture(scope="module")
def right(owned: Database) -> set[tuple[Any, ...]]:
    """What it has to be after each repair."""
    return state(owned)


@pytest.fixture
def adopting(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    """Tables of the guide with rows, before pgmatch."""
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute(guide_sql(dimensions=3) + ROWS)
    return made


def running(change: Change, database: Database) -> tuple[threading.Thread, list[BaseException]]:
    """Start a change in a thread; the list has what it raised, once it has ended."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            change(database)
        except BaseException as error:  # the test looks at it
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def calling(statement: str) -> Change:
    return lambda database: database.execute(statement)


SET_ACCESS = calling("select pgmatch.set_access('public_read')")


def owners(database: Database) -> None:
    database.execute("select pgmatch.set_access('owner')")


def downgrade_both(database: Database) -> None:
    downgrade(database.url, line="nods_text")
    downgrade(database.url, drop_data="yes")


@pytest.mark.parametrize("mode", MODES)
def test_what_is_right_already_is_neither_locked_nor_written(live: Database, mode: str) -> None:
    live.execute("select pgmatch.set_access(%s)", [mode])
    with closing(live.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select pgmatch.set_access(%s), pgmatch.set_access(%s, 'nods_text'), pgmatch.repin()",
            [mode, mode],
        )
        cursor.execute(WRITTEN)
        assert cursor.fetchone() == (False,)
        cursor.execute(LOCKED)
        assert cursor.fetchall() == []


def test_owners_that_are_uuids_are_right_too(adopting: Database) -> None:
    adopting.execute(
        "alter table nods_page add owner_id uuid; alter table nods_page_section add owner_id uuid"
    )
    upgrade(adopting.url, access="owner", model="m")
    with closing(adopting.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("select pgmatch.set_access('owner')")
        cursor.execute(WRITTEN)
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    "damage",
    [
        "grant truncate on nods_page to anon",
        "grant select on nods_page to authenticated with grant option",
        "grant update (id) on nods_page to authenticated",
        "revoke insert (path) on nods_page from authenticated",
        "grant all on sequence nods_page_id_seq to anon",
        "grant execute on function pgmatch.set_access to public",
        "grant select on nods_page_section to public",
        "grant usage on schema pgmatch to anon",
        "revoke usage on schema pgmatch from service_role",
        "revoke execute on function pgmatch_info from authenticated",
        "alter table nods_page disable row level security",
        "alter policy pgmatch_tenants_select on nods_page using (true)",
        "alter policy pgmatch_tenants_select on nods_page using (owner_id = (select pgmatch.current_owner()) or true)",
        "alter policy pgmatch_tenants_delete on nods_page to public",
        "alter policy pgmatch_tenants_update on nods_page with check (true)",
        "drop policy pgmatch_writers on nods_page_section",
        "drop policy pgmatch_nobody on pgmatch.member",
        "drop policy pgmatch_writers on nods_page;"
        " create policy pgmatch_writers on nods_page as restrictive to service_role using (true) with check (true)",
        "create policy pgmatch_readers on nods_page for select to anon using (true)",
        "alter table nods_page disable trigger pgmatch_check_parent",
        "drop trigger pgmatch_set_section_owner on nods_page_section",
    ],
)
def test_what_differs_from_the_mode_is_repaired(
    owned: Database, right: set[tuple[Any, ...]], damage: str
) -> None:
    owned.execute(damage)
    assert state(owned) != right
    owners(owned)
    assert state(owned) == right


def state(database: Database) -> set[tuple[Any, ...]]:
    return {tuple(map(_unordered, row)) for row in database.rows(STATE)}


def _unordered(value: Any) -> Any:
    """Privileges of roles in an array come in the order in which they were granted."""
    return tuple(sorted(value.strip("{}").split(","))) if isinstance(value, str) else value


@pytest.mark.parametrize(("held", "wanted"), list(itertools.permutations(TABLES, 2)))
def test_whoever_holds_one_table_gets_another_while_the_mode_is_changed(
    live: Database, held: str, wanted: str
) -> None:
    assert_nobody_fails(live, SET_ACCESS, held, wanted)
    assert live.rows("select distinct access from pgmatch_info()") == [("public_read",)]


@pytest.mark.parametrize(("held", "wanted"), list(itertools.permutations(TABLES[:3], 2)))
@pytest.mark.parametrize(
    "change",
    [
        owners,
        lambda database: downgrade(database.url, line="nods_text"),
        downgrade_both,
    ],
    ids=["owner mode", "downgrade of nods_text", "downgrade of both"],
)
def test_whoever_holds_one_table_gets_another_while_more_is_changed(
    live: Database, held: str, wanted: str, change: Change
) -> None:
    assert_nobody_fails(live, change, held, wanted)


@pytest.mark.parametrize(("held", "wanted"), list(itertools.permutations(TABLES[:3], 2)))
def test_whoever_holds_one_table_gets_another_while_words_are_added(
    live: Database, held: str, wanted: str
) -> None:
    downgrade(live.url, line="nods_text")
    assert_nobody_fails(live, lambda database: upgrade(database.url, "nods_text"), held, wanted)


@pytest.mark.parametrize(("held", "wanted"), list(itertools.permutations(TABLES[:2], 2)))
def test_whoever_holds_one_table_gets_another_while_the_tables_are_adopted(
    adopting: Database, held: str, wanted: str
) -> None:
    assert_nobody_fails(adopting, lambda database: upgrade(database.url, model="m"), held, wanted)


def assert_nobody_fails(database: Database, change: Change, held: str, wanted: str) -> None:
    """Hold a table, let the change come as far as it comes, then take another table."""
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f"lock table {held} in row exclusive mode")
        thread, raised = running(change, database)
        try:
            # whatever the change holds now, it cannot have the table that is held here
            mine = connection.info.backend_pid
            wait_until(
                lambda: not thread.is_alive() or database.rows(CHANGING, [[held, wanted], [mine]]) > [(0,)]
            )
            cursor.execute(f"lock table {wanted} in row exclusive mode")
        finally:
            connection.rollback()
            thread.join()
    assert raised == []


def test_what_does_not_get_its_locks_says_who_is_in_the_way_and_changes_nothing(live: Database) -> None:
    with closing(live.connect()) as holder, holder.cursor() as cursor:
        cursor.execute("select count(*) from nods_page")
        with pytest.raises(
            psycopg2.errors.LockNotAvailable, match="lock timeout: another session is using "
        ) as raised:
            live.execute("set lock_timeout = '300ms'; select pgmatch.set_access('public_read')")
        assert str(holder.info.backend_pid) in (raised.value.diag.message_hint or "")
    assert live.rows("select distinct access from pgmatch_info()") == [("private",)]


def test_while_vacuum_is_waited_for_everybody_reads_and_writes(live: Database) -> None:
    """Vacuum and the build of an index keep a change out for long; nobody may have to queue behind it."""
    with closing(live.connect()) as vacuum, vacuum.cursor() as cursor:
        cursor.execute("lock table nods_page_section in share update exclusive mode")
        thread, raised = running(SET_ACCESS, live)
        waiting = "select count(*) from pg_locks where not granted and mode = 'ShareUpdateExclusiveLock'"
        wait_until(lambda: live.rows(waiting) == [(1,)])
        live.execute("lock table nods_page_section, nods_page in row exclusive mode nowait")
        assert live.rows(waiting) == [(1,)]
        vacuum.rollback()
        thread.join()
    assert raised == []


def test_changes_at_once_wait_for_each_other(live: Database) -> None:
    live.execute(
        "grant execute on function pgmatch.set_access to public; alter function pgmatch_info set search_path = x"
    )
    changes = [
        SET_ACCESS,
        calling("select pgmatch.repin()"),
        owners,
        calling("select pgmatch.set_access('private')"),
        calling("select pgmatch.set_model('m', normalized => true)"),
        calling("select pgmatch.tune_index('nods_page_section_embedding_hnsw_ip_idx', 50)"),
        calling("select pgmatch.tune_index('nods_page_section_embedding_hnsw_ip_idx', 60)"),
    ]
    started = [running(change, live) for change in changes * 2]
    for thread, _ in started:
        thread.join()
    assert [raised for _, raised in started] == [[]] * len(started)
    access = live.rows("select distinct access from pgmatch_info()")[0][0]
    with closing(live.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("select pgmatch.set_access(%s), pgmatch.repin()", [access])
        cursor.execute(WRITTEN)
        assert cursor.fetchone() == (False,)


CALLS = {
    "match": f"select * from match_page_sections('{VECTOR}', 0, 5, 0)",
    "search": f"select * from search_page_sections('{VECTOR}', path_prefix => '/p1')",
    "hybrid": f"select * from hybrid_search_page_sections('words', '{VECTOR}')",
    "similar": "select * from find_similar_sections(1)",
    "duplicates": "select * from find_duplicate_sections(0.9)",
    "to embed": "select * from nods_sections_to_embed(1, '/p1', 'x', array['text'])",
    "add": "select nods_add_sections(1, '/p1', 'x', '[]')",
    "put": "select * from nods_put_page(1, '/p1', 'x', '[]')",
    "finish": """select * from nods_finish_ingest(1, '[{"path": "/p1"}]')""",
}


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_a_call_that_reads_or_writes_sections_locks_them_first(live: Database, call: str) -> None:
    """So a change that has the sections finds nobody who has another table."""
    live.execute("select nods_begin_ingest('c', 'm', 3)")
    with closing(live.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("lock table nods_page_section")
        thread, raised = running(calling(call), live)
        try:
            waiting = "select l.pid from pg_locks as l where l.relation = 'nods_page_section'::regclass and not granted"
            wait_until(lambda: raised != [] or live.rows(waiting) != [])
            held = live.rows(
                f"select l.relation::regclass::text from pg_locks as l where l.granted and l.pid in ({waiting})"
                " and l.relation = any(array(select to_regclass(t) from unnest(%s) as t))",
                [list(TABLES)],
            )
        finally:
            connection.rollback()
            thread.join()
    assert (held, raised) == ([], [])


def repeating(over: threading.Event, *statements: str) -> Change:
    """Return a client that runs statements, each in a transaction, until it is over."""

    def run(database: Database) -> None:
        with closing(database.connect()) as connection, connection.cursor() as cursor:
            while not over.wait(PAUSE):
                for statement in statements:
                    cursor.execute(statement)
                    connection.commit()

    return run


def ingesting(over: threading.Event, corpus: str) -> Change:
    """Return a client that ingests a corpus of one page, which is never the same, until it is over."""

    def run(database: Database) -> None:
        for number in itertools.count():
            if over.wait(PAUSE):
                return
            ((started,),) = database.rows("select nods_begin_ingest(%s, 'm', 3)", [corpus])
            section = json.dumps([{"content": f"text {number}", "embedding": VECTOR}])
            put = [started, f"/{corpus}", str(number), section]
            database.execute("select nods_put_page(%s, %s, %s, %s)", put)
            pages = json.dumps([{"path": f"/{corpus}"}])
            database.execute("select nods_finish_ingest(%s, %s)", [started, pages])

    return run


def test_no_call_fails_beside_changes_of_access(live: Database) -> None:
    """A short storm of everything; it looks for errors, not at the time."""
    over = threading.Event()
    clients = [
        repeating(over, CALLS["match"]),
        repeating(over, CALLS["search"], "select * from get_page_parents(1)"),
        repeating(over, CALLS["hybrid"]),
        repeating(over, CALLS["match"], CALLS["hybrid"]),
        ingesting(over, "a"),
        ingesting(over, "b"),
    ]
    started = [running(client, live) for client in clients]
    try:
        for _ in range(3):
            for mode in ("public_read", "owner", "private"):
                live.execute("select pgmatch.set_access(%s)", [mode])
    finally:
        over.set()
        for thread, _ in started:
            thread.join()
    assert [raised for _, raised in started] == [[]] * len(clients)
