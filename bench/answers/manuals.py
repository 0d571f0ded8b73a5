"""The manuals that the questions are about: folders of Markdown, which are not part of this repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import corpus
from bench.errors import BenchError
from pgmatch.ingest.files import read_page, walk

# The version is in package.json, so the labels stay right.
FASTIFY = Path(__file__).resolve().parents[1] / "node" / "node_modules" / "fastify" / "docs"


def manuals(cache: Path) -> dict[str, Path]:
    """Return the folder of each manual by the name that questions use.

    Raises `BenchError` if one cannot be had.
    """
    if not FASTIFY.is_dir():
        raise BenchError("the manual of fastify is not installed", "`make .venv/bench` installs it.")
    return {"postgresql": corpus.markdown(corpus.find_folder(None, cache), cache), "fastify": FASTIFY}


def sections(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the `path#slug` and the content of each section below a folder of Markdown."""
    for file in walk(folder).files:
        for section in read_page(file).sections:
            yield f"{file.path}#{section.slug or ''}", section.content
