"""The calls of the functions of the line `captions`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from pgmatch.client.call import Call, Model, Rows, given, record
from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.client.methods import Method
from pgmatch.lines.rows import CaptionMatch, FoundCaption

LINE = "captions"


def find_image_captions(query_text: str, match_count: int | None = 10) -> Call[list[FoundCaption]]:
    """Return the captions with the words of a text, the best match first.

    `query_text` is written as in a search engine: words, "a phrase", or, -without. None as `match_count`
    is for all of them.
    """
    return Call("find_image_captions", given(locals()), _captions(FoundCaption), line=LINE, only_reads=True)


def match_image_captions(
    query_embedding: Embedding, match_threshold: float | None = None, match_count: int = 10
) -> Call[list[CaptionMatch]]:
    """Return the captions nearest to an embedding that are more similar than a threshold, best first."""
    arguments = given(locals(), query_embedding=vector_text(query_embedding, "query_embedding"))
    return Call("match_image_captions", arguments, _captions(CaptionMatch), line=LINE, only_reads=True)


class Methods:
    """One method a function, with its name and arguments."""

    find_image_captions = Method(find_image_captions)
    match_image_captions = Method(match_image_captions)


def _captions(model: type[Model]) -> Callable[[Rows], list[Model]]:
    """Return what reads every row as an object of the model; JSON has the id as text."""
    return lambda rows: [record(model, {**row, "id": UUID(str(row["id"]))}) for row in rows]
