"""Documents in passages that fit a model's window: the pages of an HTML manual, and PDF files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from pypdf import PdfReader

from bench import corpus
from pgmatch.embedders import Embedder
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Section
from pgmatch.ingest.files import read_page, walk

URL = "https://www.postgresql.org/docs/current"
SHORTEST = 50  # characters; below it a passage is a heading or a link


@dataclass(frozen=True)
class Document:
    """A page or a file: `passages` have what is stored, and a context that is embedded with it."""

    id: str
    source: str
    url: str
    passages: list[Section]


def manual(html: Path | None, cache: Path, pages: str, model: Embedder) -> Iterator[Document]:
    """Read the pages whose names fit a pattern: of a folder of HTML, or of Debian's postgresql-doc."""
    folder = corpus.markdown(corpus.find_folder(html, cache), cache)
    for file in walk(folder).files:
        if fnmatch(Path(file.path).name, pages):
            yield Document(
                file.path, "manual", f"{URL}{file.path}.html", cut(read_page(file).sections, model)
            )


def maintainers_guide(cache: Path) -> Path:
    """Return a PDF file that Debian ships: the guide for maintainers of its packages."""
    (file,) = corpus.debian("maint-guide", cache).rglob("maint-guide.en.pdf")
    return file


def pdf(file: Path, model: Embedder) -> Document:
    """Read a PDF file: its pages are its sections."""
    texts = [page.extract_text() for page in PdfReader(file).pages]
    sections = [
        Section(f"Page {number}", None, text, f"{file.stem}, page {number}")
        for number, text in enumerate(texts, start=1)
        if text.strip()
    ]
    return Document(file.name, "pdf", file.resolve().as_uri(), cut(sections, model))


def cut(sections: Sequence[Section], model: Embedder) -> list[Section]:
    """Cut sections so that each fits the window of the model."""
    pieces = [
        piece
        for section in sections
        for piece in split_section(section, model.count_tokens, model.max_tokens)
    ]
    return [piece for piece in pieces if len(piece.content) >= SHORTEST]
