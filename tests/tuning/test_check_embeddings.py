"""pgmatch.check_embeddings: golden vectors for what it finds."""

from __future__ import annotations

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer
from tests.tuning.conftest import ON_18

GOOD = ["[1,0]", "[0.6,0.8]", "[0.6002,0.8002]"]
ZERO = "[0,0]"
LONG = "[3,4]"
SHORT = "[0.5,0]"


def checked(database: Database, vectors: list[str | None]) -> tuple[object, ...]:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("insert into nods_page (path) values ('/p') returning id")
        page = cursor.fetchall()[0][0]
        for vector in vectors:
            cursor.execute(
                "insert into nods_page_section (page_id, content, embedding) values (%s, 'text', %s)",
                (page, vector),
            )
        cursor.execute("select * from pgmatch.check_embeddings()")
        row: tuple[object, ...] = cursor.fetchall()[0]
        connection.rollback()
    connection.close()
    return row


@pytest.fixture(params=["ip", "cosine", "l2", "l1"])
def metric(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@ON_18
def test_findings_are_those_that_harm_under_the_metric(
    server: PostgresServer, create_database: CreateDatabase, metric: str
) -> None:
    made = create_database(server)
    upgrade(made.url, dimensions="2", metric=metric)
    assert checked(made, []) == (0, 0, 0, 0, None, None, None)
    fine = checked(made, [*GOOD])
    assert fine[:4] == (3, 0, 0, 0)
    assert fine[4:] == (pytest.approx(1, abs=1e-6), pytest.approx(1.00028, abs=1e-4), None)

    *numbers, finding = checked(made, [*GOOD, LONG, SHORT, LONG])
    assert numbers == [6, 0, 0, 3, 0.5, 5.0]
    assert finding == {
        "ip": "3 of 6 embeddings do not have length 1 (0.500 to 5.000): by inner product, long vectors come before"
        " near ones. Normalise them, or install with the metric cosine."
    }.get(metric)

    *numbers, finding = checked(made, [*GOOD, ZERO, None, None])
    assert numbers[:5] == [6, 2, 1, 0, 0.0]
    missing = "2 of 6 rows have no embedding, so no search finds them."
    zero = "1 of 4 embeddings is all zeros, and such a vector is similar to nothing. Embed the rows again."
    assert finding == (missing if metric in ("l2", "l1") else f"{missing} {zero}")


@ON_18
def test_a_single_bad_embedding_among_many_is_found(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(server, extension_schema="extensions")
    upgrade(made.url, dimensions="2")
    made.execute(
        "drop index nods_page_section_embedding_hnsw_ip_idx; insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding)"
        " select 1, 'text', case i when 7777 then '[0,14]' when 12345 then '[0,0]' else '[1,0]' end::extensions.vector"
        " from generate_series(1, 20000) as i"
    )
    ((zero, not_normalized, longest),) = made.rows(
        "select zero, not_normalized, max_norm from pgmatch.check_embeddings()"
    )
    assert (zero, not_normalized, longest) == (1, 1, 14)
