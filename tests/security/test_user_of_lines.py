"""Acting for a user where the tables of several lines are: each has to keep the rows of others from them."""

from __future__ import annotations

import pytest
from sqlalchemy import NullPool, create_engine

from pgmatch.client.user import act_for, claims
from pgmatch.errors import DatabaseError
from pgmatch.lines import LINES
from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.servers import PostgresServer


def test_no_user_is_let_in_where_a_table_of_a_line_shows_all_rows(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    engine = create_engine(made.url, poolclass=NullPool)
    tables = [(line.schema, name, table) for name, line in LINES.items() for table in line.tables]
    # alone, where others of the name may be
    for name in ("documents", *dict.fromkeys(name for _, name, _ in tables)):
        upgrade(made.url, name, access="owner")
        with engine.connect() as connection:
            act_for(claims("alice"), connection, LINES[name].schema)
    made.execute("create schema docs_of_others; create table docs_of_others.documents (id bigint)")
    for schema, _, table in tables:
        made.execute(f"alter table {schema}.{table} disable row level security")
        with (
            engine.connect() as connection,
            pytest.raises(DatabaseError, match="row level security does not hold"),
        ):
            act_for(claims("alice"), connection, schema)
        made.execute(f"alter table {schema}.{table} enable row level security")
