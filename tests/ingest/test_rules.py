from __future__ import annotations

from typing import Any

import pytest

from pgmatch.errors import IngestError
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Section
from pgmatch.ingest.markdown import parse
from pgmatch.ingest.rules import GUIDE, Rules


def test_rules_are_recorded_as_json_and_read_back() -> None:
    recorded = {"jsx": "drop", "md_as": "markdown", "titles": False, "paths": "guide"}
    assert GUIDE.as_json() == recorded
    assert Rules.from_json(recorded) == GUIDE
    assert Rules.from_json({}) == Rules() == Rules("keep", "markdown", True, "site")


@pytest.mark.parametrize(
    ("recorded", "message"),
    [
        ({"jsx": "hide"}, "reading rule jsx: 'hide'"),
        ({"md_as": None}, "reading rule md_as: None"),
        ({"titles": 1}, "reading rule titles: 1"),
        ({"titles": "true"}, "reading rule titles: 'true'"),
        ({"paths": ["site"]}, r"reading rule paths: \['site'\]"),
        ({"colour": "red"}, "'colour' is not a reading rule"),
    ],
)
def test_an_unknown_rule_or_value_is_refused_by_name(recorded: dict[str, Any], message: str) -> None:
    with pytest.raises(IngestError, match=message) as caught:
        Rules.from_json(recorded)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        ("---\ntitle: Keys\n---\nText.\n\n# Make one\n\nText.", ["Keys", "Keys: Make one"]),
        ("---\ntitle: Keys\n---\n# keys\n\nText.", ["Keys"]),
        ("Text.\n\n# Make one\n\nText.", [None, "Make one"]),
        ("---\ntitle: '  a\n\n  b '\n---\nText.", ["a b"]),
        ("---\ntitle: 2024\n---\nText.", ["2024"]),
        ("---\ntitle: [a]\n---\nText.", [None]),
        ("---\ntitle:\n---\nText.", [None]),
        ("export const meta = {title: 'Keys'}\n\nText.", ["Keys"]),
        ("---\ntitle: Front\n---\nexport const meta = {title: 'Meta'}\n\nText.", ["Front"]),
    ],
)
def test_title_and_heading_are_the_context_of_a_section(text: str, contexts: list[str | None]) -> None:
    document = parse(text, path="a.mdx", mdx=True)
    assert [section.context for section in document.sections] == contexts
    plain = parse(text, path="a.mdx", mdx=True, rules=Rules(titles=False))
    assert {section.context for section in plain.sections} == {None}
    assert plain.title == document.title
    assert [section.content for section in plain.sections] == [
        section.content for section in document.sections
    ]


def words(text: str) -> int:
    return len(text.split())


def test_what_is_embedded_is_the_context_and_the_content() -> None:
    assert Section("A", "a", "# A", "T: A").embedded_text == "T: A\n# A"
    assert Section("A", "a", "# A").embedded_text == "# A"


def test_each_piece_has_the_context_and_fits_with_it() -> None:
    section = Section("B", "b", " ".join("w" * 30), "T: B")
    assert split_section(section, words, 32) == [section]
    pieces = split_section(section, words, 12)
    assert [words(piece.content) for piece in pieces] == [10, 10, 10]
    assert {piece.context for piece in pieces} == {"T: B"}


def test_a_context_that_would_take_more_than_a_quarter_of_the_window_is_cut() -> None:
    section = Section("B", "b", " ".join("w" * 30), " ".join(map(str, range(9))))
    pieces = split_section(section, words, 16)
    assert {piece.context for piece in pieces} == {"0 1 2 3"}
    assert all(words(piece.embedded_text) <= 16 for piece in pieces)
    assert {piece.context for piece in split_section(section, words, 3)} == {None}
