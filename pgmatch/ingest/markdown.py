"""Markdown and MDX text into metadata and sections.

A page that the guide's own script stored gets the same headings and slugs here. The content of a section is
its source, where the script writes the parsed text anew; they can differ in white space and in bullets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from pgmatch.errors import IngestError
from pgmatch.ingest import meta as metadata
from pgmatch.ingest.documents import Document, Section
from pgmatch.ingest.jsx import MdxError
from pgmatch.ingest.mdx import (
    INLINE,
    MODULE,
    Span,
    find_spans,
    is_inside,
    line_starts,
    mdx_plugin,
    outermost,
    plain_text,
)
from pgmatch.ingest.rules import Rules
from pgmatch.ingest.slugs import Slugger

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Deep enough for any real nesting of quotes and lists, shallow enough for Python's stack.
_MAX_NESTING = 100

# What is left of a line when the MDX on it is gone and nothing else was there.
_BARE_MARKERS = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*")
_QUOTE = " \t>"
_BLANK_START = re.compile(r"(?:[ \t]*\n)+")

_DEFAULT_RULES = Rules()

# Stands for removed MDX while a section is cut; Markdown with a NUL is refused.
_REMOVED = "\0"


def parse(text: str, *, path: str, mdx: bool, rules: Rules = _DEFAULT_RULES) -> Document:
    """Return the metadata, title and sections of `text`.

    `path` names the file in error messages. With `mdx`, imports, exports, JSX elements (with what they
    contain) and expressions are left out of the sections; without, HTML and braces are text like any other.

    Raises `IngestError`, its message starting `path:line:`, for front matter or a `meta` export that cannot
    be read, for MDX that is not balanced, and for NUL characters, which Postgres cannot store.
    """
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    if _REMOVED in text:
        _fail(path, text.count("\n", 0, text.index(_REMOVED)), "NUL character, which Postgres cannot store")
    try:
        return _Reader(text, path, mdx, rules).read()
    except MdxError as error:
        _fail(path, text.count("\n", 0, error.offset), error.message, error.hint)
    except RecursionError:
        _fail(path, 0, "nested too deeply to parse")


def _fail(path: str, line: int, message: str, hint: str | None = None) -> NoReturn:
    raise IngestError(f"{path}:{line + 1}: {message}", hint=hint)


class _Reader:
    """The text of one file, parsed into blocks, and the MDX in it."""

    def __init__(self, text: str, path: str, mdx: bool, rules: Rules) -> None:
        self.text = text
        self.path = path
        self.rules = rules
        self.md = _markdown_it(mdx)
        self.env: dict[str, Any] = {}
        self.tokens = self.md.parse(text, self.env)
        self.line_starts = line_starts(text)
        self.spans = find_spans(self.md, text, self.line_starts, self.tokens, self.env) if mdx else []
        self.headings = self._find_headings()

    def read(self) -> Document:
        meta, title = self._meta()
        return Document(meta, tuple(self._sections(title if self.rules.titles else None)), title)

    def _meta(self) -> tuple[dict[str, Any] | None, str | None]:
        """Return the metadata, in which an export wins, and the title, for which front matter does."""
        meta: dict[str, Any] = {}
        title = None
        for token in self.tokens:
            try:
                found = self._meta_of(token)
            except metadata.MetaError as error:
                _fail(self.path, error.line, error.message, error.hint)
            title = title or metadata.title_of(found)
            meta |= found
        return meta or None, title

    def _meta_of(self, token: Token) -> dict[str, Any]:
        meta: dict[str, Any] = {}
        if token.type == "front_matter":
            # One line break in front, so that the lines of errors are those of the file.
            meta = metadata.front_matter("\n" + token.content)
        elif token.type == MODULE:
            for statement in token.meta["statements"]:
                meta |= metadata.exported_meta(self.text, statement) or {}
        return meta

    def _sections(self, title: str | None) -> Iterator[Section]:
        slugger = Slugger()
        heading, slug = None, None
        start = self._body_start()
        for end, text in self.headings:
            yield from self._section(title, heading, slug, start, end)
            heading, slug = _heading_and_slug(text, slugger)
            start = end
        yield from self._section(title, heading, slug, start, len(self.text))

    def _section(
        self, title: str | None, heading: str | None, slug: str | None, start: int, end: int
    ) -> Iterator[Section]:
        content = _without(self.text, start, end, self.spans)
        if content:
            context = _context(title, heading) if self.rules.titles else None
            yield Section(heading, slug, content, context)

    def _body_start(self) -> int:
        for token in self.tokens[:1]:
            if token.type == "front_matter" and token.map:
                return self.line_starts[token.map[1]]
        return 0

    def _find_headings(self) -> list[tuple[int, str]]:
        """Return where each heading starts, and its text; one that is nothing but MDX joins the spans."""
        found = []
        for opening, inline in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type != "heading_open" or opening.level or not opening.map:
                continue
            start, end = (self.line_starts[line] for line in opening.map)
            children = self._children(inline)
            text = plain_text(children)
            if not text.strip() and any(child.type == INLINE for child in children):
                self.spans.append((start, end - 1))
            else:
                found.append((start, text))
        self.spans = outermost(self.spans)
        return [(start, text) for start, text in found if not is_inside(start, self.spans)]

    def _children(self, inline: Token) -> list[Token]:
        if not inline.children:
            inline.children = []
            self.md.inline.parse(inline.content, self.md, self.env, inline.children)
        return inline.children


@cache
def _markdown_it(mdx: bool) -> MarkdownIt:
    try:
        import json5  # noqa: F401  (used by `meta`)
        import yaml  # noqa: F401  (used by `meta`)
        from markdown_it import MarkdownIt
        from mdit_py_plugins.front_matter import front_matter_plugin
    except ImportError as error:
        raise IngestError(
            f"reading Markdown needs the Python package {error.name!r}", hint="pip install 'pgmatch[ingest]'"
        ) from error
    md = (
        MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
        .use(front_matter_plugin)
        .enable("strikethrough")
    )
    if mdx:
        mdx_plugin(md)
    else:
        md.enable("table")
    # Only headings need their inline content parsed, and MDX wants to know where it was.
    md.core.ruler.enableOnly(["normalize", "block"])
    return md


def _heading_and_slug(text: str, slugger: Slugger) -> tuple[str | None, str | None]:
    """Return a heading and its slug, which `Heading [#anchor]` sets."""
    if not text.strip():
        return None, None
    before, mark, after = text.rpartition("[#")
    anchor = after.rpartition("]")[0] if mark else ""
    heading, slug = (before, slugger.slug(anchor)) if anchor else (text, slugger.slug(text))
    return " ".join(line.strip() for line in heading.split("\n")).strip() or None, slug


def _context(title: str | None, heading: str | None) -> str | None:
    if title and heading and title.casefold() != heading.casefold():
        return f"{title}: {heading}"
    return title or heading


def _without(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """Return `text[start:end]` without the spans in it, nor the lines that they leave empty, trimmed."""
    parts = []
    for number in range(bisect_left(spans, (start, start)), bisect_left(spans, (end, end))):
        parts += [text[start : spans[number][0]], _REMOVED]
        start = spans[number][1]
    parts.append(text[start:end])
    lines: list[str] = []
    in_gap = False
    for line in "".join(parts).split("\n"):
        kept = line.replace(_REMOVED, "")
        emptied = kept != line and _BARE_MARKERS.fullmatch(kept) is not None
        in_gap = emptied or (in_gap and not kept.strip(_QUOTE))
        if not in_gap:
            lines.append(kept)
        elif emptied and lines and lines[-1].strip(_QUOTE):
            lines.append("")
    return _trimmed("\n".join(lines))


def _trimmed(content: str) -> str:
    """Remove empty lines at the start, keeping the first line's indent, and white space at the end."""
    blank = _BLANK_START.match(content)
    return content[blank.end() if blank else 0 :].rstrip()
