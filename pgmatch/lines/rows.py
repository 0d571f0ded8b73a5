"""The rows that the functions of the lines documents, video, captions and predictions return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A chunk of a document that a search has found; a higher `similarity` is nearer."""

    id: str
    document_id: str | None
    source: str | None
    source_id: str | None
    url: str | None
    author: str | None
    created_at: datetime | None
    content: str | None
    similarity: float


@dataclass(frozen=True, slots=True)
class VideoChunkMatch:
    """A chunk that `match_video_chunks` has found; times are in seconds, `metadata` is decoded JSON."""

    id: str
    start_time: float | None
    end_time: float | None
    metadata: Any
    similarity: float


@dataclass(frozen=True, slots=True)
class FoundVideoChunk:
    """A chunk of a video that `search_video_chunks` has found; `video_url` may be empty."""

    id: str
    video_url: str
    start_time: float | None
    end_time: float | None
    metadata: Any
    similarity: float


@dataclass(frozen=True, slots=True)
class CaptionMatch:
    """A caption near an embedding; `id` is that of its image in Storage."""

    id: UUID
    caption: str | None
    similarity: float


@dataclass(frozen=True, slots=True)
class FoundCaption:
    """A caption with the words of a text; a higher `rank` fits better."""

    id: UUID
    caption: str
    rank: float


@dataclass(frozen=True, slots=True)
class PredictedImage:
    """An image in which a model has seen a class.

    `confidence` is the highest, 0 to 1, and `detections` how many there are, in all rows of the image.
    """

    filename: str
    confidence: float
    detections: int
