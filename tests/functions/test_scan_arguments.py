"""ef_search, probes and candidates of each search reach the scan of the index: more of them read more pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests import counters
from tests.functions.corpus import fill, query_vector
from tests.functions.test_index_kinds import ORDERINGS
from tests.servers import Database, PostgresServer, created

# everything but the arguments; the vector is $1
CALLS = {
    "search_page_sections": "search_page_sections(%(vector)s",
    "hybrid_search_page_sections": "hybrid_search_page_sections('nothing', %(vector)s",
    "find_similar_sections": "find_similar_sections(77",
}
INDEXES = {
    "ef_search": f"hnsw ({ORDERINGS['vector']})",
    "probes": f"ivfflat ({ORDERINGS['vector']}) with (lists = 20)",
    "candidates": f"hnsw ({ORDERINGS['binary']})",
}
LITTLE, MUCH = (
    {"ef_search": 11, "probes": 1, "candidates": 11},
    {"ef_search": 400, "probes": 20, "candidates": 2000},
)
PUBLIC = """
    select p.proname, a.name from pg_proc as p, unnest(p.proargnames[:p.pronargs]) as a (name)
    where p.pronamespace = 'public'::regnamespace and a.name = any (%s)
"""


@pytest.fixture(scope="module")
def corpus(supabase_server: PostgresServer) -> Iterator[Database]:
    with created(supabase_server, "scan_arguments", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="64")
        upgrade(made.url, "nods_text")
        fill(made, 200)
        yield made


@pytest.fixture(scope="module", params=INDEXES)
def argument(request: pytest.FixtureRequest, corpus: Database) -> str:
    """The argument that counts for the only index that there is."""
    name = str(request.param)
    corpus.execute(
        "drop index if exists nods_page_section_embedding_hnsw_ip_idx, the_index;"
        f"create index the_index on nods_page_section using {INDEXES[name]}"
    )
    return name


def pages_read(database: Database, call: str) -> int:
    """Return how many pages of the index a call reads."""
    vector = query_vector(database, 77)
    with database.transaction() as cursor:
        cursor.execute(f"select from {call})", {"vector": vector})
        return counters.pages(cursor, "the_index")


# it reads 200 rows at least
TIMES = {"hybrid_search_page_sections": 1.2}


@pytest.mark.parametrize("function", CALLS)
def test_more_of_it_reads_more_pages(corpus: Database, argument: str, function: str) -> None:
    little, much = (
        pages_read(corpus, f"{CALLS[function]}, match_count => 10, {argument} => {values[argument]}")
        for values in (LITTLE, MUCH)
    )
    assert much > TIMES.get(function, 3) * little > 0


def test_every_public_function_with_such_an_argument_is_called(corpus: Database) -> None:
    expected = {(function, argument) for function in CALLS for argument in INDEXES}
    assert set(corpus.rows(PUBLIC, [list(INDEXES)])) == expected
