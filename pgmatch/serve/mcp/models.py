"""What the tools return: the keys are those that ChatGPT's connectors and deep research expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from typing_extensions import TypedDict

from pgmatch.client.embedding import Embedding


class Result(TypedDict):
    """A row that was found."""

    id: str
    title: str
    url: str


class Results(TypedDict):
    """What `search` returns, best first."""

    results: list[Result]


class Document(TypedDict):
    """A row with its text: what `fetch` returns."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, Any]


class Match(Document):
    """A row that was found, with its text. A higher similarity is nearer."""

    similarity: float | None


class Matches(TypedDict):
    """What `match_sections` returns, best first."""

    results: list[Match]


class Source(Protocol):
    """What is searched: the sections of pages, or the rows of a table.

    `name` is what descriptions call it.
    """

    name: str

    @property
    def filters(self) -> Mapping[str, str]:
        """The filters, with their types as Postgres writes them."""

    def match(
        self,
        query: str,
        embedding: Embedding,
        limit: int,
        threshold: float | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[Match]:
        """Return the rows nearest to a query, best first; raise `PgmatchError` if the database refuses."""

    def fetch(self, id: str) -> Document:  # noqa: A002 - the name of the tool's argument
        """Return the row of an id; raise `PgmatchError` if there is none that the caller may see."""
