"""Searches of a tenant: policies hide the rows of all others."""

from __future__ import annotations

import json
from dataclasses import replace

from bench import contenders as who
from bench import data, databases, own
from bench.contenders import Contender, SqlContender
from bench.data import SHARES, Dataset
from bench.filters import NODS, OWN, SORT, TABLES, WALK, WAYS, Filtered
from bench.plan import Plan
from bench.results import Results
from bench.server import BenchServer
from bench.stage import CONTROL, Stage, closing_all

SOURCES = ("half", "twentieth")  # tenants with so large a part of the rows


def tenants(server: BenchServer, plan: Plan, results: Results) -> None:
    """Ask as tenants of 50 and 5 % of the rows of the largest size, on our table and on a user's."""
    rows = max(plan.rows)
    drawn = data.synthetic(rows, plan.dimensions, plan.questions, plan.seed)
    dataset = replace(drawn, name=f"tenants_{rows}")
    results.datasets[dataset.name] = {"rows": rows, "dimensions": dataset.dimensions}
    _create(server, dataset)
    stage = Stage(server, dataset, plan, results)
    for source in SOURCES:
        contenders = [*(each for table in TABLES for each in _contenders(stage, table, source))]
        contenders.append(_ask(stage, NODS, CONTROL, source))
        pairs = [(table.ours("vector"), table.by_hand(way)) for table in TABLES for way in WAYS]
        pairs.append((CONTROL, who.ours("vector")))
        with closing_all(contenders):
            asked, right = stage.questions(10, source), stage.truth(10, source)
            stage.compare("tenants", case(source), contenders, asked, right, pairs)
    for table in TABLES:
        server.drop_database(databases.name(dataset, table.holds("vector")))


def case(source: str) -> str:
    """Return the name of the case of a tenant."""
    return f"tenant of {100 * SHARES[source]:g} %"


def _create(server: BenchServer, dataset: Dataset) -> None:
    nods, items = (databases.name(dataset, table.holds("vector")) for table in (NODS, OWN))
    databases.create_empty(server, nods, dataset.dimensions)
    server.execute(nods, "select pgmatch.set_access('owner')")
    databases.load(server, nods, dataset, owned=True)
    own.create_one(server, dataset, OWN.holds("vector"))
    server.execute(items, databases.statement("own_policy.sql"))
    for table, database in ((NODS, nods), (OWN, items)):
        databases.build(server, dataset, table.holds("vector"), "vector", table.table)
        if table is OWN:
            own.declare(server, database)
        databases.warm(server, database)


def _contenders(stage: Stage, table: Filtered, source: str) -> list[Contender]:
    text = stage.statement("by_hand_vector.sql", table.table)
    walking = {**stage.by_hand_settings("vector"), "plan_cache_mode": "auto"}
    settings = {WALK: walking, SORT: {"enable_indexscan": "off"}}
    return [
        *(_ask(stage, table, table.by_hand(way), source, text, settings[way]) for way in WAYS),
        _ask(stage, table, table.ours("vector"), source),
    ]


def _ask(
    stage: Stage,
    table: Filtered,
    name: str,
    source: str,
    text: str | None = None,
    settings: dict[str, str] | None = None,
) -> Contender:
    """Return a contender that asks as the tenant: ours, unless there is a statement by hand."""
    return SqlContender(
        name,
        stage.server,
        databases.name(stage.dataset, table.holds("vector")),
        prepare=text or databases.statement(table.plain),
        settings={**(settings or {}), "request.jwt.claims": json.dumps({"sub": source})},
        role="authenticated",
    )
