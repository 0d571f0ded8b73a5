"""The Markdown files below a folder, and the page that each of them is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pgmatch.errors import IngestError
from pgmatch.ingest import markdown
from pgmatch.ingest.documents import Page
from pgmatch.ingest.rules import Rules

SUFFIXES = (".md", ".mdx")

# The guide's script leaves out its site's "not found" page.
_IGNORED_AT_TOP = "404.mdx"
_DEFAULT_RULES = Rules()


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
    folder: Path
    name: str
    parent_path: str | None
    above: frozenset[tuple[int, int]]


def walk(
    root: Path,
    *,
    prefix: str = "",
    rules: Rules = _DEFAULT_RULES,
    exclude: Sequence[str] = (),
    follow_links: bool = False,
) -> Found:
    """Return the `.md` and `.mdx` files below `root`, a page before the pages below it.

    A page's path is `prefix`, a slash, and the file's path below `root` without its suffix. The page above
    those in `foo/` is `foo.mdx` or `foo.md` beside that folder, if there is one; else that of the folder
    around it.
    Left out are `404.mdx` at the top, `node_modules` and names that start with a dot. A link to a folder is
    followed unless it leads to a folder it is in. `root` may also be one file.

    Raises `IngestError` if `root` does not exist or a folder cannot be read, and for two files of one page.
    """
    if root.is_file():
        if root.suffix not in SUFFIXES:
            raise IngestError(
                f"{root} is not a Markdown file", hint=f"its name must end in {' or '.join(SUFFIXES)}"
            )
        return Found([_source_file(root, root.name, prefix, None)])
    if not root.is_dir():
        raise IngestError(f"{root} does not exist", hint="name a folder of Markdown files, or one such file")
    return Found(sorted(_walk(root, prefix), key=lambda found: found.path.split("/")))


def read_page(source_file: SourceFile, *, source: str = "guide", rules: Rules = _DEFAULT_RULES) -> Page:
    """Read and parse one file.

    Raises `IngestError`, its message starting `name:line:`, if it cannot be read, is not UTF-8, or is not
    well-formed (see `markdown.parse`).
    """
    name = source_file.name
    try:
        data = source_file.file.read_bytes()
    except OSError as error:
        raise IngestError(f"{name}:1: cannot be read: {error.strerror}") from error
    mdx = source_file.file.suffix == ".mdx" or rules.md_as == "mdx"
    document = markdown.parse(_decode(data, name), path=name, mdx=mdx, rules=rules)
    return Page(
        path=source_file.path,
        checksum=base64.b64encode(hashlib.sha256(data).digest()).decode("ascii"),
        meta=document.meta,
        type="markdown",
        source=source,
        parent_path=source_file.parent_path,
        sections=document.sections,
        file=source_file.file,
        title=document.title,
    )


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
        raise IngestError(
            f"{name}:{line}: not UTF-8: byte 0x{data[error.start]:02x}", hint="save the file as UTF-8"
        ) from error


def _walk(root: Path, prefix: str) -> Iterator[SourceFile]:
    pending = [_Folder(root, "", None, frozenset())]
    while pending:
        here = pending.pop()
        identity = here.folder.stat()
        above = here.above | {(identity.st_dev, identity.st_ino)}
        entries = _entries(here.folder)
        pages = _pages(here, entries, prefix)
        yield from pages.values()
        for entry in entries:
            if entry.is_dir() and entry.name != "node_modules" and not _is_any(entry, above):
                parent = pages[entry.name].path if entry.name in pages else here.parent_path
                pending.append(_Folder(entry, f"{here.name}{entry.name}/", parent, above))


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise IngestError(f"{folder} cannot be read: {error.strerror}") from error


def _pages(here: _Folder, entries: Iterable[Path], prefix: str) -> dict[str, SourceFile]:
    """Return the pages directly in a folder by the name of their file without its suffix."""
    pages: dict[str, SourceFile] = {}
    for entry in entries:
        name = here.name + entry.name
        if entry.suffix not in SUFFIXES or not _is_file(entry) or name == _IGNORED_AT_TOP:
            continue
        page = _source_file(entry, name, prefix, here.parent_path)
        other = pages.setdefault(entry.stem, page)
        if other is not page:
            raise IngestError(
                f"{other.name} and {name} are both the page {page.path}", hint="remove one of them"
            )
    return pages


def _is_file(entry: Path) -> bool:
    """Whether `entry` is a file, or a link to nothing, which is for `read_page` to report."""
    return entry.is_file() or (entry.is_symlink() and not entry.exists())


def _is_any(folder: Path, identities: frozenset[tuple[int, int]]) -> bool:
    identity = folder.stat()
    return (identity.st_dev, identity.st_ino) in identities


def _source_file(file: Path, name: str, prefix: str, parent_path: str | None) -> SourceFile:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise IngestError(f"the name of the file {name!r} is not UTF-8", hint="rename it") from None
    return SourceFile(file, name, f"{prefix.rstrip('/')}/{name.removesuffix(file.suffix)}", parent_path)
