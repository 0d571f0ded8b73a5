"""Where a piece of MDX ends: a JSX tag, a `{expression}`, a block of imports and exports.

Nothing is evaluated. The scanners know strings, templates, comments, regular expressions and brackets, which
is enough to find the end of well-formed code; malformed code raises `MdxError`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_NAME = r"(?:[^\W\d]|\$)[\w$-]*"
_TAG_START = re.compile(rf"<\s*(?P<slash>/?)\s*(?P<name>{_NAME}(?:\s*:\s*{_NAME}|(?:\s*\.\s*{_NAME})*))?")
_ATTRIBUTE = re.compile(rf"{_NAME}(?:\s*:\s*{_NAME})?(?P<equals>\s*=\s*)?")
_TAG_END = re.compile(r"(?P<slash>/?)\s*>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SPACE = re.compile(r"\s*")

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    | (?P<word>[\w$]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
_TEMPLATE_TEXT = re.compile(r"(?:\\.|\$(?!\{)|[^\\`$])*", re.DOTALL)
_ELEMENT_START = re.compile(rf"<(?:{_NAME}|>)")
_CLOSING_TAG = re.compile(r"<\s*/")
_CHILD = re.compile(r"[<{]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_BEFORE_VALUE = frozenset("([{,;=:?&|!~+-*%<>^")
_WORDS_BEFORE_VALUE = frozenset(
    {"return", "typeof", "case", "in", "of", "default", "await", "void", "delete"}
)

_STATEMENT = re.compile(
    r"import\s*(?:[\w$*{](?:(?!\n[ \t]*\n)[^;\"'`])*?\bfrom\s*)?[\"']"
    r"|export\s+(?:default|const|let|var|function|async|class|type|interface|enum)\b"
    r"|export\s*[*{]"
)
_CONTINUATION = re.compile(r"(?:from|as)\b|//|/\*|[.?:;=+|&,)\]}]")
_AWAITS_MORE = re.compile(r"[=(\[{,?:&|+*/<>.-]")

_UNBALANCED_HINT = "a literal `{` or `<` is written `\\{` or `\\<` in MDX"


class MdxError(Exception):
    """MDX that cannot be parsed; `offset` is where, in the text that was scanned."""

    def __init__(self, message: str, offset: int, hint: str = _UNBALANCED_HINT) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


class UnfinishedError(MdxError):
    """The text ended inside the construct; more text might complete it."""


@dataclass(frozen=True)
class Tag:
    """A piece of MDX at `start:end`; one without a partner (`<br/>`, an expression, imports) is `single`."""

    kind: Literal["open", "close", "single"]
    name: str
    start: int
    end: int


def tag(text: str, start: int) -> Tag | None:
    """Return the JSX tag whose `<` is at `start`, or None where MDX takes `<` for itself (`a < b`)."""
    if text[start + 1 : start + 2] in {" ", "\t", "\n"}:
        return None
    match = _match(_TAG_START, text, start)
    name = re.sub(r"\s", "", match["name"] or "")
    end, self_closing = _tag_end(text, start, match.end(), bare=not name or bool(match["slash"]))
    if match["slash"]:
        return Tag("close", name, start, end)
    return Tag("single" if self_closing else "open", name, start, end)


def _tag_end(text: str, start: int, pos: int, *, bare: bool) -> tuple[int, bool]:
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
        pos = _attribute(text, pos)


def _attribute(text: str, pos: int) -> int:
    if text[pos] == "{":
        return expression(text, pos)
    match = _ATTRIBUTE.match(text, pos)
    if match is None:
        raise _unexpected(text, pos)
    if match["equals"] is None:
        return match.end()
    return _attribute_value(text, match.end())


def _attribute_value(text: str, pos: int) -> int:
    value = text[pos : pos + 1]
    if value == "{":
        return expression(text, pos)
    if quoted := _QUOTED.match(text, pos):
        return quoted.end()
    if value in {"", '"', "'"}:
        raise UnfinishedError("an attribute's value is not finished", pos)
    raise _unexpected(text, pos)


def _unexpected(text: str, pos: int) -> MdxError:
    hint = _UNBALANCED_HINT
    if text[pos] == "!":
        hint = "a comment is written {/* … */} in MDX"
    elif text[pos] in "@:/":
        hint = "a link is written [text](url) in MDX"
    return MdxError(f"{text[pos]!r} does not belong in a JSX tag", pos, hint)


def _skip_space(text: str, pos: int) -> int:
    return _match(_SPACE, text, pos).end()


def _match(pattern: re.Pattern[str], text: str, pos: int) -> re.Match[str]:
    match = pattern.match(text, pos)
    if match is None:
        raise UnfinishedError("the text ends too early", pos)
    return match


def expression(text: str, start: int) -> int:
    """Return the end of the `{expression}` whose `{` is at `start`."""
    code = Code(text, start)
    code.advance()
    while code.open:
        if code.at_end:
            raise UnfinishedError("`{` is not closed", start)
        code.advance()
    return code.pos


def module_block(text: str, start: int) -> tuple[int, list[int]]:
    """Return the end of the imports and exports at `start`, and where each statement begins.

    They end, as in MDX, at the first blank line that is not inside a statement.
    """
    if not _STATEMENT.match(text, start):
        raise MdxError(
            "not an import or export", start, "MDX reads a line that starts like this as code; reword it"
        )
    code = Code(text, start)
    statements = [start]
    code.advance()
    while not code.at_end:
        kind, token = code.advance()
        if kind != "space" or "\n" not in token or code.open or _AWAITS_MORE.fullmatch(code.previous):
            continue
        if _BLANK_LINE.search(token):
            return code.pos - len(token), statements
        if _STATEMENT.match(text, code.pos):
            statements.append(code.pos)
        elif token.endswith("\n") and not code.at_end and not _CONTINUATION.match(text, code.pos):
            raise MdxError(
                "not an import or export", code.pos, "leave a blank line after the imports and exports"
            )
    if code.open:
        raise UnfinishedError(f"{code.open[-1]!r} is missing", statements[-1])
    return len(text.rstrip()), statements


class Code:
    """A reader of JavaScript, one token at a time.

    `open` holds the closing brackets that are still to come, innermost last; `previous` is the last
    punctuation character or word, or the kind of any other token that was neither space nor comment.
    """

    def __init__(self, text: str, pos: int) -> None:
        self.text = text
        self.pos = pos
        self.open: list[str] = []
        self.previous = ""

    @property
    def at_end(self) -> bool:
        """Whether all of the text has been read."""
        return self.pos >= len(self.text)

    def advance(self) -> tuple[str, str]:
        """Read one token; return its kind and its text.

        The kinds are space, comment, string, template, word, regex, element (JSX) and other.
        """
        start = self.pos
        match = _match(_TOKEN, self.text, start)
        kind = match.lastgroup or ""
        self.pos = match.end()
        if kind == "other":
            kind = self._other(match.group())
        token = self.text[start : self.pos]
        if kind in {"word", "other"}:
            self.previous = token
        elif kind not in {"space", "comment"}:
            self.previous = kind
        return kind, token

    def _other(self, char: str) -> str:
        if char == "`":
            return self._template()
        if char in _CLOSERS:
            self.open.append(_CLOSERS[char])
        elif char in ")]}":
            return self._close(char)
        elif self.text.startswith("/*", self.pos - 1):
            raise UnfinishedError("a comment is not finished", self.pos - 1)
        elif char in "/<" and self._expects_value():
            return self._regex_or_element(char)
        return "other"

    def _close(self, char: str) -> str:
        if not self.open or self.open[-1].rstrip("`") != char:
            raise MdxError(f"{char!r} has no partner", self.pos - 1)
        if self.open.pop() == "}`":
            return self._template()
        return "other"

    def _template(self) -> str:
        """Read a template's text up to its end or to the next `${`, whose `}` will resume it."""
        self.pos = _match(_TEMPLATE_TEXT, self.text, self.pos).end()
        if self.at_end:
            raise UnfinishedError("a template string is not finished", self.pos)
        if self.text[self.pos] == "`":
            self.pos += 1
        else:
            self.pos += 2
            self.open.append("}`")
        return "template"

    def _expects_value(self) -> bool:
        return self.previous in _BEFORE_VALUE or self.previous in _WORDS_BEFORE_VALUE

    def _regex_or_element(self, char: str) -> str:
        start = self.pos - 1
        if char == "/" and (regex := _REGEX.match(self.text, start)):
            self.pos = regex.end()
            return "regex"
        if char == "<" and _ELEMENT_START.match(self.text, start):
            self.pos = _element(self.text, start)
            return "element"
        return "other"


def _element(text: str, start: int) -> int:
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
            pos = _element(text, pos)


def _closing_tag(text: str, pos: int, first: Tag) -> int:
    last = tag(text, pos)
    if last is None or last.name != first.name:
        raise MdxError(f"expected </{first.name}>", pos)
    return last.end
