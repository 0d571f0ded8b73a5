"""The questions asked through `pgmatch.serve`: whether the sources hold what answers them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.answers.questions import Question, far_off, of_manual
from bench.answers.served import Served, served
from bench.progress import tracked
from bench.server import BenchServer
from pgmatch import connect
from pgmatch.client import Database
from pgmatch.embedders import Embedder
from pgmatch.serve import Asker, Search, Sources
from pgmatch.serve.prompt import Prompt

SEARCHES = {"hybrid": True, "vector": False}


@dataclass(frozen=True)
class Asked:
    """What `ask` made of a question.

    `is_known` says whether there was an answer, and `holds` whether one of its sources answers the question.
    `nearest` is the highest similarity of what was found, 0 or more, and `would_hold` is `holds` without a
    threshold. `sources` are the `path#slug` of its sources, and `served` those of the answer over HTTP.
    """

    question: Question
    search: str
    is_known: bool
    holds: bool
    nearest: float
    would_hold: bool
    sources: Sequence[str]
    served: Sequence[str]

    def holds_above(self, threshold: float) -> bool:
        """Whether the sources would hold the answer with this threshold, if it decides about all at once."""
        return self.nearest > threshold and self.would_hold


class _Writer:
    """In the place of a language model: it gets the sections that a language model gets."""

    name = "none"

    def tokens(self, prompt: Prompt) -> Generator[str, None, None]:
        yield "An answer."


def ask_all(
    server: BenchServer, manuals: Mapping[str, Path], questions: Sequence[Question], embedder: Embedder
) -> list[Asked]:
    """Ask the questions about each manual, which its database has, and those that are far off."""
    return [
        asked
        for manual in manuals
        for asked in _asked(
            server.url(manual), [*of_manual(questions, manual), *far_off(manual)], manual, embedder
        )
    ]


def _asked(url: str, questions: Sequence[Question], manual: str, embedder: Embedder) -> Iterator[Asked]:
    with connect(url) as database:
        for name, is_hybrid in SEARCHES.items():
            usual, open_ = (
                _asker(database, embedder, hybrid=is_hybrid, threshold=threshold)
                for threshold in (None, -1.0)
            )
            with served(url, embedder, Search(hybrid=is_hybrid)) as by_http:
                for question in tracked(questions, f"{manual}: ask, {name}"):
                    yield _one(question, name, usual, open_, by_http)


def _asker(database: Database, embedder: Embedder, *, hybrid: bool, threshold: float | None) -> Asker:
    return Asker(database, embedder, _Writer(), search=Search(hybrid=hybrid, threshold=threshold))


def _one(question: Question, search: str, usual: Asker, open_: Asker, by_http: Served) -> Asked:
    used, all_ = _sources(usual, question), _sources(open_, question)
    similarities = [found.similarity or 0.0 for found in open_.find(question.text)]
    return Asked(
        question,
        search,
        is_known=bool(used.sources),
        holds=_hold(used, question),
        nearest=max(similarities, default=0.0),
        would_hold=_hold(all_, question),
        sources=[source.anchor for source in used.sources],
        served=by_http(question.text),
    )


def _sources(asker: Asker, question: Question) -> Sources:
    *_, last = asker.ask(question.text)
    assert isinstance(last, Sources)
    return last


def _hold(sources: Sources, question: Question) -> bool:
    return any(
        question.is_answered_by(_label(each.path, each.slug), each.content) for each in sources.sources
    )


def _label(path: str | None, slug: str | None) -> str:
    return f"{path}#{slug or ''}"
