"""The contenders' databases: the same rows in each, and the index of each, built and weighed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing
from math import isqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg2.sql import SQL, Identifier

from bench import copying
from bench.data import Dataset
from bench.progress import tracked
from bench.results import IndexBuild
from bench.server import BenchServer
from pgmatch.migrate import upgrade

if TYPE_CHECKING:
    import vecs

KINDS = ("vector", "halfvec", "binary")
GUIDE = "guide"
IVFFLAT = "binary_ivfflat"
VECS = "vecs"
COLLECTION = "sections"
_INDEXED = {
    "vector": "embedding vector_ip_ops",
    "halfvec": "(embedding::halfvec({0})) halfvec_ip_ops",
    "binary": "(binary_quantize(embedding)::bit({0})) bit_hamming_ops",
}
_NAMES = {
    "vector": "hnsw_ip_idx",
    "halfvec": "hnsw_halfvec_ip_idx",
    "binary": "hnsw_binary_hamming_idx",
}
_LISTS_NAME = "nods_page_section_embedding_ivfflat_binary_hamming_idx"
_SIZE = """
    select coalesce(sum(pg_relation_size(x.indexrelid)), 0)::bigint
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as a on a.oid = c.relam
    where a.amname in ('hnsw', 'ivfflat')
"""
SECTIONS = "nods_page_section"
REFRESH = "select pgmatch.refresh_searches()"  # as `pgmatch index create` does
_WARM = """
    select sum(pg_prewarm(c.oid))
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'vecs', 'pg_toast') and c.relkind in ('r', 'i', 't')
"""


def name(dataset: Dataset, holds: str) -> str:
    """Return the name of a dataset's database: that of one of our index types, the guide's, or vecs'."""
    return f"{dataset.name}_{holds}"


def statement(file: str, **values: Any) -> str:
    """Return the text of a file in `sql/`, its `:names` filled in."""
    text = (Path(__file__).parent / "sql" / file).read_text(encoding="utf-8")
    for key, value in values.items():
        text = re.sub(rf":{key}\b", str(value), text)
    return text


def create(server: BenchServer, dataset: Dataset) -> None:
    """Make our databases and the guide's, loaded and analysed, without vector indexes."""
    first, *others = KINDS
    create_one(server, dataset, first)
    for other in others:
        copy(server, dataset, first, other)
    create_one(server, dataset, GUIDE)


def create_one(server: BenchServer, dataset: Dataset, holds: str) -> None:
    """Make the guide's database or one of ours, loaded and analysed, without vector index."""
    database = name(dataset, holds)
    make = create_guide if holds == GUIDE else create_empty
    make(server, database, dataset.dimensions)
    load(server, database, dataset)


def copy(server: BenchServer, dataset: Dataset, original: str, holds: str) -> None:
    """Make a copy of a dataset's database, which nobody may be connected to."""
    server.create_database(name(dataset, holds), template=name(dataset, original), strategy="file_copy")


def create_empty(server: BenchServer, database: str, dimensions: int) -> None:
    """Make a database of ours without rows and without a vector index."""
    template = f"empty_{dimensions}"
    if not server.rows("postgres", "select from pg_database where datname = %s", [template]):
        server.create_database(template)
        upgrade(server.url(template), dimensions=str(dimensions), access="public_read")
        drop = f"drop index {index_name('vector')}"
        server.execute(template, drop, "create extension pg_prewarm schema public")
    server.create_database(database, template=template)


def create_guide(server: BenchServer, database: str, dimensions: int) -> None:
    """Make a database as the guide leaves it, without rows."""
    server.create_database(database)
    server.execute(database, statement("guide.sql", dimensions=dimensions))
    server.execute(database, "create extension pg_prewarm schema public")


def build_indexes(server: BenchServer, dataset: Dataset) -> Iterator[IndexBuild]:
    """Build the guide's index and each of ours, one after the other."""
    yield build(server, dataset, GUIDE, "vector")
    for kind in KINDS:
        yield build(server, dataset, kind, kind)


def build(server: BenchServer, dataset: Dataset, holds: str, kind: str, table: str = SECTIONS) -> IndexBuild:
    """Build one index in one database and return what it took."""
    database = name(dataset, holds)
    started = time.perf_counter()
    server.execute(database, index_statement(kind, dataset.dimensions, table))
    seconds = time.perf_counter() - started
    if holds != GUIDE:
        server.execute(database, REFRESH)
    return IndexBuild(dataset.name, holds, seconds, index_size(server, database))


def index_statement(kind: str, dimensions: int, table: str = SECTIONS) -> str:
    """Return the statement that builds an HNSW index of a type."""
    definition = _INDEXED[kind].format(dimensions)
    return f"create index {index_name(kind, table)} on {table} using hnsw ({definition})"


def index_name(kind: str, table: str = SECTIONS) -> str:
    """Return the name of an HNSW index of a type."""
    return f"{table}_embedding_{_NAMES[kind]}"


def create_ivfflat(server: BenchServer, dataset: Dataset) -> IndexBuild:
    """Make a copy of the database with the binary index, and IVFFlat in the place of HNSW.

    It has as many lists as the root of the rows: bits are short, so that many small lists are quickly found.
    """
    copy(server, dataset, "binary", IVFFLAT)
    database, lists = name(dataset, IVFFLAT), isqrt(dataset.rows)
    definition = _INDEXED["binary"].format(dataset.dimensions)
    server.execute(database, f"drop index {index_name('binary')}", "delete from pgmatch.index_tuning")
    started = time.perf_counter()
    server.execute(
        database,
        f"create index {_LISTS_NAME} on nods_page_section"
        f" using ivfflat ({definition}) with (lists = {lists})",
    )
    seconds = time.perf_counter() - started
    server.execute(database, REFRESH)
    return IndexBuild(dataset.name, IVFFLAT, seconds, index_size(server, database))


def index_size(server: BenchServer, database: str) -> int:
    """Return the bytes of a database's vector indexes."""
    return int(server.rows(database, _SIZE)[0][0])


def create_vecs(server: BenchServer, dataset: Dataset) -> IndexBuild:
    """Make vecs' database: its collection and its index through its API, the rows by COPY."""
    database = name(dataset, VECS)
    server.create_database(database)
    client = vecs_client(server, database)
    collection = client.get_or_create_collection(COLLECTION, dimension=dataset.dimensions)
    with closing(server.connect(database)) as connection:
        target = SQL("copy vecs.{} (id, vec, metadata) from stdin (format binary)").format(
            Identifier(COLLECTION)
        )
        for rows in tracked(copying.batches(dataset.rows), f"{dataset.name}: loading {database}"):
            stream = copying.encoded(copying.record_rows(dataset, rows))
            copying.copy(connection, target.as_string(connection), stream)
    server.execute(database, "vacuum analyze", "create extension pg_prewarm")
    started = time.perf_counter()
    collection.create_index(measure="max_inner_product", method="hnsw")
    seconds = time.perf_counter() - started
    client.disconnect()
    return IndexBuild(dataset.name, VECS, seconds, index_size(server, database))


def vecs_client(server: BenchServer, database: str) -> vecs.Client:
    """Return vecs' client; a URL without driver would mean another one to SQLAlchemy 2.1."""
    import vecs

    return vecs.create_client(server.url(database).replace("postgresql://", "postgresql+psycopg2://"))


def warm(server: BenchServer, database: str) -> None:
    """Read the tables and indexes of a database into shared buffers, as far as they fit."""
    server.execute(database, _WARM)


def load(server: BenchServer, database: str, dataset: Dataset, *, owned: bool = False) -> None:
    """Load pages and sections, and analyse them; if they are owned, each page belongs to its source."""
    with closing(server.connect(database)) as connection:
        pages = copying.page_rows(dataset, range(len(dataset.sources)))
        copying.copy(connection, copying.PAGES, copying.encoded(pages))
        if owned:
            server.execute(database, "update nods_page set owner_id = source")
        for rows in tracked(copying.batches(dataset.rows), f"{dataset.name}: loading {database}"):
            copying.copy(connection, copying.SECTIONS, copying.encoded(copying.section_rows(dataset, rows)))
    server.execute(database, "vacuum analyze")
