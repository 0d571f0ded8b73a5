"""What an ingest run did, or would do, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from pgmatch.ingest.rules import Rules


@dataclass(frozen=True)
class Failure:
    """A page that was not stored, or a warning about one; `message` starts with `file:line:`.

    `path` is the page's path, or for what is no page the name of the file.
    """

    path: str
    message: str
    hint: str | None


@dataclass(frozen=True)
class State:
    """How far a run has come: pages done of all, sections embedded of those known to need it."""

    pages: int
    all_pages: int
    embedded: int
    to_embed: int


Progress: TypeAlias = Callable[[State], None]


@dataclass
class Summary:
    """What a run did, or would do: pages by their path, sections by their number.

    `embedded` sections got a new embedding, `reused` ones kept theirs; `tokens` is the length of the former
    in the model's tokens. `warnings` are about files that are not read and pages without text; `left_out` are
    the files and folders that are no part of the corpus, each with the reason. `part` is the file or folder
    that was read of a corpus, None for the whole.

    `rules` is how the files were read, `other_rules` how they had been read before if that is different:
    then every page was read again. `superseded` says that a newer run of the corpus had begun, so that the
    rest was left to that one. `new_dimensions` is the length that the column of embeddings was given, None
    if it had it already. `advice` is what would have made the run faster, None if there is nothing to say.
    """

    corpus: str
    rules: Rules
    other_rules: Rules | None = None
    part: str | None = None
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0
    reused: int = 0
    tokens: int = 0
    seconds: float = 0.0
    superseded: bool = False
    new_dimensions: int | None = None
    advice: str | None = None

    @property
    def pages(self) -> int:
        """How many pages are dealt with, those that failed included."""
        return len(self.new) + len(self.changed) + len(self.unchanged) + len(self.failures)

    @property
    def rate(self) -> float:
        """Sections embedded per second."""
        return self.embedded / self.seconds if self.seconds else 0.0

    def add(self, status: str, path: str) -> None:
        """Count a page as new, changed or unchanged."""
        {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}[status].append(path)
