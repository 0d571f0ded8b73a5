"""Filters, policies and lengths: applied before the limit, complete, and never at the price of a long walk."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.functions.corpus import MATCHING, SECTIONS, exact, fill, query_vector
from tests.functions.plans import exact_passes, plans, walks
from tests.servers import Database, PostgresServer, created

QUERIES = random.Random(3).sample(range(1, SECTIONS), 8)
# graphs are random, and at the default some miss one row of a hundred
THOROUGH = "ef_search => 1000"


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> Iterator[Database]:
    with created(server, "corpus", extension_schema="extensions") as made:
        upgrade(made.url, access="public_read", dimensions="64")
        fill(made)
        yield made


@pytest.fixture(scope="module")
def sections(server: PostgresServer, template: Database) -> Iterator[Database]:
    """A copy, for tests that only read it."""
    with created(server, "sections", template=template.name) as made:
        yield made


@pytest.fixture
def corpus(server: PostgresServer, create_database: CreateDatabase, template: Database) -> Database:
    """A copy, for tests that change something."""
    return create_database(server, template=template.name)


def found(database: Database, vector: str, arguments: str, count: int = 10) -> list[int]:
    rows = database.rows(f"select id from search_page_sections(%s, %s, {arguments})", (vector, count))
    return [row[0] for row in rows]


# one way to say each share: by prefix, by type, by containment; `rest` and the others make up 100 %
FILTERS = [
    ("path_prefix => '/'", "true", SECTIONS),
    ("source => 'even'", "p.source = 'even'", 5000),
    ("page_type => '50'", "p.type = '50'", 5000),
    ("path_prefix => '/10/'", "p.path like '/10/%%'", 1000),
    ("path_prefix => '10/'", "p.path like '/10/%%'", 1000),
    ("""meta => '{"share": "1"}'""", "p.type = '1'", 100),
    ("page_type => '0.1'", "p.type = '0.1'", 10),
    ("""meta => '{"tags": ["n5"]}', source => 'odd'""", "p.id = 5", 10),
    ("page_type => '10', min_content_length => 1000", "p.type = '10' and length(s.content) >= 1000", 120),
    ("page_type => 'nothing'", "false", 0),
    ("filter => '{}'", "true", SECTIONS),
    ("""filter => '{"share": {"$in": ["10", "50"]}}'""", "p.type in ('10', '50')", 6000),
    (
        """filter => '{"share": {"$ne": "rest"}}', source => 'odd'""",
        "p.type <> 'rest' and p.source = 'odd'",
        3060,
    ),
    ("""filter => '{"tags": {"$contains": "n5"}}'""", "p.id = 5", 10),
    (
        """filter => '{"share": "10"}', min_content_length => 1000""",
        "p.type = '10' and length(s.content) >= 1000",
        120,
    ),
    ("""filter => '{"$not": {"share": {"$exists": true}}}'""", "false", 0),
]


@pytest.mark.parametrize(("arguments", "condition", "matching"), FILTERS, ids=[f[0] for f in FILTERS])
def test_filters_leave_the_nearest_of_those_that_match(
    sections: Database, arguments: str, condition: str, matching: int
) -> None:
    hits = wanted = 0
    for section in QUERIES:
        vector = query_vector(sections, section)
        assert len(set(found(sections, vector, arguments))) == min(10, matching)
        ids = found(sections, vector, f"{arguments}, {THOROUGH}")
        truth = exact(sections, vector, 10, condition)
        assert len(ids) == len(set(ids)) == min(10, matching)
        hits, wanted = hits + len(set(ids) & set(truth)), wanted + len(truth)
    assert hits >= 0.99 * wanted


@pytest.mark.parametrize("share", MATCHING)
@pytest.mark.parametrize("count", [100, 2000])
def test_k_rows_of_those_that_match_come_back(sections: Database, share: str, count: int) -> None:
    ids = found(sections, query_vector(sections, 77), f"page_type => '{share}'", count)
    assert len(set(ids)) == len(ids) == min(count, MATCHING[share])


@pytest.mark.parametrize(("share", "walk"), [("0.1", 0), ("1", 0), ("10", 0), ("50", 1)])
@pytest.mark.parametrize("argument", ["page_type => %s", "filter => jsonb_build_object('share', %s)"])
def test_few_sections_are_compared_and_many_are_walked_to(
    sections: Database, argument: str, share: str, walk: int
) -> None:
    if not sections.server.libraries >= {"auto_explain"}:
        assert sections.rows("show server_version_num") < [("170000",)], "only the build of 16 lacks it"
        return
    statement = f"select * from public.search_page_sections(%s, 10, {argument})"
    seen = plans(sections, statement, (query_vector(sections, 77), share), "anon")
    assert (len(walks(seen)), len(exact_passes(seen))) == (walk, 1 - walk)
    assert not any("Seq Scan on nods_page_section" in plan for plan in seen)


def test_statements_behind_filters_are_planned_once_a_session(sections: Database) -> None:
    calls = [
        f"select id from search_page_sections('{query_vector(sections, 77)}', 10, {arguments})"
        for share in ("1", "50")
        for arguments in (
            f"page_type => '{share}'",
            f"path_prefix => '/{share}/'",
            f"path_prefix => '{share}/'",
            f'meta => \'{{"share": "{share}"}}\'',
            f"page_type => '{share}', path_prefix => '/{share}/'",
        )
    ]
    with sections.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set track_functions = 'pl'")
        counted = []
        for _ in range(3):
            for call in calls:
                cursor.execute(call)
            cursor.execute(
                "select funcname, calls from pg_stat_xact_user_functions"
                " where funcname in ('nearest', 'is_fast') order by 1"
            )
            counted += [cursor.fetchall()]

    assert [name for name, _ in counted[0]] == ["is_fast"]
    assert counted[0] == counted[1] == counted[2]


@pytest.mark.parametrize(
    "prefix", ["/b", "b", "/B", "/b_", "/b%", "/bé", "/é", "/b\\", "//", "/", "", "z", "😀"]
)
def test_a_prefix_finds_the_paths_that_start_with_it_byte_for_byte(small: Database, prefix: str) -> None:
    small.execute(
        "insert into nods_page (path) select t || u from unnest(%s) as t cross join unnest(%s) as u",
        (["/b", "b", "/B", "/é", "//", "😀", "/😀"], ["", "/", "_", "%", "é", "\\", "􏿽", "c"]),
    )
    prefixes = [prefix, "/" + prefix] if prefix and not prefix.startswith("/") else [prefix]
    small.execute("analyze")

    assert small.rows(
        "select unnest(pgmatch.nods_few_pages(%s, null, null, null)) order by 1", (prefix,)
    ) == small.rows(
        "select id from nods_page where exists (select 1 from unnest(%s) as p where starts_with(path, p)) order by 1",
        (prefixes,),
    )


# that of match_page_sections, and of pgmatch.nearest, which goes on where it ended early
@pytest.mark.parametrize(("least", "walk", "exact_pass"), [(10, 1, 0), (5000, 1, 0), (9991, 2, 1)])
def test_a_length_that_few_sections_reach_is_found_by_its_index(
    sections: Database, least: int, walk: int, exact_pass: int
) -> None:
    vector = query_vector(sections, 77)
    ids = [
        row[0]
        for row in sections.rows("select id from match_page_sections(%s, null, 10, %s)", (vector, least))
    ]
    assert ids == exact(sections, vector, 10, f"length(s.content) >= {least}")
    if sections.server.libraries >= {"auto_explain"}:
        statement = "select * from public.match_page_sections(%s, null, 10, %s)"
        seen = plans(sections, statement, (vector, least))
        assert (len(walks(seen)), len(exact_passes(seen))) == (walk, exact_pass)
        if exact_pass:
            # they are found by their length, and compared by their keys
            assert any("nods_page_section_content_length_idx" in plan for plan in seen)
            for scan in walks(seen):
                removed = re.findall(r"Rows Removed by Filter: (\d+)", scan)
                assert 0 < sum(map(int, removed)) < SECTIONS / 3  # it stops after 2,000 + 20 x 10


TENANTS = """
    alter table nods_page_section add column owner text;
    alter table nods_page_section disable trigger user;
    update nods_page_section as s set owner = p.type from nods_page as p where p.id = s.page_id;
    create index on nods_page_section (owner);
    drop policy pgmatch_readers on nods_page_section;
    create policy own on nods_page_section for select to anon
      using (owner = (select current_setting('request.jwt.claims', true)::jsonb ->> 'sub'));
    analyze nods_page_section
"""


@pytest.fixture(scope="module")
def tenants(server: PostgresServer, template: Database) -> Iterator[Database]:
    with created(server, "tenants", template=template.name) as made:
        made.execute(TENANTS)
        yield made


@pytest.mark.parametrize("share", MATCHING)
def test_each_tenant_gets_k_of_its_own_rows(tenants: Database, share: str) -> None:
    hits = 0
    for section in QUERIES:
        vector = query_vector(tenants, section)
        with tenants.as_role("anon", {"sub": share}) as cursor:
            cursor.execute("select count(distinct id) from search_page_sections(%s)", (vector,))
            assert cursor.fetchall() == [(10,)]
            cursor.execute(f"select id from search_page_sections(%s, {THOROUGH})", (vector,))
            ids = [row[0] for row in cursor.fetchall()]
        assert len(ids) == 10
        hits += len(set(ids) & set(exact(tenants, vector, 10, f"p.type = '{share}'")))
    assert hits >= 0.99 * 10 * len(QUERIES)


def test_a_small_tenant_is_not_walked_to(tenants: Database) -> None:
    vector = query_vector(tenants, 9000)
    pages = {}
    for share in ("0.1", "50"):
        with tenants.as_role("anon", {"sub": share}) as cursor:
            for _ in range(2):
                cursor.execute(
                    "explain (analyze, buffers, format json) select * from search_page_sections(%s)",
                    (vector,),
                )
                plan = cursor.fetchall()[0][0][0]["Plan"]
            pages[share] = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    assert pages["0.1"] < pages["50"]


def test_a_policy_shows_nothing_to_those_without_rows(tenants: Database) -> None:
    vector = query_vector(tenants, 77)
    with tenants.as_role("anon", {"sub": "nobody"}) as cursor:
        cursor.execute("select count(*) from search_page_sections(%s)", (vector,))
        assert cursor.fetchall() == [(0,)]


@pytest.mark.parametrize("share", ["0.1", "50"])
@pytest.mark.parametrize(
    "setting", ["hnsw.max_scan_tuples = 1", "hnsw.iterative_scan = off", "hnsw.ef_search = 1"]
)
def test_no_setting_of_the_caller_shortens_an_answer(sections: Database, share: str, setting: str) -> None:
    vector = query_vector(sections, 77)
    with sections.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"select '[1]'::extensions.vector; set local {setting}")
        cursor.execute("select count(*) from search_page_sections(%s, page_type => %s)", (vector, share))
        assert cursor.fetchall() == [(10,)]
    connection.close()


HOSTILE = ["'", "'; drop table nods_page; --", "%", "_", "\\", "$1", "%s", "/0.1", "é", "x" * 9_000]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_filters_are_values_and_never_sql_or_patterns(sections: Database, text: str) -> None:
    vector = query_vector(sections, 77)
    for name in ("path_prefix", "page_type", "source"):
        rows = sections.rows(f"select path from search_page_sections(%s, {name} => %s)", (vector, text))
        assert [path for (path,) in rows if not path.startswith(text)] == []
    meta = "jsonb_build_object('tags', jsonb_build_array(%s))"
    assert sections.rows(f"select id from search_page_sections(%s, meta => {meta})", (vector, text)) == []


@pytest.mark.parametrize(
    "prefix", ["/z", "z", "/z\U0010ffff", "/z\ud7ff", "/z\u007f", "/z\U0010fffe", "\U0010ffff", "/zz", "/z/é"]
)
def test_a_path_begins_with_a_prefix_whatever_follows_it(corpus: Database, prefix: str) -> None:
    ends = [
        "",
        "/a",
        "\U0010ffff",
        "\U0010ffff\U0010ffff/b",
        "\ue000",
        "\ud7ff",
        "\ud7ffa",
        "\u0080",
        "\u007f",
        "é",
        "\U0010fffe",
    ]
    paths = ["/y", "/{", "/zz", "/z/é", "\U0010ffff", "\U0010ffff\U0010ffff", *(f"/z{end}" for end in ends)]
    for path in paths:
        corpus.execute("insert into nods_page (path) values (%s)", (path,))

    few = "select path from nods_page where id = any(pgmatch.nods_few_pages(%s, null, null, null))"
    begins = sorted(path for path in paths if path.startswith((prefix, f"/{prefix}")))
    assert sorted(path for (path,) in corpus.rows(few, (prefix,))) == begins != []


def test_an_empty_filter_is_a_filter_and_null_is_none(sections: Database) -> None:
    vector = query_vector(sections, 77)
    everything = found(sections, vector, "path_prefix => null")
    assert len(everything) == 10
    assert found(sections, vector, "path_prefix => ''") == everything
    assert found(sections, vector, "meta => '{}'") == everything
    assert found(sections, vector, "page_type => ''") == []


def test_an_empty_object_asks_for_no_metadata(sections: Database) -> None:
    vector = query_vector(sections, 77)
    connection = sections.connect()
    with connection.cursor() as cursor:
        cursor.execute(
            "update nods_page set meta = null where id = (select page_id from nods_page_section where id = 77)"
        )
        for filters, is_found in (("meta => '{}'", True), ("meta => '{\"tags\": []}'", False)):
            cursor.execute(f"select 77 in (select id from search_page_sections(%s, {filters}))", (vector,))
            assert cursor.fetchall() == [(is_found,)]
    connection.rollback()
    connection.close()


def test_it_returns_where_the_section_is(sections: Database) -> None:
    vector = query_vector(sections, 1)
    rows = sections.rows(
        "select id, page_id, path, slug, heading, content, round(similarity::numeric, 3), meta"
        " from search_page_sections(query_embedding => %s, match_count => 1)",
        (vector,),
    )
    meta = {"share": "0.1", "tags": ["all", "n1"]}
    assert rows == [(1, 1, "/0.1/1", "s0", "H0", "x", 1, meta)]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("ef_search => 0", "22023", "ef_search 0"),
        ("ef_search => 1001", "22023", "ef_search 1001"),
        ("probes => 0", "22023", "probes 0"),
        ("probes => 40000", "22023", "probes 40000"),
        ("candidates => 9", "22023", "candidates 9"),
        ("candidates => 100001", "22023", "candidates 100001"),
        ("match_count => -1", "2201W", "-1"),
        ("match_count => null", "22004", "match_count"),
        ("match_count => 10001", "22023", "10001"),
        ("match_threshold => 'NaN'", "22023", "match_threshold"),
        ("""filter => '{"share": {"$like": "1"}}'""", "22023", 'filter: "\\$like" is not an operator'),
        ("""filter => '{"share": 1}', match_count => -1""", "2201W", "-1"),
    ],
)
def test_wrong_arguments_are_named(sections: Database, arguments: str, code: str, message: str) -> None:
    with pytest.raises(psycopg2.Error, match=message) as refused:
        sections.rows(f"select * from search_page_sections(%s, {arguments})", (query_vector(sections, 1),))
    assert refused.value.pgcode == code
    assert refused.value.diag.message_hint
