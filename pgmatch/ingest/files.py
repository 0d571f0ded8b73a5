"""The Markdown files below a folder, and the page that each of them is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from pgmatch.errors import IngestError
from pgmatch.ingest import markdown
from pgmatch.ingest.documents import Page
from pgmatch.ingest.folders import SUFFIXES, Finder, Found, Refused, SourceFile
from pgmatch.ingest.paths import Place, normal_prefix
from pgmatch.ingest.rules import Rules
from pgmatch.ingest.texts import check_key

__all__ = ["Found", "Refused", "SourceFile", "read_page", "walk"]

_DEFAULT_RULES = Rules()


def walk(
    root: Path,
    *,
    prefix: str = "",
    rules: Rules = _DEFAULT_RULES,
    exclude: Sequence[str] = (),
    follow_links: bool = False,
) -> Found:
    """Return the `.md` and `.mdx` files below `root`, a page before the pages below it.

    A page's path is `prefix` and the file's path below `root` by the path rule. The page above those in a
    folder is the one that stands for it, or `foo.mdx` or `foo.md` beside `foo/`, if there is one; else that
    of the folder around it.
    Left out are `node_modules`, names that start with a dot, what the path rule leaves out, drafts, and what
    a glob in `exclude` matches. A link out of `root` is refused unless `follow_links`; any other link is
    followed unless it leads to a folder it is in. `root` may also be one file.

    Raises `IngestError` if `root` does not exist or a folder cannot be read, and for two files of one page.
    """
    finder = Finder(root, rules.paths, exclude, follow_links=follow_links)
    place = Place(normal_prefix(prefix), normal_prefix(prefix))
    if root.is_file():
        if root.suffix not in SUFFIXES:
            raise IngestError(
                f"{root} is not a Markdown file", hint=f"its name must end in {' or '.join(SUFFIXES)}"
            )
        finder.read_file(root, place)
    elif root.is_dir():
        finder.read_folder(root, place)
    else:
        raise IngestError(f"{root} does not exist", hint="Name a folder of Markdown files, or one such file.")
    finder.found.files.sort(key=lambda found: found.path.split("/"))
    return finder.found


def read_page(source_file: SourceFile, *, source: str = "guide", rules: Rules = _DEFAULT_RULES) -> Page:
    """Read and parse one file.

    Raises `IngestError`, its message starting `name:line:`, if it cannot be read, is not UTF-8, or is not
    well-formed (see `markdown.parse`).
    """
    name = source_file.name
    try:
        check_key("the source", source)
    except ValueError as error:
        raise IngestError(f"{name}:1: {error}", hint="give a shorter one") from None
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
