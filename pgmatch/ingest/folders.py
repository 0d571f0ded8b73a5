"""What is below a folder: the files that are pages, and those that are refused or left out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pgmatch.errors import IngestError
from pgmatch.ingest.frontmatter import Facts, facts
from pgmatch.ingest.globs import excluder
from pgmatch.ingest.paths import RULES, Place, is_readme
from pgmatch.ingest.texts import check_key

SUFFIXES = (".md", ".mdx")

# Links to folders can multiply: ten folders that each hold two links to the next are a thousand.
_MOST_FOLDERS = 100_000


@dataclass(frozen=True)
class SourceFile:
    """A file to read: `name` is what messages call it (relative to the root), `path` is its page's path."""

    file: Path
    name: str
    path: str
    parent_path: str | None


@dataclass(frozen=True)
class Refused:
    """A file or folder that is not read: its name, why, and what to do about it."""

    name: str
    message: str
    hint: str | None = None


@dataclass
class Found:
    """What is below a root: the files to read, what is refused, and what is left out (name and reason)."""

    files: list[SourceFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Folder:
    """A folder to read; its `name` is relative to the root and empty or ends in a slash."""

    folder: Path
    name: str
    place: Place
    parent_path: str | None
    above: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class _Candidate:
    file: Path
    name: str
    part: str | None
    facts: Facts


class Finder:
    """Finds the pages below a root; `found` is what it has found."""

    def __init__(self, root: Path, paths: str, exclude: Sequence[str], *, follow_links: bool) -> None:
        self.found = Found()
        self._rule = RULES[paths]
        self._excluded = excluder(exclude)
        self._root = None if follow_links else os.path.realpath(root)
        self._names: dict[str, str] = {}

    def read_file(self, file: Path, place: Place) -> None:
        """Find the page of one file, which is read whatever its name."""
        if page := self._candidate(file, file.name):
            self._add(page, place, None)

    def read_folder(self, root: Path, place: Place) -> None:
        """Find the pages in a folder and the folders below it."""
        pending = [_Folder(root, "", place, None, frozenset())]
        for _ in range(_MOST_FOLDERS):
            if not pending:
                return
            pending += self._read(pending.pop())
        raise IngestError(
            f"{root} has more than {_MOST_FOLDERS:,} folders, links included",
            hint="leave out the links that lead from folder to folder",
        )

    def _read(self, here: _Folder) -> Iterator[_Folder]:
        """Add the pages in a folder; yield the folders in it."""
        entries = [entry for entry in _entries(here.folder) if not self._leaves_out(entry, here)]
        files = [entry for entry in entries if entry.suffix in SUFFIXES and _is_file(entry)]
        found = [page for file in files if (page := self._candidate(file, here.name + file.name))]
        pages = _with_distinct_names(_with_one_index(found))
        above = here.parent_path
        paths: dict[str, str] = {}
        # The page that stands for the folder first, because it is above the others.
        for page in sorted(pages, key=lambda page: page.part is not None):
            path = self._add(page, here.place, above if page.part is not None else here.parent_path)
            if path and page.part is None:
                above = path
            elif path and page.part:
                paths[page.part] = path
        identity = here.folder.stat()
        outer = here.above | {(identity.st_dev, identity.st_ino)}
        for entry in entries:
            if entry.is_dir() and not _is_any(entry, outer):
                part = self._rule.folder(entry.name)
                parent = above if part is None else paths.get(part, above)
                yield _Folder(entry, f"{here.name}{entry.name}/", here.place.below(part), parent, outer)

    def _leaves_out(self, entry: Path, here: _Folder) -> bool:
        """Whether a file or folder is no part of the corpus; record it unless that goes without saying."""
        name = here.name + entry.name
        is_folder = entry.is_dir()
        if not is_folder and entry.suffix not in SUFFIXES:
            return True
        if self._excluded.fullmatch(name):
            reason: str | None = "excluded"
        else:
            reason = self._rule.left_out(entry.name, at_top=not here.name)
        if reason:
            self.found.left_out.append((_printable(f"{name}/" if is_folder else name), reason))
        elif self._leads_out(entry):
            self._refuse(
                name,
                "is a link out of the folder",
                "leave it out with --exclude, or read such links with --follow-links",
            )
        else:
            return False
        return True

    def _refuse(self, name: str, problem: str, hint: str) -> None:
        name = _printable(name)
        self.found.refused.append(Refused(name, f"{name}:1: {problem}", hint))

    def _leads_out(self, entry: Path) -> bool:
        if self._root is None or not entry.is_symlink():
            return False
        target = os.path.realpath(entry)
        return target != self._root and not target.startswith(self._root.rstrip(os.sep) + os.sep)

    def _candidate(self, file: Path, name: str) -> _Candidate | None:
        """Return a file that may be a page; None, and recorded, if it is a draft."""
        found = _facts(file) if self._rule.reads_facts else Facts()
        if found.draft:
            self.found.left_out.append((name, "a draft"))
            return None
        return _Candidate(file, name, self._rule.page(file.stem, file.suffix), found)

    def _add(self, page: _Candidate, place: Place, parent_path: str | None) -> str | None:
        """Add a page and return its path; None, and recorded, if that cannot be stored."""
        path = place.page(page.part, page.facts)
        try:
            check_key("its path", path)
        except ValueError as error:
            self._refuse(page.name, str(error), "rename it, or change its slug")
            return None
        other = self._names.setdefault(path, page.name)
        if other is not page.name:
            raise IngestError(
                f"{other} and {page.name} are both the page {path}",
                hint="remove one of them, change its slug in front matter, or leave it out with --exclude",
            )
        self.found.files.append(SourceFile(page.file, page.name, path, parent_path))
        return path


def _with_one_index(pages: list[_Candidate]) -> list[_Candidate]:
    """Let a README be a page under its own name where an index stands for the folder."""
    if sum(page.part is None for page in pages) < 2:
        return pages
    return [
        replace(page, part=page.file.stem) if page.part is None and is_readme(page.file.stem) else page
        for page in pages
    ]


def _with_distinct_names(pages: list[_Candidate]) -> list[_Candidate]:
    """Let pages keep the numbers of their files where the names without them are the same."""
    uses = Counter(page.part for page in pages)
    return [
        replace(page, part=page.file.stem) if page.part and uses[page.part] > 1 else page for page in pages
    ]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(
            entry
            for entry in folder.iterdir()
            if not entry.name.startswith(".") and entry.name != "node_modules"
        )
    except OSError as error:
        raise IngestError(f"{folder} cannot be read: {error.strerror}") from error


def _facts(file: Path) -> Facts:
    """Return the facts of a file; none of one that cannot be read, which is for `read_page` to report."""
    try:
        with file.open("rb") as opened:
            start = opened.read(6)
            if not start.removeprefix(b"\xef\xbb\xbf").startswith((b"---", b"+++")):
                return Facts()
            return facts((start + opened.read()).decode(errors="replace"))
    except OSError:
        return Facts()


def _printable(name: str) -> str:
    """Return a name with the bytes that are not UTF-8 as escapes."""
    return name.encode(errors="backslashreplace").decode()


def _is_file(entry: Path) -> bool:
    """Whether `entry` is a file, or a link to nothing, which is for `read_page` to report."""
    return entry.is_file() or (entry.is_symlink() and not entry.exists())


def _is_any(folder: Path, identities: frozenset[tuple[int, int]]) -> bool:
    identity = folder.stat()
    return (identity.st_dev, identity.st_ino) in identities
