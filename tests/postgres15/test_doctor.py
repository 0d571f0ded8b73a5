"""The doctor's queries of the catalog on PostgreSQL 15."""

from __future__ import annotations

import re
from collections import deque
from contextlib import closing

import pytest

from tests.doctor.conftest import Copy, Doctor

# the stand-in for pgvector is no version that the doctor knows, and no search uses its indexes
OF_THE_STAND_IN = {"search_plan"}
EVERY_PLAN = """
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_analyze = on;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_level = notice;
    set jit = on;
    set jit_above_cost = 0
"""
AROUND_THE_RULES = re.compile(r"from pgmatch\.doctor\(\)|lateral pgmatch\.examine\(")


@pytest.mark.parametrize("mode", ["private", "public_read", "owner"])
def test_every_check_is_made_and_finds_nothing(copy: Copy, doctor: Doctor, mode: str) -> None:
    findings = doctor.see(copy(mode), "--sample", "0")["findings"]
    assert [found for found in findings if found["is_unchecked"]] == []
    assert {found["check"] for found in findings} <= OF_THE_STAND_IN


def test_what_a_role_lost_is_found_and_given_back(copy: Copy, doctor: Doctor) -> None:
    database = copy("public_read")
    database.execute("revoke select on nods_page from anon; grant insert on nods_page to anon")
    findings = doctor.find(database, "grants_lost", "grants_extra")
    assert [found["check"] for found in findings] == ["grants_extra", "grants_lost"]
    doctor.follow(database, findings[0])
    assert doctor.find(database, "grants_lost", "grants_extra") == []


def test_no_rule_is_compiled(copy: Copy) -> None:
    with closing(copy("private").connect()) as connection, connection.cursor() as cursor:
        # the list that psycopg2 makes keeps fifty
        connection.notices = deque()  # type: ignore[assignment]
        cursor.execute(EVERY_PLAN)
        cursor.execute("select * from pgmatch.doctor()")
        plans = [plan for plan in connection.notices if not AROUND_THE_RULES.search(plan)]
    assert len(plans) > 100
    assert [plan for plan in plans if "JIT:" in plan] == []
