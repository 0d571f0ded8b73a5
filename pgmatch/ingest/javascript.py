"""JavaScript in MDX: where an `{expression}` ends.

Nothing is evaluated. The scanner knows strings, templates, comments, regular expressions and brackets, which
is enough to find the end of well-formed code; malformed code raises `MdxError`.
"""

from __future__ import annotations

import re

NAME = r"(?:[^\W\d]|\$)[\w$-]*"
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
_ELEMENT_START = re.compile(rf"<(?:{NAME}|>)")

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_BEFORE_VALUE = frozenset("([{,;=:?&|!~+-*%<>^")
_WORDS_BEFORE_VALUE = frozenset(
    {"return", "typeof", "case", "in", "of", "default", "await", "void", "delete"}
)

UNBALANCED_HINT = "a literal `{` or `<` is written `\\{` or `\\<` in MDX"


class MdxError(Exception):
    """MDX that cannot be parsed; `offset` is where, in the text that was scanned."""

    def __init__(self, message: str, offset: int, hint: str = UNBALANCED_HINT) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


class UnfinishedError(MdxError):
    """The text ended inside the construct; more text might complete it."""


def expression(text: str, start: int) -> int:
    """Return the end of the `{expression}` whose `{` is at `start`."""
    code = Code(text, start)
    code.advance()
    while code.open:
        if code.at_end:
            raise UnfinishedError("`{` is not closed", start)
        code.advance()
    return code.pos


def match_at(pattern: re.Pattern[str], text: str, pos: int) -> re.Match[str]:
    """Return the match at `pos`. Raises `UnfinishedError` if there is none."""
    match = pattern.match(text, pos)
    if match is None:
        raise UnfinishedError("the text ends too early", pos)
    return match


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
        match = match_at(_TOKEN, self.text, start)
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
        self.pos = match_at(_TEMPLATE_TEXT, self.text, self.pos).end()
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
            # Here, because JSX holds expressions and these hold JSX.
            from pgmatch.ingest.jsx import element_end

            self.pos = element_end(self.text, start)
            return "element"
        return "other"
