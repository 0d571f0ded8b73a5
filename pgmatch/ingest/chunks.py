"""Sections that are longer than a model's window, split where a reader would split them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pgmatch.errors import IngestError
from pgmatch.ingest.documents import Section

CountTokens = Callable[[str], int]

_BLANK_START = re.compile(r"(?:[ \t]*\n)+")

# The ends of units, coarsest first; a unit ends after the space that follows it. Those of the coarser units
# are among those of the finer.
_PARAGRAPH_END = re.compile(r"\n(?:[ \t]*\n)+")
_LINE_END = re.compile(r"\n")
_SENTENCE_END = re.compile(r"[.!?\u2026]['\")\]\u2019\u201d]*\s+|[\u3002\uff01\uff1f]+|\n")
_WORD_END = re.compile(r"\s+|[\u3002\uff01\uff1f]+")
_UNIT_ENDS = (_PARAGRAPH_END, _LINE_END, _SENTENCE_END, _WORD_END)

# How long a first try is, in characters, for each token that fits.
_CHARACTERS_PER_TOKEN = 4


def split_section(section: Section, count_tokens: CountTokens, max_tokens: int) -> list[Section]:
    """Return sections of at most `max_tokens` that hold the text of `section` in order.

    A section that fits is returned as it is. A longer one is cut into as few pieces as its structure allows:
    between paragraphs; a paragraph that does not fit by itself between lines; then between sentences, words
    and at last characters. Each piece keeps the heading, the slug and the context, and fits together with
    the context, of which no more is kept than a quarter of the window takes. A piece from the middle of a
    fenced code block gets the block's fences.

    `count_tokens` should not count fewer tokens in a longer text. Raises `IngestError` if `max_tokens` is
    less than a single character of the section takes.
    """
    if count_tokens(section.embedded_text) <= max_tokens:
        return [section]
    section = replace(section, context=_short_context(section.context, count_tokens, max_tokens // 4))

    def count(piece: str) -> int:
        return count_tokens(replace(section, content=piece).embedded_text)

    fences = [fence for fence in _fences(section.content) if count(fence.empty) <= max_tokens // 2]
    try:
        pieces = list(_Splitter(section.content, fences, count, max_tokens).pieces())
    except _TooNarrowError:
        pieces = _split_plain(section.content, count, max_tokens)
    return [replace(section, content=piece) for piece in pieces]


def _short_context(context: str | None, count_tokens: CountTokens, limit: int) -> str | None:
    """Return the words at the start of `context` that fit, None if there are none."""
    words = (context or "").split()
    while words and count_tokens(" ".join(words)) > limit:
        del words[len(words) // 2 :]
    return " ".join(words) or None


def _split_plain(text: str, count_tokens: CountTokens, max_tokens: int) -> list[str]:
    try:
        return list(_Splitter(text, [], count_tokens, max_tokens).pieces())
    except _TooNarrowError as error:
        char = text[error.offset]
        raise IngestError(
            f"{char!r} alone takes {count_tokens(char)} tokens, and at most {max_tokens} fit",
            hint="use a model with a longer window",
        ) from None


class _TooNarrowError(Exception):
    """Not even one character fits at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@dataclass(frozen=True)
class _Fence:
    """A fenced code block at `start:end`, its code at `code_start:code_end`, and its first and last line."""

    start: int
    code_start: int
    code_end: int
    end: int
    opening: str
    closing: str

    @property
    def empty(self) -> str:
        return f"{self.opening}\n{self.closing}"


def _fences(text: str) -> list[_Fence]:
    """Return the fenced code blocks of `text`, except those in quotes, whose lines all start with `>`."""
    if "```" not in text and "~~~" not in text:
        return []
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark")
    md.core.ruler.enableOnly(["block"])
    starts = [0, *(line.end() for line in _LINE_END.finditer(text)), len(text)]
    fences = []
    quotes = 0
    for token in md.parse(text):
        quotes += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "fence" and token.map and not quotes:
            first, last = token.map
            last_line = text[starts[last - 1] : starts[last]].strip()
            closed = last - first > 1 and last_line.strip(token.markup[0]) == "" and token.markup in last_line
            fences.append(
                _Fence(
                    start=starts[first],
                    code_start=starts[first + 1],
                    code_end=starts[last - 1] if closed else starts[last],
                    end=starts[last],
                    opening=token.markup + token.info,
                    closing=token.markup,
                )
            )
    return fences


class _Splitter:
    """Cuts a text from its start on, each time as much as fits."""

    def __init__(self, text: str, fences: Sequence[_Fence], count_tokens: CountTokens, limit: int) -> None:
        self.text = text
        self.fences = fences
        self.fence_ends = [fence.end for fence in fences]
        self.count_tokens = count_tokens
        self.limit = limit

    def pieces(self) -> Iterator[str]:
        start = 0
        while start < len(self.text):
            end = self._best_end(start)
            piece = self._piece(start, end)
            if piece:
                yield piece
            start = end

    def _best_end(self, start: int) -> int:
        """Return where the piece that begins at `start` ends.

        A unit that does not fit in the rest of the piece, but does in a piece of its own, starts that piece.
        One that must be cut anyway fills the rest with its smaller units.
        """
        farthest = self._farthest_end(start)
        if farthest < len(self.text):
            for unit_end in _UNIT_ENDS:
                end = max(self._unit_ends(unit_end, start, farthest), default=start)
                if end > start and self._fits(start, end) and self._next_fits(unit_end, end):
                    return end
        return farthest

    def _unit_ends(self, unit_end: re.Pattern[str], start: int, stop: int) -> Iterator[int]:
        """Yield where units end after `start` and up to `stop`; a code block is never left at its edge."""
        for match in unit_end.finditer(self.text, start, stop):
            end = match.end()
            fence = self._fence_at(end)
            in_code = fence and fence.code_start < end < fence.code_end and unit_end is not _PARAGRAPH_END
            if fence is None or in_code:
                yield end

    def _next_fits(self, unit_end: re.Pattern[str], start: int) -> bool:
        """Whether the unit that begins at `start` fits in a piece of its own."""
        return self._fits(start, next(self._unit_ends(unit_end, start, len(self.text)), len(self.text)))

    def _farthest_end(self, start: int) -> int:
        """Return the last place up to which the text from `start` fits, by a search that counts few times."""
        low, low_tokens = start, 0
        high, high_tokens = len(self.text) + 1, 0
        probe = start + _CHARACTERS_PER_TOKEN * self.limit
        halve = False
        while high - low > 1:
            probe = min(max(probe, low + 1), high - 1)
            tokens = self._tokens(start, probe)
            if tokens <= self.limit:
                low, low_tokens = probe, tokens
            else:
                high, high_tokens = probe, tokens
            if not high_tokens:
                probe = start + 2 * (low - start)
            elif halve:
                probe = (low + high) // 2
            else:
                probe = low + (high - low) * (self.limit - low_tokens) // (high_tokens - low_tokens)
            halve = bool(high_tokens) and not halve
        end = self._outside_fence_lines(low)
        if end <= start:
            raise _TooNarrowError(start)
        return end

    def _tokens(self, start: int, end: int) -> int:
        end = self._outside_fence_lines(end)
        return self.count_tokens(self._piece(start, end)) if end > start else 0

    def _fits(self, start: int, end: int) -> bool:
        return self._tokens(start, end) <= self.limit

    def _piece(self, start: int, end: int) -> str:
        """Return the text from `start` to `end`, trimmed, with fences for the code blocks that this cuts."""
        body = self.text[start:end].rstrip()
        blank = _BLANK_START.match(body)
        body = body[blank.end() :] if blank else body
        first, last = self._fence_at(start), self._fence_at(end)
        if body and first:
            body = f"{first.opening}\n{body}"
        return f"{body}\n{last.closing}" if body and last else body

    def _fence_at(self, offset: int) -> _Fence | None:
        """Return the code block that `offset` is within, not at its edge."""
        number = bisect_right(self.fence_ends, offset)
        if number < len(self.fences) and self.fences[number].start < offset:
            return self.fences[number]
        return None

    def _outside_fence_lines(self, end: int) -> int:
        """Return `end`, or the edge of its code block if `end` is in or at the fences."""
        fence = self._fence_at(end)
        if fence is None or fence.code_start < end < fence.code_end:
            return end
        return fence.start if end <= fence.code_start else fence.end
