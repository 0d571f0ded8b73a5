"""How many of the nearest rows the default settings find, on data that make it difficult."""

from __future__ import annotations

from dataclasses import replace

from bench import data, databases, own
from bench.data import Dataset
from bench.filters import OWN, TABLES, Filtered, case, search
from bench.plan import Plan
from bench.results import Results
from bench.server import BenchServer
from bench.stage import Stage, closing_all
from pgmatch.index.rules import lists_for

LOADED = "clusters, HNSW, as loaded"
CHURNED = "clusters, HNSW, half of the rows replaced"
SCATTERED = "no clusters, IVFFlat"
CASES = (LOADED, CHURNED, SCATTERED)
SOURCES = (None, "half", "tenth")
_IVFFLAT = "create index on {} using ivfflat (embedding vector_ip_ops) with (lists = {})"
QUESTIONS = 4  # times as many as elsewhere: a few of them miss everything


def defaults(server: BenchServer, plan: Plan, results: Results) -> None:
    """Ask through HNSW over clusters that came one after the other, and through IVFFlat over no clusters."""
    rows, dimensions, asked = plan.difficult_rows, plan.small_dimensions, QUESTIONS * plan.questions
    once = replace(plan, repeats=1, budget=60.0)
    clusters = Stage(server, data.clusters(rows, dimensions, asked, plan.seed), once, results)
    _create(clusters)
    _compare(clusters, LOADED)
    for table in TABLES:
        churn = databases.statement("churn.sql", table=table.table)
        server.execute(_database(clusters.dataset, table), *filter(None, churn.split(";\n")))
    _compare(clusters, CHURNED)
    _drop(clusters)
    scattered = Stage(server, data.scattered(rows, dimensions, asked, plan.seed), once, results)
    _create(scattered, lists=max(2, lists_for(rows)))  # a smoke run has few rows
    _compare(scattered, SCATTERED)
    _drop(scattered)


def _compare(stage: Stage, name: str) -> None:
    for source in SOURCES:
        with closing_all([search(stage, table, "vector") for table in TABLES]) as contenders:
            asked, right = stage.questions(10, source), stage.truth(10, source)
            stage.compare("defaults", f"{name}, {case(source)}", contenders, asked, right)


def _create(stage: Stage, lists: int | None = None) -> None:
    """Make both tables: their rows come into an HNSW index, or get an IVFFlat index when they are there."""
    server, dataset = stage.server, stage.dataset
    stage.results.datasets[dataset.name] = {"rows": dataset.rows, "dimensions": dataset.dimensions}
    for table in TABLES:
        database = _database(dataset, table)
        maker = own if table is OWN else databases
        maker.create_empty(server, database, dataset.dimensions)
        if lists is None:
            hnsw = databases.index_statement("vector", dataset.dimensions, table.table)
            server.execute(database, hnsw, databases.REFRESH)
        maker.load(server, database, dataset)
        if lists is not None:
            server.execute(database, _IVFFLAT.format(table.table, lists), databases.REFRESH)
        if table is OWN:
            own.declare(server, database)
        databases.warm(server, database)


def _drop(stage: Stage) -> None:
    for table in TABLES:
        stage.server.drop_database(_database(stage.dataset, table))


def _database(dataset: Dataset, table: Filtered) -> str:
    return databases.name(dataset, table.holds("vector"))
