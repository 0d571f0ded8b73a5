"""Queries per second, by pgbench."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench import contenders as who
from bench import databases, own
from bench.databases import KINDS
from bench.errors import BenchError
from bench.questions import MIN_LENGTH, Question
from bench.results import Throughput
from bench.stage import Stage

CLIENTS = (1, 2)
MODES = ("prepared", "simple")
SCRIPTS = 30  # pgbench picks one at random for each transaction; their vectors fit on a command line
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_FUNCTION = "select * from match_page_sections({query}, {threshold}, 10, {min_length});"
_OWN = (
    "select * from match_items(query_embedding => {query}, match_threshold => {threshold}, match_count => 10,"
    " min_content_length => {min_length});"
)


# name, database, statement and settings of a contender
Script = tuple[str, str, str, Mapping[str, str]]


def throughput(stage: Stage) -> None:
    """Run pgbench with 1 and 2 clients, with prepared and with plain statements."""
    run(stage, _contenders(stage), stage.questions())


def run(stage: Stage, contenders: Sequence[Script], questions: Sequence[Question]) -> None:
    """Let contenders take turns under pgbench, and record the best of each."""
    asked = questions[:SCRIPTS]
    rng = np.random.default_rng(stage.plan.seed)
    for clients in CLIENTS:
        for mode in MODES:
            best = dict.fromkeys((name for name, *_ in contenders), 0.0)
            for place in [
                place for _ in range(stage.plan.pgbench_rounds) for place in rng.permutation(len(contenders))
            ]:
                name, holds, statement, settings = contenders[place]
                url = stage.server.url(databases.name(stage.dataset, holds), settings)
                best[name] = max(best[name], _pgbench(stage, url, statement, asked, clients, mode))
            cores = min(clients, os.cpu_count() or 1)
            for name, qps in best.items():
                stage.results.throughput.append(
                    Throughput(stage.dataset.name, name, mode, clients, qps, qps / cores)
                )


def same_index(stage: Stage, kind: str) -> list[Script]:
    """Return our function and the statement by hand over one type of index."""
    hand = _without_prepare(stage.statement(f"by_hand_{kind}.sql"))
    return [
        (who.by_hand(kind), kind, hand, stage.by_hand_settings(kind)),
        (who.ours(kind), kind, _FUNCTION, {}),
    ]


def _contenders(stage: Stage) -> list[Script]:
    settings = stage.by_hand_settings("vector")
    hand, own_hand = (
        _without_prepare(stage.statement("by_hand_vector.sql", table))
        for table in (databases.SECTIONS, own.TABLE)
    )
    found: list[Script] = [
        (who.GUIDE, databases.GUIDE, _FUNCTION, {}),
        (who.by_hand("vector"), "vector", hand, settings),
        *((who.ours(kind), kind, _FUNCTION, {}) for kind in KINDS),
    ]
    if stage.has_own:
        held = own.holds("vector")
        found += [(who.own_by_hand("vector"), held, own_hand, settings), (who.own("vector"), held, _OWN, {})]
    return found


def _without_prepare(text: str) -> str:
    _, _, statement = text.partition(" as\n")
    names = ("query", "threshold", "k", "min_length")
    for number, name in enumerate(names, start=1):
        statement = statement.replace(f"${number}", f"{{{name}}}")
    return f"{statement};"


def _pgbench(
    stage: Stage, url: str, statement: str, asked: Sequence[Question], clients: int, mode: str
) -> float:
    words: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for question in asked:
            script = Path(folder) / f"{question.number}.sql"
            variable = f"q{question.number}"
            literal = f"'{question.literal}'::vector"
            # a variable becomes a parameter, so that a prepared call sends and reads the vector each time
            query = f":{variable}::vector" if mode == "prepared" else literal
            script.write_text(_filled(statement, query, question), encoding="utf-8")
            words += ["-f", str(script)]
            if mode == "prepared":
                words += ["-D", f"{variable}={question.literal}"]
        command = [
            str(stage.server.program("pgbench")),
            *("-n", "-M", mode, "-c", str(clients), "-j", str(clients)),
            *(*stage.plan.pgbench, "--random-seed", str(stage.plan.seed)),
            *words,
            url,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = _TPS.search(done.stdout)
    if done.returncode or not found:
        raise BenchError(f"pgbench failed: {done.stderr.strip()[-1000:]}")
    return float(found[1])


def _filled(statement: str, query: str, question: Question) -> str:
    values = {"query": query, "threshold": question.threshold, "k": question.k, "min_length": MIN_LENGTH}
    for name, value in values.items():
        statement = statement.replace(f"{{{name}}}", str(value))
    return statement.replace("\n", " ")
