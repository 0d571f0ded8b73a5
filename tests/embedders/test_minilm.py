from __future__ import annotations

import hashlib

import numpy as np
import pytest

from pgmatch import embedders
from pgmatch.embedders.minilm import VOCABULARY, MiniLM
from pgmatch.errors import EmbeddingError, SettingError

# The ids that the tokenizer published with the model gives, special tokens included.
PUBLISHED_IDS = {
    "": [101, 102],
    "cat": [101, 4937, 102],
    "CREATE EXTENSION vector;": [101, 3443, 5331, 9207, 1025, 102],
    "Ünïcode façade, naïve": [101, 27260, 8508, 1010, 15743, 102],
    "日本語 ok": [101, 1864, 1876, 1950, 7929, 102],
    "😀": [101, 100, 102],
    "select (embedding <#> $1) * -1": [
        *(101, 7276, 1006, 7861, 8270, 4667, 1026, 1001, 1028),
        *(1002, 1015, 1007, 1008, 1011, 1015, 102),
    ],
    "[MASK] x": [101, 103, 1060, 102],
    "antidisestablishmentarianism": [101, 3424, 10521, 4355, 7875, 13602, 3672, 12199, 2964, 102],
    " a\tb\n": [101, 1037, 1038, 102],
    "\u200b": [101, 102],
    "x" * 101: [101, 100, 102],
}
MIXED = [
    "",
    "cat",
    "CREATE EXTENSION vector;",
    "Ünïcode façade, naïve 日本語 😀",
    "Row level security decides which rows a query may see. " * 12,
    "\n\n## A heading\n\n```sql\nselect * from nods_page where id = 1;\n```\n",
    *(f"section {number} " + "and more words of it " * number for number in range(1, 40, 4)),
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_the_shipped_vocabulary_is_that_of_bert_uncased() -> None:
    published = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
    assert hashlib.sha256(VOCABULARY.read_bytes()).hexdigest() == published


@pytest.mark.parametrize("text", PUBLISHED_IDS)
def test_texts_become_the_ids_of_the_published_tokenizer(minilm: MiniLM, text: str) -> None:
    assert minilm._tokenizer.encode(text).ids == PUBLISHED_IDS[text]
    assert minilm.count_tokens(text) == len(PUBLISHED_IDS[text]) - 2


def test_a_vector_is_the_one_that_was_always_given(minilm: MiniLM) -> None:
    (vector,) = minilm.embed(["Row level security decides which rows a query may see."])
    expected = [-0.05233352, 0.02483583, -0.06900975, 0.00199583, -0.01079138, 0.01877522]
    np.testing.assert_allclose(vector[:6], expected, atol=1e-4)


def test_related_words_are_nearer_than_unrelated_ones(minilm: MiniLM) -> None:
    cat, kitten, postgres = minilm.embed(["cat", "kitten", "postgres"])
    assert cat @ kitten > 0.7
    assert cat @ postgres < 0.3


def test_a_question_is_nearest_to_the_section_that_answers_it(minilm: MiniLM) -> None:
    sections = minilm.embed(
        [
            "Run alembic upgrade head to create the tables and functions.",
            "Policies of row level security decide which rows a role may read.",
            "An HNSW index makes nearest neighbour search fast and approximate.",
        ]
    )
    (question,) = minilm.embed(["who is allowed to see my data?"])
    assert int((sections @ question).argmax()) == 1


def test_the_model_describes_itself(minilm: MiniLM) -> None:
    described = (minilm.name, minilm.dimensions, minilm.max_tokens, minilm.normalized)
    assert described == ("all-MiniLM-L6-v2", 384, 254, True)


def test_vectors_are_float32_of_length_1(minilm: MiniLM) -> None:
    vectors = minilm.embed(MIXED)
    assert vectors.shape == (len(MIXED), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_no_text_gives_no_row(minilm: MiniLM) -> None:
    vectors = minilm.embed([])
    assert vectors.shape == (0, 384)
    assert vectors.dtype == np.float32


def test_a_vector_does_not_depend_on_the_texts_beside_it(minilm: MiniLM) -> None:
    alone = np.concatenate([minilm.embed([text]) for text in MIXED])
    np.testing.assert_allclose(minilm.embed(MIXED), alone, rtol=0, atol=1e-6)
    np.testing.assert_allclose(minilm.embed(MIXED[::-1])[::-1], alone, rtol=0, atol=1e-6)


def test_a_vector_does_not_depend_on_the_number_of_threads(minilm: MiniLM) -> None:
    np.testing.assert_allclose(MiniLM(threads=1).embed(MIXED[:8]), minilm.embed(MIXED[:8]), rtol=0, atol=1e-6)


def test_a_text_of_the_whole_window_counts_to_its_last_word(minilm: MiniLM) -> None:
    longest = "cat " * 253 + "dog"
    assert minilm.count_tokens(longest) == minilm.max_tokens
    with_dog, with_cat = minilm.embed([longest, "cat " * 254])
    assert np.abs(with_dog - with_cat).max() > 1e-4


def test_a_text_over_the_window_is_refused_not_cut(minilm: MiniLM) -> None:
    with pytest.raises(EmbeddingError, match="text 2 has 255 tokens; all-MiniLM-L6-v2 takes at most 254"):
        minilm.embed(["cat", "cat " * 255])


def test_one_string_in_place_of_a_list_is_refused(minilm: MiniLM) -> None:
    with pytest.raises(EmbeddingError, match="a list of texts"):
        minilm.embed("cat")


def test_what_is_not_text_is_refused_naming_its_place(minilm: MiniLM) -> None:
    with pytest.raises(EmbeddingError, match="text 2 of 2 is a NoneType"):
        minilm.embed(["cat", None])  # type: ignore[list-item]
    with pytest.raises(EmbeddingError, match="text 1 of 1 is not Unicode"):
        minilm.embed(["caf\udce9"])


def test_an_unknown_local_model_is_refused_with_the_one_that_exists() -> None:
    with pytest.raises(SettingError, match="no model 'gte-small'") as caught:
        embedders.load("local:gte-small")
    assert "all-MiniLM-L6-v2" in str(caught.value.hint)
