"""The calls of the functions of the line `video`."""

from __future__ import annotations

from pgmatch.client.call import Call, all_rows, given
from pgmatch.client.embedding import Embedding, vector_text
from pgmatch.client.methods import Method
from pgmatch.lines.rows import FoundVideoChunk, VideoChunkMatch

LINE = "video"


def match_video_chunks(
    query_embedding: Embedding, match_threshold: float | None = None, match_count: int = 10
) -> Call[list[VideoChunkMatch]]:
    """Return the chunks nearest to an embedding that are more similar than a threshold, best first."""
    arguments = given(locals(), query_embedding=vector_text(query_embedding, "query_embedding"))
    return Call("match_video_chunks", arguments, all_rows(VideoChunkMatch), line=LINE, only_reads=True)


def search_video_chunks(
    query_embedding: Embedding,
    match_count: int = 10,
    match_threshold: float | None = None,
    video: str | None = None,
    from_time: float | None = None,
    to_time: float | None = None,
    ef_search: int | None = None,
    probes: int | None = None,
    candidates: int | None = None,
) -> Call[list[FoundVideoChunk]]:
    """Return the chunks nearest to an embedding, best first, of one video or of a part of each.

    `video` is a video_url. Only chunks that overlap the time from `from_time` to `to_time`, in seconds. The
    other arguments are those of `search_page_sections`.
    """
    arguments = given(locals(), query_embedding=vector_text(query_embedding, "query_embedding"))
    return Call("search_video_chunks", arguments, all_rows(FoundVideoChunk), line=LINE, only_reads=True)


class Methods:
    """One method a function, with its name and arguments."""

    match_video_chunks = Method(match_video_chunks)
    search_video_chunks = Method(search_video_chunks)
