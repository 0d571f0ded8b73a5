"""The rules in SQL: pgmatch.doctor() runs them without the command line."""

from __future__ import annotations

import psycopg2
import pytest

from pgmatch.doctor.rules import RULES
from pgmatch.lines import LINES
from pgmatch.migrate import downgrade, upgrade
from tests.doctor.conftest import Copy, Doctor
from tests.servers import Database

TOY = """
    create function pgmatch.toy_doctor_weather() returns setof pgmatch.doctor_finding language sql
    as $$ select 'info', 'the sky', 'Is blue.', array['look up', 'look again'], false $$;
    revoke all on function pgmatch.toy_doctor_weather() from public;
    comment on function pgmatch.toy_doctor_weather() is 'The weather is fine.'
"""
DOCTOR = "select d.level, d.rule, d.finding, d.object, d.evidence, d.fix from pgmatch.doctor() as d"


@pytest.mark.parametrize("mode", ["private", "public_read", "owner", "on_16"])
def test_in_a_healthy_database_the_doctor_finds_nothing(copy: Copy, mode: str) -> None:
    assert copy(mode).rows(DOCTOR) == []


def test_every_rule_has_its_file_and_a_comment_that_says_what_is_wrong(database: Database) -> None:
    for line in ("nods_text", "docs", "queue"):
        upgrade(database.url, line)
    rules = database.rows(
        "select p.proname, obj_description(p.oid, 'pg_proc') from pg_proc as p"
        " where p.prorettype = 'pgmatch.doctor_finding'::regtype and p.pronargs = 0"
    )
    known = [rule for of_lines in RULES.values() for rule in of_lines]
    assert {name for name, _ in rules} == {rule.name for rule in known}
    assert {LINES[rule.line].names(rule.file.stem) for rule in known} == {rule.name for rule in known}
    assert [comment for _, comment in rules if not comment or not comment.endswith(".")] == []


def test_a_line_that_is_removed_leaves_nothing_for_the_doctor_to_find(database: Database) -> None:
    upgrade(database.url, "nods")
    upgrade(database.url, "predictions")
    downgrade(database.url, "predictions")
    assert [row[1:] for row in database.rows(DOCTOR) if row[1] == "rls_off"] == []
    database.execute("alter table pgmatch.nods_version disable row level security")
    assert [row[3] for row in database.rows(DOCTOR) if row[1] == "rls_off"] == ["table pgmatch.nods_version"]


def test_a_line_adds_a_rule_by_making_a_function(copy: Copy) -> None:
    database = copy("private")
    database.execute(TOY)
    assert database.rows(DOCTOR) == [
        ("info", "weather", "The weather is fine.", "the sky", "Is blue.", "look up\nlook again")
    ]


def test_a_rule_that_fails_says_why_and_the_others_go_on(copy: Copy) -> None:
    database = copy("private")
    database.execute(
        "drop function pgmatch.pin_changes(text); alter table nods_page disable row level security"
    )
    first, second = database.rows("select d.rule, d.evidence, d.fix from pgmatch.doctor() as d")
    assert (first[0], first[2]) == ("rls_off", "alter table public.nods_page enable row level security;")
    assert second[0] == "function_pins"
    assert second[1] == "Not checked: function pgmatch.pin_changes(text) does not exist."


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_only_the_owner_may_run_it(copy: Copy, role: str) -> None:
    database = copy("owner")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), database.as_role(role) as cursor:
        cursor.execute(DOCTOR)


def test_a_rule_runs_as_the_package_has_it_whatever_the_database_has(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute(
        "alter table nods_page disable row level security; drop function pgmatch.doctor_rls_off()"
    )
    assert [finding["check"] for finding in doctor.find(database, "rls_off")] == ["rls_off"]
