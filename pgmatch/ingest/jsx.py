"""JSX: where a tag or an element ends, and what its literal strings say; nothing is evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Literal

from pgmatch.ingest.javascript import NAME, UNBALANCED_HINT, MdxError, UnfinishedError, expression, match_at
from pgmatch.ingest.texts import literal_text

_TAG_START = re.compile(rf"<\s*(?P<slash>/?)\s*(?P<name>{NAME}(?:\s*:\s*{NAME}|(?:\s*\.\s*{NAME})*))?")
_ATTRIBUTE = re.compile(rf"(?P<name>{NAME}(?:\s*:\s*{NAME})?)(?P<equals>\s*=\s*)?")
_TAG_END = re.compile(r"(?P<slash>/?)\s*>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SPACE = re.compile(r"\s*")

_CLOSING_TAG = re.compile(r"<\s*/")
_CHILD = re.compile(r"[<{]")


@dataclass(frozen=True)
class Tag:
    """A piece of MDX at `start:end`; one without a partner (`<br/>`, an expression, imports) is `single`.

    `attributes` are those of an element that are literal strings; `text` is that of an expression which is
    a literal string.
    """

    kind: Literal["open", "close", "single"]
    name: str
    start: int
    end: int
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""


def tag(text: str, start: int) -> Tag | None:
    """Return the JSX tag whose `<` is at `start`, or None where MDX takes `<` for itself (`a < b`).

    An HTML comment counts as one: MDX has none, but the sites that documentation is written for leave it out.
    """
    if text[start + 1 : start + 2] in {" ", "\t", "\n"}:
        return None
    if text.startswith("<!--", start):
        return Tag("single", "", start, _comment_end(text, start))
    match = match_at(_TAG_START, text, start)
    name = re.sub(r"\s", "", match["name"] or "")
    attributes: list[tuple[str, str]] = []
    bare = not name or bool(match["slash"])
    end, self_closing = _tag_end(text, start, match.end(), attributes, bare=bare)
    if match["slash"]:
        return Tag("close", name, start, end)
    return Tag("single" if self_closing else "open", name, start, end, tuple(attributes))


def expression_tag(text: str, start: int) -> Tag:
    """Return the `{expression}` whose `{` is at `start`, with its text if it is a literal string."""
    end = expression(text, start)
    return Tag("single", "", start, end, text=_literal_at(text, start, end) or "")


def _literal_at(text: str, start: int, end: int) -> str | None:
    """Return the literal string in the braces at `start:end`, if that is what they hold."""
    try:
        return literal_text(text[start + 1 : end - 1])
    except ValueError as error:
        raise MdxError(str(error), start, "write it without the escape") from None


def _comment_end(text: str, start: int) -> int:
    end = text.find("-->", start + 4)
    if end < 0:
        raise UnfinishedError("a comment is not finished", start, "write `-->` where it ends")
    return end + 3


def _tag_end(
    text: str, start: int, pos: int, attributes: list[tuple[str, str]], *, bare: bool
) -> tuple[int, bool]:
    """Return where the tag ends and whether it closes itself; a `bare` tag has neither attributes nor `/`."""
    while True:
        pos = _skip_space(text, pos)
        end = _TAG_END.match(text, pos)
        if end and not (bare and end["slash"]):
            return end.end(), bool(end["slash"])
        if pos == len(text):
            raise UnfinishedError("a tag is not finished", start)
        if bare:
            raise _unexpected(text, pos)
        pos = _attribute(text, pos, attributes)


def _attribute(text: str, pos: int, attributes: list[tuple[str, str]]) -> int:
    """Return the end of an attribute; add it to `attributes` if its value is a literal string."""
    if text[pos] == "{":
        return expression(text, pos)
    match = _ATTRIBUTE.match(text, pos)
    if match is None:
        raise _unexpected(text, pos)
    if match["equals"] is None:
        return match.end()
    end, value = _attribute_value(text, match.end())
    if value is not None:
        attributes.append((match["name"], value))
    return end


def _attribute_value(text: str, pos: int) -> tuple[int, str | None]:
    value = text[pos : pos + 1]
    if value == "{":
        end = expression(text, pos)
        return end, _literal_at(text, pos, end)
    if quoted := _QUOTED.match(text, pos):
        return quoted.end(), unescape(quoted[0][1:-1])
    if value in {"", '"', "'"}:
        raise UnfinishedError("an attribute's value is not finished", pos)
    raise _unexpected(text, pos)


def _unexpected(text: str, pos: int) -> MdxError:
    hint = UNBALANCED_HINT
    if text[pos] in "@:/":
        hint = "a link is written [text](url) in MDX"
    return MdxError(f"{text[pos]!r} does not belong in a JSX tag", pos, hint)


def _skip_space(text: str, pos: int) -> int:
    return match_at(_SPACE, text, pos).end()


def element_end(text: str, start: int) -> int:
    """Return the end of the JSX element, children included, whose `<` is at `start` in an expression."""
    first = tag(text, start)
    if first is None or first.kind == "single":
        return first.end if first else start + 1
    pos = first.end
    while True:
        child = _CHILD.search(text, pos)
        if child is None:
            raise UnfinishedError(f"<{first.name}> is not closed", start)
        pos = child.start()
        if text[pos] == "{":
            pos = expression(text, pos)
        elif _CLOSING_TAG.match(text, pos):
            return _closing_tag(text, pos, first)
        else:
            pos = element_end(text, pos)


def _closing_tag(text: str, pos: int, first: Tag) -> int:
    last = tag(text, pos)
    if last is None or last.name != first.name:
        raise MdxError(f"expected </{first.name}>", pos)
    return last.end
