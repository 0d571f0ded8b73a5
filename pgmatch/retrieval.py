"""What the retrievers for other libraries ask of a database, and what they read from a row."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from pgmatch.client import AsyncDatabase, Database
from pgmatch.client.call import Call
from pgmatch.client.embedding import Embedding
from pgmatch.client.match import match
from pgmatch.errors import PgmatchError
from pgmatch.lines.nods.search_calls import hybrid_search_page_sections, search_page_sections

# the measures of a row, the one that it is ordered by first
SCORES = ("score", "similarity")


@dataclass(frozen=True)
class Retrieval:
    """A search for questions: of sections, or by a match function of one's own.

    `search` is the name of such a function, None for sections. `hybrid` also searches for the words of the
    question. `threshold` is what the similarity has to exceed. `arguments` are further arguments of the
    function, such as filters.
    """

    search: str | None
    hybrid: bool
    k: int
    threshold: float | None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def call(self, question: str, embedding: Embedding) -> Call[list[Any]]:
        """Return the call that finds what suits a question."""
        given = {"match_count": self.k, **self.arguments}
        if self.threshold is not None:
            given["match_threshold"] = self.threshold
        if self.search is not None:
            return match(self.search, embedding, **({"query_text": question} if self.hybrid else {}), **given)
        if self.hybrid:
            return hybrid_search_page_sections(question, embedding, **given)
        return search_page_sections(embedding, **given)


@dataclass(frozen=True)
class Found:
    """A row of a search: its text, how well it suits, and its other columns."""

    id: str | None
    text: str
    score: float | None
    metadata: dict[str, Any]


def found(row: Any, content: str) -> Found:
    """Return a row with the column `content` as its text; raise `PgmatchError` if it has no such column."""
    columns = asdict(row) if is_dataclass(row) and not isinstance(row, type) else dict(vars(row))
    if content not in columns:
        raise PgmatchError(
            f"the search returns no column {content}; it returns: {', '.join(columns)}",
            "Name the column that holds the text: content='description'.",
        )
    text = columns.pop(content)
    key = columns.get("id")
    score = next((columns[name] for name in SCORES if columns.get(name) is not None), None)
    return Found(None if key is None else str(key), text or "", score, columns)


def run(database: Database | AsyncDatabase, call: Call[list[Any]]) -> list[Any]:
    """Make the call and wait for it; raise `PgmatchError` for a database whose calls are awaited."""
    if isinstance(database, AsyncDatabase):
        raise PgmatchError(
            "the retriever was called without await, but its database is one of connect_async()",
            "Await the call, or give the retriever a database of pgmatch.connect().",
        )
    return database.run(call)


async def arun(database: Database | AsyncDatabase, call: Call[list[Any]]) -> list[Any]:
    """Await the call; in a thread, for a database whose calls are waited for."""
    if isinstance(database, AsyncDatabase):
        return await database.run(call)
    return await asyncio.to_thread(database.run, call)
