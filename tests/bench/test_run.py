"""The benchmark runs from end to end, on few rows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import collections, experiments, measure, million, node_client, peers, publish
from bench import contenders as who
from bench.databases import KINDS
from bench.errors import BenchError
from bench.plan import EXPERIMENTS, SEARCHES, SMOKE, Plan
from bench.results import Measurement, Results, read
from bench.run import OPTIONAL, run
from bench.server import running
from tests.servers import folder_in_memory

ROOT = Path(__file__).resolve().parents[2]
BEST = "synthetic_600"


@pytest.fixture(scope="module")
def results() -> Results:
    """What a run finds whose contenders warm up once, and whose walks of an index have two widths.

    Its 30 databases, of 300 files each, are in memory: only the run on a million rows is about the disk.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "WARMING", 1)
        patch.setattr(experiments, "WIDTHS", (10, 320))
        return run(replace(SMOKE, folder=folder_in_memory()))


def measured(results: Results, experiment: str) -> Iterator[Measurement]:
    yield from (each for each in results.measurements if each.experiment == experiment)


def test_every_experiment_gives_figures(results: Results) -> None:
    compared = {each.experiment for each in results.measurements}
    compared |= {each.experiment for each in results.ratios if each.experiment == "growth"}
    others = {"anatomy": results.steps, "throughput": results.throughput, "ingest": results.ingest}
    assert compared | {name for name, found in others.items() if found} == set(EXPERIMENTS)


def test_an_exact_scan_finds_what_the_truth_says(results: Results) -> None:
    exact = results.find("latency", BEST, "", who.EXACT)
    assert exact
    assert (exact.recall, exact.rows, exact.uses_index) == (1.0, 10.0, False)


def test_the_index_that_a_contender_is_named_after_is_used(results: Results) -> None:
    for kind in KINDS:
        for name in (who.ours(kind), who.by_hand(kind), who.own(kind), who.own_by_hand(kind)):
            figures = results.find("latency", BEST, "", name)
            assert figures
            assert figures.uses_index, name


@pytest.mark.parametrize("experiment", ["filters", "tenants", "defaults", "peers", "collections"])
def test_searches_of_ours_are_complete_under_every_filter(results: Results, experiment: str) -> None:
    ours = [each for each in measured(results, experiment) if each.contender.startswith("pgmatch")]
    assert ours
    for each in ours:
        assert each.rows == each.expected, (each.case, each.contender)


@pytest.mark.parametrize("experiment", ["latency", "filters", "tenants", "defaults"])
def test_a_table_of_the_users_is_measured_beside_nods(results: Results, experiment: str) -> None:
    names = {each.contender for each in measured(results, experiment)}
    assert {who.ours("vector"), who.own("vector")} <= names
    if experiment in {"latency", "filters"}:
        assert {who.own(kind) for kind in KINDS} <= names


def test_pgbench_asks_the_function_of_the_own_table(results: Results) -> None:
    rates = {(each.clients, each.mode) for each in results.throughput if each.contender == who.own("vector")}
    assert rates == {(clients, mode) for clients in (1, 2) for mode in ("prepared", "simple")}


def test_what_was_measured_of_searches_has_its_targets(results: Results) -> None:
    judged = [each.name for each in results.targets if each.met is not None]
    for words in (
        "a call for the own table compared with the hand-written statement, binary index",
        "a call for the own table compared with one for nods, halfvec index",
        "compared with a call, short texts",
        "queries/s of a call for the own table compared with the hand-written statement, 2 clients",
        "recall of a call for the own table, worst filter, vector index",
        "recall of a call, tenant of 5 %",
        "recall of a call for the own table, default settings, clusters, HNSW, as loaded",
        "questions without a right row of a call, default settings, no clusters, IVFFlat",
    ):
        assert any(words in name for name in judged), words


def test_every_question_is_asked_so_often(results: Results) -> None:
    for each in measured(results, "latency"):
        assert SMOKE.questions <= each.calls <= SMOKE.repeats * SMOKE.questions


def test_the_peer_answers_like_us_through_its_own_code_and_by_its_statement(results: Results) -> None:
    if not node_client.is_installed():
        pytest.skip("@mastra/pg is not installed: make .venv/bench")
    names = [name for pair in peers.PAIRS for name in pair]
    figures = [results.find("peers", f"peers_{SMOKE.peer_rows}", peers.CASE, name) for name in names]
    assert [(each.rows, each.recall) for each in figures if each] == [(5.0, 1.0)] * 4


def test_a_collection_is_measured_beside_vecs(results: Results) -> None:
    name = f"collections_{SMOKE.collection_rows}"
    for case in collections.CASES:
        ours, theirs = (
            results.find("collections", name, case, each) for each in (collections.OURS, who.VECS)
        )
        assert ours
        assert ours.rows == ours.expected
        assert (theirs is not None) == bool(find_spec("vecs"))
    ways = {collections.OURS, *([who.VECS] if find_spec("vecs") else [])}
    assert {each.index for each in results.ingest if each.way == collections.OURS} == set(collections.INDEXES)
    judged = [each.name for each in results.targets if each.met is not None and "collections" in each.name]
    assert len(judged) == (5 if find_spec("vecs") else 0)
    assert ways <= {each.way for each in results.ingest}


def test_a_threshold_that_nobody_reaches_leaves_no_row(results: Results) -> None:
    rows = {each.rows for each in measured(results, "thresholds") if each.contender.endswith("not reached")}
    assert rows == {0.0}


def test_pages_are_counted_for_calls_to_the_server(results: Results) -> None:
    latency = [each for each in results.measurements if each.experiment == "latency"]
    assert [each.contender for each in latency if not each.pages and each.contender != who.FAISS] == []
    assert all(each.different for each in measured(results, "memory"))


def test_contenders_that_are_not_installed_are_left_out_only_of_a_smoke_run() -> None:
    missing = [package for package in OPTIONAL if not find_spec(package)]
    if not missing:
        pytest.skip("vecs and faiss are installed")
    with pytest.raises(BenchError, match=missing[0]):
        run(replace(SMOKE, optional=False))


def test_results_survive_json(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path / "results.json")
    again = read(tmp_path / "results.json")
    assert (again.measurements, again.ratios, again.steps) == (
        results.measurements,
        results.ratios,
        results.steps,
    )


def test_publishing_replaces_only_what_lies_between_the_marks(results: Results, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    begin, end = publish.BEGIN.format("results"), publish.END.format("results")
    readme.write_text(f"before\n{begin}\nwhat stood here\n{end}\nafter\n", "utf-8")
    publish.publish(results, tmp_path / "results", readme, with_plots=False)
    text = readme.read_text("utf-8")
    assert text.startswith(f"before\n{begin}\n")
    assert text.endswith(f"{end}\nafter\n")
    assert "what stood here" not in text
    assert all(f"{BEST}: {name}" in text for name in ("latency", "filters", "throughput"))
    assert all(f"{name}_600: {name}" in text for name in ("tenants", "peers"))
    assert all(f"{name}_600: defaults" in text for name in ("clusters", "scattered"))
    assert (tmp_path / "results" / "results.json").exists()


def test_rows_that_are_streamed_are_measured_in_memory_and_not(tmp_path: Path) -> None:
    found = run(replace(SMOKE, only=frozenset({"million"})))
    figures = {(each.contender, each.case): each for each in measured(found, "million")}
    for kind in ("halfvec", "binary"):
        assert found.index(f"streamed_{SMOKE.million_rows}", kind)
        for name in (who.ours(kind), who.by_hand(kind)):
            warm, cold = (
                figures[name, f"{kind}, {case}"] for case in ("index in memory", "nothing in memory")
            )
            assert (warm.rows, cold.rows, warm.uses_index) == (10.0, 10.0, True)
            assert warm.recall >= 0.9
            assert warm.read == 0
            assert cold.different
            assert name in {each.contender for each in found.throughput}
    publish.publish(found, tmp_path / "results", _marked(tmp_path, "million"), name="million")
    text = (tmp_path / "README.md").read_text("utf-8")
    assert "binary, nothing in memory" in text
    assert (tmp_path / "results" / "million.json").exists()


def _marked(folder: Path, name: str) -> Path:
    readme = folder / "README.md"
    readme.write_text(f"{publish.BEGIN.format(name)}\n{publish.END.format(name)}\n", "utf-8")
    return readme


def test_a_disk_that_is_too_small_is_refused_before_the_first_row_and_the_server_goes_with_its_files() -> (
    None
):
    with running() as server:
        folder = server.server.data_dir
        assert folder.exists()
        assert server.rows("postgres", "show autovacuum") == [("off",)]
        with pytest.raises(BenchError, match="GB of disk are needed"):
            million.million(server, replace(SMOKE, million_rows=10**10), Results())
    assert not folder.parent.exists()


def test_the_runs_of_searches_and_of_collections_have_names_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[Plan] = []

    def noted(plan: Plan) -> Results:
        ran.append(plan)
        return Results()

    monkeypatch.setattr(command, "run", noted)
    command.main(searches=True, output=tmp_path)
    assert (ran[0].rows, ran[0].with_docs, ran[0].only) == ((30_000,), False, frozenset(SEARCHES))
    assert [file.name for file in tmp_path.glob("*.json")] == ["searches.json"]
    command.main(only=["collections"], output=tmp_path)
    assert sorted(file.name for file in tmp_path.glob("*.json")) == ["collections.json", "searches.json"]


def test_the_command_refuses_an_unknown_experiment(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "--only", "nothing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 1
    assert "there is no experiment 'nothing'" in done.stderr
