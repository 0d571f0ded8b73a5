"""The rows that the functions return, whichever way they are called, and the pages to be loaded."""

from __future__ import annotations

from pgmatch.lines.rows import (
    CaptionMatch,
    FoundCaption,
    FoundDocument,
    FoundVideoChunk,
    PredictedImage,
    VideoChunkMatch,
)
from pgmatch.models.collections import CollectionSummary, DuplicateRecords, FoundRecord, StoredRecord
from pgmatch.models.explained import ExplainedSearch, ExplainedSection, ExplainedTerm
from pgmatch.models.ingest import Corpus, FinishedIngest, Installation, PagePreview, PutPage, StoredPage
from pgmatch.models.load import LoadedPages, LoadPage, LoadSection
from pgmatch.models.row import Row
from pgmatch.models.sections import (
    DuplicatePair,
    FoundSection,
    HybridSection,
    PageParent,
    SectionContext,
    SectionMatch,
)

__all__ = [
    "CaptionMatch",
    "CollectionSummary",
    "Corpus",
    "DuplicatePair",
    "DuplicateRecords",
    "ExplainedSearch",
    "ExplainedSection",
    "ExplainedTerm",
    "FinishedIngest",
    "FoundCaption",
    "FoundDocument",
    "FoundRecord",
    "FoundSection",
    "FoundVideoChunk",
    "HybridSection",
    "Installation",
    "LoadPage",
    "LoadSection",
    "LoadedPages",
    "PageParent",
    "PagePreview",
    "PredictedImage",
    "PutPage",
    "Row",
    "SectionContext",
    "SectionMatch",
    "StoredPage",
    "StoredRecord",
    "VideoChunkMatch",
]
