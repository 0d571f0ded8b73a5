"""What of an MDX text is left out: tags or whole elements, expressions, imports and exports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from pgmatch.ingest.cuts import REMOVED, Cut, outermost
from pgmatch.ingest.javascript import MdxError
from pgmatch.ingest.jsx import Tag
from pgmatch.ingest.lines import Lines
from pgmatch.ingest.mdx import FLOW, INLINE, MODULE
from pgmatch.ingest.texts import literal_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Elements whose content no reader sees.
_HIDDEN = frozenset({"script", "style"})

# Attributes that readers see: those of components, and those of HTML's own elements.
_ATTRIBUTES = ("title", "label", "summary", "alt")
_HTML_ATTRIBUTES = ("alt",)

# HTML's elements that run on with the text around them; the others, like components, stand apart.
_RUNNING = re.compile(
    r"a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time"
    r"|tt|u|var|wbr"
)
_TAB_STOP = 4


def find_cuts(
    md: MarkdownIt, text: str, starts: list[int], tokens: Sequence[Token], env: dict[str, Any], *, keep: bool
) -> list[Cut]:
    """Return what is to be cut out of `text`, sorted: its tags, or with `keep` false its whole elements.

    `starts` says where the lines of `text` start and `tokens` are its block tokens; the children of those
    that hold MDX are filled in. What is indented within an element that is kept loses that indent.

    Raises `MdxError`, with an offset into `text`, where tags do not pair up.
    """
    flow = _Elements(keep)
    indents = _Indents(text, starts)
    in_heading = False
    for token in tokens:
        if token.type in {MODULE, FLOW}:
            flow.add(
                token.meta["tags"], token.level, _flow_text(text, token.level), token.meta.get("indent", 0)
            )
        elif token.type == "inline":
            flow.cuts += _inline_cuts(md, text, starts, token, env, keep=keep, in_heading=in_heading)
        elif token.nesting < 0:
            flow.leave(token.level)
        elif keep:
            indents.add(token, flow.indent_at(token.level))
        in_heading = token.type == "heading_open"
    flow.leave(-1)
    return outermost(flow.cuts + indents.cuts())


class _Elements:
    """Pairs opening with closing tags; a pair must lie in one list item, quote or paragraph."""

    def __init__(self, keep: bool) -> None:
        self.cuts: list[Cut] = []
        self._keep = keep
        self._open: list[tuple[Tag, int, int]] = []

    def add(self, tags: Iterable[Tag], level: int, text_of: Callable[[Tag], str], indent: int = 0) -> None:
        for found in tags:
            opening = found
            if found.kind == "open":
                self._open.append((found, level, indent))
            elif found.kind == "close":
                opening = self._partner(found, level)
            if self._keep:
                self.cuts.append(Cut(found.start, found.end, text_of(found) or REMOVED))
            if found.kind != "open" and (not self._keep or opening.name in _HIDDEN):
                self.cuts.append(Cut(opening.start, found.end))

    def leave(self, level: int) -> None:
        """Check that nothing is still open below `level`."""
        if self._open and self._open[-1][1] > level:
            unclosed = self._open[-1][0]
            raise MdxError(f"<{unclosed.name}> is not closed", unclosed.start)

    def indent_at(self, level: int) -> int | None:
        """Return the indent of what surrounds the innermost open element, if that is at `level`."""
        return self._open[-1][2] if self._open and self._open[-1][1] == level else None

    def _partner(self, closing: Tag, level: int) -> Tag:
        if not self._open or self._open[-1][1] != level:
            raise MdxError(f"</{closing.name}> closes nothing that was opened here", closing.start)
        opening, _, _ = self._open.pop()
        if opening.name != closing.name:
            raise MdxError(f"</{closing.name}> where </{opening.name}> is expected", closing.start)
        return opening


class _Indents:
    """The indent that blocks have only because they stand in an element."""

    def __init__(self, text: str, starts: list[int]) -> None:
        self._text = text
        self._starts = starts
        self._columns: dict[int, int] = {}

    def add(self, block: Token, surrounding: int | None) -> None:
        """Remove the indent of `block` beyond that of what surrounds the element that it is in."""
        if surrounding is None or not block.map:
            return
        first, last = block.map
        extra = _columns(self._indent(first)) - surrounding
        for line in range(first, last) if extra > 0 else ():
            self._columns[line] = self._columns.get(line, 0) + extra

    def cuts(self) -> list[Cut]:
        """Return the cuts; they leave nothing that would count as a line emptied."""
        return [
            Cut(self._starts[line], self._starts[line] + _width(self._indent(line), columns), "")
            for line, columns in self._columns.items()
        ]

    def _indent(self, line: int) -> str:
        source = self._text[self._starts[line] : self._starts[line + 1] - 1]
        return source[: len(source) - len(source.lstrip(" \t"))]


def _columns(indent: str) -> int:
    return len(indent.expandtabs(_TAB_STOP))


def _width(indent: str, columns: int) -> int:
    """Return how many characters of `indent` take at most `columns`."""
    column = 0
    for width, char in enumerate(indent):
        column += _TAB_STOP - column % _TAB_STOP if char == "\t" else 1
        if column > columns:
            return width
    return len(indent)


def _flow_text(source: str, level: int) -> Callable[[Tag], str]:
    """Return what gives the text in place of a tag on lines of its own: a paragraph of its own."""

    def text_of(tag: Tag) -> str:
        text = _visible(tag) if tag.name else tag.text
        if "\n" in text and not level:
            # Again, because the lines that a tag is found in have no indent.
            text = dedent(literal_text(source[tag.start + 1 : tag.end - 1]) or "").strip("\n")
        if not text.strip():
            return REMOVED
        return f"{text}\n{REMOVED}" if level else f"{REMOVED}\n{text}\n{REMOVED}"

    return text_of


def _inline_cuts(
    md: MarkdownIt,
    text: str,
    starts: list[int],
    token: Token,
    env: dict[str, Any],
    *,
    keep: bool,
    in_heading: bool,
) -> list[Cut]:
    content = token.content
    if "<" not in content and "{" not in content:
        return []
    token.children = []
    place = Lines.of_inline(text, starts, token)
    elements = _Elements(keep)
    try:
        md.inline.parse(content, md, env, token.children)
        for child in token.children:
            if child.type == INLINE:
                elements.add(child.meta["tags"], 0, lambda tag: _inline_text(tag, content, in_heading))
        elements.leave(-1)
    except MdxError as error:
        raise MdxError(error.message, place.offset(error.offset), error.hint) from None
    return [Cut(place.offset(cut.start), place.offset(cut.end - 1) + 1, cut.text) for cut in elements.cuts]


def _inline_text(tag: Tag, content: str, in_heading: bool) -> str:
    """Return the text in place of a tag within text, with a space where words would run together."""
    if not tag.name:
        return tag.text
    text = "" if in_heading else _visible(tag)
    before, after = content[tag.start - 1 : tag.start] if tag.start else "", content[tag.end : tag.end + 1]
    if text:
        space = " " if after.isalnum() or (tag.kind == "open" and not after.isspace()) else ""
        return f"{' ' if before.isalnum() else ''}{text}{space}"
    if _RUNNING.fullmatch(tag.name):
        return ""
    if _is_html(tag):
        return " " if before.strip() and after.strip("< \t\n") else ""
    in_word = tag.kind != "single" and before != ">"
    return " " if after.isalnum() and (before.isalnum() or before == ">") and not in_word else ""


def _visible(tag: Tag) -> str:
    """Return what readers see of a tag itself: its literal attributes, on one line."""
    if not tag.attributes:
        return ""
    names = _HTML_ATTRIBUTES if _is_html(tag) else _ATTRIBUTES
    found = dict(tag.attributes)
    return " ".join(dict.fromkeys(" ".join(found[name].split()) for name in names if name in found)).strip()


def _is_html(tag: Tag) -> bool:
    """Whether the element is one of HTML's own: `<img>`, but not `<Image>`, `<a.b>` or `<my-image>`."""
    return tag.name.islower() and tag.name.isalnum()
