"""The calls of the functions that list and remove pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pgmatch.client.call import Call, all_rows, given, json_or_none
from pgmatch.models import Corpus, StoredPage


def corpora(paths: Sequence[str] | None = None) -> Call[list[Corpus]]:
    """Return the corpora that have pages or were ingested; last, without a name, the pages of none.

    `existing` of each says how many of `paths` are its pages.
    """
    return Call("nods_corpora", given(locals()), all_rows(Corpus), only_reads=True, for_writers=True)


def pages(
    in_corpus: str | None = None,
    path_prefix: str | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the SQL function's argument
    after_path: str | None = None,
    match_count: int | None = None,
) -> Call[list[StoredPage]]:
    """Return the pages of the database by path, with the number of their sections and tokens, and their meta.

    Only those of the corpus `in_corpus`, those whose path starts with `path_prefix`, and those whose meta
    passes `filter`, which is that of `search_page_sections`; None leaves out nothing. To read in parts, pass
    the path of the last page as `after_path`, and how many pages a part has as `match_count`.
    """
    return Call(
        "nods_pages",
        given(locals(), filter=json_or_none(filter)),
        all_rows(StoredPage),
        only_reads=True,
        for_writers=True,
    )


def remove_pages(
    paths: Sequence[str] | None = None,
    corpus: str | None = None,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the SQL function's argument
    dry_run: bool = False,
) -> Call[list[str]]:
    """Remove the pages with these paths, of a corpus or that pass a filter, and return the removed paths.

    With several of them, the pages that all mean. A path or corpus that is not there is refused with SQLSTATE
    P0002, and a filter that every page passes with 22023; then nothing is removed. With `dry_run`, the pages
    stay, and the paths are those that would be removed.
    """
    return Call(
        "nods_remove_pages",
        given(locals(), filter=json_or_none(filter)),
        lambda rows: [row["path"] for row in rows],
        for_writers=True,
    )
