"""The manuals in a database each, and the questions asked of it in each way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bench.answers.questions import Question, of_manual
from bench.data import Vectors
from bench.errors import BenchError
from bench.progress import console, tracked
from bench.server import BenchServer
from pgmatch import connect
from pgmatch.client import Database
from pgmatch.embedders import Embedder
from pgmatch.ingest.run import ingest
from pgmatch.migrate import upgrade
from pgmatch.models import FoundSection, HybridSection

Rows: TypeAlias = Sequence[FoundSection | HybridSection]
Search: TypeAlias = Callable[[Database, str, Vectors], Rows]

ROWS = 10  # that each search returns
ONE = ", one per section"


def _vector(one_per_section: bool = False) -> Search:
    return lambda database, _, vector: database.search_page_sections(
        vector, ROWS, one_per_section=one_per_section
    )


def _hybrid(semantic_weight: float = 1, one_per_section: bool = False) -> Search:
    return lambda database, text, vector: database.hybrid_search_page_sections(
        text, vector, ROWS, semantic_weight=semantic_weight, one_per_section=one_per_section
    )


LEGS: Mapping[str, Search] = {"vector": _vector(), "text": _hybrid(0), "hybrid": _hybrid()}
WAYS: Mapping[str, Search] = {
    **LEGS,
    f"vector{ONE}": _vector(one_per_section=True),
    f"text{ONE}": _hybrid(0, one_per_section=True),
    f"hybrid{ONE}": _hybrid(one_per_section=True),
}
# Every vector is compared, so that figures do not depend on how an index was built.
_UNINDEXED = "drop index nods_page_section_embedding_hnsw_ip_idx"


@dataclass(frozen=True)
class Answer:
    """What one search returned for one question.

    `found` has the `path#slug` of each row, and `rank` is the place of the first that answers it, from 1, or
    None. `similarities` are those of the rows, and `score` is that of the first, which vector search does not
    return.
    """

    question: Question
    way: str
    found: Sequence[str]
    rank: int | None
    similarities: Sequence[float]
    score: float | None

    @property
    def similarity(self) -> float | None:
        """The highest of the rows."""
        return max(self.similarities, default=None)

    @property
    def right_similarity(self) -> float | None:
        """That of the first row that answers the question."""
        return self.similarities[self.rank - 1] if self.rank else None


def ask(
    server: BenchServer, manuals: Mapping[str, Path], questions: Sequence[Question], embedder: Embedder
) -> list[Answer]:
    """Ingest each manual, a folder of Markdown, and ask the questions about it in each way.

    Raises `BenchError` for a file that cannot be ingested.
    """
    for manual, folder in manuals.items():
        console.print(f"{manual}: ingesting {folder} …", style="dim")
        _load(server, manual, folder, embedder)
    return [
        answer
        for manual in manuals
        for answer in _answers(server.url(manual), manual, of_manual(questions, manual), embedder)
    ]


def _load(server: BenchServer, manual: str, folder: Path, embedder: Embedder) -> None:
    server.create_database(manual)
    for line in ("nods", "nods_text"):
        upgrade(server.url(manual), line, dimensions=str(embedder.dimensions))
    server.execute(manual, _UNINDEXED)
    with connect(server.url(manual)) as database:
        summary = ingest(database, folder, embedder)
    if summary.failures:
        raise BenchError(f"{manual}: {summary.failures[0].message}", summary.failures[0].hint)
    server.execute(manual, "select pgmatch.refresh_searches()", "analyze")


def _answers(url: str, manual: str, questions: Sequence[Question], embedder: Embedder) -> Iterator[Answer]:
    vectors = embedder.embed([question.text for question in questions])
    with connect(url) as database:
        for question, vector in tracked(list(zip(questions, vectors, strict=True)), f"asking {manual}"):
            for way, search in WAYS.items():
                yield _answer(question, way, search(database, question.text, vector))


def _answer(question: Question, way: str, rows: Rows) -> Answer:
    found = [f"{row.path}#{row.slug or ''}" for row in rows]
    ranks = [
        rank
        for rank, (section, row) in enumerate(zip(found, rows, strict=True), start=1)
        if question.is_answered_by(section, row.content)
    ]
    scores = [row.score for row in rows if isinstance(row, HybridSection)]
    return Answer(
        question,
        way,
        found,
        rank=min(ranks, default=None),
        similarities=[row.similarity or 0.0 for row in rows],
        score=max(scores, default=None),
    )
