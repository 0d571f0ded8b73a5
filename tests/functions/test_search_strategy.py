"""How a search is done: through the index, complete, with the caller's settings respected and put back."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy import create_engine, text

from pgmatch.migrate import upgrade
from tests import counters
from tests.conftest import CreateDatabase, InstallDatabase
from tests.functions.plans import exact_passes, plans, walks
from tests.guide import guide_sql
from tests.migrations.test_restore import run
from tests.servers import Database, PostgresServer, created

SECTIONS = 1000
# 32 random numbers, repeated: like those of real text, these vectors have far fewer directions than dimensions
FILL = f"""
    set local search_path = public, extensions;
    select setseed(0.5);
    insert into nods_page (path) select '/p' || i from generate_series(1, 100) as i;
    insert into nods_page_section (page_id, content, embedding)
    select 1 + i % 100, repeat('x', 1 + i), l2_normalize(many.v || many.v || many.v)
    from generate_series(1, {SECTIONS}) as i
    cross join lateral (
      select array_agg(random()::real - 0.5)::vector as v from generate_series(1, 32 + 0 * i)
    ) as few
    cross join lateral (select few.v || few.v || few.v || few.v as v) as more
    cross join lateral (select more.v || more.v || more.v || more.v as v) as many
"""


# how the rows of a table are stored matters to 16 as it does to 18
PLACES = [("supabase_server", "plain"), ("supabase_server", "adopted"), ("pg16_server", "plain")]


@pytest.fixture(scope="module", params=PLACES, ids="-".join)
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    return found


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, place: tuple[str, str]) -> PostgresServer:
    found: PostgresServer = request.getfixturevalue(place[0])
    return found


@pytest.fixture(scope="module")
def storage(place: tuple[str, str]) -> str:
    return place[1]


@pytest.fixture(scope="module")
def template(server: PostgresServer, storage: str) -> Iterator[str]:
    """A thousand sections of 1536 dimensions: inline as we store them, or out of line as an adopted table has them."""
    with created(server, f"filled_{storage}", extension_schema="extensions") as made:
        if storage == "adopted":
            made.execute(guide_sql())
            made.execute(FILL)
            upgrade(made.url, access="public_read")
        else:
            upgrade(made.url, access="public_read")
            made.execute("drop index nods_page_section_embedding_hnsw_ip_idx")
            made.execute(FILL)
            made.execute(made.rows("select pgmatch.nods_index_statement(false)")[0][0])
        yield made.name


@pytest.fixture(scope="module")
def filled(server: PostgresServer, storage: str, template: str) -> Iterator[Database]:
    """A copy without statistics, for tests that only read it."""
    with created(server, f"read_{storage}", template=template) as made:
        yield made


@pytest.fixture(scope="module")
def analyzed(server: PostgresServer, storage: str, template: str) -> Iterator[Database]:
    """A copy with statistics, for tests that only read it."""
    with created(server, f"analyzed_{storage}", template=template) as made:
        made.execute("analyze")
        yield made


@pytest.fixture
def copy(server: PostgresServer, create_database: CreateDatabase, template: str) -> Database:
    """A copy, for tests that change something."""
    return create_database(server, template=template)


@pytest.fixture(scope="module")
def lists(supabase_server: PostgresServer, migrated: str) -> Iterator[Database]:
    """Indexes with 20 lists, and with as many as pgvector makes."""
    with created(supabase_server, "lists", template=migrated) as made:
        made.execute(
            "create table counted as select array[i]::extensions.vector(1) as v from generate_series(1, 200) as i;"
            "create index lists_20 on counted using ivfflat (v extensions.vector_l2_ops) with (lists = 20);"
            "create index lists_100 on counted using ivfflat (v extensions.vector_l2_ops)"
        )
        yield made


def query_vector(database: Database, section: int = 7) -> str:
    return str(database.rows("select embedding::text from nods_page_section where id = %s", (section,))[0][0])


POSTGREST = (
    "select m.id from (select * from json_to_record(%s::json) as _ (embedding extensions.vector, match_threshold float,"
    " match_count int, min_content_length int) limit 1) as b, lateral public.match_page_sections("
    "embedding := b.embedding, match_threshold := b.match_threshold, match_count := b.match_count,"
    " min_content_length := b.min_content_length) as m"
)
DIRECT = "select id from public.match_page_sections(%s, 0, 10, 0)"


# where the index is scanned
WALKS = (
    "pgmatch.walk(anyelement, pgmatch.question, boolean, integer, integer, integer)",
    "match_page_sections(extensions.vector, double precision, integer, integer)",
)
CALLS = 12  # a driver that prepares statements does so after 5, and Postgres may plan anew after 5 more
INDEX = "nods_page_section_embedding_hnsw_ip_idx"
# in a transaction, as tests/counters.py says
SCANS = f"select pg_stat_get_xact_numscans('public.{INDEX}'::regclass)"


def by_psycopg2(database: Database, role: str, statement: str, argument: str) -> list[int]:
    """Call in one session, and return how many rows each call gave, and how often they scanned the index."""
    with database.transaction() as cursor:
        cursor.execute(f"set local role {role}")
        found = []
        for _ in range(CALLS):
            cursor.execute(statement, (argument,))
            found.append(len(cursor.fetchall()))
        return [*found, counters.scans(cursor, INDEX)]


def by_sqlalchemy(database: Database, role: str, statement: str, argument: str) -> list[int]:
    engine = create_engine(database.url.replace("postgresql", "postgresql+psycopg", 1))
    named = text(statement.replace("%s", ":argument"))
    with engine.begin() as connection:
        connection.execute(text(f"set local role {role}"))
        found = [len(connection.execute(named, {"argument": argument}).all()) for _ in range(CALLS)]
        found.append(connection.execute(text(SCANS)).scalar_one())
    engine.dispose()
    return found


def by_psql(database: Database, role: str, statement: str, argument: str) -> list[int]:
    call = statement.replace("%s", f"'{argument}'").replace("select id", "select count(*)", 1)
    script = ";\n".join(["begin", f"set local role {role}", *CALLS * [call], SCANS, "commit", ""])
    printed = run(database.server, "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", database.url, input=script)
    return [int(count) for count in printed.split()]


def uses(database: Database) -> dict[tuple[str, str], int]:
    """Return how often each way of calling, as the owner and as anon, walked the index; all give ten rows."""
    vector = query_vector(database)
    body = json.dumps({"embedding": vector, "match_threshold": 0, "match_count": 10, "min_content_length": 0})
    ways = (
        (by_psycopg2, DIRECT, vector),
        (by_psycopg2, POSTGREST, body),
        (by_sqlalchemy, DIRECT, vector),
        (by_psql, DIRECT, vector),
    )
    found = {}
    for call, statement, argument in ways:
        for role in ("postgres", "anon"):
            *rows, scans = call(database, role, statement, argument)
            assert rows == CALLS * [10]
            found[f"{call.__name__} {statement}", role] = scans
    return found


@pytest.mark.parametrize("statistics", [True, False])
def test_twelve_calls_of_twelve_use_the_index(filled: Database, analyzed: Database, statistics: bool) -> None:
    assert set(uses(analyzed if statistics else filled).values()) == {CALLS}


def test_without_its_settings_the_strategy_is_seen_to_miss_the_index(
    request: pytest.FixtureRequest, storage: str
) -> None:
    if storage == "plain":
        return  # the planner sees the size of vectors that are inline
    copy: Database = request.getfixturevalue("copy")
    copy.execute("analyze")
    for walk in WALKS:
        copy.execute(f"alter function {walk} reset enable_seqscan; alter function {walk} reset enable_sort")
    assert set(uses(copy).values()) == {0}


def test_the_plan_walks_the_index_and_sorts_nothing_but_ties(
    server: PostgresServer, filled: Database
) -> None:
    if not any((server.install.root / "lib").rglob("auto_explain*")):
        assert filled.rows("show server_version_num") < [("170000",)], (
            "only the build of 16 lacks auto_explain"
        )
        return
    found = plans(filled, DIRECT, (query_vector(filled),), "anon")
    walk = walks(found)
    assert (len(walk), exact_passes(found)) == (1, [])
    assert "Index Scan using nods_page_section_embedding_hnsw_ip_idx" in walk[0]
    assert "Seq Scan on nods_page_section" not in walk[0]


def test_a_filter_is_made_up_for_by_the_walk_itself(server: PostgresServer, filled: Database) -> None:
    if not any((server.install.root / "lib").rglob("auto_explain*")):
        return  # as above
    statement = "select id from public.match_page_sections(%s, null, 10, %s)"
    found = plans(filled, statement, (query_vector(filled), SECTIONS * 9 // 10))
    assert (len(walks(found)), exact_passes(found)) == (1, [])


@pytest.mark.parametrize(
    ("method", "index", "count", "expected"),
    [
        ("hnsw", None, 10, {"hnsw.ef_search": "100", "hnsw.iterative_scan": "relaxed_order"}),
        ("hnsw", None, 500, {"hnsw.ef_search": "501", "hnsw.iterative_scan": "relaxed_order"}),
        ("hnsw", None, 5000, {"hnsw.ef_search": "1000", "hnsw.iterative_scan": "relaxed_order"}),
        ("ivfflat", "lists_20", 0, {"ivfflat.probes": "20", "ivfflat.iterative_scan": "relaxed_order"}),
        # pgvector's default where the index names none
        ("ivfflat", "lists_100", 0, {"ivfflat.probes": "100"}),
        (None, None, 10, {"hnsw.iterative_scan": "off", "ivfflat.iterative_scan": "off"}),
    ],
)
def test_the_scan_follows_the_index_and_the_count(
    lists: Database, method: str | None, index: str | None, count: int, expected: dict[str, str]
) -> None:
    with lists.as_role("postgres") as cursor:
        cursor.execute(
            "select pgmatch.set_scan(row(%s, %s, null, null, null, null, null, null)::pgmatch.chosen_index, %s)",
            (index, method, count),
        )
        for name, value in expected.items():
            cursor.execute("select current_setting(%s)", (name,))
            assert cursor.fetchall() == [(value,)], name


def exact(database: Database, vector: str, count: int) -> list[int]:
    rows = database.rows(
        "select id from nods_page_section order by (embedding operator(extensions.<#>) %s::extensions.vector) + 0, id limit %s",
        (vector, count),
    )
    return [row[0] for row in rows]


def test_recall_is_that_of_an_exact_search(analyzed: Database) -> None:
    hits = 0
    for section in random.Random(1).sample(range(1, SECTIONS), 20):
        vector = query_vector(analyzed, section)
        found = [r[0] for r in analyzed.rows(DIRECT, (vector,))]
        hits += len(set(found) & set(exact(analyzed, vector, 10)))
    assert hits / 200 >= 0.95


def test_k_rows_come_back(filled: Database) -> None:
    vector = query_vector(filled)
    for count in (1, 40, 41, 200, 500, SECTIONS, 5000):
        rows = filled.rows("select id from match_page_sections(%s, null, %s, 0)", (vector, count))
        assert len(rows) == len(set(rows)) == min(count, SECTIONS)


def test_a_filter_that_keeps_few_sections_still_gets_them_all(filled: Database) -> None:
    vector = query_vector(filled)
    for matching in (SECTIONS // share for share in (1, 10, 100, 1000)):
        rows = filled.rows(
            "select id from match_page_sections(%s, null, 10, %s)", (vector, SECTIONS - matching + 2)
        )
        assert len(rows) == min(10, matching)


def test_policies_of_the_user_do_not_shorten_an_answer(copy: Database) -> None:
    copy.execute(
        "drop policy pgmatch_readers on nods_page_section;"
        "create policy few on nods_page_section for select to anon using (page_id = 5)"
    )
    vector = query_vector(copy)
    with copy.as_role("anon") as cursor:
        cursor.execute("select page_id from match_page_sections(%s, null, 10, 0)", (vector,))
        assert cursor.fetchall() == [(5,)] * 10
        cursor.execute("select count(*) from match_page_sections(%s, null, 100, 0)", (vector,))
        assert cursor.fetchall() == [(10,)]


def test_max_scan_tuples_does_not_shorten_an_answer(filled: Database) -> None:
    with filled.connect() as connection, connection.cursor() as cursor:
        vector = query_vector(filled)
        cursor.execute("set local hnsw.max_scan_tuples = 50")
        cursor.execute("select count(*) from match_page_sections(%s, null, 10, %s)", (vector, SECTIONS - 6))
        assert cursor.fetchall() == [(8,)]


def buffers(database: Database, threshold: float) -> int:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "explain (analyze, buffers, format json) select * from match_page_sections(%s, %s, 10, 0)",
            (query_vector(database), threshold),
        )
        plan = cursor.fetchone()[0][0]["Plan"]  # type: ignore[index]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def test_a_threshold_that_nobody_reaches_costs_no_more_pages(filled: Database) -> None:
    buffers(filled, 0)
    assert buffers(filled, 0.9999) <= 1.2 * buffers(filled, -1)


QUESTION = (
    "row('nods_page_section', 'embedding', 'id', 'ip', (select embedding from nods_page_section where id = 7), 10,"
    " null, null, null, null, 'public')::pgmatch.question"
)
# the functions that keep plans, called as no function of pgmatch calls them
PARTS = (
    "pgmatch.nearest(null::bigint, 'nods_page_section', 'embedding', 'id', 'ip',"
    " (select embedding from nods_page_section where id = 7), 10)",
    f"pgmatch.walk(null::bigint, {QUESTION}, false, null, null, null)",
    f"pgmatch.compare(null::bigint, {QUESTION}, false)",
    f"pgmatch.search_rows(null::bigint, {QUESTION}, 'limit 5')",
    f"pgmatch.is_few({QUESTION})",
    "pgmatch.search_index('nods_page_section', 'embedding', 'ip')",
    "pgmatch.set_scan(pgmatch.search_index('nods_page_section', 'embedding', 'ip'), 10)",
    "pgmatch.nods_nearest((select embedding from nods_page_section where id = 7), null, 10, null)",
    "pgmatch.nods_walk((select embedding from nods_page_section where id = 7))",
    "pgmatch.nods_section_filter('/p', null, null, null)",
    "pgmatch.nods_few_pages('/p', null, null, null)",
    "pgmatch.nods_page_filter('/p', null, null, null)",
    "pgmatch.nods_content_filter(1)",
    f"pgmatch.matching_keys(null::bigint, {QUESTION})",
    f"pgmatch.search_statement({QUESTION}, 'limit 5')",
    "pgmatch.near_pairs(null::bigint, 'nods_page_section', 'embedding', 'id', 'ip', -1, 10, filter => 's.id < 5')",
    "pgmatch.estimated_rows('nods_page')",
    "pgmatch.few_rows('nods_page')",
    "pgmatch.most_to_walk('nods_page_section')",
    "pgmatch.has_policies('nods_page')",
    "pgmatch.tenant_filter('nods_page')",
    "pgmatch.search_choice('nods_page_section', 'embedding', 'l2')",
    "pgmatch.is_fast('nods_page_section', 'embedding', 'l2', '')",
    "pgmatch.distance('nods_page_section', 'embedding', 'l2')",
    "pgmatch.metric_sql('l2')",
    "pgmatch.check_arguments('nods_page_section', 'embedding',"
    " (select embedding from nods_page_section where id = 7), null, 10)",
    "pgmatch.check_query((select embedding from nods_page_section where id = 7), null, 10, 1536, 'ip')",
    "pgmatch.check_scan(10, null, null, null)",
    "pgmatch.change_setting('jit', 'on')",
    "pgmatch.put_back('{}')",
    "match_page_sections((select embedding from nods_page_section where id = 7), 0.99, 10000, 900)",
    "search_page_sections((select embedding from nods_page_section where id = 7), 10000)",
    "find_similar_sections(7, 5000, 0.99, other_pages => true)",
    "find_duplicate_sections(0.99, path_prefix => '/p55')",
)
# with what makes them take every way
CALLED = (
    "match_page_sections((select embedding from nods_page_section where id = 7), null, 10, 990)",
    "search_page_sections((select embedding from nods_page_section where id = 7), path_prefix => '/p', ef_search => 50)",
    "find_similar_sections(7)",
    "find_duplicate_sections(0.99, path_prefix => '/p55')",
)
PLPGSQL = """
    select p.proname
    from pg_stat_xact_user_functions as s
    join pg_proc as p on p.oid = s.funcid
    join pg_language as l on l.oid = p.prolang
    where l.lanname = 'plpgsql' and p.pronamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
"""
PUBLIC = (
    "match_page_sections((select embedding from nods_page_section where id = 7), null, 10, 0)",
    "search_page_sections((select embedding from nods_page_section where id = 7), path_prefix => '/p5')",
    "find_similar_sections(7)",
)


def pages_of_each(database: Database, first: str | None) -> list[int]:
    """Return the pages that the public functions read in a session after another call."""
    connection = database.connect()
    found = []
    with connection, connection.cursor() as cursor:
        for _ in range(6 if first else 0):  # as often as Postgres plans anew before it keeps a plan
            cursor.execute(f"select {first}")
        for call in PUBLIC:
            for _ in range(2):  # the first reads the catalog too
                cursor.execute(f"explain (analyze, buffers, format json) select * from {call}")
                plan = cursor.fetchone()[0][0]["Plan"]  # type: ignore[index]
            found += [int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])]
    connection.close()
    return found


def test_no_plan_that_a_session_keeps_depends_on_what_was_called_first(
    request: pytest.FixtureRequest, storage: str
) -> None:
    if storage == "plain":
        return  # as above
    analyzed: Database = request.getfixturevalue("analyzed")
    fresh = pages_of_each(analyzed, None)
    for part in PARTS:
        after = pages_of_each(analyzed, part)
        assert all(a <= 1.1 * b + 20 for a, b in zip(after, fresh, strict=True)), (part, after, fresh)


@pytest.mark.parametrize(
    ("rows", "count", "tuned", "expected"),
    [
        (-1, 10, None, 20),
        (0, 10, None, 20),
        (100_000, 10, None, 20),
        (200_000, 10, None, 10),
        # the root of 20, rounded up, is 5, and a list has 100,000 rows: 4 x 50,000 fill 2
        (2_000_000, 10, None, 5),
        (2_000_000, 50_000, None, 7),
        (2_000_000, 10, 3, 3),
        (2_000, 10, 3, 3),
        (2_000, 100, 3, 4),
    ],
)
def test_so_many_lists_are_searched_by_default(
    lists: Database, rows: int, count: int, tuned: int | None, expected: int
) -> None:
    with lists.as_role("postgres") as cursor:
        cursor.execute("update pg_class set reltuples = %s where oid = 'lists_20'::regclass", (rows,))
        cursor.execute("select pgmatch.default_probes('lists_20', %s, %s)", (count, tuned))
        assert cursor.fetchall() == [(expected,)]


def pages(database: Database, call: str, *, calls: int = 2) -> int:
    """Return the pages that a call reads, the last of several in a session: the first reads the catalog too."""
    with database.connect() as connection, connection.cursor() as cursor:
        for _ in range(calls):
            cursor.execute(f"explain (analyze, buffers, format json) select * from {call}")
            plan = cursor.fetchone()[0][0]["Plan"]  # type: ignore[index]
    connection.close()
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def test_a_tuned_index_overrides_the_default_also_downwards(copy: Database) -> None:
    copy.execute("analyze")
    call = f"search_page_sections('{query_vector(copy)}', ef_search => {{}})"
    few, many = pages(copy, call.format(40)), pages(copy, call.format(100))
    assert few < many == pages(copy, call.format("null"))
    copy.execute("select pgmatch.tune_index('nods_page_section_embedding_hnsw_ip_idx', ef_search => 40)")
    assert pages(copy, call.format("null")) == few
    assert pages(copy, call.format(100)) == many


SEARCHES = (
    "select id from match_page_sections(%s, null, {}, 0)",
    "select unnest(keys) from pgmatch.nearest(null::bigint, 'nods_page_section', 'embedding', 'id', 'ip', %s, {})",
)


@pytest.mark.parametrize("search", SEARCHES)
def test_more_than_a_fifth_of_the_rows_are_compared_without_the_index(
    analyzed: Database, search: str
) -> None:
    vector = query_vector(analyzed)
    for count, uses_index in ((500, True), (501, False), (SECTIONS, False)):
        with analyzed.transaction() as cursor:
            cursor.execute(search.format(count), (vector,))
            found = [row[0] for row in cursor.fetchall()]
            assert counters.scans(cursor, INDEX) == uses_index, count
        assert len(found) == count
        if not uses_index:
            assert found == exact(analyzed, vector, count)


@pytest.mark.parametrize("search", SEARCHES)
def test_all_rows_of_a_scan_in_relaxed_order_are_sorted(
    server: PostgresServer, filled: Database, search: str
) -> None:
    if not any((server.install.root / "lib").rglob("auto_explain*")):
        return  # as above
    (walk,) = walks(plans(filled, search.format(10), (query_vector(filled),)))
    # an incremental sort would take the rows for sorted, and sort only equal distances
    assert "Incremental Sort" not in walk
    assert "->  Sort " in walk


def test_these_are_all_functions_that_a_search_calls(filled: Database) -> None:
    with filled.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local track_functions = 'all'")
        for call in CALLED:
            cursor.execute(f"select * from {call}")
        cursor.execute(PLPGSQL)
        called = {name for (name,) in cursor.fetchall()}
    assert {"nods_walk", "compare", "matching_keys", "near_pairs"} <= called
    assert called - {part.partition("(")[0].removeprefix("pgmatch.") for part in PARTS} == set()


@pytest.mark.parametrize("fails", [False, True])
def test_settings_are_put_back(filled: Database, fails: bool) -> None:
    names = ("hnsw.ef_search", "hnsw.iterative_scan", "enable_seqscan", "enable_sort", "search_path", "jit")
    with filled.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select '[1]'::extensions.vector")

        def settings() -> list[str]:
            cursor.execute("select " + ", ".join(f"current_setting('{name}')" for name in names))
            return list(cursor.fetchone())  # type: ignore[arg-type]

        before = settings()
        cursor.execute("savepoint s")
        count = -1 if fails else 500
        try:
            cursor.execute("select * from match_page_sections(%s, 0, %s, 0)", (query_vector(filled), count))
        except psycopg2.Error:
            cursor.execute("rollback to s")
            assert fails
        assert settings() == before


def test_what_the_caller_sets_wins_and_stays(server: PostgresServer, filled: Database) -> None:
    with filled.connect() as connection, connection.cursor() as cursor:
        vector = query_vector(filled)
        cursor.execute(
            "select '[1]'::extensions.vector; set local hnsw.ef_search = 7; set hnsw.iterative_scan = strict_order"
        )
        cursor.execute(
            "select pgmatch.set_scan(row(null, 'hnsw', null, null, null, null, null, null)::pgmatch.chosen_index, 500)"
        )
        assert cursor.fetchone() == ("{}",)
        cursor.execute("select count(*) from match_page_sections(%s, null, 20, 0)", (vector,))
        assert cursor.fetchall() == [(20,)]
        cursor.execute("select current_setting('hnsw.ef_search'), current_setting('hnsw.iterative_scan')")
        assert cursor.fetchall() == [("7", "strict_order")]


def test_beyond_what_can_be_compared_exactly_it_says_so(
    supabase_server: PostgresServer, install_database: InstallDatabase
) -> None:
    made = install_database(supabase_server, extension_schema="extensions", dimensions="3")
    made.execute(
        "insert into nods_page (path) values ('/p');"
        "drop index nods_page_section_embedding_hnsw_ip_idx;"
        # no foreign key is looked up
        "set local session_replication_role = replica;"
        "insert into nods_page_section (page_id, content, embedding)"
        " select 1, 'text', array[random(), 1, 0]::extensions.vector from generate_series(1, 100001);"
        "create index on nods_page_section using ivfflat (embedding extensions.vector_ip_ops) with (lists = 100)"
    )
    with made.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "select '[1]'::extensions.vector; set local ivfflat.probes = 2; set local ivfflat.max_probes = 2"
        )
        with pytest.raises(psycopg2.Error, match="more than 100000 rows") as refused:
            cursor.execute("select count(*) from match_page_sections('[1,1,0]', null, 9000, 0)")
    assert refused.value.pgcode == "54000"
    assert refused.value.diag.message_hint


def test_equal_similarities_come_by_id_also_where_the_answer_is_cut(
    server: PostgresServer, install_database: InstallDatabase
) -> None:
    made = install_database(server, extension_schema="extensions", dimensions="3")
    made.execute(
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (id, page_id, content, embedding)"
        " select i, 1, 'text', '[1,0,0]' from generate_series(300, 1, -1) as i"
    )
    for count in (5, 40, 250):
        rows = made.rows("select id from match_page_sections('[1,0,0]', 0.5, %s, 0)", (count,))
        assert rows == [(i,) for i in range(1, count + 1)]
