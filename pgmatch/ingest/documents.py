"""What ingest reads: a page, and the sections it is searched by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Section:
    """One heading and the text below it, up to the next heading of any depth.

    `heading` is its plain text and `slug` its anchor; both are None for the text before a page's first
    heading. `content` is the Markdown source, heading line included, and never empty. `context` is what is
    embedded in front of it, the page's title and the heading, or None.
    """

    heading: str | None
    slug: str | None
    content: str
    context: str | None = None

    @property
    def embedded_text(self) -> str:
        """The text that the section's embedding is made of."""
        return self.content if self.context is None else f"{self.context}\n{self.content}"


@dataclass(frozen=True)
class Document:
    """What the text of one file says: its metadata and title, if it has any, and its sections in order."""

    meta: dict[str, Any] | None
    sections: tuple[Section, ...]
    title: str | None = None


@dataclass(frozen=True)
class Page:
    """One file, ready to be stored.

    `path` identifies the page (`/docs/intro`), `checksum` is the base64 of the SHA-256 of the file's bytes,
    `parent_path` is the path of the page above it and `file` is where it was read from.
    """

    path: str
    checksum: str
    meta: dict[str, Any] | None
    type: str
    source: str
    parent_path: str | None
    sections: tuple[Section, ...]
    file: Path
    title: str | None = None
