"""Rows per second of the ways to load, into empty tables with and without a vector index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

import pgmatch
from bench import copying, databases
from bench.data import Dataset
from bench.progress import tracked
from bench.results import Ingest
from bench.stage import Stage
from pgmatch.client.embedding import vector_text
from pgmatch.models import LoadPage, LoadSection

BULK = "pgmatch bulk load"
COPY = "binary COPY, ready made"
INSERT = "one insert a row, as the guide's script"
UPSERT = "vecs upsert"
NONE, VECTOR = "none", "vector"


@dataclass(frozen=True)
class Way:
    """A way to load: the database it loads into, how to empty that, and the load itself."""

    name: str
    database: str
    empty: str
    load: Callable[[], None]


def ingest(stage: Stage) -> None:
    """Load the same rows in every way, in turn, some rounds long."""
    for index, count in ((NONE, 2 * stage.plan.ingest_rows), (VECTOR, stage.plan.ingest_rows)):
        rows = range(min(count, stage.dataset.rows))
        ways = _ways(stage, rows, index)
        seconds: dict[str, list[float]] = {way.name: [] for way in ways}
        for _ in tracked(range(stage.plan.ingest_rounds), f"loading, vector index: {index}"):
            for way in ways:
                stage.server.execute(way.database, way.empty)
                started = time.perf_counter()
                way.load()
                seconds[way.name].append(time.perf_counter() - started)
        for name, times in seconds.items():
            stage.results.ingest.append(Ingest(name, index, len(rows), times))


def _ways(stage: Stage, rows: range, index: str) -> list[Way]:
    server, dataset = stage.server, stage.dataset
    ours, guide = f"ingest_ours_{index}", f"ingest_guide_{index}"
    databases.create_empty(server, ours, dataset.dimensions)
    databases.create_guide(server, guide, dataset.dimensions)
    if index != NONE:
        for database in (ours, guide):
            server.execute(database, databases.index_statement(index, dataset.dimensions))
    empty = "truncate nods_page, nods_page_section restart identity"
    pages = range(int(dataset.pages[rows.stop - 1]))
    streams = {
        copying.PAGES: copying.encoded(copying.page_rows(dataset, pages)),
        copying.SECTIONS: copying.encoded(copying.section_rows(dataset, rows)),
    }
    ready = list(_load_pages(dataset, rows))
    ways = [
        Way(COPY, ours, empty, lambda: _copy(stage, ours, streams)),
        Way(BULK, ours, empty, lambda: _bulk(stage, ours, ready)),
        Way(INSERT, guide, empty, lambda: _insert(stage, guide, rows)),
    ]
    if stage.results.index(dataset.name, databases.VECS):
        ways.append(_vecs(stage, rows, index))
    return ways


def _copy(stage: Stage, database: str, streams: Mapping[str, bytes]) -> None:
    with closing(stage.server.connect(database)) as connection:
        for statement, stream in streams.items():
            copying.copy(connection, statement, stream)


def _bulk(stage: Stage, database: str, pages: Sequence[LoadPage]) -> None:
    with pgmatch.connect(stage.server.url(database)) as client:
        client.load_pages(pages, "bench", normalized=True)


def _load_pages(dataset: Dataset, rows: range) -> Iterator[LoadPage]:
    for page, members in groupby(rows, lambda row: int(dataset.pages[row])):
        sections = [
            LoadSection(dataset.contents[row], dataset.embeddings[row], "Heading", "heading")
            for row in members
        ]
        yield LoadPage(f"/docs/{page}", sections, source=dataset.sources[page - 1])


def _insert(stage: Stage, database: str, rows: range) -> None:
    dataset, last = stage.dataset, 0
    with closing(stage.server.connect(database)) as connection, connection.cursor() as cursor:
        for row in rows:
            page = int(dataset.pages[row])
            if page > last:
                path, last = f"/docs/{page}", page
                cursor.execute("insert into nods_page (path) values (%s) returning *", [path])
            cursor.execute(
                "insert into nods_page_section (page_id, slug, heading, content, embedding)"
                " values (%s, 'heading', 'Heading', %s, %s) returning *",
                [page, dataset.contents[row], vector_text(dataset.embeddings[row])],
            )
            cursor.fetchall()


def _vecs(stage: Stage, rows: range, index: str) -> Way:
    database = f"ingest_vecs_{index}"
    stage.server.create_database(database)
    client = databases.vecs_client(stage.server, database)
    collection = client.get_or_create_collection(databases.COLLECTION, dimension=stage.dataset.dimensions)
    if index != NONE:
        collection.create_index(measure="max_inner_product", method="hnsw")
    records = _records(stage.dataset, rows)
    empty = f"truncate vecs.{databases.COLLECTION}"
    return Way(UPSERT, database, empty, lambda: collection.upsert(records))


def _records(dataset: Dataset, rows: range) -> list[tuple[str, list[float], dict[str, str]]]:
    return [(str(row + 1), dataset.embeddings[row].tolist(), copying.metadata(dataset, row)) for row in rows]
