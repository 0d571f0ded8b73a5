"""The guide's calls with its client, the search for a class, and a table that is already there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import psycopg2
import pytest
import supabase

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests import counters
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.http.lite import Lite, serving
from tests.servers import Database, PostgresServer, created

FOUND = "select filename, confidence, detections from find_predicted_images(%s, %s, %s)"


def answer(*detections: tuple[str, float]) -> dict[str, Any]:
    """Return what Roboflow Inference answers for an image."""
    return {
        "time": 0.05,
        "image": {"width": 640, "height": 480},
        "predictions": [
            {"x": 312.5, "y": 392.0, "width": 255.0, "height": 110.0, "confidence": confidence, "class": name}
            for name, confidence in detections
        ],
    }


ROWS = (
    ("example.jpg", answer(("Paper", 0.8620790839195251))),
    ("example.jpg", answer(("Paper", 0.8), ("Rock", 0.9))),
    ("low.jpg", answer(("Paper", 0.79))),
    # the confidence belongs to another class
    ("mixed.jpg", answer(("Paper", 0.1), ("Rock", 0.99))),
    ("empty.jpg", answer()),
    ("two.jpg", answer(("Paper", 0.81), ("Paper", 0.95), ("Paper", 0.5))),
)


@pytest.fixture(scope="module")
def predictions(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database with the line, which the tests of the module share."""
    with created(supabase_server, "predictions") as made:
        upgrade(made.url, "predictions")
        yield made


@pytest.fixture(scope="module")
def http(predictions: Database) -> Iterator[Lite]:
    with serving(predictions.url) as server:
        yield server


@pytest.fixture(scope="module")
def client(http: Lite) -> Iterator[supabase.Client]:
    """The guide's client, with which its script has inserted the rows."""
    with httpx.Client() as connections:
        options = supabase.ClientOptions(httpx_client=connections, auto_refresh_token=False)
        made = supabase.create_client(http.url, http.secret_key, options)
        for filename, found in ROWS:
            made.table("predictions").insert({"filename": filename, "predictions": found}).execute()
        yield made


def test_an_image_keeps_every_answer_that_was_stored(client: supabase.Client) -> None:
    found = (
        client.table("predictions").select("predictions").filter("filename", "eq", "example.jpg").execute()
    )
    assert found.data == [{"predictions": ROWS[0][1]}, {"predictions": ROWS[1][1]}]


def test_images_with_a_class_are_one_call(client: supabase.Client) -> None:
    found = client.rpc("find_predicted_images", {"class": "Paper", "min_confidence": 0.8}).execute()
    assert found.data == [
        {"filename": "two.jpg", "confidence": 0.95, "detections": 2},
        {"filename": "example.jpg", "confidence": 0.8620790839195251, "detections": 2},
    ]
    found = client.rpc("find_predicted_images", {"class": "Paper", "match_count": 1}).execute()
    assert found.data == [{"filename": "two.jpg", "confidence": 0.95, "detections": 3}]
    assert client.rpc("find_predicted_images", {"class": "paper"}).execute().data == []


@pytest.mark.parametrize("confidence", ["[0.9]", "1e400", '"0.9"', "null", "95", "1e-400"])
def test_a_detection_without_a_share_is_left_out_and_harms_no_other(
    client: supabase.Client, predictions: Database, confidence: str
) -> None:
    with closing(predictions.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("select * from find_predicted_images('Paper')")
        before = cursor.fetchall()
        cursor.execute(
            "insert into predictions (filename, predictions) values ('odd.jpg', %s)",
            [f'{{"predictions": [{{"class": "Paper", "confidence": {confidence}}}]}}'],
        )
        cursor.execute("select * from find_predicted_images('Paper')")
        assert before
        assert cursor.fetchall() == before
        connection.rollback()


def test_the_call_reads_the_index_and_no_other_rows(client: supabase.Client, predictions: Database) -> None:
    predictions.execute(
        "insert into predictions (filename, predictions)"
        """ select 'other ' || i, '{"predictions": [{"class": "Other", "confidence": 0.9}]}'"""
        " from generate_series(1, 5000) as i; analyze predictions"
    )
    with predictions.transaction() as cursor:
        cursor.execute(FOUND, ["Paper", 0.8, None])
        assert cursor.rowcount == 2
        assert counters.scans(cursor, "predictions_predictions_idx") == 1
        assert counters.scans(cursor, "predictions") == 0


@pytest.mark.parametrize(
    ("arguments", "sqlstate"),
    [
        ((None, 0, 1), "22004"),
        (("Paper", 80, 1), "22023"),
        (("Paper", -0.1, 1), "22023"),
        (("Paper", float("nan"), 1), "22023"),
        (("Paper", 0, -1), "2201W"),
    ],
)
def test_a_wrong_argument_is_refused(
    predictions: Database, arguments: tuple[Any, ...], sqlstate: str
) -> None:
    with pytest.raises(psycopg2.Error) as refused:
        predictions.rows(FOUND, arguments)
    assert (refused.value.pgcode, bool(refused.value.diag.message_hint)) == (sqlstate, True)


def test_with_owners_each_finds_their_own(client: supabase.Client, predictions: Database) -> None:
    predictions.execute("select pgmatch.set_access('owner', 'predictions')")
    with predictions.as_role("authenticated", {"sub": "ann"}) as cursor:
        cursor.execute(
            "insert into predictions (filename, predictions) select 'hers.jpg', p.predictions"
            """ from (values ('{"predictions": [{"class": "Rock", "confidence": 0.5}]}'::jsonb)) as p (predictions)"""
        )
        cursor.execute("select filename from find_predicted_images('Rock')")
        assert cursor.fetchall() == [("hers.jpg",)]
    with predictions.as_role("anon") as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("select filename from find_predicted_images('Rock')")


def test_the_doctor_finds_nothing(client: supabase.Client, predictions: Database) -> None:
    assert predictions.rows("select rule, object from pgmatch.doctor()") == []


def test_a_table_of_the_guide_is_adopted_and_given_back(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        "create table predictions (id uuid primary key default gen_random_uuid(), filename text, predictions json);"
        "create policy mine on predictions for select to anon using (filename = 'public.jpg');"
        """insert into predictions (filename, predictions) values
            ('a.jpg', '{"predictions": [{"class": "Rock", "confidence": 1}]}')"""
    )
    with pytest.raises(MigrationError, match="its column predictions is json, not jsonb") as refused:
        upgrade(made.url, "predictions")
    assert refused.value.hint is not None
    made.execute("alter table" + refused.value.hint.partition("alter table")[2])
    rows = made.rows("select id, filename, predictions from predictions")
    kinds = ["column", "constraint", "index", "policy", "function"]
    before = snapshot(made.connect(), kinds)

    upgrade(made.url, "predictions")
    assert made.rows(FOUND, ["Rock", 0.5, 10]) == [("a.jpg", 1, 1)]
    lost = [line for line in differences(before, snapshot(made.connect(), kinds)) if line.startswith("- ")]
    assert lost == []

    downgrade(made.url, "predictions")
    assert made.rows("select * from predictions") == rows
    left = differences(before, snapshot(made.connect(), kinds))
    assert [line for line in left if "pgmatch" not in line] == []
