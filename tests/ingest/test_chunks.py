from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pgmatch.errors import IngestError
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Section


def words(text: str) -> int:
    return len(text.split())


def subwords(text: str) -> int:
    """Count like a model: words in parts of up to four characters, other characters one by one."""
    return len(re.findall(r"\w{1,4}|[^\w\s]", text))


def split(text: str, limit: int, count: Callable[[str], int] = words) -> list[str]:
    pieces = split_section(Section("Heading", "slug", text), count, limit)
    assert {(piece.heading, piece.slug) for piece in pieces} == {("Heading", "slug")}
    assert all(count(piece.content) <= limit for piece in pieces)
    return [piece.content for piece in pieces]


def numbers(start: int, stop: int, separator: str = " ") -> str:
    return separator.join(str(number) for number in range(start, stop))


def test_a_section_that_fits_is_returned_as_it_is() -> None:
    section = Section("A", "a", "# A\n\none two")
    assert split_section(section, words, 4)[0] is section
    assert len(split_section(section, words, 3)) == 2


def test_paragraphs_are_packed_into_few_pieces() -> None:
    assert split("a b\n\nc d\n\ne f\n\ng h", 4) == ["a b\n\nc d", "e f\n\ng h"]


def test_a_paragraph_that_fits_by_itself_is_not_cut() -> None:
    assert split("a b\n\nc d e\nf g", 5) == ["a b", "c d e\nf g"]


def test_a_paragraph_that_does_not_fit_fills_the_piece_before_it() -> None:
    assert split("# A\n\nb c\nd e\nf g\nh i", 6) == ["# A\n\nb c\nd e", "f g\nh i"]


def test_a_long_paragraph_is_cut_between_lines_then_sentences_then_words() -> None:
    assert split("a b c\nd e f\ng h i", 4) == ["a b c", "d e f", "g h i"]
    assert split("a b. c\nd. e f", 4) == ["a b. c", "d. e f"]
    assert split("a b. c d e! f g? h", 4) == ["a b.", "c d e!", "f g? h"]
    assert split(numbers(0, 9), 4) == ["0 1 2 3", "4 5 6 7", "8"]
    assert split("alpha beta gamma", 8, len) == ["alpha", "beta", "gamma"]


def test_the_end_of_a_paragraph_is_preferred_to_that_of_a_sentence_before_it() -> None:
    assert split("a. b c\n\nd. e f g", 3) == ["a. b c", "d.", "e f g"]
    assert split("a. b c\n\n" + "d" * 10, 9, len) == ["a. b c\n\nd", "d" * 9]


def test_a_word_that_does_not_fit_is_cut_between_characters() -> None:
    assert split("x" * 10_000, 1_000, len) == ["x" * 1_000] * 10
    assert split("ab " + "y" * 9 + " cd", 4, len) == ["ab y", "yyyy", "yyyy", "cd"]


def test_sentences_of_scripts_without_spaces_are_found() -> None:
    assert split("一二三。四五六七。八九", 6, len) == ["一二三。", "四五六七。", "八九"]


def test_a_piece_that_is_cut_out_of_code_gets_its_fences() -> None:
    code = "# A\n\nintro\n\n````py title=x\n" + numbers(0, 12, "\n") + "\n````\n\nend"
    assert split(code, 9) == [
        "# A\n\nintro\n\n````py title=x\n0\n1\n2\n````",
        "````py title=x\n3\n4\n5\n6\n7\n8\n````",
        "````py title=x\n9\n10\n11\n````\n\nend",
    ]


def test_code_that_fits_by_itself_is_not_cut_at_its_empty_lines() -> None:
    code = "```\na\n\nb c\n```"
    for limit in (6, 7):
        assert split(f"one two three\n\n{code}\n\nfour", limit) == ["one two three", f"{code}\n\nfour"]


def test_code_without_an_end_is_closed_where_it_is_cut() -> None:
    assert split("~~~ sh\na\nb\nc\nd\ne", 6) == ["~~~ sh\na\nb\nc\n~~~", "~~~ sh\nd\ne"]


def test_code_in_a_list_gets_fences_and_code_in_a_quote_is_cut_like_text() -> None:
    assert split("- ```\n  a\n  b\n  c\n  ```", 4) == ["- ```\n  a\n```", "```\n  b\n  c\n  ```"]
    assert split("> ```\n> a\n> b\n> ```", 4) == ["> ```\n> a", "> b\n> ```"]


def test_fences_that_would_take_most_of_a_piece_are_cut_like_text() -> None:
    assert split("```py a b c\nd\ne\n```", 4) == ["```py a b c", "d\ne\n```"]


def test_a_line_of_code_that_fits_by_itself_is_not_cut() -> None:
    pieces = split("one two\n\n```\naa bb cc dd\nee\n```", 6)
    assert pieces == ["one two", "```\naa bb cc dd\n```", "```\nee\n```"]


def test_a_fence_is_never_left_without_code() -> None:
    for limit in range(4, 16):
        for piece in split("one two\n\n```\n" + numbers(0, 20, "\n") + "\n```\n\nthree", limit):
            assert "```\n```" not in piece


def test_a_limit_below_one_character_is_refused() -> None:
    with pytest.raises(IngestError, match="'x' alone takes 3 tokens, and at most 2 fit"):
        split_section(Section(None, None, "  x"), lambda text: 3 * len(text), 2)
    for limit in (0, -1):
        with pytest.raises(IngestError, match=f"at most {limit} fit"):
            split_section(Section(None, None, "a b"), words, limit)


_TEXT = st.lists(
    st.sampled_from(
        [
            "a",
            "word",
            "longer-word",
            "x" * 30,
            " ",
            "  ",
            "\n",
            "\n\n",
            ". ",
            "! ",
            "。",
            "é",
            "\t",
            "```\n",
            "\n```py\n",
            "~~~\n",
            "> ",
            "- ",
            "    ",
        ]
    ),
    min_size=1,
    max_size=60,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(_TEXT, st.integers(min_value=1, max_value=40), st.sampled_from([subwords, len, words]))
def test_nothing_is_lost_and_every_piece_fits(text: str, limit: int, count: Callable[[str], int]) -> None:
    pieces = split_section(Section(None, None, text), count, limit)
    assert all(count(piece.content) <= limit for piece in pieces)
    joined = "".join(piece.content for piece in pieces)
    if "```" in text or "~~~" in text:
        letters = [re.sub(r"[`~\s]|py", "", whole) for whole in (text, joined)]
        assert letters[0] == letters[1]
    else:
        assert "".join(joined.split()) == "".join(text.split())


_LINES = st.lists(st.integers(1, 8), min_size=1, max_size=8)


def _numbered(word: str, lines: list[int], first: int) -> str:
    """Return lines of so many words each, no two of which are the same."""
    return "\n".join(
        " ".join(f"{word}{first + line}n{n}" for n in range(size)) for line, size in enumerate(lines)
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["text", "```", "~~~~py x"]), _LINES), max_size=6), st.integers(24, 90)
)
def test_code_stays_code_and_text_stays_text(blocks: list[tuple[str, list[int]]], limit: int) -> None:
    parts = []
    for number, (kind, lines) in enumerate(blocks):
        if kind == "text":
            parts.append(_numbered("t", lines, 100 * number))
        else:
            parts.append(f"{kind}\n{_numbered('c', lines, 100 * number)}\n{kind.rstrip('py x')}")
    text = "\n\n".join(["start", *parts])
    pieces = split_section(Section(None, None, text), subwords, limit)
    found = [word for piece in pieces for word in _words_by_kind(piece.content)]
    assert found == _words_by_kind(text)
    assert {(word[0], kind) for word, kind in found} <= {("s", "inline"), ("t", "inline"), ("c", "fence")}


def _words_by_kind(text: str) -> list[tuple[str, str]]:
    tokens = MarkdownIt("commonmark").parse(text)
    return [(word, token.type) for token in tokens for word in token.content.split()]


@given(st.text(max_size=300), st.integers(min_value=1, max_value=20))
def test_any_text_is_split_into_pieces_that_fit(text: str, limit: int) -> None:
    pieces = split_section(Section(None, None, text), len, limit)
    assert all(len(piece.content) <= limit for piece in pieces)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=40), st.integers(min_value=1, max_value=30))
def test_few_pieces_are_made(lengths: list[int], limit: int) -> None:
    text = "\n\n".join(" ".join("w" for _ in range(length)) for length in lengths)
    pieces = split_section(Section(None, None, text), words, limit)
    assert len(pieces) <= 2 * -(-sum(lengths) // limit)


@pytest.mark.parametrize("limit", [256, 8191])
@pytest.mark.parametrize(
    "text",
    [
        "word " * 400_000,
        "x" * 2_000_000,
        "\n\n".join(["word " * 60] * 6_400),
        "```py\n" + "some code here\n" * 120_000 + "```",
        "a" + "\n" * 800_000 + "b " * 80_000,
    ],
    ids=["one line", "one word", "paragraphs", "code", "empty lines"],
)
def test_two_megabytes_are_split_in_seconds(text: str, limit: int) -> None:
    counted = 0

    def count(part: str) -> int:
        nonlocal counted
        counted += len(part)
        return -(-len(part) // 4)

    started = time.process_time()
    pieces = split_section(Section(None, None, text), count, limit)
    assert time.process_time() - started < 6
    assert counted < 20 * len(text)
    assert len(pieces) > 2
