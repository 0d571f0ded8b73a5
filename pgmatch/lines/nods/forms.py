"""The functions that search as constructs of SQLAlchemy; see `pgmatch.sqlalchemy`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    Integer,
    SQLColumnExpression,
    Text,
    bindparam,
    column,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine, UserDefinedType

from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.errors import PgmatchError

_Types: TypeAlias = Mapping[str, TypeEngine[Any]]

_ID, _TEXT, _NUMBER, _COUNT = BigInteger(), Text(), Float(53), Integer()


class _Vector(UserDefinedType[Embedding]):
    """A vector as text without a cast: the function's argument tells its type, in whatever schema that is."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "vector"

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        return vector_text


# the types of the arguments and columns that several functions have
_ARGUMENTS: _Types = {
    "id": _ID,
    "page_id": _ID,
    "before": _COUNT,
    "after": _COUNT,
    "embedding": _Vector(),
    "query_embedding": _Vector(),
    "query_text": _TEXT,
    "match_threshold": _NUMBER,
    "match_count": _COUNT,
    "min_content_length": _COUNT,
    "path_prefix": _TEXT,
    "page_type": _TEXT,
    "source": _TEXT,
    "meta": JSONB(),
    "filter": JSONB(),
    "one_per_section": Boolean(),
    "other_pages": Boolean(),
    "full_text_weight": _NUMBER,
    "semantic_weight": _NUMBER,
    "rrf_k": _COUNT,
    "ef_search": _COUNT,
    "probes": _COUNT,
    "candidates": _COUNT,
}
_SECTION: _Types = {"slug": _TEXT, "heading": _TEXT, "content": _TEXT}
_FOUND: _Types = {
    "id": _ID,
    "page_id": _ID,
    "path": _TEXT,
    **_SECTION,
    "similarity": _NUMBER,
    "meta": JSONB(),
}


def match_page_sections(
    embedding: Embedding | SQLColumnExpression[Any],
    match_threshold: float | None = None,
    match_count: int = 10,
    min_content_length: int | None = None,
    *,
    schema: str | None = None,
) -> TableValuedAlias:
    """Select the nearest sections: id, page_id, slug, heading, content, similarity."""
    columns: _Types = {"id": _ID, "page_id": _ID, **_SECTION, "similarity": _NUMBER}
    # the guide's function, which has no defaults
    arguments = {
        "embedding": embedding,
        "match_threshold": match_threshold,
        "match_count": match_count,
        "min_content_length": min_content_length,
    }
    return _selectable("match_page_sections", columns, arguments, schema)


def search_page_sections(
    query_embedding: Embedding | SQLColumnExpression[Any],
    match_count: int | None = None,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the argument in SQL
    one_per_section: bool | None = None,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
    *,
    schema: str | None = None,
) -> TableValuedAlias:
    """Select the nearest sections that pass the filters, with the path of their page."""
    return _selectable("search_page_sections", _FOUND, _given(locals()), schema)


def find_similar_sections(
    id: int | SQLColumnExpression[Any],  # noqa: A002 - the name of the argument in SQL
    match_count: int | None = None,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    other_pages: bool | None = None,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
    *,
    schema: str | None = None,
) -> TableValuedAlias:
    """Select the sections nearest to a stored one, with the columns of `search_page_sections`."""
    return _selectable("find_similar_sections", _FOUND, _given(locals()), schema)


def hybrid_search_page_sections(
    query_text: str,
    query_embedding: Embedding | SQLColumnExpression[Any],
    match_count: int | None = None,
    full_text_weight: float | None = None,
    semantic_weight: float | None = None,
    rrf_k: int | None = None,
    match_threshold: float | None = None,
    min_content_length: int | None = None,
    path_prefix: str | None = None,
    page_type: str | None = None,
    source: str | None = None,
    meta: Mapping[str, Any] | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the argument in SQL
    one_per_section: bool | None = None,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
    *,
    schema: str | None = None,
) -> TableValuedAlias:
    """Select sections by words and by meaning, with a score, the two ranks and a similarity."""
    columns: _Types = {
        "id": _ID,
        "page_id": _ID,
        "path": _TEXT,
        **_SECTION,
        "score": _NUMBER,
        "full_text_rank": _ID,
        "semantic_rank": _ID,
        "similarity": _NUMBER,
        "meta": JSONB(),
    }
    return _selectable("hybrid_search_page_sections", columns, _given(locals()), schema)


def get_page_parents(
    page_id: int | SQLColumnExpression[Any], *, schema: str | None = None
) -> TableValuedAlias:
    """Select a page and its ancestors: id, parent_page_id, path, meta."""
    columns: _Types = {"id": _ID, "parent_page_id": _ID, "path": _TEXT, "meta": JSONB()}
    return _selectable("get_page_parents", columns, {"page_id": page_id}, schema)


def get_section_context(
    id: int | SQLColumnExpression[Any],  # noqa: A002 - the name of the argument in SQL
    before: int | None = None,
    after: int | None = None,
    *,
    schema: str | None = None,
) -> TableValuedAlias:
    """Select a section with its neighbours: as in a search, then token_count, heading_path, place."""
    columns: _Types = {
        "id": _ID,
        "page_id": _ID,
        "path": _TEXT,
        **_SECTION,
        "token_count": _COUNT,
        "heading_path": ARRAY(_TEXT),
        "place": _COUNT,
    }
    return _selectable("get_section_context", columns, _given(locals()), schema)


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name in _ARGUMENTS and value is not None}


def _check_range(argument: str, value: Any) -> None:
    """Raise `PgmatchError` for a number that would make another type of the argument, and of the function."""
    kind = _ARGUMENTS[argument]
    if isinstance(kind, Integer) and isinstance(value, int):
        most = 2**63 - 1 if isinstance(kind, BigInteger) else 2**31 - 1
        if not -most - 1 <= value <= most:
            raise PgmatchError(f"{argument} is {value}", f"Pass a whole number of at most {most}.")


def _selectable(
    name: str, columns: _Types, arguments: Mapping[str, Any], schema: str | None
) -> TableValuedAlias:
    for argument, value in arguments.items():
        _check_range(argument, value)
    passed = [
        literal_column(argument).op("=>")(
            value
            if isinstance(value, SQLColumnExpression)
            else bindparam(argument, value, _ARGUMENTS[argument], unique=True)
        )
        for argument, value in arguments.items()
    ]
    function = getattr(getattr(func, schema) if schema else func, name)
    alias: TableValuedAlias = function(*passed).table_valued(
        *(column(each, kind) for each, kind in columns.items())
    )
    return alias
