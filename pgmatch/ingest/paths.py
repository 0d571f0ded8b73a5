"""The path of a page: as documentation sites make it, or as the guide's script does."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from pgmatch.ingest.frontmatter import Facts

# Names that are versions or dates, such as 1.2 or 2024-01-05-news, keep their numbers.
_NUMBERED = re.compile(r"(?!\d+[-_.]\d)\d+\s*[-_.]+\s*(?P<name>[^-_.\s].*)")
_GROUP = re.compile(r"\([^()]+\)")
_INDEXES = ("index", "readme", "_index")


class PathRule(Protocol):
    """How names of files and folders become the parts of a path."""

    reads_facts: bool

    def folder(self, name: str) -> str | None:
        """Return a folder's part of the path; None if it has none."""

    def page(self, stem: str, suffix: str) -> str | None:
        """Return a page's part of the path; None if it stands for its folder."""

    def left_out(self, name: str, *, at_top: bool) -> str | None:
        """Return why a file or folder of that name is left out; None if it is not."""


class GuidePaths:
    """The guide's script: the path of the file without its suffix."""

    reads_facts = False

    def folder(self, name: str) -> str | None:
        """Return the name."""
        return name

    def page(self, stem: str, suffix: str) -> str | None:
        """Return the name without suffix."""
        return stem

    def left_out(self, name: str, *, at_top: bool) -> str | None:
        """Leave out the site's "not found" page, as the script does."""
        return "the site's not-found page" if at_top and name == "404.mdx" else None


class SitePaths:
    """What Docusaurus, Next.js, Nextra, Hugo and Starlight agree on, or do not contradict."""

    reads_facts = True

    def folder(self, name: str) -> str | None:
        """Return the name without a number in front; a `(group)` is no part of the path."""
        return None if _GROUP.fullmatch(name) else _unnumbered(name)

    def page(self, stem: str, suffix: str) -> str | None:
        """Return the name without suffix and number; index, README, _index and page.mdx have none."""
        name = _unnumbered(stem)
        is_index = name.casefold() in _INDEXES or (name == "page" and suffix == ".mdx")
        return None if is_index else name

    def left_out(self, name: str, *, at_top: bool) -> str | None:
        """Leave out the site's "not found" page, and partials, which are parts of other pages."""
        stem = name.rpartition(".")[0] or name
        if name.startswith("_") and stem not in _INDEXES:
            return "the name begins with _"
        return "the site's not-found page" if at_top and name in {"404.md", "404.mdx"} else None


RULES: dict[str, PathRule] = {"guide": GuidePaths(), "site": SitePaths()}


@dataclass(frozen=True)
class Place:
    """A folder: its path, and the prefix that the paths of all pages begin with."""

    path: str
    prefix: str

    def below(self, part: str | None) -> Place:
        """Return the folder in this one whose part of the path is `part`."""
        return self if part is None else Place(f"{self.path}/{part}", self.prefix)

    def page(self, part: str | None, facts: Facts) -> str:
        """Return the path of a page in this folder; front matter's `url`, then its `slug`, wins."""
        if facts.url and not _is_elsewhere(facts.url):
            return self._within("", facts.url)
        if facts.slug:
            inside = "" if facts.slug.startswith("/") else self.path.removeprefix(self.prefix)
            return self._within(inside, facts.slug)
        return self.below(part).path or "/"

    def _within(self, folder: str, path: str) -> str:
        """Return `path` below `folder`, which `..` leaves, but never beyond the prefix."""
        inside = posixpath.normpath(f"/{folder.strip('/')}/{path.lstrip('/')}").strip("/")
        return f"{self.prefix}/{inside}".rstrip("/") or "/"


def normal_prefix(prefix: str) -> str:
    """Return a prefix with one slash in front and none behind; nothing stays nothing."""
    return f"/{prefix.strip('/')}".rstrip("/")


def is_readme(stem: str) -> bool:
    """Whether a file of that name is a README."""
    return _unnumbered(stem).casefold() == "readme"


def _unnumbered(name: str) -> str:
    match = _NUMBERED.fullmatch(name)
    return match["name"] if match else name


def _is_elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.scheme or parts.netloc)
