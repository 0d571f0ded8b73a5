"""Every metric through every type of index, with similarities worked out by hand, and every number of dimensions."""

from __future__ import annotations

import pytest

from pgmatch.migrate import upgrade
from tests import counters
from tests.conftest import CreateDatabase, InstallDatabase
from tests.functions.corpus import exact, query_vector
from tests.servers import PostgresServer

ORDERINGS = {
    "vector": "embedding extensions.vector_ip_ops",
    "halfvec": "(embedding::extensions.halfvec(64)) extensions.halfvec_ip_ops",
    "binary": "(extensions.binary_quantize(embedding)::bit(64)) extensions.bit_hamming_ops",
}
GOLDEN = {
    "ip": {"same": 1, "near": 0.8, "orthogonal": 0, "opposite": -1},
    "cosine": {"same": 1, "near": 0.8, "orthogonal": 0, "opposite": -1},
    "l2": {"same": 1, "near": 0.6126, "orthogonal": 0.4142, "opposite": 0.3333},
    "l1": {"same": 1, "near": 0.5556, "orthogonal": 0.3333, "opposite": 0.3333},
}


@pytest.mark.parametrize("metric", GOLDEN)
def test_golden_vectors_have_the_similarity_of_the_metric(
    server: PostgresServer, create_database: CreateDatabase, metric: str
) -> None:
    made = create_database(server, extension_schema="extensions")
    upgrade(made.url, dimensions="3", metric=metric)
    made.execute(
        f"drop index nods_page_section_embedding_hnsw_{metric}_idx;"
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding) values"
        " (1, 'same', '[1,0,0]'), (1, 'near', '[0.8,0.6,0]'),"
        " (1, 'orthogonal', '[0,1,0]'), (1, 'opposite', '[-1,0,0]')"
    )
    for kind, ordering in ORDERINGS.items():
        for method, options in (("hnsw", ""), ("ivfflat", "with (lists = 1)")):
            if (metric, method) == ("l1", "ivfflat") and kind != "binary":
                continue  # which pgvector does not have
            made.execute(
                "drop index if exists golden; create index golden on nods_page_section"
                f" using {method} ({ordering.replace('64', '3').replace('ip', metric)}) {options}"
            )
            chosen = "select method, kind from pgmatch.search_index('nods_page_section', 'embedding', %s)"
            assert made.rows(chosen, (metric,)) == [(method, kind)]
            with made.transaction() as cursor:
                cursor.execute(
                    "select content, round(similarity::numeric, 4)::float from search_page_sections('[1,0,0]')"
                )
                assert cursor.fetchall() == list(GOLDEN[metric].items())
                assert counters.scans(cursor, "golden") == 1


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
    server: PostgresServer, install_database: InstallDatabase, dimensions: int, metric: str, expression: str
) -> None:
    made = install_database(server, extension_schema="extensions", metric=metric)
    made.execute("select pgmatch.set_dimensions(%s)", (dimensions,))
    made.execute(
        "set local search_path = public, extensions; select setseed(0.5); insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding)"
        " select 1, 'c' || i, l2_normalize((select array_agg(random()::real - 0.5)"
        f" from generate_series(1, {dimensions} + 0 * i))::vector) from generate_series(1, 60) as i; analyze"
    )
    vector = query_vector(made, 7)
    ((index, ordering),) = made.rows(
        "select index, ordering from pgmatch.vector_indexes('nods_page_section')"
    )
    assert expression in ordering
    found = made.rows("select id from search_page_sections(%s)", (vector,))
    assert [row[0] for row in found] == exact(made, vector, 10)
    with made.transaction() as cursor:
        cursor.execute("select from match_page_sections(%s, null, 10, 0)", (vector,))
        assert cursor.rowcount == 10
        assert counters.scans(cursor, index) > 0
