"""Heading anchors, as GitHub and the guide's own script make them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Letters, marks, decimal digits, letter-like numbers and connectors such as the underscore.
_KEPT_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})

# Unicode calls these circled and squared letters alphabetic although their category is "symbol".
_KEPT_SYMBOLS = (
    range(0x24B6, 0x24EA),
    range(0x1F130, 0x1F14A),
    range(0x1F150, 0x1F16A),
    range(0x1F170, 0x1F18A),
)


def slugify(text: str) -> str:
    """Return `text` in lower case, without punctuation and symbols, each space as a hyphen."""
    return "".join("-" if char == " " else char for char in text.lower() if _is_kept(char))


class Slugger:
    """Makes the slugs of one page; a slug that was given before gets `-1`, `-2` and so on.

    `anchors` are the ids that headings name themselves, which no other heading gets.
    """

    def __init__(self, anchors: Iterable[str] = ()) -> None:
        self._repeats = dict.fromkeys(anchors, 0)
        self._unused = set(self._repeats)

    def anchor(self, name: str) -> str:
        """Return the anchor that a heading names itself; a repeated one is numbered like a slug."""
        if name in self._unused:
            self._unused.remove(name)
            return name
        return self._new(name)

    def slug(self, text: str) -> str:
        """Return a slug for `text` that this slugger has not returned before."""
        return self._new(slugify(text))

    def _new(self, original: str) -> str:
        slug = original
        while slug in self._repeats:
            self._repeats[original] += 1
            slug = f"{original}-{self._repeats[original]}"
        self._repeats[slug] = 0
        return slug


def _is_kept(char: str) -> bool:
    if char in "- ":
        return True
    if unicodedata.category(char) in _KEPT_CATEGORIES:
        return True
    return any(ord(char) in symbols for symbols in _KEPT_SYMBOLS)
