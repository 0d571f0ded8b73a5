"""The rows of a run: real texts with a local model's embeddings, and synthetic vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import corpus
from bench.answers.questions import of_manual
from bench.answers.questions import read as read_questions
from bench.progress import tracked
from pgmatch.embedders import Embedder, load

Vectors = NDArray[np.float32]

# Which part of the pages has which source; the rest has "rest". A search filters by one of them.
SHARES = {"half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001, "twentieth": 0.05}
ROWS_A_PAGE = 5
BLOCK = 10_000  # rows that are drawn at once
_LATENT = 64
_CLUSTERS = 200
_ROWS_A_CLUSTER = 20


@dataclass(frozen=True, eq=False)
class Dataset:
    """Sections with unit vectors, and what is asked. Row i becomes the section with the id i + 1.

    `embeddings` has the shape (rows, dimensions) and `questions` (questions, dimensions); `pages` holds each
    row's page, numbered from 1.
    """

    name: str
    embeddings: Vectors
    questions: Vectors
    contents: Sequence[str]
    pages: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """How many sections there are."""
        return len(self.embeddings)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self.embeddings.shape[1])

    @cached_property
    def sources(self) -> list[str]:
        """The source of each page, drawn at random, so that it tells nothing about the vectors."""
        count = int(self.pages.max())
        sources = np.full(count, "rest", dtype=object)
        order = np.random.default_rng(3).permutation(count)
        start = 0
        for name, share in SHARES.items():
            end = start + max(1, round(share * count))
            sources[order[start:end]] = name
            start = end
        return [str(source) for source in sources]

    def having(self, source: str | None) -> NDArray[np.bool_]:
        """Return which rows have a source; None stands for all rows."""
        if source is None:
            return np.ones(self.rows, dtype=np.bool_)
        is_source = np.array([each == source for each in self.sources])
        return np.asarray(is_source[self.pages - 1], dtype=np.bool_)


def synthetic(rows: int, dimensions: int, questions: int, seed: int = 1) -> Dataset:
    """Return vectors like those of a text model: many numbers, few degrees of freedom.

    A mixture of 200 Gaussians in 64 dimensions, lifted linearly into the space of the vectors, plus noise,
    scaled to length 1. Questions are drawn in the same way and are not among the rows.
    """
    rng = np.random.default_rng(seed)
    draw = _mixture(rng, dimensions)
    asked = draw(questions)
    embeddings = np.empty((rows, dimensions), dtype=np.float32)
    for start in range(0, rows, BLOCK):
        embeddings[start : start + BLOCK] = draw(min(BLOCK, rows - start))
    return _spread("synthetic", embeddings, asked, rng)


def streamed(rows: int, dimensions: int, questions: int, seed: int = 1) -> tuple[Dataset, Iterator[Dataset]]:
    """Return the questions and pages of a synthetic dataset, without its rows, and these as blocks.

    The vectors are those of `synthetic`, drawn block by block, so that they need not fit in memory.
    """
    rng = np.random.default_rng(seed)
    draw = _mixture(rng, dimensions)
    pages = np.arange(rows, dtype=np.int64) // ROWS_A_PAGE + 1
    asked = draw(questions)
    whole = Dataset(f"streamed_{rows}", np.empty((0, dimensions), dtype=np.float32), asked, [], pages)
    texts = np.random.default_rng(seed + 1)

    def blocks() -> Iterator[Dataset]:
        for start in range(0, rows, BLOCK):
            count = min(BLOCK, rows - start)
            yield Dataset(whole.name, draw(count), asked, _words(count, texts), pages[start : start + count])

    return whole, blocks()


def _mixture(rng: np.random.Generator, dimensions: int) -> Callable[[int], Vectors]:
    lift = rng.standard_normal((_LATENT, dimensions)).astype(np.float32)
    centres = rng.standard_normal((_CLUSTERS, _LATENT)).astype(np.float32)

    def draw(count: int) -> Vectors:
        latent = centres[rng.integers(0, _CLUSTERS, count)]
        latent = latent + 0.6 * rng.standard_normal((count, _LATENT)).astype(np.float32)
        return _unit(latent @ lift + 0.5 * rng.standard_normal((count, dimensions), dtype=np.float32))

    return draw


def clusters(rows: int, dimensions: int, questions: int, seed: int = 1) -> Dataset:
    """Return small, tight clusters whose centres are nearly orthogonal, one after the other.

    They are like topics that share no words. Rows of one topic come together, as when it is ingested.
    """
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(2, rows // _ROWS_A_CLUSTER), dimensions)).astype(np.float32)

    def draw(count: int) -> Vectors:
        noise = rng.standard_normal((count, dimensions), dtype=np.float32)
        return _unit(centres[np.sort(rng.integers(0, len(centres), count))] + 0.3 * noise)

    asked = draw(questions)
    return _spread("clusters", draw(rows), asked, rng)


def scattered(rows: int, dimensions: int, questions: int, seed: int = 1) -> Dataset:
    """Return vectors in all directions, without clusters."""
    rng = np.random.default_rng(seed)
    asked, embeddings = (
        _unit(rng.standard_normal((count, dimensions), dtype=np.float32)) for count in (questions, rows)
    )
    return _spread("scattered", embeddings, asked, rng)


def _spread(name: str, embeddings: Vectors, asked: Vectors, rng: np.random.Generator) -> Dataset:
    rows = len(embeddings)
    pages = np.arange(rows, dtype=np.int64) // ROWS_A_PAGE + 1
    return Dataset(f"{name}_{rows}", embeddings, asked, _words(rows, rng), pages)


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def docs(given: Path | None, cache: Path, questions: int) -> Dataset:
    """Return the sections of real documentation, embedded by the local model, and real questions."""
    embedder = load("local")
    texts = corpus.read(corpus.markdown(corpus.find_folder(given, cache), cache), embedder)
    asked = [question.text for question in of_manual(read_questions(), "postgresql")][:questions]
    numbers = {page: number for number, page in enumerate(sorted({text.page for text in texts}), start=1)}
    contents = [text.content for text in texts]
    return Dataset(
        "docs",
        _embedded(contents, embedder, cache),
        embedder.embed(asked),
        contents,
        np.array([numbers[text.page] for text in texts], dtype=np.int64),
    )


def _embedded(contents: Sequence[str], embedder: Embedder, cache: Path) -> Vectors:
    digest = hashlib.sha256(embedder.name.encode())
    for content in contents:
        digest.update(b"\0" + content.encode())
    file = cache / f"embeddings-{digest.hexdigest()[:16]}.npy"
    if file.exists():
        cached: Vectors = np.load(file)
        return cached
    step = 64
    starts = range(0, len(contents), step)
    parts = [embedder.embed(contents[s : s + step]) for s in tracked(starts, "embedding the texts")]
    vectors = np.concatenate(parts)
    cache.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new.npy")
    np.save(new, vectors)
    new.replace(file)
    return vectors


def _words(rows: int, rng: np.random.Generator) -> list[str]:
    """Return texts of 100 to 1,100 characters."""
    letters = rng.integers(97, 123, 1_000_000).astype(np.uint8)
    letters[rng.random(len(letters)) < 0.17] = 32
    text = letters.tobytes().decode("ascii")
    lengths = rng.integers(100, 1_100, rows)
    starts = rng.integers(0, len(text) - 1_100, rows)
    return [text[start : start + length] for start, length in zip(starts, lengths, strict=True)]
