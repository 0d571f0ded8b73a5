"""pgmatch.check_embeddings: golden vectors for what it finds."""

from __future__ import annotations

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer
from tests.tuning.conftest import ON_18

GOOD = ["[1,0]", "[0.6,0.8]", "[0.6002,0.8002]"]
ZERO = "[0,0]"
LONG = "[3,4]"
SHORT = "[0.5,0]"


def checked(database: Database, vectors: list[str | None], sample: int = 10000) -> tuple[object, ...]:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("insert into nods_page (path) values ('/p') returning id")
        page = cursor.fetchall()[0][0]
        for vector in vectors:
            cursor.execute(
                "insert into nods_page_section (page_id, content, embedding) values (%s, 'text', %s)",
                (page, vector),
            )
        cursor.execute("select * from pgmatch.check_embeddings(%s)", (sample,))
        row: tuple[object, ...] = cursor.fetchall()[0]
        connection.rollback()
    connection.close()
    return row


@pytest.fixture(params=["ip", "cosine", "l2"])
def metric(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@ON_18
def test_findings_are_those_that_harm_under_the_metric(
    server: PostgresServer, create_database: CreateDatabase, metric: str
) -> None:
    made = create_database(server)
    upgrade(made.url, dimensions="2", metric=metric)
    assert checked(made, []) == (0, 0, 0, 0, 0, None, None, None)
    fine = checked(made, [*GOOD])
    assert fine[:5] == (3, 0, 3, 0, 0)
    assert fine[5:] == (pytest.approx(1, abs=1e-6), pytest.approx(1.00028, abs=1e-4), None)

    *numbers, finding = checked(made, [*GOOD, LONG, SHORT, LONG])
    assert numbers == [6, 0, 6, 0, 3, 0.5, 5.0]
    assert finding == {
        "ip": "3 of 6 embeddings have not length 1 (0.500 to 5.000): by inner product long ones come before near ones."
        " Normalise them, or install with the metric cosine."
    }.get(metric)

    *numbers, finding = checked(made, [*GOOD, ZERO, None, None])
    assert numbers[:6] == [6, 2, 4, 1, 0, 0.0]
    missing = "2 of 6 sections have no embedding and are never found."
    zero = "1 of 4 embeddings are all zeros and are near to nothing: embed those sections again."
    assert finding == (missing if metric == "l2" else f"{missing} {zero}")


@ON_18
def test_a_sample_is_as_large_as_asked_for_and_the_same_every_time(
    server: PostgresServer, create_database: CreateDatabase, filled: Database
) -> None:
    made = create_database(server, template=filled.name)
    made.execute(
        "update nods_page_section set embedding = embedding operator(extensions.+) embedding where id % 2 = 0"
    )
    first = made.rows("select * from pgmatch.check_embeddings(100)")
    assert first[0][:4] == (2000, 0, 100, 0)
    assert 20 < first[0][4] < 80
    assert made.rows("select * from pgmatch.check_embeddings(100)") == first


@ON_18
@pytest.mark.parametrize("sample", ["0", "null"])
def test_a_sample_of_nothing_is_refused(filled: Database, sample: str) -> None:
    with pytest.raises(psycopg2.Error, match="is not 1 or more") as refused:
        filled.rows(f"select pgmatch.check_embeddings({sample})")
    assert refused.value.pgcode == "22023"
