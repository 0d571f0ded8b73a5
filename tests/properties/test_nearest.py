"""Searches of tables of any kind against an exact search by numpy: metric, index, key, names, conditions.

A function made for the table takes the fast path where it may, pgmatch.nearest is the complete path: they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, seed
from hypothesis import strategies as st
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - psycopg2 names the class so
from psycopg2.extras import execute_values

from pgmatch.migrate import upgrade
from tests.properties.profile import profile
from tests.properties.test_search import DIMENSIONS, THOROUGH, between, similarities, turns
from tests.searches.calls import CALLS
from tests.servers import Database, PostgresServer, created

# every row is a candidate, so that only what the type of the index cannot tell apart may be missed
KINDS = {
    "none": None,
    "hnsw vector": "hnsw ({column} vector_{metric}_ops)",
    "hnsw halfvec": "hnsw (({column}::halfvec(8)) halfvec_{metric}_ops)",
    "hnsw binary": "hnsw ((binary_quantize({column})::bit(8)) bit_hamming_ops)",
    "ivfflat vector": "ivfflat ({column} vector_{metric}_ops) with (lists = 3)",
    "none, halfvec column": None,
    "hnsw, halfvec column": "hnsw ({column} halfvec_{metric}_ops)",
    "hnsw binary, halfvec column": "hnsw ((binary_quantize({column})::bit(8)) bit_hamming_ops)",
    "ivfflat, halfvec column": "ivfflat ({column} halfvec_{metric}_ops) with (lists = 3)",
}
KEYS: dict[str, Callable[[int], Any]] = {
    "bigint": lambda n: n + 2**40,
    "integer": lambda n: n - 50,
    "uuid": lambda n: UUID(int=n),
    "text": lambda n: f"key '{n:05}",
}
NAMES = {
    "plain": ("shop", "products", "embedding", "id"),
    "quoted": ('My "Shop"', "Products; drop", 'The "vector"', "order"),
}
TAGS = ("t0", "it's", "t%2")


@dataclass(frozen=True)
class Case:
    """A table, and a question about it."""

    seed: int
    rows: int
    key: str
    names: str
    is_partitioned: bool
    has_twins: bool
    count: int
    has_threshold: bool
    min_length: int | None
    tag: str | None


CASES = st.builds(
    Case,
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(0, 120),
    key=st.sampled_from(sorted(KEYS)),
    names=st.sampled_from(sorted(NAMES)),
    is_partitioned=st.booleans(),
    has_twins=st.booleans(),
    count=st.integers(0, 15) | st.sampled_from([100, 130, 10_000]),
    has_threshold=st.booleans(),
    min_length=st.none() | st.integers(0, 12),
    tag=st.none() | st.sampled_from([*TAGS, "none"]),
)


@pytest.fixture(scope="module")
def installed(supabase_server: PostgresServer) -> Iterator[Database]:
    with created(supabase_server, "any_table", extension_schema="extensions") as made:
        upgrade(made.url, dimensions=str(DIMENSIONS))
        yield made


@pytest.mark.parametrize(("metric", "kind"), turns(KINDS))
def test_both_paths_find_what_an_exact_search_by_numpy_finds(
    installed: Database, metric: str, kind: str
) -> None:
    connection = installed.connect()

    @seed(crc32(f"nearest {metric} {kind}".encode()))  # else each would be asked the same
    @profile(8)
    @given(CASES)
    def check(case: Case) -> None:
        with connection.cursor() as cursor:
            try:
                asked(cursor, metric, kind, case)
            finally:
                connection.rollback()

    check()
    connection.close()


def asked(cursor: Cursor, metric: str, kind: str, case: Case) -> None:
    random = np.random.default_rng(case.seed)
    is_half = "halfvec column" in kind
    numbers = random.standard_normal((case.rows + 1, DIMENSIONS))
    if case.has_twins:
        numbers[: case.rows // 2] = numbers[case.rows // 2 : 2 * (case.rows // 2)]
    numbers = numbers.astype(np.float16 if is_half else np.float32)
    vectors, query = numbers[:-1].astype(np.float32), numbers[-1].astype(np.float32)
    lengths = random.integers(0, 15, case.rows)
    tags = random.integers(0, len(TAGS), case.rows)
    fill(cursor, metric, kind, case, vectors, lengths, tags)

    similar, slack = similarities(metric, vectors, query)
    passes = np.ones(case.rows, bool)
    if case.min_length is not None:
        passes &= lengths >= case.min_length
    if case.tag is not None:
        passes &= np.array([TAGS[tag] == case.tag for tag in tags], bool)
    threshold = between(similar, slack) if case.has_threshold else None
    matching = passes if threshold is None else passes & (similar > threshold)

    by_function, is_fast = found_by_function(cursor, metric, kind, case, query, threshold)
    rows = found(cursor, metric, kind, case, query, threshold)
    assert by_function == rows, "the function made for the table finds the same"
    if KINDS[kind] and case.min_length is None and case.tag is None and 0 < case.count <= case.rows:
        assert is_fast, "it needs no complete path"
    numbered = {KEYS[case.key](n): n for n in range(case.rows)}
    ids = np.array([numbered[key] for key, _ in rows], int)
    assert matching[ids].all(), "a row that does not match was found"
    assert len({*ids}) == len(ids) == min(case.count, matching.sum()), "as many as match"
    np.testing.assert_allclose([s for _, s in rows], similar[ids], rtol=1e-4, atol=slack)
    assert [*ids] == [n for _, n in sorted(zip([-s for _, s in rows], ids, strict=True))], "best first"
    if len(ids):
        left_out = np.setdiff1d(np.flatnonzero(matching), ids)
        margin = slack + (0.01 * np.ptp(similar[matching]) if kind == "hnsw halfvec" else 0)
        assert (similar[left_out] <= similar[ids].min() + margin).all(), "a nearer row was left out"


def names_of(case: Case) -> tuple[str, str, str, str]:
    """Return the quoted names of the table, its vectors and its key, and its name in full."""
    schema, table, column, key = ('"' + name.replace('"', '""') + '"' for name in NAMES[case.names])
    return schema, f"{schema}.{table}", column, key


def fill(cursor: Cursor, metric: str, kind: str, case: Case, vectors: Any, lengths: Any, tags: Any) -> None:
    schema, table, column, key = names_of(case)
    column_type = "halfvec" if "halfvec column" in kind else "vector"
    cursor.execute("set local search_path = extensions")
    cursor.execute(
        f"create schema {schema};"
        f"create table {table} ({key} {case.key} primary key, {column} {column_type}({DIMENSIONS}),"
        " content text, tag text)" + (f" partition by hash ({key})" if case.is_partitioned else "")
    )
    for part in range(3 if case.is_partitioned else 0):
        cursor.execute(
            f"create table {schema}.part_{part} partition of {table}"
            f" for values with (modulus 3, remainder {part})"
        )
    make = KEYS[case.key]
    values = [
        (str(make(n)), str(vector.tolist()), "x" * int(length), TAGS[tag])
        for n, (vector, length, tag) in enumerate(zip(vectors, lengths, tags, strict=True))
    ]
    if values:
        execute_values(cursor, f"insert into {table} values %s", values)
    # what is not to be found
    cursor.execute(
        f"insert into {table} ({key}, content) values (%s, 'without embedding')", (str(make(9999)),)
    )
    if statement := KINDS[kind]:
        cursor.execute(f"create index on {table} using {statement.format(column=column, metric=metric)}")


def thorough(kind: str) -> str:
    """Return the arguments that make every row a candidate."""
    return THOROUGH[kind.split()[0].rstrip(",")] + (", candidates => 100000" if "binary" in kind else "")


def keyed(case: Case, rows: list[tuple[Any, float]]) -> list[tuple[Any, float]]:
    """Return rows with keys as `KEYS` makes them."""
    return [(UUID(key) if case.key == "uuid" else key, similarity) for key, similarity in rows]


def found_by_function(
    cursor: Cursor, metric: str, kind: str, case: Case, query: Any, threshold: float | None
) -> tuple[list[tuple[Any, float]], bool]:
    """Return what a function made for the table finds, and whether pgmatch.nearest was not needed."""
    _, table, _, key = names_of(case)
    cursor.execute(
        "select pgmatch.create_search('public.match_made', %s, %s, content => 'content', metric => %s,"
        """ filters => '{"of_tag text": "s.tag = $"}')""",
        (table, NAMES[case.names][2], metric),
    )
    cursor.execute("set local track_functions = 'pl'")
    cursor.execute(CALLS)  # those of former transactions may still be counted
    before = cursor.fetchall()
    cursor.execute(
        f"select {key}{'::text' if case.key == 'uuid' else ''}, similarity from public.match_made(%s, %s, %s,"
        f" min_content_length => %s, of_tag => %s, {thorough(kind)})",
        (str(query.tolist()), case.count, threshold, case.min_length, case.tag),
    )
    rows = keyed(case, cursor.fetchall())
    cursor.execute(CALLS)
    return rows, cursor.fetchall() == before


def found(
    cursor: Cursor, metric: str, kind: str, case: Case, query: Any, threshold: float | None
) -> list[tuple[Any, float]]:
    arguments = {
        "table": names_of(case)[1],
        "embedding": NAMES[case.names][2],
        "key": NAMES[case.names][3],
        "metric": metric,
        "query": str(query.tolist()),
        "count": case.count,
        "threshold": threshold,
        "late": None if case.min_length is None else f"length(s.content) >= {case.min_length}",
        "filter": None if case.tag is None else cursor.mogrify("s.tag = %s", (case.tag,)).decode(),
    }
    cursor.execute(
        f"select n.key{'::text' if case.key == 'uuid' else ''}, n.similarity from pgmatch.nearest(null::{case.key},"
        " %(table)s, %(embedding)s, %(key)s, %(metric)s, %(query)s, %(count)s, %(threshold)s, late => %(late)s,"
        f" filter => %(filter)s, {thorough(kind)}) as r, unnest(r.keys, r.similarities) with ordinality"
        " as n (key, similarity, place) order by n.place",
        arguments,
    )
    return keyed(case, cursor.fetchall())
