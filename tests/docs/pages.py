"""The documentation as the tests read it: pages, the blocks of code on them, and sections with their tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


@dataclass(frozen=True)
class Block:
    """A fenced block of code at `line` (from 1); `output` is the ```text block right after it, if there is one."""

    page: Path
    line: int
    language: str
    code: str
    output: str | None

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


@cache
def tokens(text: str) -> list[Token]:
    """Return the blocks of a Markdown text."""
    return MarkdownIt("commonmark").enable("table").parse(text)


@cache
def blocks(page: Path, language: str) -> list[Block]:
    """Return the blocks of one language on a page, in order."""
    found = tokens(page.read_text("utf-8"))
    return [
        Block(
            page,
            token.map[0] + 1 if token.map else 0,
            language,
            token.content,
            after.content if after and (after.type, after.info) == ("fence", "text") else None,
        )
        for token, after in zip(found, [*found[1:], None], strict=True)
        if token.type == "fence" and token.info == language
    ]


@cache
def sections(page: Path) -> dict[str, str]:
    """Return the text below each heading of a page, up to the next heading of its depth or above."""
    text = page.read_text("utf-8")
    lines = text.split("\n")
    headings = [
        (opening.map[0], int(opening.tag[1]), inline.content)
        for opening, inline in zip(tokens(text), tokens(text)[1:], strict=False)
        if opening.type == "heading_open" and opening.map
    ]
    found: dict[str, str] = {}
    for number, (start, depth, title) in enumerate(headings):
        ends = [line for line, level, _ in headings[number + 1 :] if level <= depth]
        found[title.replace("`", "")] = "\n".join(lines[start : ends[0] if ends else len(lines)])
    assert len(found) == len(headings), f"{page.name} has a heading twice"
    return found


def table(text: str) -> list[list[str]]:
    """Return the rows of the tables in a Markdown text, headers left out, cells as they are written."""
    rows: list[list[str]] = []
    in_body = False
    for token in tokens(text):
        in_body = token.type == "tbody_open" or (in_body and token.type != "tbody_close")
        if in_body and token.type == "tr_open":
            rows.append([])
        elif in_body and token.type == "inline":
            rows[-1].append(token.content)
    return rows


def codes(cell: str) -> list[str]:
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)
