"""Every call from Python goes through the vector index, whichever way it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import create_engine, text

import pgmatch
from pgmatch.models import LoadPage, LoadSection
from tests.client.pages import MODEL
from tests.client.ways import Reach
from tests.counters import wait_for_reports
from tests.servers import Database, PostgresServer, created

SECTIONS = 300
DIMENSIONS = 1536
CALLS = 12  # a driver that prepares statements does so after 5, and Postgres may plan anew after 5 more
MATCH = "select id from match_page_sections(:query, 0, 10, 0)"
SEARCH = "select id from search_page_sections(:query, match_threshold => 0)"
SCANS = "select sum(idx_scan)::int from pg_stat_user_indexes where indexrelname like '%hnsw%'"


def vectors() -> NDArray[np.float64]:
    numbers = np.random.default_rng(1).standard_normal((SECTIONS, DIMENSIONS)) + 1
    unit: NDArray[np.float64] = numbers / np.linalg.norm(numbers, axis=1, keepdims=True)
    return unit


@pytest.fixture(scope="module")
def loaded(
    supabase_server: PostgresServer, install_template: Callable[..., str], reach: Reach
) -> Iterator[Database]:
    with created(supabase_server, "loaded", template=install_template(supabase_server)) as made:
        sections = [LoadSection(f"section {place}", vector) for place, vector in enumerate(vectors())]
        with pgmatch.connect(made.url) as client:
            client.load_pages([LoadPage("/a", sections)], MODEL, normalized=True)
        yield reach(made)


@pytest.mark.parametrize("function", ["match_page_sections", "search_page_sections"])
def test_twelve_calls_of_twelve_by_a_method_use_the_index(loaded: Database, function: str) -> None:
    before = scans(loaded)
    with pgmatch.connect(loaded.url) as client:
        for query in vectors()[:CALLS]:
            assert len(getattr(client, function)(query, match_threshold=0)) == 10
    assert scans(loaded) == before + CALLS


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
@pytest.mark.parametrize("statement", [MATCH, SEARCH])
def test_twelve_calls_of_twelve_by_sqlalchemy_use_the_index(
    loaded: Database, driver: str, statement: str
) -> None:
    before = scans(loaded)
    # a pooler gives every transaction another session, which knows no statement that was prepared before
    unprepared = {"prepare_threshold": None} if driver == "psycopg" and loaded.around else {}
    engine = create_engine(
        loaded.url.replace("postgresql", f"postgresql+{driver}", 1), connect_args=unprepared
    )
    try:
        with engine.connect() as connection:
            for query in vectors()[:CALLS]:
                assert len(connection.execute(text(statement), {"query": str(query.tolist())}).all()) == 10
                connection.commit()
    finally:
        engine.dispose()
    assert scans(loaded) == before + CALLS


def scans(database: Database) -> int:
    """Return how often the vector index was scanned by the sessions that have ended."""
    if database.around:  # the pooler keeps its own
        database.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    wait_for_reports(database)
    return int(database.rows(SCANS)[0][0])
