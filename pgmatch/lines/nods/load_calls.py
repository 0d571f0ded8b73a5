"""The functions of the schema "pgmatch" that `load_pages` calls; no API exposes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pgmatch.client.call import Argument, Call, Json, Rows, all_rows, record
from pgmatch.client.embedding import Embedding, vector_text


@dataclass(frozen=True)
class LoadingPage:
    """A page whose sections can be copied, under ids in their order; from `pgmatch.nods_load_pages`."""

    path: str
    page_id: int
    status: Literal["new", "replaced", "unchanged"]
    section_ids: Sequence[int]


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
    return Call("nods_load_pages", arguments, all_rows(LoadingPage), schema="pgmatch")


@dataclass(frozen=True)
class BegunLoad:
    """What a load does about the vector index; from `pgmatch.nods_begin_load`.

    `is_suspended` says that the index was dropped just now; `advice` is what would make the load faster.
    """

    is_suspended: bool
    advice: str | None


def nods_begin_load(sections: int) -> Call[BegunLoad]:
    """Return the call of `pgmatch.nods_begin_load`."""
    arguments: dict[str, Argument] = {"sections": sections}
    return Call("nods_begin_load", arguments, lambda rows: record(BegunLoad, rows[0]), schema="pgmatch")


def nods_end_load(pages: int, sections: int) -> Call[list[str]]:
    """Return the call of `pgmatch.nods_end_load`: the names of the indexes that were built."""
    arguments: dict[str, Argument] = {"pages": pages, "sections": sections}
    return Call(
        "nods_end_load",
        arguments,
        lambda rows: [name for row in rows for name in row.values()],
        schema="pgmatch",
        takes_long=True,
    )


def nods_set_parents(pages: Sequence[Mapping[str, str]]) -> Call[list[str]]:
    """Return the call of `pgmatch.nods_set_parents`: the paths of the pages whose parent is not there."""
    return Call(
        "nods_set_parents",
        {"pages": Json(list(pages))},
        lambda rows: [row["path"] for row in rows],
        schema="pgmatch",
    )


def nods_check_page(path: str, checksum: str, sections: Sequence[Mapping[str, Any]]) -> Call[None]:
    """Return the call of `pgmatch.nods_check_page`."""
    arguments: dict[str, Argument] = {
        "page_path": path,
        "page_checksum": checksum,
        "sections": Json(list(sections)),
    }
    return Call("nods_check_page", arguments, _nothing, schema="pgmatch")


def nods_check_embedding(embedding: Embedding, owner: str) -> Call[None]:
    """Return the call of `pgmatch.nods_check_embedding`."""
    arguments: dict[str, Argument] = {"embedding": vector_text(embedding), "owner": owner}
    return Call("nods_check_embedding", arguments, _nothing, schema="pgmatch")


def _nothing(_rows: Rows) -> None:
    """Read a function that only raises."""
