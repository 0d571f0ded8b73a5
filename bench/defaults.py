"""How many of the nearest rows the default settings find, on data that make it difficult."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bench import data, databases, own
from bench.data import Dataset
from bench.filters import NODS, OWN, TABLES, search
from bench.plan import Plan
from bench.results import Results
from bench.server import BenchServer
from bench.stage import Stage, closing_all
from pgmatch.index.rules import lists_for

CLUSTERS = "clusters, HNSW"
SCATTERED = "no clusters, IVFFlat"
SOURCES = (None, "half", "tenth")
QUESTIONS = 4  # times as many as elsewhere: a few of them miss everything
CHURN = 4  # times that a half of the rows goes and comes back


def defaults(server: BenchServer, plan: Plan, results: Results) -> None:
    """Ask through HNSW over clusters whose rows have changed, and through IVFFlat over data without any."""
    rows, dimensions, asked = plan.difficult_rows, plan.small_dimensions, QUESTIONS * plan.questions
    once = replace(plan, repeats=1, budget=60.0)
    for name, make in ((CLUSTERS, data.clusters), (SCATTERED, data.scattered)):
        dataset = make(rows, dimensions, asked, plan.seed)
        results.datasets[dataset.name] = {"rows": rows, "dimensions": dimensions}
        _create(server, dataset, is_churned=name == CLUSTERS)
        _compare(Stage(server, dataset, once, results), name)
        for table in TABLES:
            server.drop_database(databases.name(dataset, table.holds("vector")))


def case(name: str, source: str | None) -> str:
    """Return the name of the case in which the rows of a source pass."""
    return f"{name}, {100 * data.SHARES[source] if source else 100:g} % pass"


def _compare(stage: Stage, name: str) -> None:
    for source in SOURCES:
        contenders = [search(stage, table, "vector") for table in TABLES]
        with closing_all(contenders):
            asked, right = stage.questions(10, source), stage.truth(10, source)
            stage.compare("defaults", case(name, source), contenders, asked, right)


def _create(server: BenchServer, dataset: Dataset, *, is_churned: bool) -> None:
    databases.create_one(server, dataset, NODS.holds("vector"))
    own.create_one(server, dataset, OWN.holds("vector"))
    for table in TABLES:
        database = databases.name(dataset, table.holds("vector"))
        server.execute(database, *_index(dataset, table.table, is_churned=is_churned), "vacuum analyze")
        if table is OWN:
            own.declare(server, database)
        databases.warm(server, database)


def _index(dataset: Dataset, table: str, *, is_churned: bool) -> Sequence[str]:
    """Return the statements that build the index, and those that change its rows."""
    if is_churned:
        text = databases.statement("churn.sql", table=table)
        rounds = [text.replace(":round", str(number)).split(";\n") for number in range(CHURN)]
        hnsw = databases.index_statement("vector", dataset.dimensions, table)
        return [hnsw, *(statement for each in rounds for statement in each if statement)]
    lists = max(2, lists_for(dataset.rows))  # a smoke run has few rows
    return [f"create index on {table} using ivfflat (embedding vector_ip_ops) with (lists = {lists})"]
