"""Every form of an embedding reaches Postgres as the same vector; what is none is named."""

from __future__ import annotations

import json
from array import array
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import pgmatch
from pgmatch.client import Embedding, binary
from pgmatch.client.embedding import vector_text
from pgmatch.errors import PgmatchError
from pgmatch.models import LoadPage, LoadSection
from tests.client.pages import DIMENSIONS
from tests.client.ways import every_way
from tests.servers import Database

try:
    from pgvector import HalfVector, Vector
except ImportError:  # before pgvector 0.4
    from pgvector.utils import HalfVector, Vector  # type: ignore[no-redef, unused-ignore]

UNIT = np.zeros(DIMENSIONS, dtype=np.float32)
UNIT[:2] = 0.6, 0.8
FORMS: dict[str, Embedding] = {
    "list": UNIT.tolist(),
    "tuple": tuple(UNIT.tolist()),
    "list of numpy numbers": list(UNIT),
    "list of integers and decimals": [Decimal("0.6"), Decimal("0.8"), *[0] * (DIMENSIONS - 2)],
    "numpy float32": UNIT,
    "numpy float64": UNIT.astype(np.float64),
    "numpy float16": UNIT.astype(np.float16),
    "numpy longdouble": UNIT.astype(np.longdouble),
    "numpy view": np.repeat(UNIT, 2)[::2],
    "array of the standard library": array("f", UNIT.tolist()),
    "pgvector Vector": Vector(UNIT.tolist()),
    "pgvector HalfVector": HalfVector(UNIT.tolist()),
    "text": str(UNIT.tolist()),
    "text without spaces": "[0.6,0.8" + ",0" * (DIMENSIONS - 2) + "]",
}


def tolerance(form: str) -> float:
    """Return how far a similarity may be off, by the form of the embedding."""
    return 1e-3 if "16" in form or "Half" in form else 1e-6


@every_way
def test_a_search_takes_every_form(filled: pgmatch.Database) -> None:
    for form, embedding in FORMS.items():
        rows = filled.match_page_sections(embedding, 0.7)

        assert [row.heading for row in rows] == ["Upgrade", "More"], form
        assert [row.similarity for row in rows] == pytest.approx([1, 0.8], abs=tolerance(form)), form


def similarities(client: pgmatch.Database) -> dict[str, float]:
    """Return how similar what is stored is to the unit, by its content."""
    return {row.content: row.similarity for row in client.match_page_sections(UNIT, match_count=100)}


EXPECTED = {form: pytest.approx(1, abs=tolerance(form)) for form in FORMS}


@every_way
def test_a_page_takes_every_form(client: pgmatch.Database) -> None:
    run = client.nods_begin_ingest("docs", "a-model", DIMENSIONS)
    for form, embedding in FORMS.items():
        client.nods_put_page(run, f"/{form}", "1", [{"content": form, "embedding": embedding}])

    assert similarities(client) == EXPECTED


def test_a_load_takes_every_form(client: pgmatch.Database) -> None:
    client.load_pages(
        [LoadPage(f"/{form}", [LoadSection(form, embedding)]) for form, embedding in FORMS.items()], "a-model"
    )

    assert similarities(client) == EXPECTED


@pytest.mark.parametrize("make", [np.asarray, np.ndarray.tolist, Vector, str])
def test_float32_numbers_come_back_exactly(database: Database, make: Any) -> None:
    bits = np.random.default_rng(7).integers(0, 2**32, 4000, dtype=np.uint32)
    numbers = bits.view(np.float32)
    numbers = numbers[np.isfinite(numbers)]
    value = make(numbers if make is not str else numbers.tolist())

    ((stored,),) = database.rows("select (%s::extensions.vector)::real[]", [vector_text(value)])

    assert np.array_equal(np.array(stored, dtype=np.float32).view(np.uint32), numbers.view(np.uint32))
    field, dimensions, _ = binary.vector(value, "embedding")
    assert np.array_equal(np.frombuffer(field[8:], ">f4").astype("f4").view("u4"), numbers.view("u4"))
    assert dimensions == len(numbers)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (None, "None"),
        ([], "embedding is empty"),
        (np.zeros(0), "embedding is empty"),
        ("[]", "embedding is empty"),
        (np.ones((1, 3)), "(1, 3)"),
        (np.float32(1), "()"),
        ([[0.1, 0.2]], "embedding[0] is not a finite number: [0.1, 0.2]"),
        ("[[0.1]]", "embedding[0] is not a finite number: [0.1]"),
        ([np.ones(1)], "embedding[0] is not a finite number: array([1.])"),
        ([0.5, float("nan")], "embedding[1] is not a finite number: nan"),
        (np.array([1, np.inf], dtype=np.float32), "embedding[1] is not a finite number: inf"),
        ("[1,NaN]", "embedding[1] is not a finite number: nan"),
        ([1, None], "embedding[1] is not a finite number: None"),
        ([1, "2"], "embedding[1] is not a finite number: '2'"),
        ([1j], "embedding[0] is not a finite number: 1j"),
        ([10**400], "embedding[0] is not a finite number: 1000"),
        ("some words", "embedding is not a vector: 'some words'"),
        ("[1,2", "embedding is not a vector: '[1,2'"),
        ("{1,2}", "embedding is not a vector: '{1,2}'"),
        ('"[1,2]"', "not a vector"),
        ("", "embedding is not a vector: ''"),
        ("[" * 100_000, "embedding is not a vector: '[[[["),
        (b"[1,2]", "embedding is not a vector: b'[1,2]'"),
        (0.5, "embedding is not a vector: 0.5"),
        ({"a": 1}, "embedding is not a vector: {'a': 1}, a dict"),
        ({0.1, 0.2}, "a set"),
        (iter([0.1]), "a list_iterator"),
    ],
)
def test_what_is_no_vector_is_named_before_any_call(value: Any, named: str) -> None:
    # nothing listens there: an attempt to call would be another error
    client = pgmatch.connect("postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(PgmatchError) as raised:
        client.match_page_sections(value)

    assert named in raised.value.message
    assert len(raised.value.message) < 150
    assert "Pass one vector" in (raised.value.hint or "")
    with pytest.raises(PgmatchError) as loading:
        binary.vector(value, "embedding")
    assert str(loading.value) == str(raised.value)


@every_way
def test_a_bad_embedding_of_a_section_is_named_with_its_place(client: pgmatch.Database) -> None:
    run = client.nods_begin_ingest("docs", "a-model", DIMENSIONS)
    sections: list[dict[str, Any]] = [
        {"content": "a", "embedding": UNIT},
        {"content": "b", "embedding": [1, float("inf")]},
    ]

    with pytest.raises(PgmatchError, match=r"sections\[1\]\.embedding\[1\] is not a finite number: inf"):
        client.nods_put_page(run, "/a", "1", sections)


@every_way
def test_a_number_beyond_float32_is_refused_by_postgres(client: pgmatch.Database) -> None:
    with pytest.raises(PgmatchError, match="1e\\+39.* out of range"):
        client.match_page_sections([1e39] * DIMENSIONS)


@pytest.mark.parametrize("value", [[0, 1e39], np.array([1e39, 1]), np.zeros(16_001)])
def test_what_the_type_cannot_hold_is_refused_by_a_load(value: Any) -> None:
    with pytest.raises(PgmatchError, match="embedding is too long, or has a number beyond") as raised:
        binary.vector(value, "embedding")
    assert "16000" in (raised.value.hint or "")


@pytest.mark.parametrize("make", [np.asarray, np.ndarray.tolist, np.ndarray.astype])
def test_numbers_are_written_as_shortly_as_float32_allows(make: Any) -> None:
    numbers = np.array([0.1, -1 / 3, 1e-40, 3.4e38, 16777217, 0], dtype=np.float32)
    text = vector_text(make(numbers, np.float64) if make is np.ndarray.astype else make(numbers))

    assert text == "[0.100000001,-0.333333343,9.9999461e-41,3.39999995e+38,16777216,0]"
    assert np.array_equal(np.array(json.loads(text), dtype=np.float32), numbers)
    with pytest.raises(PgmatchError, match=r"embedding\[1\] is not a finite number: nan"):
        vector_text(np.array([1, np.nan], dtype=np.float32))


@pytest.mark.parametrize("number", [1e-40, 1e-30, 0.01, 1e25])
def test_the_length_of_any_vector_is_right(number: float) -> None:
    for value in ([number, 0, number], np.array([number, 0, number], "f4")):
        length = binary.vector(value, "embedding")[2]
        assert length == pytest.approx(number * 2**0.5, rel=1e-4)
