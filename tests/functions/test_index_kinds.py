"""Every type of index behind the same call: used, complete, and ordered by the stored vectors."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.functions.corpus import SECTIONS, exact, fill, query_vector
from tests.functions.plans import exact_passes, plans, walks
from tests.servers import Database, PostgresServer, created

QUERIES = random.Random(5).sample(range(1, SECTIONS), 10)
ORDERINGS = {
    "vector": "embedding extensions.vector_ip_ops",
    "halfvec": "(embedding::extensions.halfvec(64)) extensions.halfvec_ip_ops",
    "binary": "(extensions.binary_quantize(embedding)::bit(64)) extensions.bit_hamming_ops",
}
# the counters of scans are up to date when it has ended
COUNTED = "select m.id, pg_stat_force_next_flush() is null from match_page_sections(%s, null, 10, 0) as m"
KINDS = [(method, kind) for method in ("hnsw", "ivfflat") for kind in ORDERINGS]


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> Iterator[Database]:
    with created(server, "kinds", extension_schema="extensions") as made:
        upgrade(made.url, access="public_read", dimensions="64")
        fill(made)
        made.execute("drop index nods_page_section_embedding_hnsw_ip_idx")
        yield made


@pytest.fixture(scope="module", params=KINDS, ids="-".join)
def indexed(request: pytest.FixtureRequest, server: PostgresServer, template: Database) -> Iterator[Database]:
    method, kind = request.param
    options = "with (lists = 20)" if method == "ivfflat" else ""
    with created(server, f"kind_{method}_{kind}", template=template.name) as made:
        made.execute(
            f"create index the_index on nods_page_section using {method} ({ORDERINGS[kind]}) {options}"
        )
        yield made


def answer(database: Database, vector: str, arguments: str = "10") -> list[tuple[int, float]]:
    return database.rows(f"select id, similarity from search_page_sections(%s, {arguments})", (vector,))


def test_the_index_is_walked(indexed: Database) -> None:
    vector = query_vector(indexed, 77)
    if indexed.server.libraries >= {"auto_explain"}:
        seen = plans(indexed, "select * from public.match_page_sections(%s, null, 10, 0)", (vector,), "anon")
        assert (len(walks(seen)), exact_passes(seen)) == (1, [])
        assert "using the_index" in walks(seen)[0]
    scans = "select idx_scan from pg_stat_user_indexes where indexrelname = 'the_index'"
    with indexed.connect() as connection, connection.cursor() as cursor:
        cursor.execute(scans)
        before = cursor.fetchall()[0][0]
        for _ in range(12):
            cursor.execute("select * from match_page_sections(%s, null, 10, 0)", (vector,))
        cursor.execute("select pg_stat_force_next_flush()")
    connection.close()
    assert indexed.rows(scans) >= [(before + 12,)]


def test_similarities_are_those_of_the_stored_vectors_in_order(indexed: Database) -> None:
    hits = 0
    for section in QUERIES:
        vector = query_vector(indexed, section)
        rows = answer(indexed, vector, "10, ef_search => 400, probes => 20")
        assert rows == sorted(rows, key=lambda row: (-row[1], row[0]))
        true = "select -(embedding operator(extensions.<#>) %s::extensions.vector) from nods_page_section where id = %s"
        for id_, similarity in rows:
            assert indexed.rows(true, (vector, id_)) == [(similarity,)]
        hits += len({id_ for id_, _ in rows} & set(exact(indexed, vector, 10)))
    assert hits >= 0.97 * 10 * len(QUERIES)


def test_numbers_that_no_halfvec_holds_are_searched_all_the_same(indexed: Database) -> None:
    vector = f"[70000{', -1' * 63}]"
    found = answer(indexed, vector, "10, ef_search => 400, probes => 20")
    assert len(found) == 10
    if "halfvec" in indexed.name:
        assert [id_ for id_, _ in found] == exact(indexed, vector, 10)


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ("0", 0),
        ("1000", 1000),
        ("10000", SECTIONS),
        ("10, page_type => '0.1'", 10),
        ("100, page_type => '0.1'", 10),
        ("100, page_type => '50'", 100),
        ("20, min_content_length => 9991", 10),
        ("10, match_threshold => 1.5", 0),
        ("10, 0.9, ef_search => 5, probes => 1", None),
        ("10, ef_search => 1, probes => 1, candidates => 10", 10),
    ],
)
def test_answers_are_complete(indexed: Database, arguments: str, rows: int | None) -> None:
    found = answer(indexed, query_vector(indexed, 77), arguments)
    assert len({id_ for id_, _ in found}) == len(found)
    assert rows is None or len(found) == rows


def test_a_threshold_cuts_by_the_stored_similarity(indexed: Database) -> None:
    vector = query_vector(indexed, 77)
    everything = answer(indexed, vector, "50")
    threshold = everything[20][1]
    assert answer(indexed, vector, f"50, {threshold!r}") == [row for row in everything if row[1] > threshold]


@pytest.mark.parametrize("statement", ["begin read only", "begin"])
def test_settings_are_put_back(indexed: Database, statement: str) -> None:
    names = (
        "hnsw.ef_search",
        "hnsw.iterative_scan",
        "hnsw.max_scan_tuples",
        "ivfflat.probes",
        "ivfflat.iterative_scan",
    )
    shown = "select " + ", ".join(f"current_setting('{name}')" for name in names)
    connection = indexed.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"select '[1]'::extensions.vector; {statement}")
        cursor.execute(shown)
        before = cursor.fetchall()
        for arguments in ("10", "10, ef_search => 300, probes => 7, min_content_length => 9000"):
            cursor.execute(
                f"select * from search_page_sections(%s, {arguments})", (query_vector(indexed, 5),)
            )
            cursor.execute(shown)
            assert cursor.fetchall() == before
    connection.close()


def test_two_methods_for_the_same_ordering_are_both_searched_thoroughly(
    server: PostgresServer, create_database: CreateDatabase, template: Database
) -> None:
    made = create_database(server, template=template.name)
    made.execute(
        f"create index hnsw_idx on nods_page_section using hnsw ({ORDERINGS['vector']});"
        f"create index lists_idx on nods_page_section using ivfflat ({ORDERINGS['vector']}) with (lists = 100)"
    )
    hits = 0
    for section in QUERIES:
        vector = query_vector(made, section)
        found = made.rows(COUNTED, (vector,))
        hits += len({row[0] for row in found} & set(exact(made, vector, 10)))
    walked = made.rows(
        "select sum(idx_scan) from pg_stat_user_indexes where indexrelname in ('hnsw_idx', 'lists_idx')"
    )
    assert walked[0][0] >= len(QUERIES)
    assert hits >= 0.95 * 10 * len(QUERIES)


@pytest.mark.parametrize("method", ["hnsw", "ivfflat"])
@pytest.mark.parametrize("arguments", ["", ", min_content_length => 0", ", path_prefix => '/'"])
def test_a_partial_index_alone_does_not_shorten_an_answer(
    server: PostgresServer, create_database: CreateDatabase, template: Database, method: str, arguments: str
) -> None:
    made = create_database(server, template=template.name)
    # every search implies the condition, so that the planner may take the index
    made.execute(
        f"create index on nods_page_section using {method} ({ORDERINGS['vector']}) where embedding is not null"
    )
    vector = query_vector(made, 77)
    assert [i for i, _ in answer(made, vector, f"300{arguments}")] == exact(made, vector, 300)


@pytest.mark.parametrize(
    ("whole", "partial", "count"),
    [("hnsw", "ivfflat", 10), ("hnsw", "ivfflat", 60), ("ivfflat", "hnsw", 1000)],
)
def test_a_partial_index_beside_a_whole_one_is_searched_as_thoroughly(
    server: PostgresServer,
    create_database: CreateDatabase,
    template: Database,
    whole: str,
    partial: str,
    count: int,
) -> None:
    made = create_database(server, template=template.name)
    made.execute(
        f"create index on nods_page_section using {whole} ({ORDERINGS['vector']});"
        f"create index on nods_page_section using {partial} ({ORDERINGS['vector']}) where embedding is not null"
    )
    hits = 0
    for section in QUERIES:
        vector = query_vector(made, section)
        hits += len({i for i, _ in answer(made, vector, str(count))} & set(exact(made, vector, count)))
    assert hits >= 0.95 * count * len(QUERIES)


def test_a_binary_index_is_chosen_once_it_is_measured(
    server: PostgresServer, create_database: CreateDatabase, template: Database
) -> None:
    made = create_database(server, template=template.name)
    for kind in ("vector", "binary"):
        made.execute(f"create index {kind}_idx on nods_page_section using hnsw ({ORDERINGS[kind]})")
    vector = query_vector(made, 77)
    used = (
        "select indexrelname from pg_stat_user_indexes where indexrelname like '%\\_idx' and idx_scan > 0"
        " and indexrelname in ('vector_idx', 'binary_idx') order by 1"
    )
    made.rows(COUNTED, (vector,))
    assert made.rows(used) == [("vector_idx",)]
    made.execute("select pgmatch.tune_index('binary_idx', overfetch => 8)")
    made.rows(COUNTED, (vector,))
    assert made.rows(used) == [("binary_idx",), ("vector_idx",)]


def test_more_candidates_find_more(
    server: PostgresServer, create_database: CreateDatabase, template: Database
) -> None:
    made = create_database(server, template=template.name)
    made.execute(f"create index b on nods_page_section using hnsw ({ORDERINGS['binary']})")
    hits = dict.fromkeys((10, 400), 0)
    for section in QUERIES:
        vector = query_vector(made, section)
        truth = set(exact(made, vector, 10))
        for candidates in hits:
            hits[candidates] += len(
                {i for i, _ in answer(made, vector, f"candidates => {candidates}")} & truth
            )
    assert hits[10] < hits[400]
    assert hits[400] >= 0.99 * 10 * len(QUERIES)


GOLDEN = {
    "ip": {"same": 1, "near": 0.8, "orthogonal": 0, "opposite": -1},
    "cosine": {"same": 1, "near": 0.8, "orthogonal": 0, "opposite": -1},
    "l2": {"same": 1, "near": 0.6126, "orthogonal": 0.4142, "opposite": 0.3333},
}


@pytest.mark.parametrize("kind", ORDERINGS)
@pytest.mark.parametrize("metric", GOLDEN)
def test_golden_vectors_have_the_similarity_of_the_metric(
    server: PostgresServer, create_database: CreateDatabase, metric: str, kind: str
) -> None:
    made = create_database(server, extension_schema="extensions")
    upgrade(made.url, dimensions="3", metric=metric)
    ordering = ORDERINGS[kind].replace("64", "3").replace("ip", metric)
    made.execute(
        f"drop index nods_page_section_embedding_hnsw_{metric}_idx;"
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding) values"
        " (1, 'same', '[1,0,0]'), (1, 'near', '[0.8,0.6,0]'),"
        " (1, 'orthogonal', '[0,1,0]'), (1, 'opposite', '[-1,0,0]')"
    )
    for method, options in (("hnsw", ""), ("ivfflat", "with (lists = 1)")):
        made.execute(
            f"drop index if exists golden; create index golden on nods_page_section using {method} ({ordering}) {options}"
        )
        assert made.rows(
            "select method, kind from pgmatch.search_index('nods_page_section', 'embedding', %s)", (metric,)
        ) == [(method, kind)]
        rows = made.rows(
            "select content, round(similarity::numeric, 4)::float, pg_stat_force_next_flush() is null"
            " from search_page_sections('[1,0,0]')"
        )
        assert [row[:2] for row in rows] == list(GOLDEN[metric].items())
        scans = made.rows("select idx_scan from pg_stat_user_indexes where indexrelname = 'golden'")
        assert scans == [(1,)]


@pytest.mark.parametrize(
    ("dimensions", "metric", "expression"),
    [
        (2000, "ip", "embedding"),
        (2001, "ip", "halfvec(2001)"),
        (3072, "ip", "halfvec(3072)"),
        (3072, "cosine", "halfvec(3072)"),
        (4000, "l2", "halfvec(4000)"),
        (4001, "ip", "bit(4001)"),
        (16000, "ip", "bit(16000)"),
    ],
)
def test_every_number_of_dimensions_is_indexed_and_searched(
    server: PostgresServer, create_database: CreateDatabase, dimensions: int, metric: str, expression: str
) -> None:
    made = create_database(server, extension_schema="extensions")
    upgrade(made.url, dimensions=str(dimensions), metric=metric)
    made.execute(
        "set local search_path = public, extensions; select setseed(0.5); insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding)"
        " select 1, 'c' || i, l2_normalize((select array_agg(random()::real - 0.5)"
        f" from generate_series(1, {dimensions} + 0 * i))::vector) from generate_series(1, 60) as i; analyze"
    )
    vector = query_vector(made, 7)
    assert expression in made.rows("select ordering from pgmatch.vector_indexes('nods_page_section')")[0][0]
    assert [i for i, _ in answer(made, vector)] == exact(made, vector, 10)
    assert len(made.rows(COUNTED, (vector,))) == 10
    assert made.rows(
        "select sum(idx_scan) > 0 from pg_stat_user_indexes where indexrelname like 'nods_page_section_embedding%'"
    ) == [(True,)]
