"""The methods of `Database` and `AsyncDatabase`: one a function, with its arguments and columns."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.models import CollectionSummary, DuplicateRecords, FoundRecord, StoredRecord
from tests.client.ways import Blocking
from tests.collections.client.conftest import Served

FUNCTIONS = """
    select p.proname, p.proargnames[:p.pronargs], p.pronargdefaults, array(
      select a.attname::text from pg_attribute as a where a.attrelid = t.typrelid and a.attnum > 0 order by a.attnum
    ) || p.proargnames[p.pronargs + 1:]
    from pgmatch.line_members('collections', 'function') as m
    join pg_proc as p on p.oid = m.object
    join pg_type as t on t.oid = p.prorettype
    where m.name not like 'pgmatch.%%'
      and coalesce(m.readers, m.writers) is not null and p.proname <> 'collections_info'
"""
MODELS: dict[str, type[Any]] = {
    "create_collection": CollectionSummary,
    "get_or_create_collection": CollectionSummary,
    "list_collections": CollectionSummary,
    "query_records": FoundRecord,
    "fetch_records": StoredRecord,
    "find_duplicates": DuplicateRecords,
}
RECORDS: list[Any] = [
    {"id": "a", "vec": [1, 0, 0], "metadata": {"n": 1}},
    ("b", np.array([0.8, 0.6, 0], np.float32), {"n": 2}),
    {"id": "c", "vec": "[0,0,1]"},
]


@pytest.fixture(scope="module", params=["sql", "rpc", "async"])
def database(served: Served, request: pytest.FixtureRequest) -> Iterator[pgmatch.Database]:
    """Whoever may write, each way."""
    arguments = (
        (served.database.url,) if request.param == "sql" else (served.server.url, served.server.secret_key)
    )
    if request.param == "async":
        with closing(Blocking(pgmatch.connect_async(*arguments, schema="collections"))) as blocking:
            yield blocking.database
    else:
        with pgmatch.connect(*arguments, schema="collections") as client:
            yield client


def test_each_function_has_a_method_with_its_arguments_and_columns(served: Served) -> None:
    found = served.database.rows(FUNCTIONS, [])
    assert len(found) == 12
    for name, arguments, defaults, columns in found:
        _, *parameters = inspect.signature(getattr(pgmatch.Database, name)).parameters.values()
        assert [parameter.name for parameter in parameters] == (arguments or []), name
        optional = [each for each in parameters if each.default is not inspect.Parameter.empty]
        assert len(optional) == defaults, name
        model = MODELS.get(name)
        assert ([field.name for field in fields(model)] if model else []) == (columns or []), name


def test_a_collection_from_its_creation_to_its_end(database: pgmatch.Database) -> None:
    database.drop_collection("methods")
    made = database.create_collection("methods", 3)
    assert (made.collection, made.dimension, made.records, made.index) == ("methods", 3, 0, None)
    assert database.upsert_records("methods", RECORDS) == 3
    assert database.get_or_create_collection("methods", 3).records == 3
    assert "methods" in [each.collection for each in database.list_collections()]

    assert database.query_records("methods", [1, 0, 0], 1) == [FoundRecord("a", None, None, None)]
    near = database.query_records("methods", record_id="a", include_value=True, include_vector=True)
    assert [(each.id, each.value) for each in near] == [("b", pytest.approx(0.2)), ("c", 1.0)]
    assert near[1].vec == (0.0, 0.0, 1.0)
    assert type(near[1].value) is float
    assert database.fetch_records("methods", ["c", "none"]) == [StoredRecord("c", (0.0, 0.0, 1.0), {})]
    assert database.count_records("methods", {"n": {"$gte": 1}}) == 2
    (pair,) = database.find_duplicates("methods", 0.3)
    assert pair == DuplicateRecords("a", "b", pair.distance)
    assert pair.distance == pytest.approx(0.2)

    name = database.create_index("methods", "l2_distance", "hnsw", m=8)
    assert name.startswith("ix_vector_l2_ops_hnsw_m8_")
    assert database.get_or_create_collection("methods").measure == "l2_distance"
    assert database.drop_index("methods") is True
    assert database.delete_records("methods", filters={"n": {"$eq": 2}}) == ["b"]
    assert database.drop_collection("methods") is True
    assert database.drop_collection("methods") is False


def test_what_is_wrong_is_named(database: pgmatch.Database) -> None:
    with pytest.raises(DatabaseError, match="collection 'none' does not exist") as refused:
        database.query_records("none", [1, 0, 0])
    assert refused.value.sqlstate == "42P01"
    for wrong in ("abc", ("a", [1, 0, 0]), 5):
        with pytest.raises(PgmatchError, match=r"records\[0\] is no record"):
            database.upsert_records("none", [wrong])  # type: ignore[list-item]
    for nothing in (None, "abc", {"id": "a"}):
        with pytest.raises(PgmatchError, match="records is of the type"):
            database.upsert_records("none", nothing)  # type: ignore[arg-type]
    for method in (database.fetch_records, database.delete_records):
        with pytest.raises(PgmatchError, match="ids is the text 'a'"):
            method("none", "a")
    with pytest.raises(PgmatchError, match=r"records\[1\].vec"):
        database.upsert_records("none", [RECORDS[0], ("b", [float("nan")], {})])


def test_in_another_schema_the_error_names_the_line(served: Served) -> None:
    with pgmatch.connect(served.database.url) as client, pytest.raises(DatabaseError) as refused:
        client.list_collections()
    assert "pgmatch alembic -n collections upgrade head" in (refused.value.hint or "")
    assert "pass schema=" in (refused.value.hint or "")
