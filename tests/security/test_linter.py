"""Supabase's database linter has nothing to say about what we install, in any line and access mode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.migrations.test_truth import ACCESS_MODES
from tests.security.linter import GRAPHQL, RULES, Rule
from tests.servers import Database, DefaultPrivileges, PostgresServer, created

# who may read tables is what a mode says; where pg_graphql is installed its rules list them
READ = {"nods_page", "nods_page_section", "pgmatch.install", "pgmatch.search", "pgmatch.index_tuning"}
SEEN: dict[tuple[str, str], set[str]] = {
    ("public_read", "anon"): READ,
    ("public_read", "authenticated"): READ,
    ("owner", "authenticated"): {*READ, "pgmatch.nods_run", "pgmatch.nods_corpus"},
}


def findings(database: Database, rule: Rule, first: str = "") -> set[str]:
    """Return what a rule finds after statements that are rolled back."""
    connection = database.connect()
    try:
        with connection.cursor() as cursor:
            if first:
                cursor.execute(first)
            cursor.execute(rule.query)
            return {row[0] for row in cursor.fetchall()}
    finally:
        connection.close()


@pytest.fixture(scope="module", params=ACCESS_MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def lines(mode: str, supabase_server: PostgresServer) -> Iterator[dict[str, Database]]:
    """A database with the line nods alone under new default privileges, and one with both under old ones."""
    regimes: dict[str, DefaultPrivileges] = {"nods": "none", "nods_text": "grant_all"}
    with (
        created(supabase_server, f"linted_{mode}", default_privileges=regimes["nods"]) as one,
        created(supabase_server, f"linted_{mode}_text", default_privileges=regimes["nods_text"]) as both,
    ):
        for made in (one, both):
            upgrade(made.url, access=mode)
        upgrade(both.url, "nods_text")
        yield {"nods": one, "nods_text": both}


@pytest.mark.parametrize("line", ["nods", "nods_text"])
def test_no_rule_finds_anything_of_ours(lines: dict[str, Database], line: str) -> None:
    found = {rule.name: findings(lines[line], rule) for rule in RULES}
    assert {rule: names for rule, names in found.items() if names} == {}


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_pg_graphql_shows_each_role_the_tables_that_the_mode_lets_it_read(
    lines: dict[str, Database], mode: str, role: str
) -> None:
    (rule,) = (rule for rule in RULES if rule.name.endswith(f"that {role} sees through pg_graphql"))
    for made in lines.values():
        assert findings(made, rule, GRAPHQL) == SEEN.get((mode, role), set())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_sees_its_violation(database: Database, rule: Rule) -> None:
    assert findings(database, rule) == set()
    assert rule.found in findings(database, rule, rule.violation)


def test_without_the_apis_roles_no_table_is_without_a_policy_either(
    plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server)
    upgrade(made.url)
    (rule,) = (rule for rule in RULES if rule.name.startswith("0008"))
    assert findings(made, rule) == set()
