"""Each kind of index and of column, on each version, and a database that is restored in the middle of a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.migrations.test_restore import CALLERS_OF_EXTENSION, run
from tests.model_change.conftest import NEW, OLD, Model, begin, build, fill, ready
from tests.model_change.test_change import asked, exact, found
from tests.searches.conftest import CREATE, FILL
from tests.searches.test_answers import THOROUGH
from tests.servers import Database, PostgresServer, created

KINDS = [
    ("vector", "l2", "ivfflat (embedding_new vector_l2_ops) with (lists = 4)"),
    ("halfvec", "ip", "hnsw (embedding_new halfvec_ip_ops)"),
    ("vector", "cosine", "hnsw ((embedding_new::halfvec(24)) halfvec_cosine_ops)"),
    ("halfvec", "ip", "ivfflat (embedding_new halfvec_ip_ops) with (lists = 4)"),
    ("vector", "cosine", "hnsw ((binary_quantize(embedding_new)::bit(24)) bit_hamming_ops)"),
]


@pytest.fixture(params=["supabase_server", "pg16_server"])
def shop(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The table shop.products on PostgreSQL 18 and 16."""
    server: PostgresServer = request.getfixturevalue(request.param)
    with created(server, "kinds", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3")
        upgrade(made.url, "queue")
        made.execute(FILL)
        made.execute(CREATE)
        made.execute("alter table shop.products set (autovacuum_enabled = off)")
        yield made


def test_searches_use_an_index_of_each_kind_after_the_switch(shop: Database) -> None:
    with closing(shop.connect()) as connection, connection.cursor() as session:
        connection.autocommit = True
        session.execute("set search_path = public, extensions")
        for number, (type_, metric, index) in enumerate(KINDS):
            model = Model(f"new{number}", 24)
            begin(
                shop,
                f"select pgmatch.change_model('{model.name}', 'shop.products', content => 's.name',"
                f" dimensions => 24, metric => '{metric}', type => '{type_}')",
            )
            assert fill(shop, model) == 300
            session.execute(f"create index chosen on shop.products using {index}")
            build(shop)  # only the index on the rows that lack one
            session.execute("select pgmatch.switch_model()")
            assert asked(session, "select state, index::text from pgmatch.searches") == [
                ("fine", "shop.chosen")
            ]
            expected = nearest(session, model, metric, type_)
            assert thorough(session, model) == expected
            # the complete path, which reads all rows
            assert thorough(session, model, "max_price => 1000") == expected
            session.execute("select pgmatch.clean_model()")
            session.execute("drop index shop.chosen")


def thorough(session: Cursor, model: Model, filters: str = "max_price => null") -> list[int]:
    rows = asked(
        session,
        f"select id from match_products(%s::vector, match_count => 5, {THOROUGH}, {filters})",
        str(model.vector("p7")),
    )
    return [key for (key,) in rows]


def nearest(session: Cursor, model: Model, metric: str, type_: str) -> list[int]:
    operator = {"l2": "<->", "ip": "<#>", "cosine": "<=>"}[metric]
    rows = asked(
        session,
        f"select id from shop.products order by (embedding {operator} %s::{type_}) + 0, id limit 5",
        str(model.vector("p7")),
    )
    return [key for (key,) in rows]


def test_a_restored_database_goes_on_with_its_change(
    queue_template: str, supabase_server: PostgresServer, create_database: CreateDatabase, tmp_path: Path
) -> None:
    source = create_database(supabase_server, template=queue_template)
    # a column that a copy numbers anew
    source.execute("alter table shop.products drop description cascade")
    ready(source)
    source.execute("select pgmatch.switch_model()")
    source.execute("update shop.products set name = 'changed' where id = 7")
    source.execute("update shop.products set embedding = null where id = 8")
    dump = tmp_path / "dump"
    run(supabase_server, "pg_dump", "-Fc", "--exclude-schema=extensions", "-f", str(dump), source.url)
    target = create_database(supabase_server, extension_schema="extensions")
    callers = ", ".join(role for (role,) in source.rows(CALLERS_OF_EXTENSION))
    target.execute(f"grant usage on schema extensions to {callers}")
    run(supabase_server, "pg_restore", "--exit-on-error", "-d", target.url, str(dump))

    assert fill(target, OLD) == 1
    target.execute("select pgmatch.switch_model_back()")
    assert fill(target, NEW) == 1
    target.execute("select pgmatch.switch_model()")
    with closing(target.connect()) as connection, connection.cursor() as session:
        session.execute("set search_path = public, extensions")
        assert found(session, NEW, "changed")[0] == 7
        assert 8 not in found(session, NEW, count=1000)
        assert found(session, NEW) == exact(session, NEW, "ip")
    target.execute("select pgmatch.clean_model()")
    assert target.rows("select count(*) from pgmatch.embedding_source") == [(0,)]
