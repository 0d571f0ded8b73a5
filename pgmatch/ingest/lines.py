"""Lines of a text, and where they came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def line_starts(text: str) -> list[int]:
    """Return where each line of `text` starts, and where one more would."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


class Lines:
    """Lines cut out of a text, joined, that remember where each of them came from."""

    def __init__(self, lines: Sequence[str], places: Sequence[int]) -> None:
        self.text = "\n".join(lines)
        self._starts = line_starts(self.text)
        self._places = places

    @classmethod
    def of_inline(cls, text: str, starts: list[int], token: Token) -> Lines:
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
