"""Labeled questions are asked, and the answers scored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from numpy.typing import NDArray

from bench.answers import results
from bench.answers.__main__ import main
from bench.answers.ask import WAYS, Answer
from bench.answers.asked import Asked
from bench.answers.asked_tables import asked_tables
from bench.answers.manuals import FASTIFY, sections
from bench.answers.questions import FAR, KINDS, Question, check_labels, far_off, of_manual, read
from bench.answers.scores import auc, difference, hits, kept, reciprocal_ranks
from bench.answers.tables import compared, tables
from bench.answers.vectors import Kept
from bench.corpus import PACKAGE, find_folder, markdown
from bench.errors import BenchError
from bench.plan import CACHE
from pgmatch.embedders import load

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = read()
TOOLS = {
    "saw.md": "# Saws\n\nA saw cuts wood along a line.\n\n## Blades\n\nReplace a blunt blade: order number BX42.\n",
    "glue.md": "# Glue\n\nGlue joins two pieces of wood. It dries within an hour.\n",
}
ASKED = [
    ("question", "How do I cut wood?", ["/saw#saws"]),
    ("rare", "BX42", ["/saw#blades"]),
    ("paraphrase", "fasten boards without nails", ["/glue#glue"]),
    ("unanswerable", "What is the capital of Peru?", []),
]


def question(*labels: str, says: str = "") -> Question:
    return Question("tools", "question", "How?", frozenset(labels), says)


def answer(rank: int | None, asked: Question | None = None, way: str = "vector") -> Answer:
    return Answer(
        asked or question("/a#b"), way, ["/a#b"] * 10, rank, [0.9 - place / 10 for place in range(10)], None
    )


def test_the_set_has_enough_questions_of_every_kind() -> None:
    assert len(QUESTIONS) >= 110
    assert len({each.text for each in QUESTIONS}) == len(QUESTIONS)
    for manual in ("postgresql", "fastify"):
        kinds = Counter(each.kind for each in of_manual(QUESTIONS, manual))
        assert set(kinds) == set(KINDS)
        assert min(kinds.values()) >= 4
    assert sum(not each.is_answerable for each in QUESTIONS) >= 15


def test_questions_about_something_else_are_asked_of_every_manual() -> None:
    asked = far_off("tools")
    assert len({each.text for each in asked}) == len(asked) >= 40
    assert {(each.manual, each.kind, each.is_answerable) for each in asked} == {("tools", FAR, False)}


def test_the_labels_are_sections_of_fastifys_manual() -> None:
    if not FASTIFY.is_dir():
        pytest.skip("the manual of fastify is not installed: make .venv/bench")
    check_labels(of_manual(QUESTIONS, "fastify"), {"fastify": sections(FASTIFY)})


def test_the_labels_are_sections_of_postgresqls_manual() -> None:
    if not (CACHE / PACKAGE).is_dir():
        pytest.skip("the manual of PostgreSQL is not downloaded: make answers")
    folder = markdown(find_folder(None, CACHE), CACHE)
    check_labels(of_manual(QUESTIONS, "postgresql"), {"postgresql": sections(folder)})


def test_a_label_that_no_section_has_is_refused() -> None:
    rows = [("/a#b", "One\nand two."), ("/a#c", "Three.")]
    check_labels([question("/a#b", says="ONE AND"), question("/a#c")], {"tools": rows})
    with pytest.raises(BenchError, match=r"/a#d \('How\?'\)"):
        check_labels([question("/a#c", "/a#d")], {"tools": rows})
    with pytest.raises(BenchError, match="/a#c"):
        check_labels([question("/a#c", says="four")], {"tools": rows})


@pytest.mark.parametrize(
    "line",
    [
        "not JSON",
        '{"manual": "tools", "kind": "question", "text": "How?"}',
        '{"manual": "tools", "kind": "riddle", "text": "How?", "sections": ["/a#b"]}',
        '{"manual": "tools", "kind": "question", "text": "How?", "sections": []}',
        '{"manual": "tools", "kind": "unanswerable", "text": "How?", "sections": ["/a#b"]}',
        '{"manual": "tools", "kind": "question", "text": "How?", "sections": "/a#b"}',
    ],
)
def test_a_line_that_is_no_question_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    good = '{"manual": "tools", "kind": "question", "text": "How?", "sections": ["/a#b"]}'
    file.write_text(f"{good}\n{line}\n", "utf-8")
    with pytest.raises(BenchError, match=r"questions\.jsonl:2: not a labeled question"):
        read(file)


def test_scores_are_those_of_the_first_right_row() -> None:
    answers = [answer(1), answer(2), answer(10), answer(None)]
    assert reciprocal_ranks(answers).tolist() == [1, 0.5, 0.1, 0]
    assert hits(answers, 1).tolist() == [1, 0, 0, 0]
    assert hits(answers, 3).tolist() == [1, 1, 0, 0]
    assert hits(answers, 10).tolist() == [1, 1, 1, 0]


def test_the_similarity_of_an_answer_is_that_of_its_best_row_or_of_the_right_one() -> None:
    assert (answer(3).similarity, answer(3).right_similarity) == (0.9, 0.9 - 2 / 10)
    assert answer(None).right_similarity is None


def test_a_difference_is_that_of_the_same_questions() -> None:
    better, worse = [answer(1), answer(2)], [answer(2), answer(2)]
    assert difference(better, worse).value == 0.25
    with pytest.raises(BenchError, match="other questions"):
        difference(better, [answer(2), answer(2, question("/a#c"))])


def test_auc_is_how_often_a_right_value_is_above_a_wrong_one() -> None:
    assert auc(np.array([3.0, 4.0]), np.array([1.0, 2.0])) == 1
    assert auc(np.array([1.0, 4.0]), np.array([2.0, 3.0])) == 0.5
    assert auc(np.array([2.0]), np.array([2.0])) == 0.5


def test_a_threshold_keeps_what_is_above_it() -> None:
    assert kept(np.array([0.2, 0.3, 0.4]), 0.3) == pytest.approx(1 / 3)


def asked(kind: str, nearest: float, *, holds: bool = False, threshold: float = 0.35) -> Asked:
    labels: frozenset[str] = frozenset() if kind in ("unanswerable", FAR) else frozenset({"/a#b"})
    is_known = nearest > threshold
    one = Question("tools", kind, f"{kind} {nearest}", labels)
    sources = ["/c#d"] if is_known else []
    return Asked(one, "hybrid", is_known, holds and is_known, nearest, holds, sources, served=["/c#d"])


def test_answers_are_counted_by_their_sources_and_by_what_is_not_answered() -> None:
    everything = [
        asked("question", 0.9, holds=True),
        asked("question", 0.9),
        asked("typo", 0.32, holds=True),
        asked("unanswerable", 0.5),
        asked("unanswerable", 0.3),
        asked(FAR, 0.4),
        asked(FAR, 0.1),
    ]
    manuals, thresholds, kinds, misses = asked_tables(everything)
    assert ("tools", "hybrid", "33% of 3", "50% of 2", "50% of 2", "57% of 7") in manuals.rows
    by_threshold = {row[0]: row[1:] for row in thresholds.rows}
    assert by_threshold["0.30"] == ("67% of 3", "50% of 2", "50% of 2")
    assert by_threshold["0.40"] == ("33% of 3", "50% of 2", "100% of 2")
    assert kinds.rows == [("question", "2", "50% of 2", "0% of 2"), ("typo", "1", "0% of 1", "100% of 1")]
    assert misses.rows == [
        ("question 0.9", "question", "/c#d"),
        ("typo 0.32", "typo", "don't know"),
        ("far off 0.4", FAR, "/c#d"),
    ]


class Counting:
    """An embedder that counts the texts that it is given."""

    name, dimensions, max_tokens, normalized = "counting/2", 2, 10, True

    def __init__(self) -> None:
        self.texts: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(-1, 2)


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    model = Counting()
    first = Kept(model, tmp_path)
    assert first.embed(["abc", "a", "abc"]).tolist() == [[3, 1], [1, 1], [3, 1]]
    first.close()
    again = Kept(model, tmp_path)
    assert again.embed(["a", "ab"]).tolist() == [[1, 1], [2, 1]]
    assert again.embed([]).shape == (0, 2)
    again.close()
    assert model.texts == ["abc", "a", "ab"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a manual, questions about it, and the answers to them in answers.json."""
    made = tmp_path_factory.mktemp("answers")
    (made / "tools").mkdir()
    for name, text in TOOLS.items():
        (made / "tools" / name).write_text(text, "utf-8")
    lines = [
        json.dumps({"manual": "tools", "kind": kind, "text": text, "sections": labels})
        for kind, text, labels in ASKED
    ]
    (made / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    done = command(made)
    assert done.returncode == 0, done.stderr
    (made / "output.txt").write_text(done.stdout, "utf-8")
    return made


def options_of(folder: Path) -> dict[str, Any]:
    return {
        "manual": [f"tools={folder / 'tools'}"],
        "questions": folder / "questions.jsonl",
        "cache": folder / "cache",
        "output": folder / "answers.json",
    }


def command(folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "bench.answers"]
    for name, value in options_of(folder).items():
        words += [f"--{name}", *(value if name == "manual" else [str(value)])]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)


def test_every_question_is_asked_in_every_way(folder: Path) -> None:
    answers = results.read(folder / "answers.json")
    assert Counter(each.way for each in answers) == dict.fromkeys(WAYS, len(ASKED))
    ranks = {(each.question.text, each.way): each.rank for each in answers}
    assert ranks["How do I cut wood?", "vector"] == 1
    assert ranks["BX42", "text"] == 1
    assert {ranks["What is the capital of Peru?", way] for way in WAYS} == {None}
    assert all(set(each.found) <= {"/saw#saws", "/saw#blades", "/glue#glue"} for each in answers)


def test_the_tables_have_every_kind_and_what_tells_that_nothing_was_found(folder: Path) -> None:
    shown = (folder / "output.txt").read_text("utf-8")
    for words in ("3 questions with an answer", "MRR@10 by kind", "vector: similarity", "match_threshold"):
        assert words in shown, words


def test_the_questions_are_also_asked_for_answers_with_sources(folder: Path) -> None:
    shown = (folder / "output.txt").read_text("utf-8")
    (row,) = (line.split() for line in shown.splitlines() if line.split()[:2] == ["tools", "hybrid"])
    # texts this short are far from a question in other words, and from a number
    assert row[2:] == ["33%", "of", "3", "100%", "of", "1", "100%", "of", "40", "100%", "of", "44"]


def test_a_run_compared_with_itself_shows_no_difference(folder: Path) -> None:
    answers = results.read(folder / "answers.json")
    rows = compared(answers, answers).rows
    assert [row[0] for row in rows] == ["all", "question", "paraphrase", "rare"]
    assert {cell for row in rows for cell in row[1:]} == {"+0.000 [+0.000, +0.000]"}
    assert all(table.rows for table in tables(answers))


def test_the_command_refuses_labels_of_no_section(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "questions.jsonl"
    other.write_text((folder / "questions.jsonl").read_text("utf-8").replace("#saws", "#gone"), "utf-8")
    with pytest.raises(typer.Exit) as ended:
        main(**options_of(folder) | {"questions": other})
    assert ended.value.exit_code == 1
    assert "/saw#gone" in capsys.readouterr().err


def test_local_vectors_are_the_same_when_kept(tmp_path: Path) -> None:
    model = load("local")
    with_file = Kept(model, tmp_path)
    made = [with_file.embed(["one text"]), with_file.embed(["one text"])]
    with_file.close()
    assert np.array_equal(made[0], made[1])
    assert np.array_equal(made[0], model.embed(["one text"]))
