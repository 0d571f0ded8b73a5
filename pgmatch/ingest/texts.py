"""Text that Postgres can store, and the text of JavaScript literals."""

from __future__ import annotations

import re
import sys

# A row of a B-tree takes 2,704 bytes; of these a header, the length and the owner's id are not the text.
MAX_KEY_BYTES = 2_600

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_STRING = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
_TEMPLATE = re.compile(r"`(?:\\.|\$(?!\{)|[^\\`$])*`", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u\{(?P<point>[0-9A-Fa-f]{1,6})\}|u(?P<unit>[0-9A-Fa-f]{4})|x(?P<byte>[0-9A-Fa-f]{2})|(?P<char>.))",
    re.DOTALL,
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_TEMPLATE_CHAR = re.compile(r'\\.|"|\n', re.DOTALL)


def storable(text: str) -> str:
    """Return `text` with surrogate pairs joined.

    Raises `ValueError` for what Postgres cannot store: a NUL character or half of a surrogate pair.
    """
    if _HALF_PAIR.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    if "\0" in text or _HALF_PAIR.search(text):
        raise ValueError(f"text that Postgres cannot store: {text[:80]!r}")
    return text


def check_key(name: str, value: str) -> None:
    """Raise `ValueError` if `value` cannot be stored in a column that has an index."""
    storable(value)
    size = len(value.encode())
    if size > MAX_KEY_BYTES:
        raise ValueError(f"{name} has {size:,} bytes, and an index takes {MAX_KEY_BYTES:,}")


def literal_text(source: str) -> str | None:
    """Return what a string or a template without `${…}` says, None if `source` is anything else.

    Raises `ValueError` if Postgres cannot store it.
    """
    source = source.strip()
    if not (_STRING.fullmatch(source) or _TEMPLATE.fullmatch(source)):
        return None
    return storable(_ESCAPE.sub(_unescaped, source[1:-1]))


def _unescaped(escape: re.Match[str]) -> str:
    code = escape["point"] or escape["unit"] or escape["byte"]
    if code is None:
        return _ESCAPED.get(escape["char"], escape["char"])
    return chr(int(code, 16)) if int(code, 16) <= sys.maxunicode else escape[0]


def template_as_string(template: str) -> str:
    """Write a template string as a JSON5 string that takes as many lines."""
    escapes = {'"': r"\"", "\n": "\\n\\\n"}
    return '"' + _TEMPLATE_CHAR.sub(lambda char: escapes.get(char[0], char[0]), template[1:-1]) + '"'
