"""The functions that can be called: their arguments and their rows, whatever carries the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar

from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.errors import PgmatchError
from pgmatch.models import (
    DuplicatePair,
    FinishedIngest,
    FoundSection,
    HybridSection,
    Installation,
    PageParent,
    PutPage,
    SectionMatch,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Result = TypeVar("Result")
Model = TypeVar("Model", bound="DataclassInstance")
Rows: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Json:
    """An argument that is a JSON document, not a value of SQL."""

    value: Any


@dataclass(frozen=True)
class LoadingPage:
    """A page whose sections can be copied, under ids in their order; from `pgmatch.nods_load_pages`."""

    path: str
    page_id: int
    status: Literal["new", "replaced", "unchanged"]
    section_ids: Sequence[int]


Argument: TypeAlias = str | int | float | Sequence[str] | Json | None


@dataclass(frozen=True)
class Call(Generic[Result]):
    """A function's name, its arguments by name, and how its rows become the result.

    A function that returns one value has one row, whose only column has the function's name. `schema` is
    where it is, by default that of the tables; no API exposes the other, "pgmatch". `line` installs it.
    """

    function: str
    arguments: Mapping[str, Argument]
    read: Callable[[Rows], Result]
    schema: str | None = None
    line: str = "nods"


def match_page_sections(
    embedding: Embedding,
    match_threshold: float | None,
    match_count: int,
    min_content_length: int | None,
) -> Call[list[SectionMatch]]:
    """Return the call of `match_page_sections`."""
    arguments: dict[str, Argument] = {
        "embedding": vector_text(embedding),
        "match_threshold": match_threshold,
        "match_count": match_count,
        "min_content_length": min_content_length,
    }
    return Call("match_page_sections", arguments, _all(SectionMatch))


def search_page_sections(
    query_embedding: Embedding, meta: Mapping[str, Any] | None, **others: Argument
) -> Call[list[FoundSection]]:
    """Return the call of `search_page_sections`; `others` are its other arguments."""
    arguments = {"query_embedding": vector_text(query_embedding, "query_embedding"), "meta": _json(meta)}
    return Call("search_page_sections", {**arguments, **others}, _all(FoundSection))


def hybrid_search_page_sections(
    query_text: str, query_embedding: Embedding, meta: Mapping[str, Any] | None, **others: Argument
) -> Call[list[HybridSection]]:
    """Return the call of `hybrid_search_page_sections`; `others` are its other arguments."""
    embedding = vector_text(query_embedding, "query_embedding")
    arguments = {"query_text": query_text, "query_embedding": embedding, "meta": _json(meta), **others}
    return Call("hybrid_search_page_sections", arguments, _all(HybridSection), line="nods_text")


def find_similar_sections(
    id: int,  # noqa: A002 - the name of the SQL function's argument
    meta: Mapping[str, Any] | None,
    **others: Argument,
) -> Call[list[FoundSection]]:
    """Return the call of `find_similar_sections`; `others` are its other arguments."""
    return Call("find_similar_sections", {"id": id, "meta": _json(meta), **others}, _all(FoundSection))


def find_duplicate_sections(meta: Mapping[str, Any] | None, **others: Argument) -> Call[list[DuplicatePair]]:
    """Return the call of `find_duplicate_sections`; `others` are its other arguments."""
    return Call("find_duplicate_sections", {"meta": _json(meta), **others}, _all(DuplicatePair))


def get_page_parents(page_id: int) -> Call[list[PageParent]]:
    """Return the call of `get_page_parents`."""
    return Call("get_page_parents", {"page_id": page_id}, _all(PageParent))


def pgmatch_info() -> Call[list[Installation]]:
    """Return the call of `pgmatch_info`."""
    return Call("pgmatch_info", {}, _all(Installation))


def nods_begin_ingest(
    corpus: str, model: str, dimensions: int, normalized: bool | None, chunk_tokens: int | None
) -> Call[int]:
    """Return the call of `nods_begin_ingest`."""
    arguments: dict[str, Argument] = {
        "corpus": corpus,
        "model": model,
        "dimensions": dimensions,
        "normalized": normalized,
        "chunk_tokens": chunk_tokens,
    }
    return Call("nods_begin_ingest", arguments, lambda rows: int(rows[0]["nods_begin_ingest"]))


def nods_sections_to_embed(
    run: int, page_path: str, page_checksum: str, contents: Sequence[str]
) -> Call[list[int]]:
    """Return the call of `nods_sections_to_embed`."""
    arguments: dict[str, Argument] = {
        "run": run,
        "page_path": page_path,
        "page_checksum": page_checksum,
        "contents": list(contents),
    }
    return Call("nods_sections_to_embed", arguments, lambda rows: [int(row["place"]) for row in rows])


def nods_put_page(
    run: int,
    page_path: str,
    page_checksum: str,
    sections: Sequence[Mapping[str, Any]],
    meta: Mapping[str, Any] | None,
    page_type: str,
    page_source: str,
    parent_path: str | None,
) -> Call[PutPage]:
    """Return the call of `nods_put_page`."""
    arguments: dict[str, Argument] = {
        "run": run,
        "page_path": page_path,
        "page_checksum": page_checksum,
        "sections": Json([_section(section, place) for place, section in enumerate(sections)]),
        "meta": _json(meta),
        "page_type": page_type,
        "page_source": page_source,
        "parent_path": parent_path,
    }
    return Call("nods_put_page", arguments, lambda rows: _record(PutPage, rows[0]))


def nods_finish_ingest(run: int, pages: Sequence[Mapping[str, str | None]]) -> Call[FinishedIngest]:
    """Return the call of `nods_finish_ingest`."""
    arguments: dict[str, Argument] = {"run": run, "pages": Json(list(pages))}
    return Call("nods_finish_ingest", arguments, _finished)


def nods_load_pages(
    pages: Sequence[Mapping[str, Any]],
    model: str,
    dimensions: int | None,
    normalized: bool | None,
    corpus: str | None,
    replace: bool,
) -> Call[list[LoadingPage]]:
    """Return the call of `pgmatch.nods_load_pages`."""
    arguments: dict[str, Argument] = {
        "pages": Json(list(pages)),
        "model": model,
        "dimensions": dimensions,
        "normalized": normalized,
        "corpus": corpus,
        "replace": replace,
    }
    return Call("nods_load_pages", arguments, _all(LoadingPage), "pgmatch")


def nods_set_parents(pages: Sequence[Mapping[str, str]]) -> Call[list[str]]:
    """Return the call of `pgmatch.nods_set_parents`: the paths of the pages whose parent is not there."""
    return Call(
        "nods_set_parents",
        {"pages": Json(list(pages))},
        lambda rows: [row["path"] for row in rows],
        "pgmatch",
    )


def nods_check_page(path: str, checksum: str, sections: Sequence[Mapping[str, Any]]) -> Call[None]:
    """Return the call of `pgmatch.nods_check_page`."""
    arguments: dict[str, Argument] = {
        "page_path": path,
        "page_checksum": checksum,
        "sections": Json(list(sections)),
    }
    return Call("nods_check_page", arguments, _nothing, "pgmatch")


def nods_check_embedding(embedding: Embedding, owner: str) -> Call[None]:
    """Return the call of `pgmatch.nods_check_embedding`."""
    arguments: dict[str, Argument] = {"embedding": vector_text(embedding), "owner": owner}
    return Call("nods_check_embedding", arguments, _nothing, "pgmatch")


def check_model(installations: Sequence[Installation], name: str, dimensions: int) -> None:
    """Raise `PgmatchError` unless the line `nods` records this model and this length of vectors."""
    recorded = next((each for each in installations if each.line == "nods"), None)
    if recorded is None:
        raise PgmatchError('the line "nods" is not installed in this database', "Run `alembic upgrade head`.")
    if recorded.model is None:
        literal = name.replace("'", "''")
        raise PgmatchError(
            f'no model is recorded in this database, so "{name}" cannot be checked against its embeddings',
            "The first ingest records it. If the embeddings are there already, let the owner say once: "
            f"select pgmatch.set_model('{literal}');",
        )
    if (recorded.model, recorded.dimensions) != (name, dimensions):
        raise PgmatchError(
            f'the embeddings here were made by "{recorded.model}" with {recorded.dimensions} dimensions,'
            f' not by "{name}" with {dimensions}',
            "Vectors of two models cannot be compared. Use the recorded model, or another database.",
        )


def _json(value: Mapping[str, Any] | None) -> Json | None:
    return None if value is None else Json(value)


def _section(section: Mapping[str, Any], place: int) -> dict[str, Any]:
    if not isinstance(section, Mapping):
        raise PgmatchError(
            f"sections[{place}] is of the type {type(section).__name__}, not a mapping",
            "A section is {'content': …, 'heading': …, 'slug': …, 'token_count': …, 'embedding': …}.",
        )
    embedding = section.get("embedding")
    if embedding is None:
        return dict(section)
    return {**section, "embedding": vector_text(embedding, f"sections[{place}].embedding")}


def _nothing(_rows: Rows) -> None:
    """Read a function that only raises."""


def _finished(rows: Rows) -> FinishedIngest:
    row = rows[0]
    return _record(FinishedIngest, {**row, "removed_paths": tuple(row["removed_paths"])})


def _all(model: type[Model]) -> Callable[[Rows], list[Model]]:
    return lambda rows: [_record(model, row) for row in rows]


def _record(model: type[Model], row: Mapping[str, Any]) -> Model:
    # further columns, of a newer revision, do no harm
    try:
        return model(**{field.name: row[field.name] for field in fields(model)})
    except KeyError as error:
        raise PgmatchError(
            f"the database answered without the column {error}; it sent: {', '.join(row)}",
            "The function is not pgmatch's, or of another version. Run `alembic upgrade head`.",
        ) from error
