"""The functions that search as SQLAlchemy constructs, to be joined with models of your own.

    from pgmatch.sqlalchemy import search_page_sections

    found = search_page_sections(embedding, match_count=5)
    select(Page.title, found.c.similarity).join(found, found.c.page_id == Page.id)

Each takes the arguments of the SQL function of the same name and returns what can be selected from; `c` holds
its columns. An argument that is None is left to the function. An embedding may be a list, a numpy array, a
`Vector` of pgvector or a text; embeddings and ids may be columns too, with `lateral()`. `schema` is where
pgmatch is installed, if that is not on the search_path.

They work with SQLAlchemy 2.0 and 2.1, on psycopg2, psycopg and asyncpg.
"""

from __future__ import annotations

from pgmatch.lines.nods.forms import (
    find_similar_sections,
    get_page_parents,
    get_section_context,
    hybrid_search_page_sections,
    match_page_sections,
    search_page_sections,
)

__all__ = [
    "find_similar_sections",
    "get_page_parents",
    "get_section_context",
    "hybrid_search_page_sections",
    "match_page_sections",
    "search_page_sections",
]
