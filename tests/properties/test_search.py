"""Searches of random vectors, filters and numbers against an exact search by numpy, for every metric and index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, seed
from hypothesis import strategies as st
from numpy.typing import NDArray
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - psycopg2 names the class so
from psycopg2.extras import execute_values

from pgmatch.migrate import upgrade
from tests.properties.profile import profile
from tests.servers import Database, PostgresServer, created

DIMENSIONS = 8
METRICS = ("ip", "cosine", "l2", "l1")
# every row is a candidate, so that only what the type of the index cannot tell apart may be missed
KINDS = {
    "none": None,
    "hnsw vector": "hnsw (embedding vector_{ops})",
    "hnsw halfvec": "hnsw ((embedding::halfvec(8)) halfvec_{ops})",
    "hnsw binary": "hnsw ((binary_quantize(embedding)::bit(8)) bit_hamming_ops)",
    "ivfflat vector": "ivfflat (embedding vector_{ops}) with (lists = 3)",
    "ivfflat halfvec": "ivfflat ((embedding::halfvec(8)) halfvec_{ops}) with (lists = 3)",
    "ivfflat binary": "ivfflat ((binary_quantize(embedding)::bit(8)) bit_hamming_ops) with (lists = 3)",
}
THOROUGH = {"hnsw": "ef_search => 1000", "ivfflat": "probes => 3", "none": "ef_search => null"}
SCALES = {"none": (1, 1e-12, 1e9), "hnsw vector": (1, 1e-12, 1e9), "ivfflat vector": (1, 1e-12, 1e9)}
TYPES = ("markdown", "mdx")


@dataclass(frozen=True)
class Case:
    """Some rows, and a question about them."""

    seed: int
    rows: int
    is_grid: bool  # whole numbers, with many ties
    twins: bool  # half of the rows are copies
    scale: float
    count: int
    has_threshold: bool
    min_length: int | None
    prefix: str | None
    page_type: str | None
    tag: str | None


def turns(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Return each metric with each kind of index, except for those that pgvector does not have."""
    return [
        (metric, kind)
        for metric in METRICS
        for kind in kinds
        if metric != "l1" or "binary" in kind or not kind.startswith("ivfflat")
    ]


def cases(metric: str, kind: str) -> st.SearchStrategy[Case]:
    some = st.none()
    # sums of tiny numbers differ by less than their similarities can show
    scales = SCALES.get(kind if metric != "l1" else "", (1, 1e-3, 1e3))
    return st.builds(
        Case,
        seed=st.integers(0, 2**32 - 1),
        rows=st.integers(0, 120),
        is_grid=st.booleans(),
        twins=st.booleans(),
        scale=st.sampled_from(scales),
        count=st.integers(0, 15) | st.sampled_from([100, 130, 10_000]),
        has_threshold=st.booleans(),
        min_length=some | st.integers(0, 12),
        prefix=some | st.sampled_from(["/1", "/1/", "/", "/9_", ""]),
        page_type=some | st.sampled_from(TYPES),
        tag=some | st.sampled_from(["t0", "t1", "t9"]),
    )


@pytest.fixture(scope="module")
def metrics(supabase_server: PostgresServer) -> Iterator[dict[str, Database]]:
    """A database of each metric, without rows and without an index on vectors."""
    with (
        created(supabase_server, "by_ip") as ip,
        created(supabase_server, "by_cosine") as cosine,
        created(supabase_server, "by_l2") as l2,
        created(supabase_server, "by_l1") as l1,
    ):
        made = dict(zip(METRICS, (ip, cosine, l2, l1), strict=True))
        for metric, database in made.items():
            upgrade(database.url, metric=metric, dimensions=str(DIMENSIONS), revision="nods_0004")
        yield made


@pytest.mark.parametrize(("metric", "kind"), turns(KINDS))
def test_a_search_finds_what_an_exact_search_by_numpy_finds(
    metrics: dict[str, Database], metric: str, kind: str
) -> None:
    connection = metrics[metric].connect()

    @seed(crc32(f"{metric} {kind}".encode()))  # else each would be asked the same
    @profile(12)
    @given(cases(metric, kind))
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
    vectors, query = drawn(random, case)
    pages = [(f"/{n}/{n % 3}", TYPES[n % 2], json.dumps({"tags": [f"t{n % 4}"]})) for n in range(12)]
    page_of = random.integers(0, len(pages), case.rows)
    lengths = random.integers(0, 15, case.rows)
    fill(cursor, vectors, pages, page_of, lengths)
    if statement := KINDS[kind]:
        cursor.execute(
            f"create index the_index on nods_page_section using {statement.format(ops=metric + '_ops')}"
        )

    similar, slack = similarities(metric, vectors, query)
    passes = np.array(
        [is_let_through(case, pages[p], n) for p, n in zip(page_of, lengths, strict=True)], bool
    )
    threshold = between(similar, slack) if case.has_threshold else None
    matching = passes if threshold is None else passes & (similar > threshold)

    rows = found(cursor, kind, case, query, threshold)
    ids = np.array([id_ for id_, _ in rows], int) - 1
    assert matching[ids].all(), "a row that does not match was found"
    assert len({*ids}) == len(ids) == min(case.count, matching.sum()), "as many as match"
    np.testing.assert_allclose([s for _, s in rows], similar[ids], rtol=1e-4, atol=slack)
    assert rows == sorted(rows, key=lambda row: (-row[1], row[0])), "best first, equal ones by id"
    if len(ids):
        left_out = np.setdiff1d(np.flatnonzero(matching), ids)
        margin = slack + (0.01 * np.ptp(similar[matching]) if "halfvec" in kind else 0)
        assert (similar[left_out] <= similar[ids].min() + margin).all(), "a nearer row was left out"
        if "halfvec" not in kind:
            for missed in left_out:
                twins = ids[(vectors[ids] == vectors[missed]).all(axis=1)]
                assert (twins < missed).all(), "of equal rows those with the lowest ids are found"


def drawn(random: np.random.Generator, case: Case) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    shape = (case.rows + 1, DIMENSIONS)
    numbers = random.integers(-2, 3, shape) if case.is_grid else random.standard_normal(shape)
    numbers = np.where(numbers.any(axis=1, keepdims=True), numbers, 1) * case.scale
    vectors = numbers.astype(np.float32)
    if case.twins:
        half = case.rows // 2
        vectors[half : 2 * half] = vectors[:half]
    return vectors[:-1], vectors[-1]


def fill(cursor: Cursor, vectors: Any, pages: Any, page_of: Any, lengths: Any) -> None:
    cursor.execute("set local search_path = public, extensions")
    cursor.execute("alter sequence nods_page_id_seq restart; alter sequence nods_page_section_id_seq restart")
    execute_values(cursor, "insert into nods_page (path, type, meta) values %s", pages)
    values = [
        (n + 1, int(p) + 1, "x" * int(length), str(vector.tolist()))
        for n, (p, length, vector) in enumerate(zip(page_of, lengths, vectors, strict=True))
    ]
    if values:
        statement = "insert into nods_page_section (id, page_id, content, embedding) values %s"
        execute_values(cursor, statement, values)
    # what is not to be found
    cursor.execute(
        "insert into nods_page_section (id, page_id, content) values (9999, 1, 'without embedding')"
    )


def similarities(metric: str, vectors: Any, query: Any) -> tuple[NDArray[np.float64], float]:
    """Return the similarities as they are documented, and what single precision may change in them."""
    rows, asked_for = vectors.astype(np.float64), query.astype(np.float64)
    norms = np.linalg.norm(rows, axis=1) * np.linalg.norm(asked_for)
    if metric == "ip":
        return rows @ asked_for, 1e-5 * float(norms.max(initial=0))
    if metric == "cosine":
        return rows @ asked_for / norms, 1e-5
    return 1 / (1 + np.linalg.norm(rows - asked_for, ord=int(metric[1]), axis=1)), 1e-6


def between(similar: NDArray[np.float64], slack: float) -> float:
    """Return a threshold that rounding lets no row pass or miss: in the widest gap of the middle ones."""
    ordered = np.unique(similar)
    if len(ordered) < 2:
        return float(ordered[0] - 1) if len(ordered) else 0.0
    gaps = np.diff(ordered)
    place = int(gaps.argmax())
    return float(ordered[place] + gaps[place] / 2) if gaps[place] > 4 * slack else float(ordered[0] - 1)


def is_let_through(case: Case, page: tuple[str, str, str], length: int) -> bool:
    path, page_type, meta = page
    return (
        length >= (case.min_length or 0)
        and path.startswith(case.prefix or "")
        and case.page_type in (None, page_type)
        and (case.tag is None or case.tag in json.loads(meta)["tags"])
    )


def found(
    cursor: Cursor, kind: str, case: Case, query: Any, threshold: float | None
) -> list[tuple[int, float]]:
    thorough = THOROUGH[kind.split()[0]] + (", candidates => 100000" if "binary" in kind else "")
    cursor.execute(
        "select id, similarity from search_page_sections(%s, match_count => %s, match_threshold => %s,"
        f" min_content_length => %s, path_prefix => %s, page_type => %s, meta => %s, {thorough})",
        (
            str(query.tolist()),
            case.count,
            threshold,
            case.min_length,
            case.prefix,
            case.page_type,
            None if case.tag is None else json.dumps({"tags": [case.tag]}),
        ),
    )
    return cursor.fetchall()
