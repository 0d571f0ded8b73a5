"""Copies without data and restores of some schemas: the record of what is installed is made anew from the catalog."""

from __future__ import annotations

import io
import logging
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from pgmatch.migrate import downgrade, export, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.cli.conftest import _no_settings, run
from tests.conftest import CreateDatabase
from tests.doctor.conftest import Doctor, doctor
from tests.foreign.project import Project
from tests.guide import guide_sql
from tests.operations.answers import CALLERS, DIMENSIONS, answers, answers_to, fill
from tests.servers import Database, PostgresServer, created

__all__ = ["_no_settings", "doctor", "run"]

LINES = ("nods", "nods_text")
TABLES = ("nods_page", "nods_page_section")


@dataclass(frozen=True)
class Kind:
    """A database to be copied: its mode, and how it differs from a plain install."""

    access: str = "private"
    schema: str = "public"
    extension: str = "extensions"
    metric: str = "ip"
    is_adopted: bool = False
    dimensions: int = DIMENSIONS


KINDS = {
    "private": Kind(),
    "public_read": Kind("public_read", schema="My-App", extension="Vector DB", metric="cosine"),
    "owner": Kind("owner", schema="search", extension="public"),
    "adopted": Kind("public_read", is_adopted=True),
}


@dataclass(frozen=True)
class Source:
    """A database that is only read: what a copy of it has to become."""

    database: Database
    kind: Kind

    @cached_property
    def record(self) -> list[Any]:
        return recorded(self.database)

    @cached_property
    def snapshot(self) -> dict[str, str]:
        return snapshot(self.database.connect())

    @cached_property
    def rows(self) -> list[Any]:
        return rows(self.database, self.kind.schema)

    @cached_property
    def answers(self) -> list[dict[str, list[Any]]]:
        return answers_to_all(self.database, self.kind)


Make = Callable[..., tuple[Source, Database]]


@pytest.fixture(scope="module")
def source(supabase_server: PostgresServer) -> Iterator[Callable[[Kind], Source]]:
    """Make, once for each kind, a database whose record is there."""
    with ExitStack() as stack:

        @cache
        def make(kind: Kind) -> Source:
            name = f"lost_{kind.access}_{kind.is_adopted}_source".lower()
            made = stack.enter_context(created(supabase_server, name, extension_schema=kind.extension))
            if kind.is_adopted:
                made.execute(guide_sql(dimensions=kind.dimensions))
            given = {"access": kind.access, "schema": kind.schema, "metric": kind.metric}
            upgrade(made.url, dimensions=str(kind.dimensions), model="a-model", **given)
            upgrade(made.url, "nods_text", text_config="german")
            fill(made.url, schema=f'"{kind.schema}", "{kind.extension}"', owners=kind.access == "owner")
            made.execute("update pgmatch.search set model = 'a-model'")
            return Source(made, kind)

        yield make


@pytest.fixture(scope="module")
def kept(supabase_server: PostgresServer, source: Callable[[Kind], Source]) -> Iterator[Callable[..., str]]:
    """Make, once for each kind, a copy whose record is lost, which is only copied."""
    with ExitStack() as stack:

        @cache
        def make(kind: Kind, *, data: bool) -> str:
            name = f"lost_{kind.access}_{kind.is_adopted}_{data}".lower()
            made = stack.enter_context(created(supabase_server, name, extension_schema=kind.extension))
            copied(source(kind).database, made, data=data)
            return made.name

        yield make


@pytest.fixture
def lost(
    create_database: CreateDatabase,
    supabase_server: PostgresServer,
    source: Callable[[Kind], Source],
    kept: Callable[..., str],
) -> Make:
    """Return a database that is only read, and make a copy of it whose record is lost."""

    def make(kind: Kind, *, data: bool) -> tuple[Source, Database]:
        return source(kind), create_database(supabase_server, template=kept(kind, data=data))

    return make


def copied(source: Database, target: Database, *, data: bool) -> None:
    """Copy the schemas without data, or the data without the schema pgmatch, as psql does that goes on."""
    part = "--exclude-schema=pgmatch" if data else "--schema-only"
    ours = ("--exclude-extension=*", "--exclude-schema=extensions", '--exclude-schema="Vector DB"')
    dump = subprocess.run(
        [source.server.program("pg_dump"), part, *ours, source.url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    subprocess.run(
        [source.server.program("psql"), "-X", "-q", target.url],
        input=dump,
        capture_output=True,
        text=True,
        check=True,
    )


def rows(database: Database, schema: str) -> list[Any]:
    return [database.rows(f'select t::text from "{schema}".{table} as t order by id') for table in TABLES]


def recorded(database: Database) -> list[Any]:
    return [
        database.rows(f"select {columns} from pgmatch.{table} order by 1")
        for table, columns in (
            ("install", "line, base, schema_name, revision, access, text_config"),
            (
                "search",
                "target::text, embedding, key, line, metric, pgmatch.dimensions_of(target, embedding)",
            ),
        )
    ]


def answers_to_all(database: Database, kind: Kind) -> list[dict[str, list[Any]]]:
    return answers_to(database.url, CALLERS, words=True, schema=f'"{kind.schema}"')


def check_recovered(source: Source, target: Database, *, data: bool) -> None:
    """Compare a copy with what it is a copy of, once its record was made anew."""
    kind = source.kind
    assert recorded(target) == source.record
    assert target.rows("select model from pgmatch.search") == [(None,)]
    assert differences(source.snapshot, snapshot(target.connect())) == []
    if not data:
        fill(target.url, schema=f'"{kind.schema}", "{kind.extension}"', owners=kind.access == "owner")
    assert rows(target, kind.schema) == source.rows != [[], []]
    target.execute("select pgmatch.set_model('a-model')")
    target.execute("update pgmatch.search set model = 'a-model'")
    assert answers_to_all(target, kind) == source.answers


def check_said(caplog: pytest.LogCaptureFixture, target: Database) -> None:
    """Check that the upgrades of both lines have said what they do, and that another one has nothing to say."""
    said = [record.getMessage() for record in caplog.records if record.name == "pgmatch.migrate.recover"]
    for line, text in zip(LINES, said, strict=True):
        assert f"record of the line {line} is missing" in text
    caplog.clear()
    upgrade(target.url)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


# of the other kinds below, and by the doctor
@pytest.mark.parametrize("data", [False, True], ids=["without data", "without pgmatch"])
@pytest.mark.parametrize("name", ["private", "adopted"])
def test_an_upgrade_makes_the_record_anew_and_repairs_what_is_missing(
    lost: Make, name: str, data: bool, caplog: pytest.LogCaptureFixture
) -> None:
    source, target = lost(KINDS[name], data=data)
    for line in LINES:
        upgrade(target.url, line)
    check_recovered(source, target, data=data)
    check_said(caplog, target)


@pytest.mark.parametrize("data", [False, True], ids=["without data", "without pgmatch"])
@pytest.mark.parametrize("name", ["public_read", "owner"])
def test_the_doctor_says_so_and_its_fix_upgrades(
    lost: Make, doctor: Doctor, name: str, data: bool, caplog: pytest.LogCaptureFixture
) -> None:
    kind = KINDS[name]
    source, target = lost(kind, data=data)
    findings = doctor.see(target)["findings"]
    assert {finding["check"] for finding in findings} == {"not_installed"}
    (finding,) = findings
    assert kind.schema in finding["evidence"]
    assert "its record is missing" in finding["evidence"]
    assert finding["fix"] == ["pgmatch alembic upgrade head", "pgmatch alembic -n nods_text upgrade head"]
    assert finding["is_safe"]
    report = doctor.see(target, "--fix")
    assert [(one["check"], one["failure"]) for one in report["repaired"]] == [("not_installed", None)]
    assert {finding["check"] for finding in report["findings"]} <= {"embeddings", "exposure", "statistics"}
    assert report["counts"]["error"] == 0
    check_recovered(source, target, data=data)
    check_said(caplog, target)


def test_a_line_that_is_not_recorded_beside_one_that_is(lost: Make, doctor: Doctor) -> None:
    source, target = lost(KINDS["public_read"], data=True)
    upgrade(target.url)
    (finding,) = doctor.find(target, "line_unrecorded")
    assert finding["object"] == "line nods_text"
    doctor.follow(target, finding)
    assert doctor.find(target, "line_unrecorded") == []
    check_recovered(source, target, data=True)


def test_the_commands_of_the_doctor_repair_it_too(lost: Make, doctor: Doctor) -> None:
    source, target = lost(KINDS["public_read"], data=True)
    (finding,) = doctor.see(target)["findings"]
    doctor.follow(target, finding)
    check_recovered(source, target, data=True)


# a copy without data has an empty table, and one without pgmatch none, as above
@pytest.mark.parametrize(
    ("stamped", "data"), [("missing", False), ("head", False), ("empty", True), ("head", True)]
)
def test_whatever_alembic_s_table_says(lost: Make, stamped: str, data: bool) -> None:
    source, target = lost(KINDS["owner"], data=data)
    for line in LINES:
        table = f"pgmatch.{line}_version"
        target.execute(
            f"create schema if not exists pgmatch; create table if not exists {table} (version_num varchar(32) not null,"
            f" constraint {line}_version_pkc primary key (version_num)); delete from {table}"
        )
        if stamped == "missing":
            target.execute(f"drop table {table}")
        elif stamped == "head":
            (revision,) = source.database.rows(
                "select revision from pgmatch.install where line = %s", (line,)
            )[0]
            target.execute(f"insert into {table} values (%s)", (revision,))
        upgrade(target.url, line)
    check_recovered(source, target, data=data)


@pytest.mark.parametrize("is_there", [False, True], ids=["missing", "empty"])
def test_where_only_alembic_s_table_is_lost_the_record_says_where_to_begin(
    database: Database, doctor: Doctor, is_there: bool, caplog: pytest.LogCaptureFixture
) -> None:
    lose = "delete from pgmatch.nods_version" if is_there else "drop table pgmatch.nods_version"
    before = snapshot(database.connect())
    database.execute(lose)
    upgrade(database.url)
    assert "pgmatch.nods_version is empty; the record says nods_0005" in caplog.text
    assert database.rows("select version_num from pgmatch.nods_version") == [("nods_0005",)]
    database.execute("select pgmatch.set_access('private')")
    assert differences(before, snapshot(database.connect())) == []

    database.execute(lose)
    (finding,) = doctor.find(database, "revision_contradicted")
    doctor.follow(database, finding)
    assert doctor.find(database, "revision_contradicted") == []


@pytest.mark.parametrize("data", [False, True], ids=["without data", "without pgmatch"])
def test_the_script_repairs_it_as_the_command_does(lost: Make, data: bool) -> None:
    source, target = lost(KINDS["owner"], data=data)
    target.execute("create schema if not exists pgmatch")
    for line in LINES:
        script = io.StringIO()
        export(script, line)
        target.execute(script.getvalue())
    check_recovered(source, target, data=data)


def test_inside_a_project_of_the_user_s_it_is_repaired_too(lost: Make, tmp_path: Path) -> None:
    # its extension is where the project looks for it
    source, target = lost(KINDS["owner"], data=True)
    project = Project.create(tmp_path, target.url)
    project.add_ours()
    project.add("theirs_3", "theirs_2", 'pgmatch.alembic.upgrade(op, "nods_text")')
    project.upgrade()
    target.execute("drop table public.alembic_version, public.note")
    check_recovered(source, target, data=True)


@pytest.mark.parametrize("data", [False, True], ids=["without data", "without pgmatch"])
def test_a_downgrade_without_the_record_is_refused_and_after_an_upgrade_keeps_the_rows(
    lost: Make, data: bool
) -> None:
    _, target = lost(KINDS["private"], data=data)
    before = snapshot(target.connect())
    with pytest.raises(MigrationError, match="record of the line nods is missing") as refused:
        downgrade(target.url)
    assert "pgmatch alembic upgrade head" in str(refused.value.hint)
    assert [line for line in differences(before, snapshot(target.connect())) if "pgmatch" not in line] == []
    upgrade(target.url)
    upgrade(target.url, "nods_text")
    kept = rows(target, "public")
    downgrade(target.url, "nods_text")
    downgrade(target.url)
    assert [len(each) for each in rows(target, "public")] == [len(each) for each in kept]
    assert target.rows("select to_regproc('match_page_sections')") == [(None,)]


def test_an_option_that_contradicts_what_is_left_is_refused(lost: Make) -> None:
    _, target = lost(KINDS["public_read"], data=True)
    with pytest.raises(MigrationError, match="dimensions=9 contradicts the table"):
        upgrade(target.url, dimensions="9")
    upgrade(target.url)
    with pytest.raises(
        MigrationError, match="text_config=english contradicts the column nods_page_section.fts"
    ):
        upgrade(target.url, "nods_text", text_config="english")


def test_a_metric_is_told_by_the_name_of_a_binary_index(
    create_database: CreateDatabase, supabase_server: PostgresServer
) -> None:
    source = create_database(supabase_server, extension_schema="extensions")
    target = create_database(supabase_server, extension_schema="extensions")
    upgrade(source.url, dimensions="5000", metric="l2")
    copied(source, target, data=False)
    upgrade(target.url)
    assert target.rows("select dimensions, metric from pgmatch_info()") == [(5000, "l2")]


def test_a_restore_where_everything_is_granted_to_everybody_is_found_and_repaired(
    create_database: CreateDatabase, supabase_server: PostgresServer, doctor: Doctor, tmp_path: Path
) -> None:
    source = create_database(supabase_server, extension_schema="extensions", owner="owner")
    target = create_database(
        supabase_server, extension_schema="extensions", owner="owner", default_privileges="grant_all"
    )
    url, into = (supabase_server.url(each.name, "owner") for each in (source, target))
    upgrade(url, dimensions=str(DIMENSIONS), model="a-model")
    fill(url)
    dump = tmp_path / "dump"
    apart = ("--exclude-extension=*", "--exclude-schema=extensions", "--no-owner")
    subprocess.run([source.server.program("pg_dump"), "-Fc", "-f", dump, *apart, url], check=True)
    subprocess.run([source.server.program("pg_restore"), "--no-owner", "-d", into, dump], check=True)
    target.execute("grant usage on schema extensions to anon, authenticated, service_role")
    with target.as_role("anon") as cursor:
        cursor.execute("select has_table_privilege('public.nods_page', 'insert')")
        assert cursor.fetchall() == [(True,)]

    findings = doctor.find(target, "grants_extra", user="owner")
    assert any("anon: insert" in finding["evidence"] for finding in findings)
    report = doctor.see(target, "--fix", "--only", "grants_extra", user="owner")
    assert report["findings"] == []
    with target.as_role("anon") as cursor:
        cursor.execute(
            "select has_table_privilege('public.nods_page', 'select, insert, update, delete, truncate')"
        )
        assert cursor.fetchall() == [(False,)]
    assert answers(target.url, "anon")[next(iter(answers(target.url)))] == ["42501"]
