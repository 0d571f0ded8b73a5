"""Healthy databases of every mode, to be copied and broken, and the doctor that looks at them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import Run, _no_settings, run, start
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created

__all__ = ["_no_settings", "run", "start"]

DIMENSIONS = 16
PAGES = 150
# Around 20 centres; pages of two owners, who count in the mode owner alone. The index is built at the end, which
# is faster than row by row.
FILL = f"""
    set local search_path = public, extensions;
    select setseed(0.5);
    drop index nods_page_section_embedding_hnsw_ip_idx;
    insert into nods_page (path, checksum, corpus, owner_id, parent_page_id)
    select '/p' || i, 'sum', 'docs', case when i % 2 = 0 then 'alice' else 'bob' end, case when i > 20 then i - 20 end
    from generate_series(1, {PAGES}) as i;
    create temporary table centre as
    select c, array(select random()::real - 0.5 from generate_series(1, {DIMENSIONS} + 0 * c)) as x
    from generate_series(1, 20) as c;
    insert into nods_page_section (page_id, content, token_count, embedding, owner_id)
    select 1 + i / 10, 'text ' || i, 2, l2_normalize(
      (select array_agg(v + (random()::real - 0.5) * 0.6 + 0 * i) from unnest(centre.x) as v)::vector
    ), case when (1 + i / 10) % 2 = 0 then 'alice' else 'bob' end
    from generate_series(0, 10 * {PAGES} - 1) as i
    inner join centre on centre.c = 1 + (i * 7919) % 20
    order by i;
    create index nods_page_section_embedding_hnsw_ip_idx on nods_page_section using hnsw (embedding vector_ip_ops)
"""
MODEL = "some-model"


@dataclass(frozen=True)
class Doctor:
    """`pgmatch doctor` on a database."""

    run: Run

    def see(self, database: Database, *arguments: str, user: str = "postgres") -> dict[str, Any]:
        """Return what it prints for programs."""
        url = database.server.url(database.name, user)
        done = self.run("doctor", "--json", "--sample", "5", *arguments, url=url)
        assert done.stdout, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        assert done.exit_code == (1 if report["counts"]["error"] else 0)
        return report

    def find(self, database: Database, *checks: str, user: str = "postgres") -> list[dict[str, Any]]:
        """Return what some checks find."""
        only = [word for check in checks for word in ("--only", check)]
        findings: list[dict[str, Any]] = self.see(database, *only, user=user)["findings"]
        return findings

    def follow(self, database: Database, finding: dict[str, Any], **words: str) -> None:
        """Do what a finding says, as it says it, with the words in capitals replaced."""
        assert finding["fix"], f"no fix: {finding}"
        for step in finding["fix"]:
            for word, value in words.items():
                step = step.replace(word, value)
            if step.startswith("pgmatch "):
                done = self.run(*shlex.split(step)[1:], url=database.url)
                assert done.exit_code == 0 or step.startswith("pgmatch doctor"), done.stderr
            else:
                execute(database, step)


def execute(database: Database, statement: str) -> None:
    """Run a statement outside of any transaction, as psql does."""
    database.execute_alone(statement)


# Names of schemas that mean something else, or nothing, unless they are quoted.
TABLES, EXTENSION = "My-App", "Vector DB"
_IN_SCHEMAS = (
    (r"'public,", f"'{TABLES},"),
    (r"\bpublic(?=[.,])|(?<=schema )public\b", f'"{TABLES}"'),
    (r"\bextensions(?=[.,;]|$)|(?<=schema )extensions\b", f'"{EXTENSION}"'),
)


def in_quotes(sql: str) -> str:
    """Return text about the schemas public and extensions as it is about those whose names need quotes."""
    for pattern, name in _IN_SCHEMAS:
        sql = re.sub(pattern, name, sql, flags=re.MULTILINE)
    return sql


@contextmanager
def made(
    server: PostgresServer, name: str, dimensions: int = DIMENSIONS, **options: str
) -> Iterator[Database]:
    with created(server, name, extension_schema="extensions") as database:
        upgrade(database.url, dimensions=str(dimensions), model=MODEL, **options)
        database.execute(FILL.replace(f"{DIMENSIONS} + 0", f"{dimensions} + 0"))
        execute(database, "vacuum analyze")
        yield database


@contextmanager
def made_in_quotes(server: PostgresServer, name: str) -> Iterator[Database]:
    with created(server, name, extension_schema=EXTENSION) as database:
        upgrade(database.url, dimensions=str(DIMENSIONS), model=MODEL, schema=TABLES)
        database.execute(in_quotes(FILL))
        execute(database, "vacuum analyze")
        yield database


@contextmanager
def in_mode(healthy: Database, mode: str) -> Iterator[Database]:
    """Copy a database and set its mode, which takes a fraction of the time to fill another."""
    with created(healthy.server, f"{healthy.name}_{mode}", template=healthy.name) as database:
        database.execute("select pgmatch.set_access(%s)", (mode,))
        execute(database, "vacuum analyze")
        yield database


@pytest.fixture(scope="session")
def private(supabase_server: PostgresServer) -> Iterator[Database]:
    with made(supabase_server, "doctor") as database:
        yield database


@pytest.fixture(scope="session")
def public_read(private: Database) -> Iterator[Database]:
    with in_mode(private, "public_read") as database:
        yield database


@pytest.fixture(scope="session")
def owner(private: Database) -> Iterator[Database]:
    with in_mode(private, "owner") as database:
        yield database


@pytest.fixture(scope="session")
def private_in_quotes(supabase_server: PostgresServer) -> Iterator[Database]:
    with made_in_quotes(supabase_server, "doctor_in_quotes") as database:
        yield database


@pytest.fixture(scope="session")
def public_read_in_quotes(private_in_quotes: Database) -> Iterator[Database]:
    with in_mode(private_in_quotes, "public_read") as database:
        yield database


@pytest.fixture(scope="session")
def owner_in_quotes(private_in_quotes: Database) -> Iterator[Database]:
    with in_mode(private_in_quotes, "owner") as database:
        yield database


@pytest.fixture(scope="session")
def on_16(pg16_server: PostgresServer) -> Iterator[Database]:
    with made(pg16_server, "doctor_16", access="public_read") as database:
        yield database


Copy = Callable[[str], Database]


@pytest.fixture
def copy(request: pytest.FixtureRequest, create_database: CreateDatabase) -> Copy:
    """Copy a healthy database, by the name of its fixture."""

    def copy(name: str) -> Database:
        healthy: Database = request.getfixturevalue(name)
        return create_database(healthy.server, template=healthy.name)

    return copy


@pytest.fixture
def doctor(run: Run) -> Doctor:
    return Doctor(run)
