"""What is cut out of a text, or replaced, and what is left of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Stands for what was removed while a section is cut; a text with a NUL is refused.
REMOVED = "\0"

# What is left of a line when the MDX on it is gone and nothing else was there.
_BARE_MARKERS = re.compile(r"[ \t>]*(?P<marker>[-*+]|\d{1,9}[.)])?[ \t]*")
_QUOTE = " \t>"
_BLANK_START = re.compile(r"(?:[ \t]*\n)+")


class Cut(NamedTuple):
    """The text at `start:end`, and what stands in its place."""

    start: int
    end: int
    text: str = REMOVED


def outermost(cuts: Iterable[Cut]) -> list[Cut]:
    """Return `cuts` sorted, without those that are in another one."""
    result: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.start, -cut.end)):
        if not result or cut.start >= result[-1].end:
            result.append(cut)
    return result


def is_inside(offset: int, cuts: Sequence[Cut]) -> bool:
    """Whether `offset` is in one of the sorted `cuts`, not at its edge."""
    before = bisect_left(cuts, offset, key=lambda cut: cut.start) - 1
    return before >= 0 and offset < cuts[before].end


def without(text: str, start: int, end: int, cuts: Sequence[Cut], *, tidy: bool = False) -> str:
    """Return `text[start:end]` without the cuts in it, nor the lines that they leave empty, trimmed.

    With `tidy`, no line ends with the space before a cut, and the bullet or number of a line that is left
    empty goes to the text that follows.
    """
    parts = []
    first = bisect_left(cuts, start, key=lambda cut: cut.start)
    for cut in cuts[first : bisect_left(cuts, end, lo=first, key=lambda cut: cut.start)]:
        parts += [text[start : cut.start], cut.text]
        start = cut.end
    parts.append(text[start:end])
    lines: list[str] = []
    in_gap = False
    marker = ""
    for line in "".join(parts).split("\n"):
        kept = line.replace(REMOVED, "")
        bare = _BARE_MARKERS.fullmatch(kept) if kept != line else None
        in_gap = bare is not None or (in_gap and not kept.strip(_QUOTE))
        if not in_gap:
            kept = kept.rstrip() if tidy and kept != line else kept
            lines.append(_with_marker(marker, kept))
            marker = ""
        elif bare:
            marker = kept if tidy and bare["marker"] else marker
            if lines and lines[-1].strip(_QUOTE):
                lines.append("")
    return _trimmed("\n".join(lines))


def _with_marker(marker: str, line: str) -> str:
    """Return the line behind `marker`, if it is indented as what belongs to that item is."""
    belongs = marker and len(line) > len(marker) and not line[: len(marker)].strip()
    return marker + line[len(marker) :] if belongs else line


def _trimmed(content: str) -> str:
    """Remove empty lines at the start, keeping the first line's indent, and white space at the end."""
    blank = _BLANK_START.match(content)
    return content[blank.end() if blank else 0 :].rstrip()
