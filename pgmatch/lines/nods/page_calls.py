"""The calls of the functions that list and remove pages."""

from __future__ import annotations

from collections.abc import Sequence

from pgmatch.client.call import Call, all_rows, given
from pgmatch.models import Corpus, StoredPage


def corpora(paths: Sequence[str] | None = None) -> Call[list[Corpus]]:
    """Return the corpora that have pages or were ingested; last, without a name, the pages of none.

    `standing` of each says how many of `paths` are its pages.
    """
    return Call("nods_corpora", given(locals()), all_rows(Corpus), only_reads=True, for_writers=True)


def pages(in_corpus: str | None = None, path_prefix: str | None = None) -> Call[list[StoredPage]]:
    """Return the pages of the database by corpus and path, with the number of their sections and tokens.

    Only those of the corpus `in_corpus`, and those whose path starts with `path_prefix`; None leaves out
    nothing.
    """
    return Call("nods_pages", given(locals()), all_rows(StoredPage), only_reads=True, for_writers=True)


def remove_pages(paths: Sequence[str] | None = None, corpus: str | None = None) -> Call[list[str]]:
    """Remove the pages with these paths, or all pages of a corpus, and return the removed paths.

    With both, the pages with these paths must be of the corpus. A path or corpus that is not there is refused
    with SQLSTATE P0002, and then nothing is removed.
    """
    return Call(
        "nods_remove_pages", given(locals()), lambda rows: [row["path"] for row in rows], for_writers=True
    )
