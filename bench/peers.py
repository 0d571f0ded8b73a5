"""A filter that 1 % of the rows pass, beside @mastra/pg, which has an index for it on its metadata."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace

from bench import contenders as who
from bench import copying, data, databases, node_client, own
from bench.contenders import Contender, SqlContender
from bench.data import Dataset
from bench.node_client import NodeContender
from bench.plan import Plan
from bench.questions import Question
from bench.results import Results
from bench.server import BenchServer
from bench.stage import Stage, closing_all

PEER = "@mastra/pg"
HOLDS = "mastra"  # the database with its table
PEER_STATEMENT = "@mastra/pg, its statement alone"
OURS = f"{who.own('vector')}, unprepared"
OURS_NODE = f"{OURS}, in Node"
CONTROL = f"control: {OURS} again"
PAIRS = [(OURS_NODE, PEER), (OURS, PEER_STATEMENT)]
CASE = "1 % pass"
SOURCE = "hundredth"
CALL = "select * from match_items(query_embedding => %(query)s, match_count => %(k)s, source => %(source)s)"
COPY = "copy items (vector_id, embedding, metadata) from stdin (format binary)"


def peers(server: BenchServer, plan: Plan, results: Results) -> None:
    """Ask through the peer's own code and through ours in Node, and by the statements that both send."""
    rows = plan.peer_rows
    drawn = data.synthetic(rows, plan.small_dimensions, plan.questions, plan.seed)
    dataset = replace(drawn, name=f"peers_{rows}")
    results.datasets[dataset.name] = {"rows": rows, "dimensions": dataset.dimensions}
    stage = Stage(server, dataset, plan, results)
    held = [own.holds("vector")]
    _create_own(server, dataset)
    if node_client.is_installed():
        held.append(HOLDS)
        _create_peer(server, dataset)
    asked, right = stage.questions(10, SOURCE), stage.truth(10, SOURCE)
    with closing_all(_contenders(stage, asked[0])) as contenders:
        stage.compare("peers", CASE, contenders, asked, right, [*PAIRS, (CONTROL, OURS)])
    for each in held:
        server.drop_database(databases.name(dataset, each))


def _contenders(stage: Stage, question: Question) -> list[Contender]:
    ours = databases.name(stage.dataset, own.holds("vector"))
    peer = databases.name(stage.dataset, HOLDS)
    contenders: list[Contender] = [SqlContender(name, stage.server, ours, CALL) for name in (OURS, CONTROL)]
    if not node_client.is_installed():
        return contenders
    statement = _statement(stage.server.url(peer), question)
    return [
        *contenders,
        SqlContender(PEER_STATEMENT, stage.server, peer, statement),
        NodeContender(OURS_NODE, stage.server.url(ours), "pgmatch"),
        NodeContender(PEER, stage.server.url(peer), "mastra"),
    ]


def _create_own(server: BenchServer, dataset: Dataset) -> None:
    held = own.holds("vector")
    own.create_one(server, dataset, held)
    databases.build(server, dataset, held, "vector", own.TABLE)
    own.declare(server, databases.name(dataset, held))
    databases.warm(server, databases.name(dataset, held))


def _create_peer(server: BenchServer, dataset: Dataset) -> None:
    """Make the peer's table and indexes through its API, the rows by COPY."""
    database = databases.name(dataset, HOLDS)
    server.create_database(database)
    node_client.run(server.url(database), "create", str(dataset.dimensions))
    with closing(server.connect(database)) as connection:
        for rows in copying.batches(dataset.rows):
            copying.copy(connection, COPY, copying.encoded(copying.record_rows(dataset, rows)))
    node_client.run(server.url(database), "index")
    server.execute(database, "vacuum analyze", "create extension pg_prewarm")
    databases.warm(server, database)


def _statement(url: str, question: Question) -> str:
    """Return the statement that the peer sends, with our names for what changes from question to question."""
    sent = json.loads(node_client.run(url, "statement", given=node_client.line(question)))
    text = re.sub(r"'\[[^']*\]'", "%(query)s", str(sent["text"]).replace("%", "%%"))
    names = {question.k: "%(k)s", question.source: "%(source)s"}
    values = [names.get(value, f"'{value}'") for value in sent["values"]]
    return re.sub(r"\$(\d+)", lambda found: values[int(found[1]) - 1], text)
