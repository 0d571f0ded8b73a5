"""A database of each release, upgraded: it keeps its rows and answers, and equals a fresh install, in each access mode.

A release is recorded when it is cut: `make release`.
"""

from __future__ import annotations

from typing import Any

import pytest

from pgmatch.migrate import upgrade
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.migrations.released import LINES, install, program, restore, versions
from tests.migrations.test_truth import ACCESS_MODES
from tests.migrations.test_upgrades import ROWS
from tests.operations.answers import answers
from tests.servers import Database, PostgresServer

OWN = "select id, similarity from public.match_products('[1,0,1]', 10, owner => 'bob')"
STATES = "select name, state from pgmatch.searches where state <> 'fine'"
WITHOUT_OWN = "select pgmatch.drop_search('public.match_products'); drop table public.product"


def kept(database: Database) -> list[Any]:
    """Return what an upgrade may not change."""
    return [
        database.rows(query)
        for query in (*ROWS, OWN, "select line, access from pgmatch.install order by line")
    ]


@pytest.mark.parametrize("access", ACCESS_MODES)
@pytest.mark.parametrize("version", versions())
def test_an_upgraded_release_equals_a_fresh_install(
    supabase_server: PostgresServer, create_database: CreateDatabase, version: str, access: str
) -> None:
    upgraded, fresh = (create_database(supabase_server, extension_schema="extensions") for _ in range(2))
    restore(version, upgraded)
    upgraded.execute(f"select pgmatch.set_access('{access}')")
    before = kept(upgraded)
    assert len(before[2]) == 10

    for line in LINES:
        upgrade(upgraded.url, line)
    assert kept(upgraded) == before
    assert upgraded.rows(STATES) == []

    install(fresh)
    fresh.execute(f"select pgmatch.set_access('{access}')")
    for database in (upgraded, fresh):
        database.execute(WITHOUT_OWN)
    copy_rows(upgraded, fresh)
    assert differences(snapshot(fresh.connect()), snapshot(upgraded.connect())) == []
    assert answers(upgraded.url, words=True) == answers(fresh.url, words=True)


def copy_rows(source: Database, target: Database) -> None:
    """Give a database the pages and sections of another."""
    target.execute("truncate nods_page, nods_page_section")
    rows = program(
        source.server, "pg_dump", "--data-only", "--disable-triggers", "--table=nods_page*", source.url
    )
    program(target.server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", target.url, sent=rows)
    target.execute("analyze nods_page; analyze nods_page_section")
