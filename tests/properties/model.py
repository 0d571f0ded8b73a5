"""What ingest functions should leave in a database, in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

# small whole numbers, so that products are exact; some texts have the same vector
VECTORS = [
    (1, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 0), (-1, 0, 0), (0, -2, 1),
    (3, 3, 3), (1, 1, 0), (0, 0, -1), (2, -1, 0), (-3, 2, 1), (0, 0, 7),
]  # fmt: skip


def content(text: int) -> str:
    """Return the content that has a number."""
    return f"text {text} " + "long " * text


@dataclass(frozen=True)
class Source:
    """A page as its file has it: numbers of texts, and what filters look at."""

    texts: tuple[int, ...]
    type: str = "markdown"
    tag: str = "a"

    @property
    def checksum(self) -> str:
        """What stands for the content."""
        return f"sum {self.texts}"


@dataclass
class Stored:
    """A page as the database should have it; `lost` are the places of sections that lost their embedding."""

    source: Source
    corpus: str
    parent: str | None = None
    lost: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Put:
    """What putting a page should report."""

    status: str
    inserted: int
    kept: int
    removed: int


@dataclass
class Model:
    """The pages by path."""

    pages: dict[str, Stored] = field(default_factory=dict)

    def owner_of(self, path: str) -> str | None:
        """Return the corpus that has the path."""
        return self.pages[path].corpus if path in self.pages else None

    def put(self, path: str, source: Source, corpus: str, parent: str | None) -> Put:
        """Write a page, and return what that should report."""
        old = self.pages.get(path)
        found_parent = parent if parent in self.pages else None
        if old and old.source.checksum == source.checksum and not old.lost:
            report = Put("unchanged", 0, len(source.texts), 0)
        else:
            there = (
                [text for place, text in enumerate(old.source.texts) if place not in old.lost] if old else []
            )
            kept = sum((Counter(there) & Counter(source.texts)).values())
            removed = (len(old.source.texts) if old else 0) - kept
            report = Put("changed" if old else "new", len(source.texts) - kept, kept, removed)
        self.pages[path] = Stored(source, corpus, found_parent or (old.parent if old else None))
        return report

    def missing(self, path: str, source: Source) -> list[int]:
        """Return the places, from 1, of the texts that need an embedding."""
        old = self.pages.get(path)
        if old and old.source.checksum == source.checksum and not old.lost:
            return []
        there = (
            Counter(t for place, t in enumerate(old.source.texts) if place not in old.lost)
            if old
            else Counter()
        )
        places = []
        for place, text in enumerate(source.texts, start=1):
            if there[text] > 0:
                there[text] -= 1
            else:
                places.append(place)
        return places

    def finish(self, corpus: str, tree: Mapping[str, str | None], superseded: bool) -> list[str]:
        """End a run over the pages, path to parent; return the paths that go."""
        if superseded:
            return []
        before = set(self.pages)
        for path, parent in tree.items():
            if self.owner_of(path) == corpus:
                self.pages[path].parent = parent if parent in before and parent != path else None
        gone = [path for path, page in self.pages.items() if page.corpus == corpus and path not in tree]
        for path in gone:
            del self.pages[path]
        for page in self.pages.values():
            if page.parent in gone:
                page.parent = None
        return sorted(gone)

    def lose(self, path: str, place: int) -> None:
        """Let a section lose its embedding."""
        self.pages[path].lost.add(place)

    def nearest(
        self,
        query: Iterable[int],
        ids: Mapping[tuple[str, int], int],
        count: int,
        threshold: float | None,
        min_length: int | None,
        prefix: str | None,
        page_type: str | None,
        tag: str | None,
    ) -> list[tuple[int, float]]:
        """Return the ids and similarities of the nearest sections that pass the filters, by inner product."""
        query = tuple(query)
        found = []
        for path, page in self.pages.items():
            if not path.startswith(prefix or "") or page_type not in (None, page.source.type):
                continue
            if tag not in (None, page.source.tag):
                continue
            for place, text in enumerate(page.source.texts):
                similarity = float(sum(a * b for a, b in zip(query, VECTORS[text], strict=True)))
                if place in page.lost or len(content(text)) < (min_length or 0):
                    continue
                if threshold is None or similarity > threshold:
                    found.append((ids[path, place], similarity))
        return sorted(found, key=lambda row: (-row[1], row[0]))[:count]


def edited(source: Source, texts: tuple[int, ...]) -> Source:
    """Return the page with other texts."""
    return replace(source, texts=texts)
