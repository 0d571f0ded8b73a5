"""Markdown and MDX text into metadata and sections.

The content of a section is its source without the code in it. By the rule `jsx="drop"` a page gets the
headings and slugs that the guide's script gives it; that writes the parsed text anew, so that contents can
differ in white space and in bullets.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from pgmatch.errors import IngestError
from pgmatch.ingest import frontmatter
from pgmatch.ingest.cuts import REMOVED, Cut, is_inside, outermost, without
from pgmatch.ingest.documents import Document, Section
from pgmatch.ingest.elements import find_cuts
from pgmatch.ingest.exports import exported_meta
from pgmatch.ingest.headings import (
    Heading,
    guide_heading_and_slug,
    heading_and_slug,
    plain_text,
    split_anchor,
)
from pgmatch.ingest.javascript import MdxError
from pgmatch.ingest.lines import Lines, line_starts
from pgmatch.ingest.mdx import INLINE, MODULE, mdx_plugin
from pgmatch.ingest.metadata import MetaError, title_of
from pgmatch.ingest.rules import Rules
from pgmatch.ingest.slugs import Slugger

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Deep enough for any real nesting of quotes and lists, shallow enough for Python's stack.
_MAX_NESTING = 100

_DEFAULT_RULES = Rules()


def parse(text: str, *, path: str, mdx: bool, rules: Rules = _DEFAULT_RULES) -> Document:
    """Return the metadata, title and sections of `text`.

    `path` names the file in error messages. With `mdx`, imports, exports, tags, comments and expressions are
    left out of the sections, by the rule `jsx="drop"` also what elements contain; without, HTML and braces
    are text like any other.

    Raises `IngestError`, its message starting `path:line:`, for front matter or a `meta` export that cannot
    be read, for MDX that is not balanced, and for text that Postgres cannot store.
    """
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    if REMOVED in text:
        _fail(path, text.count("\n", 0, text.index(REMOVED)), "NUL character, which Postgres cannot store")
    try:
        text, meta = frontmatter.take_toml(text)
        return _Reader(text, mdx, rules, meta).read()
    except MetaError as error:
        _fail(path, error.line, error.message, error.hint)
    except MdxError as error:
        _fail(path, text.count("\n", 0, error.offset), error.message, error.hint)
    except RecursionError:
        _fail(path, 0, "nested too deeply to parse")


def _fail(path: str, line: int, message: str, hint: str | None = None) -> NoReturn:
    raise IngestError(f"{path}:{line + 1}: {message}", hint=hint)


class _Reader:
    """The text of one file, parsed into blocks, and the MDX in it."""

    def __init__(self, text: str, mdx: bool, rules: Rules, meta: dict[str, Any]) -> None:
        self.text = text
        self.meta = meta
        self.rules = rules
        self.keep = rules.jsx == "keep"
        self.md = _markdown_it(mdx)
        self.env: dict[str, Any] = {}
        self.tokens = self.md.parse(text, self.env)
        self.starts = line_starts(text)
        anchors = self._take_anchors() if self.keep else []
        cuts = find_cuts(self.md, text, self.starts, self.tokens, self.env, keep=self.keep) if mdx else []
        self.cuts = outermost([*cuts, *anchors])
        self.headings = self._find_headings()

    def read(self) -> Document:
        meta, title = self._meta()
        return Document(meta, tuple(self._sections(title)), title)

    def _meta(self) -> tuple[dict[str, Any] | None, str | None]:
        """Return the metadata, in which an export wins, and the title, for which front matter does."""
        meta = self.meta
        title = title_of(meta)
        for token in self.tokens:
            found = self._meta_of(token)
            title = title or title_of(found)
            meta = {**meta, **found}
        return meta or None, title

    def _meta_of(self, token: Token) -> dict[str, Any]:
        meta: dict[str, Any] = {}
        if token.type == "front_matter":
            # One line break in front, so that the lines of errors are those of the file.
            meta = frontmatter.yaml("\n" + token.content)
        elif token.type == MODULE:
            for statement in token.meta["statements"]:
                meta |= exported_meta(self.text, statement) or {}
        return meta

    def _sections(self, title: str | None) -> Iterator[Section]:
        slugger = Slugger(heading.anchor for heading in self.headings if heading.anchor)
        make = heading_and_slug if self.keep else guide_heading_and_slug
        heading, slug = None, None
        start = self._body_start()
        for found in self.headings:
            yield from self._section(title, heading, slug, start, found.start)
            heading, slug = make(found, slugger)
            start = found.start
        yield from self._section(title, heading, slug, start, len(self.text))

    def _section(
        self, title: str | None, heading: str | None, slug: str | None, start: int, end: int
    ) -> Iterator[Section]:
        content = without(self.text, start, end, self.cuts, tidy=self.keep)
        if content:
            context = _context(title, heading) if self.rules.titles else None
            yield Section(heading, slug, content, context)

    def _body_start(self) -> int:
        for token in self.tokens[:1]:
            if token.type == "front_matter" and token.map:
                return self.starts[token.map[1]]
        return 0

    def _take_anchors(self) -> list[Cut]:
        """Take the anchors that headings name themselves out of their tokens; return where they were."""
        cuts = []
        for _, inline in self._heading_tokens():
            if found := split_anchor(inline.content):
                end, inline.meta["anchor"] = found
                place = Lines.of_inline(self.text, self.starts, inline)
                cuts.append(Cut(place.offset(end), place.offset(len(inline.content) - 1) + 1))
                inline.content = inline.content[:end]
        return cuts

    def _find_headings(self) -> list[Heading]:
        """Return the headings; one that is nothing but MDX joins what is cut out."""
        found = []
        for opening, inline in self._heading_tokens():
            start, end = (self.starts[line] for line in opening.map or ())
            children = self._children(inline)
            text = plain_text(children, keep=self.keep)
            anchor = inline.meta.get("anchor")
            if not text.strip() and not anchor and any(child.type == INLINE for child in children):
                self.cuts.append(Cut(start, end - 1))
            else:
                found.append(Heading(start, text, anchor))
        self.cuts = outermost(self.cuts)
        return [heading for heading in found if not is_inside(heading.start, self.cuts)]

    def _heading_tokens(self) -> Iterator[tuple[Token, Token]]:
        """Yield the opening and the inline token of each heading that is not in a list or quote."""
        for opening, inline in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type == "heading_open" and not opening.level and opening.map:
                yield opening, inline

    def _children(self, inline: Token) -> list[Token]:
        if not inline.children:
            inline.children = []
            self.md.inline.parse(inline.content, self.md, self.env, inline.children)
        return inline.children


@cache
def _markdown_it(mdx: bool) -> MarkdownIt:
    try:
        import json5  # noqa: F401  (used by `exports`)
        import yaml  # noqa: F401  (used by `frontmatter`)
        from markdown_it import MarkdownIt
        from mdit_py_plugins.front_matter import front_matter_plugin

        if sys.version_info < (3, 11):
            import tomli  # noqa: F401  (used by `frontmatter`)
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


def _context(title: str | None, heading: str | None) -> str | None:
    if title and heading and title.casefold() != heading.casefold():
        return f"{title}: {heading}"
    return title or heading
