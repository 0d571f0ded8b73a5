"""The MDX parts of a Markdown text: a plugin for markdown-it-py that finds them, and where they are.

MDX is Markdown in which `<tags>`, `{expressions}`, imports and exports are code, and in which indented code,
raw HTML and `<https://autolinks>` do not exist.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pgmatch.ingest import jsx
from pgmatch.ingest.jsx import MdxError, Tag, UnfinishedError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MODULE = "mdx_module"
FLOW = "mdx_flow"
INLINE = "mdx_inline"

Span = tuple[int, int]

_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")


def mdx_plugin(md: MarkdownIt) -> None:
    """Make `md` read MDX: its code becomes tokens whose `meta["tags"]` says where it is."""
    md.disable(["code", "html_block", "html_inline", "autolink", "lheading"])
    md.block.ruler.before("table", MODULE, _module_rule)
    md.block.ruler.before(
        "table", FLOW, _flow_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.inline.ruler.push(INLINE, _inline_rule)
    md.block.ruler.at("paragraph", _text_rule)


def find_spans(
    md: MarkdownIt, text: str, starts: list[int], tokens: Sequence[Token], env: dict[str, Any]
) -> list[Span]:
    """Return where the MDX in `text` is, elements with all that they contain, as sorted `(start, end)`.

    `starts` says where the lines of `text` start and `tokens` are its block tokens; the children of those
    that hold MDX are filled in.

    Raises `MdxError`, with an offset into `text`, where tags do not pair up.
    """
    flow = _Elements()
    for token in tokens:
        if token.type in {MODULE, FLOW}:
            flow.add(token.meta["tags"], token.level)
        elif token.type == "inline":
            flow.spans += _inline_spans(md, text, starts, token, env)
        elif token.nesting < 0:
            flow.leave(token.level)
    flow.leave(-1)
    return outermost(flow.spans)


class _Elements:
    """Pairs opening with closing tags; a pair must lie in one list item, quote or paragraph."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._open: list[tuple[Tag, int]] = []

    def add(self, tags: Iterable[Tag], level: int) -> None:
        for found in tags:
            if found.kind == "open":
                self._open.append((found, level))
            elif found.kind == "close":
                self.spans.append((self._partner(found, level).start, found.end))
            else:
                self.spans.append((found.start, found.end))

    def leave(self, level: int) -> None:
        """Check that nothing is still open below `level`."""
        if self._open and self._open[-1][1] > level:
            unclosed = self._open[-1][0]
            raise MdxError(f"<{unclosed.name}> is not closed", unclosed.start)

    def _partner(self, closing: Tag, level: int) -> Tag:
        if not self._open or self._open[-1][1] != level:
            raise MdxError(f"</{closing.name}> closes nothing that was opened here", closing.start)
        opening, _ = self._open.pop()
        if opening.name != closing.name:
            raise MdxError(f"</{closing.name}> where </{opening.name}> is expected", closing.start)
        return opening


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` sorted, without those that are in another one."""
    result: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not result or start >= result[-1][1]:
            result.append((start, end))
    return result


def is_inside(offset: int, spans: Sequence[Span]) -> bool:
    """Whether `offset` is in one of the sorted `spans`."""
    before = bisect_right(spans, (offset, offset)) - 1
    return before >= 0 and offset < spans[before][1]


def plain_text(children: Sequence[Token]) -> str:
    """Return the text of a heading without its markup, elements and expressions."""
    parts = []
    depth = 0
    for child in children:
        if child.type == INLINE:
            depth += sum({"open": 1, "close": -1, "single": 0}[tag.kind] for tag in child.meta["tags"])
        elif depth == 0:
            parts.append(_text_of(child))
    return "".join(parts)


def _text_of(token: Token) -> str:
    if token.type == "image":
        return plain_text(token.children or [])
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return token.content if token.type in {"text", "text_special", "code_inline"} else ""


def _inline_spans(
    md: MarkdownIt, text: str, starts: list[int], token: Token, env: dict[str, Any]
) -> list[Span]:
    if "<" not in token.content and "{" not in token.content:
        return []
    token.children = []
    place = _Lines.of_inline(text, starts, token)
    elements = _Elements()
    try:
        md.inline.parse(token.content, md, env, token.children)
        for child in token.children:
            if child.type == INLINE:
                elements.add(child.meta["tags"], 0)
        elements.leave(-1)
    except MdxError as error:
        raise MdxError(error.message, place.offset(error.offset), error.hint) from None
    return [(place.offset(start), place.offset(end - 1) + 1) for start, end in elements.spans]


def line_starts(text: str) -> list[int]:
    """Return where each line of `text` starts, and where one more would."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


class _Lines:
    """Lines cut out of a text, joined, that remember where each of them came from."""

    def __init__(self, lines: Sequence[str], places: Sequence[int]) -> None:
        self.text = "\n".join(lines)
        self._starts = line_starts(self.text)
        self._places = places

    @classmethod
    def of_inline(cls, text: str, starts: list[int], token: Token) -> _Lines:
        """Find the lines of a paragraph or heading in `text`: each is the end of a source line, or in it."""
        lines = token.content.split("\n")
        places = []
        for number, line in enumerate(lines, token.map[0] if token.map else 0):
            source = text[starts[number] : starts[number + 1] - 1].rstrip()
            bare = line.strip()
            column = len(source) - len(bare) if source.endswith(bare) else source.find(bare)
            places.append(starts[number] + column - (len(line) - len(line.lstrip())))
        return cls(lines, places)

    def offset(self, offset: int) -> int:
        """Return where the character at `offset` of the joined lines is in the text they were cut from."""
        line = bisect_right(self._starts, offset, hi=len(self._places)) - 1
        return self._places[line] + offset - self._starts[line]


def _inline_rule(state: StateInline, silent: bool) -> bool:
    char = state.src[state.pos]
    found = None
    if char == "<":
        found = jsx.tag(state.src, state.pos)
    elif char == "{":
        found = Tag("single", "", state.pos, jsx.expression(state.src, state.pos))
    if found is None:
        return False
    if not silent:
        state.push(INLINE, "", 0).meta = {"tags": [found]}
    state.pos = found.end
    return True


def _module_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line]
    if silent or state.level or not state.src.startswith(("import ", "export "), start):
        return False
    end, statements = jsx.module_block(state.src, start)
    token = state.push(MODULE, "", 0)
    token.meta = {"tags": [Tag("single", "", start, end)], "statements": statements}
    _finish(state, token, start_line, state.src.count("\n", start, end) + 1)
    return True


def _flow_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Match lines that hold nothing but tags and expressions."""
    tags, lines, alone = _leading_tags(state, start_line, end_line)
    if alone and not silent:
        token = state.push(FLOW, "", 0)
        token.meta = {"tags": tags}
        _finish(state, token, start_line, lines)
    return alone


def _leading_tags(state: StateBlock, start_line: int, end_line: int) -> tuple[list[Tag], int, bool]:
    """Return the tags and expressions that a line starts with.

    Also the number of lines that they take, and whether they are all that is on these lines.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.src[start : start + 1] not in {"<", "{"}:
        return [], 0, False
    size = 1
    while True:
        lines, complete = _container_lines(state, start_line, end_line, size)
        try:
            found, alone = _scan_tags(lines.text)
            break
        except MdxError as error:
            if complete or not isinstance(error, UnfinishedError):
                raise MdxError(error.message, lines.offset(error.offset), error.hint) from None
            size *= 2
    tags = [replace(tag, start=lines.offset(tag.start), end=lines.offset(tag.end - 1) + 1) for tag in found]
    return tags, lines.text.count("\n", 0, found[-1].end) + 1 if found else 0, alone


def _finish(state: StateBlock, token: Token, start_line: int, lines: int) -> None:
    state.line = start_line + lines
    token.map = [start_line, state.line]


def _container_lines(state: StateBlock, start_line: int, end_line: int, size: int) -> tuple[_Lines, bool]:
    """Return up to `size` lines of the quote or item that `start_line` is in, and whether those are all."""
    lines: list[str] = []
    places: list[int] = []
    indent = min(state.blkIndent, state.sCount[start_line])
    for line in range(start_line, end_line):
        if not state.isEmpty(line) and state.sCount[line] < indent:
            return _Lines(lines, places), True
        if len(lines) == size:
            return _Lines(lines, places), False
        places.append(state.bMarks[line] + state.tShift[line])
        lines.append(state.src[places[-1] : state.eMarks[line]])
    return _Lines(lines, places), True


def _scan_tags(text: str) -> tuple[list[Tag], bool]:
    """Return the tags and expressions at the start of `text`, and whether nothing else is on their lines."""
    tags: list[Tag] = []
    pos = 0
    while found := _tag_or_expression(text, pos):
        tags.append(found)
        pos = found.end
        while text[pos : pos + 1] in {" ", "\t"}:
            pos += 1
        if text[pos : pos + 1] in {"", "\n"}:
            return tags, True
    return tags, False


def _tag_or_expression(text: str, pos: int) -> Tag | None:
    if text[pos] == "{":
        return Tag("single", "", pos, jsx.expression(text, pos))
    return jsx.tag(text, pos) if text[pos] == "<" else None


def _text_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Match a paragraph or underlined heading.

    In CommonMark a line that is indented by four or more always continues a paragraph; in MDX, where there is
    no indented code, it may end it.
    """
    parent_type, state.parentType = state.parentType, "paragraph"
    line, depth = _end_of_text(state, start_line)
    state.parentType = parent_type
    name = "heading" if depth else "paragraph"
    html = f"h{depth}" if depth else "p"
    state.push(f"{name}_open", html, 1).map = [start_line, line + bool(depth)]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start_line, line, state.blkIndent, False).strip()
    inline.map = [start_line, line]
    inline.children = []
    state.push(f"{name}_close", html, -1)
    state.line = line + bool(depth)
    return True


def _end_of_text(state: StateBlock, start_line: int) -> tuple[int, int]:
    """Return the line after the text, and the depth of the heading that this line makes of it, or 0."""
    endings = state.md.block.ruler.getRules("paragraph")
    line = start_line + _text_lines(state, start_line)
    while line < state.lineMax and not state.isEmpty(line):
        start = state.bMarks[line] + state.tShift[line]
        if _UNDERLINE.fullmatch(state.src, start, state.eMarks[line]):
            return line, 1 if state.src[start] == "=" else 2
        if any(rule(state, line, state.lineMax, True) for rule in endings):
            break
        line += _text_lines(state, line)
    return line, 0


def _text_lines(state: StateBlock, line: int) -> int:
    """Return how many lines a tag at the start of this one takes: none of them starts a block; at least 1."""
    _, lines, _ = _leading_tags(state, line, state.lineMax)
    return max(lines, 1)
