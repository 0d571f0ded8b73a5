"""Two thousand sections with vectors like those of real text, and one index of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from pgmatch.cli import app
from pgmatch.migrate import upgrade
from tests.servers import Database, PostgresServer, created

SECTIONS = 2000
# Around 40 centres; m is small, so that the recall of HNSW is not perfect. Its graph and the lists of IVFFlat are
# drawn at random: a test compares what holds for any graph, or asks for every list.
FILL = f"""
    set local search_path = public, extensions;
    select setseed(0.5);
    insert into nods_page (path) values ('/p');
    drop index nods_page_section_embedding_hnsw_ip_idx;
    create temporary table centre as
    select c, array(select random()::real - 0.5 from generate_series(1, 64 + 0 * c)) as x
    from generate_series(1, 40) as c;
    insert into nods_page_section (page_id, content, embedding)
    select 1, 'text ' || i, l2_normalize(
      (select array_agg(v + (random()::real - 0.5) * 0.8 + 0 * i) from unnest(centre.x) as v)::vector
    )
    from generate_series(1, {SECTIONS}) as i
    inner join centre on centre.c = 1 + (i * 7919) % 40
    order by i;
    create index hnsw_idx on nods_page_section using hnsw (embedding vector_ip_ops)
    with (m = 4, ef_construction = 16);
    create index ivfflat_idx on nods_page_section using ivfflat (embedding vector_cosine_ops) with (lists = 100);
    create index binary_idx on nods_page_section using hnsw ((binary_quantize(embedding)::bit(64)) bit_hamming_ops);
    create schema library;
    create table library."Chunk" (id int, "the vector" halfvec(64));
    insert into library."Chunk" select id, embedding from nods_page_section where id <= 300;
    create index "Chunk idx" on library."Chunk" using hnsw ("the vector" halfvec_l2_ops);
    create index on nods_page_section (token_count)
"""


ON_18 = pytest.mark.parametrize("server", ["supabase_server"], indirect=True, scope="session")


def tune(url: str, *arguments: str) -> Any:
    """Run `pgmatch tune` in this process."""
    return CliRunner().invoke(app, ["tune", *arguments], env={"DATABASE_URL": url, "COLUMNS": "200"})


@pytest.fixture(scope="session", params=["supabase_server", "pg16_server"])
def server(request: pytest.FixtureRequest) -> PostgresServer:
    """PostgreSQL 18 and 16."""
    found: PostgresServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def filled(server: PostgresServer) -> Iterator[Database]:
    """A database that is only read; change a copy of it."""
    with created(server, "tuning", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="64")
        made.execute(FILL)
        connection = made.connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
        connection.close()
        yield made
