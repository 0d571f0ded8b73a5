"""A plugin for markdown-it-py that finds the MDX in a Markdown text.

MDX is Markdown in which `<tags>`, `{expressions}`, imports and exports are code, and in which indented code,
raw HTML and `<https://autolinks>` do not exist.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pgmatch.ingest import jsx
from pgmatch.ingest.javascript import MdxError, UnfinishedError
from pgmatch.ingest.jsx import Tag
from pgmatch.ingest.lines import Lines
from pgmatch.ingest.modules import module_block

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MODULE = "mdx_module"
FLOW = "mdx_flow"
INLINE = "mdx_inline"

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


def _inline_rule(state: StateInline, silent: bool) -> bool:
    char = state.src[state.pos]
    found = None
    if char == "<":
        found = jsx.tag(state.src, state.pos)
    elif char == "{":
        found = jsx.expression_tag(state.src, state.pos)
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
    end, statements = module_block(state.src, start)
    token = state.push(MODULE, "", 0)
    token.meta = {"tags": [Tag("single", "", start, end)], "statements": statements}
    _finish(state, token, start_line, state.src.count("\n", start, end) + 1)
    return True


def _flow_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Match lines that hold nothing but tags and expressions."""
    tags, lines, alone = _leading_tags(state, start_line, end_line)
    if alone and not silent:
        token = state.push(FLOW, "", 0)
        token.meta = {"tags": tags, "indent": state.blkIndent}
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


def _container_lines(state: StateBlock, start_line: int, end_line: int, size: int) -> tuple[Lines, bool]:
    """Return up to `size` lines of the quote or item that `start_line` is in, and whether those are all."""
    lines: list[str] = []
    places: list[int] = []
    indent = min(state.blkIndent, state.sCount[start_line])
    for line in range(start_line, end_line):
        if not state.isEmpty(line) and state.sCount[line] < indent:
            return Lines(lines, places), True
        if len(lines) == size:
            return Lines(lines, places), False
        places.append(state.bMarks[line] + state.tShift[line])
        lines.append(state.src[places[-1] : state.eMarks[line]])
    return Lines(lines, places), True


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
        return jsx.expression_tag(text, pos)
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
