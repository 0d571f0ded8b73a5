"""The sections of pages, which are in the lines `nods` and `docs`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pgmatch.client import Database
from pgmatch.client.embedding import Embedding
from pgmatch.client.installed import check_model
from pgmatch.embedders import Embedder
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.models import FoundSection, HybridSection
from pgmatch.serve.context import whole
from pgmatch.serve.errors import NO_DATA_FOUND
from pgmatch.serve.mcp.models import Document, Match
from pgmatch.serve.mcp.urls import section_url
from pgmatch.serve.search import has_words

_NEIGHBOURS = 100  # more than a long section has pieces


class Sections:
    """The sections of a database; those that its user may see."""

    name = "documentation sections"
    filters: Mapping[str, str] = MappingProxyType(
        {
            "path_prefix": "text",
            "page_type": "text",
            "source": "text",
            "min_content_length": "integer",
            "meta": "jsonb",
            "filter": "jsonb",
        }
    )

    def __init__(self, database: Database, embedder: Embedder, site_url: str = "") -> None:
        """Search also by words where the line `nods_text` is installed; `site_url` is where the pages are.

        Raises `PgmatchError` unless the embedder's model made the embeddings.
        """
        installed = database.pgmatch_info()
        check_model(installed, embedder.name, embedder.dimensions, database.line)
        self._database = database
        self._site_url = site_url
        self._hybrid = has_words(installed, database.line)

    def match(
        self,
        query: str,
        embedding: Embedding,
        limit: int,
        threshold: float | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[Match]:
        """Return the sections nearest to a query, one for all pieces of a long one."""
        given = {
            "match_count": limit,
            "match_threshold": threshold,
            "one_per_section": True,
            **(filters or {}),
        }
        if self._hybrid:
            found: Sequence[FoundSection | HybridSection] = self._database.hybrid_search_page_sections(
                query, embedding, **given
            )
        else:
            found = self._database.search_page_sections(embedding, **given)
        return [self._match(section) for section in found]

    def fetch(self, id: str) -> Document:  # noqa: A002 - the name of the tool's argument
        """Return a section with all its pieces."""
        if not (id.isascii() and id.isdigit()):
            raise _unknown(id)
        try:
            context = self._database.get_section_context(int(id), _NEIGHBOURS, _NEIGHBOURS)
        except DatabaseError as error:
            # 22003: no id is so long
            raise _unknown(id) if error.sqlstate in (NO_DATA_FOUND, "22003") else error from error
        (section,) = (each for each in context if each.place == 0)
        return Document(
            id=id,
            title=_title(section.heading_path, section.path),
            text=whole(context) or "",
            url=section_url(self._site_url, section.path, section.slug),
            metadata={
                "path": section.path,
                "slug": section.slug,
                "headings": list(section.heading_path),
                "page_id": section.page_id,
            },
        )

    def _match(self, section: FoundSection | HybridSection) -> Match:
        title = section.meta.get("title") if isinstance(section.meta, Mapping) else None
        return Match(
            id=str(section.id),
            title=_title([title, section.heading], section.path),
            text=section.content,
            url=section_url(self._site_url, section.path, section.slug),
            similarity=section.similarity,
            metadata={"path": section.path, "slug": section.slug, "meta": section.meta},
        )


def _unknown(id: str) -> PgmatchError:  # noqa: A002
    return PgmatchError(f"there is no section {id[:100]!r}", "Pass an id that search has returned.")


def _title(headings: Iterable[Any], path: str | None) -> str:
    named = dict.fromkeys(str(heading) for heading in headings if heading)
    return " > ".join(named) or path or ""
