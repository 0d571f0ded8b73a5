"""A table of a user's, made searchable by one declaration: the same rows as in the other databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from math import ceil

from bench import copying, databases
from bench.data import Dataset
from bench.databases import KINDS
from bench.progress import tracked
from bench.results import IndexBuild
from bench.server import BenchServer
from pgmatch.tuning import Setting

TABLE = "item"


def holds(kind: str) -> str:
    """Return what the database with the table and an index of a type is called, see `databases.name`."""
    return f"own_{kind}"


def create(server: BenchServer, dataset: Dataset, binary: Setting) -> Iterator[IndexBuild]:
    """Make a database for each type of index; the binary one is searched like that of our table."""
    first, *others = KINDS
    create_one(server, dataset, holds(first))
    for other in others:
        databases.copy(server, dataset, holds(first), holds(other))
    for kind in KINDS:
        yield databases.build(server, dataset, holds(kind), kind, TABLE)
        declare(server, databases.name(dataset, holds(kind)))
    tune = "select pgmatch.tune_index(%s, ef_search => %s, overfetch => %s)"
    values = [databases.index_name("binary", TABLE), binary.ef_search, ceil(binary.overfetch or 1)]
    server.rows(databases.name(dataset, holds("binary")), tune, values)


def create_one(server: BenchServer, dataset: Dataset, held: str) -> None:
    """Make one database, loaded and analysed, without vector index."""
    create_empty(server, databases.name(dataset, held), dataset.dimensions)
    load(server, databases.name(dataset, held), dataset)


def create_empty(server: BenchServer, database: str, dimensions: int) -> None:
    """Make one database without rows and without a vector index."""
    databases.create_empty(server, database, dimensions)
    server.execute(database, databases.statement("own_table.sql", dimensions=dimensions))


def load(server: BenchServer, database: str, dataset: Dataset) -> None:
    """Load the rows, and analyse them."""
    with closing(server.connect(database)) as connection:
        for rows in tracked(copying.batches(dataset.rows), f"{dataset.name}: loading {database}"):
            copying.copy(connection, copying.ITEMS, copying.encoded(copying.item_rows(dataset, rows)))
    server.execute(database, "vacuum analyze")


def declare(server: BenchServer, database: str) -> None:
    """Make the match function, after the index."""
    server.execute(database, databases.statement("own_declaration.sql"))
