"""Our halfvec and binary indexes beside the statement by hand, on a million rows that are streamed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from psycopg2.sql import SQL, Identifier

from bench import contenders as who
from bench import copying, data, databases, tables, throughput
from bench.cold import in_turn_cold, is_evicted, pages_read
from bench.contenders import SqlContender
from bench.data import Dataset
from bench.errors import BenchError
from bench.measure import measurement
from bench.plan import Plan
from bench.progress import timed
from bench.questions import Question
from bench.results import Results
from bench.server import BenchServer
from bench.stage import Stage, closing_all
from bench.truth import Nearest, StreamedTruth
from pgmatch.index import graph_memory, index_size
from pgmatch.tuning import Setting

KINDS = ("halfvec", "binary")
IN_MEMORY, COLD = "index in memory", "nothing in memory"
RECALL = 0.99
OVERFETCH = (2, 3, 5, 8, 12, 20, 30, 50, 100)
_WAL = 4 * 1024**3  # max_wal_size, which is exceeded a little
_CANDIDATES = """
    select id from search_page_sections(%(query)s, match_count => %(k)s, min_content_length => %(min_length)s,
      candidates => {})
"""
_TUNE = "select pgmatch.tune_index('{}', overfetch => {}, k => {}, recall => {})"


def million(server: BenchServer, plan: Plan, results: Results) -> None:
    """Measure one index after the other on the same rows, so that the disk holds them once."""
    rows = plan.million_rows
    _check_disk(server, plan)
    dataset, blocks = data.streamed(rows, plan.dimensions, plan.questions, plan.seed)
    results.datasets[dataset.name] = {"rows": rows, "dimensions": plan.dimensions}
    server.restart(max_wal_size=f"{_WAL // 1024**2}MB", maintenance_work_mem=f"{_memory(plan) // 1024}kB")
    try:
        first, second = KINDS
        database = databases.name(dataset, first)
        databases.create_empty(server, database, plan.dimensions)
        with timed(f"{dataset.name}: drawing, loading and comparing"):
            right = _load(server, database, dataset, blocks)
        with timed(f"{dataset.name}: vacuum analyze"):
            server.execute(database, "vacuum analyze")
        stage = Stage(server, dataset, plan, results, truths={(right.complete, None): right})
        _measure(stage, first, right)
        server.execute(database, f"drop index {databases.index_name(first)}")
        _rename(server, database, databases.name(dataset, second))
        _measure(stage, second, right)
        server.drop_database(databases.name(dataset, second))
        tables.indexes(results, dataset.name).print()
    finally:
        server.restart()


def _load(server: BenchServer, database: str, dataset: Dataset, blocks: Iterator[Dataset]) -> StreamedTruth:
    nearest = Nearest(dataset, 10)
    with closing(server.connect(database)) as connection:
        pages = copying.page_rows(dataset, range(len(dataset.sources)))
        copying.copy(connection, copying.PAGES, copying.encoded(pages))
        for block in blocks:
            rows = copying.section_rows(block, range(block.rows))
            copying.copy(connection, copying.SECTIONS, copying.encoded(rows))
            nearest.see(block.embeddings)
    return nearest.truth()


def _measure(stage: Stage, kind: str, right: StreamedTruth) -> None:
    name = stage.dataset.name
    with timed(f"{name}: building the {kind} index"):
        stage.results.indexes.append(databases.build(stage.server, stage.dataset, kind, kind))
    stage.results.datasets[name][f"disk with the {kind} index"] = _disk(stage.server)
    if kind == "binary":
        with timed(f"{name}: tuning the binary index"):
            _tune(stage, right)
    contenders = [stage.by_hand(kind), stage.ours(kind), stage.ours(kind, f"control: {who.ours(kind)} again")]
    pairs = [(who.ours(kind), who.by_hand(kind)), (contenders[-1].name, who.ours(kind))]
    asked, database = stage.questions(), databases.name(stage.dataset, kind)
    with closing_all(contenders):
        with timed(f"{name}: {kind}, {IN_MEMORY}"):
            _warm(stage, kind)
            stage.compare("million", f"{kind}, {IN_MEMORY}", contenders, asked, right, pairs)
        with timed(f"{name}: {kind}, throughput"):
            throughput.run(stage, throughput.same_index(stage, kind), asked)
        with timed(f"{name}: {kind}, {COLD}"):
            if not is_evicted(stage.server, database):
                stage.results.warnings.append(
                    f"{name}: the system's cache cannot be emptied, so with `{COLD}` it still has the files"
                )
            cold = in_turn_cold(stage.server, database, contenders[:2], asked[: stage.plan.cold_questions])
        for contender in contenders[:2]:
            case, samples = f"{kind}, {COLD}", cold[contender.name]
            found = measurement("million", case, contender, samples, asked, right)
            read = pages_read(stage.server, database, contender, asked)
            stage.results.measurements.append(replace(found, hit=None, read=None, different=read))
        stage.relate("million", f"{kind}, {COLD}", cold, pairs)


def _warm(stage: Stage, kind: str) -> None:
    """Read the table, of which the system keeps what fits, and then the index into shared buffers."""
    relations = (databases.SECTIONS, databases.index_name(kind))
    statements = [f"select pg_prewarm('{relation}')" for relation in relations]
    stage.server.execute(databases.name(stage.dataset, kind), *statements)


def _tune(stage: Stage, right: StreamedTruth) -> None:
    """Store the fewest candidates that find 99 % of the rows; `pgmatch tune` compares all rows instead."""
    database = databases.name(stage.dataset, "binary")
    asked = stage.questions()
    for overfetch in OVERFETCH:
        call = _CANDIDATES.format(overfetch * right.complete)
        with closing(SqlContender("tuning", stage.server, database, call)) as contender:
            recall = _recall(contender, asked, right)
        if recall >= RECALL:
            break
    else:
        stage.results.warnings.append(
            f"{stage.dataset.name}: no number of candidates reaches recall {RECALL}"
        )
    index = databases.index_name("binary")
    stage.server.execute(database, _TUNE.format(index, overfetch, right.complete, recall))
    stage.binary = Setting(overfetch=overfetch)
    stage.results.datasets[stage.dataset.name]["binary index"] = f"{overfetch} candidates a row"


def _recall(contender: SqlContender, asked: list[Question], right: StreamedTruth) -> float:
    found = [right.recall(each.number, [int(row[0]) for row in contender.prepare(each)()]) for each in asked]
    return sum(found) / len(found)


def _rename(server: BenchServer, old: str, new: str) -> None:
    statement = SQL("alter database {} rename to {}").format(Identifier(old), Identifier(new))
    server.execute("postgres", statement)  # type: ignore[arg-type]


def _memory(plan: Plan) -> int:
    """Return the maintenance_work_mem that keeps the larger graph in memory, and 64 MB at least."""
    return max(64 * 1024**2, int(1.1 * graph_memory(plan.million_rows, "halfvec", plan.dimensions)))


def _disk(server: BenchServer) -> int:
    """Return the bytes of the server's folder."""
    ((folder,),) = server.rows("postgres", "show data_directory")
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def _check_disk(server: BenchServer, plan: Plan) -> None:
    ((folder,),) = server.rows("postgres", "show data_directory")
    page = 8192
    # one row of more than half a page each, or as many as fit
    table = plan.million_rows * page // max(1, page // (4 * plan.dimensions + 700))
    needed = table + index_size(plan.million_rows, "hnsw", "halfvec", plan.dimensions) + 2 * _WAL
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BenchError(
            f"{needed / 1e9:.0f} GB of disk are needed in {folder}, and {free / 1e9:.0f} GB are free",
            "Name a folder on another disk with --temporary FOLDER, or fewer rows with --rows.",
        )
