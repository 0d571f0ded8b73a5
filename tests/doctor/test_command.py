"""`pgmatch doctor` as a command: what it prints, when it fails, what programs get."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import NullPool, create_engine

from pgmatch.doctor import CHECKS, diagnose
from pgmatch.migrate import upgrade
from pgmatch.settings import database_url
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.doctor.conftest import Copy, Doctor
from tests.doctor.test_checks import HNSW
from tests.guide import fill_sql, guide_sql
from tests.pooler import pooling, through
from tests.servers import Database, PostgresServer

GROWN = (
    "alter table nods_page set (autovacuum_enabled = off);"
    "insert into nods_page (path, checksum, corpus) select '/n' || i, 'x', 'docs' from generate_series(1, 999) as i"
)


def test_a_healthy_database_is_said_to_be_so(copy: Copy, run: Run) -> None:
    database = copy("private")
    done = run("doctor", "--sample", "5", url=database.url)
    assert done.exit_code == 0
    first, *_, last = done.stdout.splitlines()
    assert first.startswith(f"Database {database.name} as postgres: PostgreSQL 18")
    assert "nods nods_0005 (private)" in first
    assert last == f"Nothing is wrong: {len(CHECKS)} checks."


def test_findings_are_printed_by_level_with_evidence_and_fix(copy: Copy, run: Run) -> None:
    database = copy("private")
    database.execute(GROWN + f"; drop index {HNSW}")
    done = run("doctor", url=database.url)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[2:6] == [
        "Errors",
        "  index_missing: column public.nods_page_section.embedding",
        "    No valid index supports the metric ip: every search compares all 1,500 rows.",
        "    fix: pgmatch index create public.nods_page_section.embedding",
    ]
    # that functions were made for it is no second cause
    assert lines[6:9] == ["", "Warnings", "  statistics: table public.nods_page"]
    assert lines[10] == "    fix: analyze public.nods_page;"
    assert lines[-1] == (f"1 error, 1 warning; {len(CHECKS)} checks. To apply the safe repairs, add --fix.")


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 1)])
def test_the_status_follows_the_level_that_is_asked_for(
    copy: Copy, run: Run, level: str, status: int
) -> None:
    database = copy("private")
    database.execute(GROWN)
    assert run("doctor", "--fail-on", level, url=database.url).exit_code == status


def test_fix_says_on_stderr_what_it_runs_and_then_looks_again(copy: Copy, run: Run) -> None:
    database = copy("private")
    database.execute(GROWN + "; revoke select on nods_page from service_role")
    done = run("doctor", "--fix", "--fail-on", "warning", url=database.url)
    assert (done.exit_code, done.stderr) == (
        0,
        "table nods_page:\n  select pgmatch.set_access('private', 'nods');\n"
        "table public.nods_page:\n  analyze public.nods_page;\n",
    )
    assert done.stdout.splitlines()[-1].startswith("Nothing is wrong")


def test_a_fix_that_fails_is_told_and_the_status_says_so(copy: Copy, run: Run) -> None:
    database = copy("private")
    database.execute(
        "alter table nods_page drop constraint nods_page_parent_page_id_fkey;"
        "update nods_page set parent_page_id = 9999 where id = 5;"
        "revoke select on nods_page from service_role"
    )
    done = run("doctor", "--fix", url=database.url)
    assert done.exit_code == 1
    assert (
        'Could not repair table public.nods_page: insert or update on table "nods_page" violates'
        in done.stderr
    )
    assert "1 page has a parent that does not exist" in done.stdout
    # the others were repaired, and so were the constraint's first steps
    assert "grants_lost" not in done.stdout
    assert "was never validated" in done.stdout


def test_programs_get_an_object_with_these_keys(copy: Copy, doctor: Doctor) -> None:
    database = copy("public_read")
    database.execute(GROWN)
    report = doctor.see(database, "--fix")
    assert list(report) == [
        "database",
        "role",
        "is_owner",
        "postgres",
        "pgvector",
        "lines",
        "checks",
        "findings",
        "counts",
        "repaired",
    ]
    assert report["lines"] == [
        {"name": "nods", "schema": "public", "revision": "nods_0005", "access": "public_read"}
    ]
    assert report["counts"] == {"error": 0, "warning": 0, "info": 0}
    assert report["repaired"] == [
        {
            "check": "statistics",
            "object": "table public.nods_page",
            "fix": ["analyze public.nods_page;"],
            "failure": None,
        }
    ]
    database.execute("create schema moved; alter extension vector set schema moved")
    finding, _ = doctor.see(database, "--only", "function_pins")["findings"]
    assert list(finding) == ["check", "level", "object", "evidence", "fix", "is_safe", "is_unchecked"]


def test_a_check_that_does_not_exist_is_refused_with_those_that_do(copy: Copy, run: Run) -> None:
    done = run("doctor", "--only", "weather", url=copy("private").url)
    assert done.exit_code == 1
    assert "check 'weather' does not exist" in done.stderr
    assert ", ".join(CHECKS) in done.stderr


def test_without_a_database_the_error_says_what_to_do(run: Run) -> None:
    done = run("doctor")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no database URL is set" in done.stderr
    done = run("doctor", "--json", url="postgresql://nobody@127.0.0.1:1/nothing")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "127.0.0.1:1" in done.stderr


def test_without_a_sample_no_recall_is_measured(copy: Copy) -> None:
    url = database_url(copy("private").url)
    phases: dict[str, list[int]] = {}

    def move(phase: str, done: int, total: int) -> None:
        phases.setdefault(phase, []).append(done)

    with create_engine(url, poolclass=NullPool).connect() as connection:
        diagnose(connection, url, sample=0, progress=move)
        assert list(phases) == ["checks"]
        assert phases["checks"] == list(range(len(CHECKS) + 1))
        diagnose(connection, url, sample=7, only=["recall"], progress=move)
    assert phases["recall"] == list(range(1, 8))


def test_of_adopted_tables_only_the_model_and_an_unfinished_page_are_named(
    create_database: CreateDatabase, supabase_server: PostgresServer, doctor: Doctor
) -> None:
    database = create_database(supabase_server, default_privileges="grant_all")
    database.execute(guide_sql() + fill_sql())
    upgrade(database.url)
    findings = doctor.see(database)["findings"]
    assert [finding["check"] for finding in findings if finding["level"] != "info"] == [
        "checksums",
        "embeddings",
    ]


def test_behind_a_shared_session_nothing_is_repaired(copy: Copy, run: Run) -> None:
    database = copy("private")
    database.execute("alter table nods_page disable row level security")
    with pooling(database.server) as pooler:
        done = run("doctor", "--only", "rls_off", "--fix", url=through(database, pooler).url)
    assert done.exit_code == 1
    assert "is a pooler in transaction mode" in done.stderr
    assert run("doctor", "--only", "rls_off", url=database.url).exit_code == 1


def test_what_it_prints_for_programs_is_json_and_nothing_else(empty_database: Database, run: Run) -> None:
    done = run("doctor", "--json", "--fix", url=empty_database.url)
    assert (done.exit_code, done.stderr) == (1, "")
    assert json.loads(done.stdout)["lines"] == []
