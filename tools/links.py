"""Checks that the links of the pages at the root, in docs/, bench/ and examples/ lead to what exists.

    python -m tools.links    print file:line of each link that leads nowhere; status 1 if there is one

Links to other sites are not followed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pgmatch.ingest.markdown import parse

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
LINE_BREAKS = ("softbreak", "hardbreak")


def pages(root: Path) -> list[Path]:
    """Return the Markdown files whose links are checked."""
    found = [
        *(root / "docs").rglob("*.md"),
        *(root / "bench").glob("*.md"),
        *(root / "examples").rglob("*.md"),
    ]
    return [root / name for name in NAMES] + sorted(found)


def broken_links(root: Path) -> list[str]:
    """Return `file:line: link: what is wrong` for each link below `root` that leads nowhere."""
    return [
        f"{page.relative_to(root)}:{line}: {link}: {problem}"
        for page in pages(root)
        for line, link in links(page)
        if (problem := _problem(root, page, link))
    ]


def links(page: Path) -> Iterator[tuple[int, str]]:
    """Yield each link and image of a page with its line, from 1."""
    for block in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        line = block.map[0] + 1 if block.map else 0
        for token in block.children or ():
            if link := _target(token):
                yield line, link
            line += token.type in LINE_BREAKS


def _target(token: Token) -> str | None:
    target = token.attrGet("href") if token.type == "link_open" else token.attrGet("src")
    return str(target) if target else None


def _problem(root: Path, page: Path, link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not file.is_relative_to(root.resolve()):
        return "is outside of the repository"
    if not file.exists():
        return "there is no such file"
    if parts.fragment and file.suffix == ".md" and unquote(parts.fragment) not in _anchors(file):
        return "there is no such heading"
    return None


@cache
def _anchors(file: Path) -> set[str | None]:
    document = parse(file.read_text(encoding="utf-8"), path=str(file), mdx=False)
    return {section.slug for section in document.sections}


def main() -> None:
    """Do what the module's docstring says."""
    broken = broken_links(ROOT)
    print("\n".join(broken), end="\n" if broken else "")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
