"""collections_scan looks up in one statement what the core's functions say: both have to agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.servers import Database, PostgresServer, created

COLUMNS = "(id text primary key, vec extensions.vector(3) not null, metadata jsonb default '{}')"
PLAIN = "create index on vecs.{name} using hnsw (vec extensions.vector_{metric}_ops)"
METRICS = ("ip", "cosine", "l2", "l1")
TABLES = {
    **{metric: (COLUMNS, PLAIN.format(name=metric, metric=metric)) for metric in METRICS},
    "of_varchar": (COLUMNS.replace("id text", "id varchar"), PLAIN),
    "all_metrics": (COLUMNS, ";".join(PLAIN.format(name="all_metrics", metric=metric) for metric in METRICS)),
    "tuned": (COLUMNS, f"{PLAIN}; select pgmatch.tune_index('vecs.tuned_vec_idx', 77)"),
    "rebuilt_since": (
        COLUMNS,
        f"{PLAIN}; select pgmatch.tune_index('vecs.rebuilt_since_vec_idx', 77);"
        "alter index vecs.rebuilt_since_vec_idx set (m = 8)",
    ),
    # none of these is a collection
    "_hidden": (COLUMNS, PLAIN),
    "of_numbers": (COLUMNS.replace("id text", "id bigint"), PLAIN),
    "of_json": (COLUMNS.replace("jsonb", "json"), PLAIN),
    "without_metadata": (COLUMNS.replace("metadata", "data"), PLAIN),
    "halves": (COLUMNS.replace("vector", "halfvec"), PLAIN.replace("vector", "halfvec")),
    "parent": (COLUMNS, f"{PLAIN}; create table public.child () inherits (vecs.parent)"),
    "partitioned": (f"{COLUMNS} partition by hash (id)", PLAIN),
    "partition": ("partition of vecs.partitioned for values with (modulus 1, remainder 0)", ""),
    # these are, but another index answers, or none
    "unindexed": (COLUMNS, ""),
    "ivfflat": (COLUMNS, PLAIN.replace("hnsw", "ivfflat")),
    "partial": (COLUMNS, f"{PLAIN} where id > 'm'"),
    "as_halfvec": (
        COLUMNS,
        PLAIN.replace("vec ", "(vec::extensions.halfvec(3)) ").replace("vector", "halfvec"),
    ),
    "as_bits": (
        COLUMNS,
        "create index on vecs.{name} using hnsw"
        " ((extensions.binary_quantize(vec)::bit(3)) extensions.bit_hamming_ops)",
    ),
    "on_another": (
        COLUMNS.replace("vec ", "vec extensions.vector(3), another "),
        PLAIN.replace("(vec", "(another"),
    ),
    "invalid": (
        COLUMNS,
        f"{PLAIN}; update pg_index set indisvalid = false where indexrelid = 'vecs.invalid_vec_idx'::regclass",
    ),
}
BOTH = """
    select
      c.relname,
      m.metric,
      (s.method, s.ordering, s.ef_search),
      pgmatch.collections_is_one(c.oid) and i.method = 'hnsw' and i.kind = 'vector' and i.ordering is null,
      ('hnsw', 's.vec ' || (pgmatch.metric_sql(m.metric)).operator || ' $1', i.ef_search),
      s.ordering is not null
    from pg_class as c
    cross join unnest(%s) as m (metric)
    cross join lateral pgmatch.search_index(c.oid, 'vec', m.metric) as i
    cross join lateral pgmatch.collections_scan(c.relname::text, m.metric, 3) as s
    where c.relnamespace = 'vecs'::regnamespace and c.relkind in ('r', 'p')
"""


@pytest.fixture(scope="module")
def every_kind(
    supabase_server: PostgresServer, collections_template: Callable[[str], str]
) -> Iterator[Database]:
    """Tables in the schema vecs, collections and others, with indexes of every kind."""
    with created(supabase_server, "kinds", template=collections_template("private")) as made:
        for name, (columns, index) in TABLES.items():
            made.execute(f"create table vecs.{name} {columns}")
            made.execute(index.format(name=name, metric="cosine") or "select")
        yield made


def test_it_scans_what_the_core_would_scan(every_kind: Database) -> None:
    rows = every_kind.rows(BOTH, (list(METRICS),))
    assert {table for table, *_ in rows} == {*TABLES}
    scanned = {(table, metric) for table, metric, *_, is_scanned in rows if is_scanned}
    assert scanned == {(table, metric) for table, metric, _, is_plain, *_ in rows if is_plain}
    assert scanned == {
        *((metric, metric) for metric in METRICS),
        *(("all_metrics", metric) for metric in METRICS),
        *((table, "cosine") for table in ("of_varchar", "tuned", "rebuilt_since")),
    }
    for table, metric, found, is_plain, expected, _ in rows:
        assert found == expected or not is_plain, (table, metric)


def test_it_reads_the_setting_of_a_tuned_index_until_it_is_built_otherwise(every_kind: Database) -> None:
    ef_search = "select ef_search from pgmatch.collections_scan(%s, 'cosine', 3)"
    assert every_kind.rows(ef_search, ("tuned",)) == [(77,)]
    assert every_kind.rows(ef_search, ("rebuilt_since",)) == [(None,)]
