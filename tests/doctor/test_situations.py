"""Databases of other kinds: nothing installed, behind, without rights, without Supabase, behind a pooler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pgmatch
from pgmatch.cli import app
from pgmatch.doctor import CHECKS
from pgmatch.errors import DatabaseError
from pgmatch.migrate import downgrade, upgrade
from tests.conftest import CreateDatabase, InstallDatabase
from tests.doctor.conftest import DIMENSIONS, FILL, MODEL, Copy, Doctor, execute, made
from tests.doctor.test_checks import CASES, HNSW, INVALID, Case, broken, matching
from tests.guide import guide_sql
from tests.pooler import pooling, through
from tests.servers import OWNER_ROLE, SETTINGS, Database, PostgresServer, created, running

REPLACED = (
    "create or replace function get_page_parents(page_id bigint)"
    " returns table (id bigint, parent_page_id bigint, path text, meta jsonb) language sql stable"
    " set search_path = public, extensions, pg_temp as 'select 1, 1, null::text, null::jsonb'"
)
VECTOR = [1.0] * 384
# The record, to somebody who owns nothing.
READABLE = (
    "grant usage on schema pgmatch to owner; grant select on pgmatch.install, pgmatch.search to owner;"
    "create policy owner_reads on pgmatch.install for select to owner using (true);"
    "create policy owner_reads on pgmatch.search for select to owner using (true)"
)


def test_functions_that_an_older_text_of_the_revision_lacked_are_put_back(
    ingested: Database, doctor: Doctor
) -> None:
    with pgmatch.connect(ingested.url) as database:
        calls: dict[str, Callable[[], object]] = {
            "pgmatch.nods_prefix_end(text)": lambda: database.search_page_sections(VECTOR, path_prefix="/a"),
            "nods_corpora(text[])": database.nods_corpora,
        }
        for function, call in calls.items():
            ingested.execute(f"drop function {function}")
            with pytest.raises(DatabaseError, match="does not exist") as refused:
                call()
            assert "if that changes nothing, `pgmatch doctor --fix`" in str(refused.value.hint)
        doctor.see(ingested, "--fix", "--only", "function_missing")
        for call in calls.values():
            call()


def test_without_an_install_there_is_one_finding_and_its_command_installs(
    empty_database: Database, doctor: Doctor
) -> None:
    (finding,) = doctor.see(empty_database)["findings"]
    assert (finding["check"], finding["level"]) == ("not_installed", "error")
    doctor.follow(empty_database, finding)
    assert doctor.see(empty_database)["findings"] == []


def test_one_check_of_what_is_not_installed_does_not_pass(empty_database: Database, doctor: Doctor) -> None:
    report = doctor.see(empty_database, "--only", "statistics")
    assert [finding["check"] for finding in report["findings"]] == ["not_installed"]
    assert report["checks"] == ["not_installed"]


def test_a_stamp_where_nothing_is_installed_is_named_and_an_upgrade_installs(
    empty_database: Database, doctor: Doctor
) -> None:
    assert doctor.run("alembic", "stamp", "head", url=empty_database.url).exit_code == 0
    (finding,) = doctor.see(empty_database)["findings"]
    assert "although pgmatch.nods_version says nods_0005" in finding["evidence"]
    assert finding["fix"] == ["pgmatch alembic upgrade head"]
    doctor.follow(empty_database, finding)
    assert doctor.see(empty_database)["findings"] == []


def test_tables_of_the_guide_are_named_before_they_are_adopted(
    create_database: CreateDatabase, supabase_server: PostgresServer, doctor: Doctor
) -> None:
    database = create_database(supabase_server, extension_schema="extensions")
    database.execute(guide_sql())
    (finding,) = doctor.see(database)["findings"]
    assert "public.nods_page_section is there already" in finding["evidence"]
    assert finding["fix"] == ["pgmatch adopt --plan", "pgmatch alembic upgrade head"]
    doctor.follow(database, finding)
    assert doctor.see(database)["findings"] == []


def test_a_line_that_is_behind_is_found_and_compared_with_its_own_revision(
    create_database: CreateDatabase, supabase_server: PostgresServer, doctor: Doctor
) -> None:
    database = create_database(supabase_server, extension_schema="extensions")
    upgrade(database.url, revision="nods_0004")
    findings = doctor.see(database)["findings"]
    assert [finding["check"] for finding in findings] == ["revision_behind", "index_missing"]
    assert "nods_0004, and the newest is nods_0005" in findings[0]["evidence"]
    doctor.follow(database, findings[0])
    assert doctor.see(database)["findings"] == []


def test_functions_of_a_revision_that_is_not_installed_are_not_missed(
    install_database: InstallDatabase, supabase_server: PostgresServer, doctor: Doctor
) -> None:
    database = install_database(supabase_server, extension_schema="extensions")
    downgrade(database.url, revision="nods_0003")
    functions = ("function_missing", "function_drifted", "function_settings", "grants_lost", "grants_extra")
    assert doctor.find(database, *functions) == []
    assert [finding["check"] for finding in doctor.find(database, "revision_behind")] == ["revision_behind"]


def test_a_revision_of_a_newer_package_is_named(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute("update pgmatch.install set revision = 'nods_0099' where line = 'nods'")
    (finding,) = doctor.find(database, "revision_behind")
    assert "does not know" in finding["evidence"]
    assert finding["fix"] == ["pip install --upgrade pgmatch"]


def test_the_line_of_hybrid_search_is_checked_too(copy: Copy, doctor: Doctor) -> None:
    database = copy("public_read")
    upgrade(database.url, "nods_text")
    execute(database, "vacuum analyze")
    assert doctor.see(database)["findings"] == []
    database.execute("drop index nods_page_section_fts_idx")
    database.execute("alter function pgmatch.nods_text_question(text) reset search_path")
    database.execute("revoke execute on function pgmatch.nods_text_question(text) from anon")
    found = {finding["check"] for finding in doctor.see(database, "--fix")["repaired"]}
    assert found == {"index_of_filter_missing", "function_pins", "function_settings", "grants_lost"}
    assert doctor.see(database)["findings"] == []


def test_on_plain_postgres_in_a_schema_with_a_strange_name(
    create_database: CreateDatabase, plain_server: PostgresServer, doctor: Doctor
) -> None:
    database = create_database(plain_server, owner="owner", extension_schema="order")
    url = plain_server.url(database.name, "owner")
    upgrade(url, schema="S:elect 100%", dimensions=str(DIMENSIONS), model=MODEL)
    database.execute(FILL.replace("public, extensions", '"S:elect 100%", "order"'))
    execute(database, "vacuum analyze")
    assert doctor.see(database, user="owner")["findings"] == []
    broken_by = (
        'drop index "S:elect 100%".nods_page_type_idx',
        'update "S:elect 100%".nods_page_section set embedding = embedding operator("order".+) embedding',
        'alter table "S:elect 100%".nods_page disable row level security',
    )
    for statement in broken_by:
        database.execute(statement)
    checks = ("index_of_filter_missing", "embeddings", "rls_off")
    findings = doctor.find(database, *checks, user="owner")
    assert sorted(finding["check"] for finding in findings) == sorted(checks)
    for finding in findings:
        doctor.follow(database, finding)
    assert doctor.find(database, *checks, user="owner") == []


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if case.check in ("function_drifted", "function_settings", "function_pins", "grants_lost", "rls_off")
        and case.of != "owner"
    ],
    ids=lambda case: f"{case.check}-{case.name}".strip("-"),
)
def test_on_16_the_same_is_found(copy: Copy, doctor: Doctor, on_16: Database, case: Case) -> None:
    database = copy("on_16")
    broken(database, Case(case.check, case.breaks, case.level, case.object, "", of="on_16"))
    findings = doctor.find(database, case.check)
    assert matching(findings, Case(case.check, (), case.level, case.object, "")), findings
    assert doctor.see(database, "--fix", "--only", case.check)["findings"] == []


def test_other_roles_are_named_with_what_they_may_use(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute("grant select on nods_page to owner; grant execute on function pgmatch_info() to owner")
    (finding,) = doctor.find(database, "grants_others")
    assert (finding["level"], finding["object"]) == ("info", "role owner")
    assert "function pgmatch_info(), table nods_page" in finding["evidence"]
    database.execute("revoke all on nods_page from owner; revoke all on function pgmatch_info() from owner")
    assert doctor.find(database, "grants_others") == []


@pytest.fixture
def strange_role(supabase_server: PostgresServer) -> Iterator[str]:
    """A role whose name needs quotes; asked for before the databases, so that it outlives them."""
    server = Database(supabase_server.url("postgres"), "postgres", supabase_server)
    server.execute("""create role "Read ""all"": 100%" nologin""")
    yield '"Read ""all"": 100%"'
    server.execute("""drop role "Read ""all"": 100%" """)


def test_a_role_whose_name_needs_quotes_gets_the_policy_that_it_lacks(
    strange_role: str, copy: Copy, doctor: Doctor
) -> None:
    database = copy("private")
    execute(database, f"grant select on nods_page to {strange_role}")
    (finding,) = doctor.find(database, "rls_no_policy")
    doctor.follow(database, finding)
    assert doctor.find(database, "rls_no_policy") == []


def test_somebody_else_than_the_owner_is_told_what_was_not_checked(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute(READABLE)
    database.execute(REPLACED)
    report = doctor.see(database, user="owner")
    unchecked = {
        finding["object"].removeprefix("check ") for finding in report["findings"] if finding["is_unchecked"]
    }
    needing = {check.name for check in CHECKS.values() if check.needs == "owner"}
    assert needing <= unchecked
    assert all(finding["level"] == "info" for finding in report["findings"] if finding["is_unchecked"])
    # anybody may read what functions are made of
    assert [f["object"] for f in report["findings"] if f["level"] == "error"] == [
        "function get_page_parents(bigint)"
    ]


def test_who_may_not_read_the_record_is_told_so(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    for only in ((), ("--only", "statistics")):
        (finding,) = doctor.see(database, *only, user="owner")["findings"]
        assert (finding["check"], finding["level"]) == ("not_installed", "error")
        assert finding["is_unchecked"]
        assert "owner may not read it" in finding["evidence"]


def test_an_index_whose_build_was_interrupted_is_built_once(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute(INVALID.format(HNSW))
    report = doctor.see(database, "--fix", "--only", "index_missing", "--only", "index_invalid")
    assert [(one["fix"], one["failure"]) for one in report["repaired"]] == [
        ([f"pgmatch index rebuild public.{HNSW}"], None)
    ]
    assert report["findings"] == []


def test_a_grant_on_a_schema_of_somebody_else_is_left_to_them(
    create_database: CreateDatabase, supabase_server: PostgresServer, doctor: Doctor
) -> None:
    database = create_database(supabase_server, extension_schema="extensions")
    database.execute(
        f"grant usage on schema extensions to owner; grant create on database {database.name} to owner;"
        "grant create on schema public to owner"
    )
    upgrade(database.server.url(database.name, "owner"))
    database.execute("revoke usage on schema extensions from service_role")
    (finding,) = (
        one
        for one in doctor.see(database, "--only", "grants_lost", user="owner")["findings"]
        if one["object"] == "schema extensions"
    )
    assert "owner may not grant it" in finding["evidence"]
    assert (finding["fix"], finding["is_safe"]) == (
        ["grant usage on schema extensions to service_role;"],
        False,
    )
    doctor.follow(database, finding)
    assert doctor.find(database, "grants_lost") == []


def test_a_fix_without_the_right_to_it_says_so_and_changes_nothing(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute(REPLACED)
    database.execute(READABLE)
    report = doctor.see(database, "--fix", "--only", "function_drifted", user="owner")
    assert [one["failure"] for one in report["repaired"]] == ["permission denied for function pinned_path"]
    assert [finding["check"] for finding in report["findings"]] == ["function_drifted"]


def test_a_function_that_cannot_be_repaired_leaves_the_others_as_they_were(
    copy: Copy, doctor: Doctor
) -> None:
    database = copy("private")
    database.execute(
        "drop function get_page_parents(bigint); create function get_page_parents(page bigint) returns bigint"
        " language sql stable set search_path = public, extensions, pg_temp as 'select 1::bigint';"
        "create view uses_it as select get_page_parents(1);"
        "alter function pgmatch_info() volatile"
    )
    report = doctor.see(database, "--fix", "--only", "function_drifted")
    (one,) = report["repaired"]
    assert "cannot drop function" in one["failure"]
    assert len(report["findings"]) == 2


def test_a_failing_search_is_found_with_what_postgres_says(copy: Copy, doctor: Doctor) -> None:
    database = copy("public_read")
    database.execute("revoke usage on schema extensions from anon")
    findings = doctor.find(database, "search_plan", "grants_lost")
    assert [(finding["check"], finding["object"]) for finding in findings] == [
        ("grants_lost", "schema extensions"),
        ("search_plan", "role anon"),
    ]
    doctor.follow(database, findings[0])
    assert doctor.find(database, "search_plan", "grants_lost") == []


def test_a_search_that_does_not_use_the_index_is_found(copy: Copy, doctor: Doctor) -> None:
    database = copy("public_read")
    database.execute(
        "drop function match_page_sections(extensions.vector, float, int, int);"
        "create function match_page_sections(embedding extensions.vector, match_threshold float, match_count int,"
        " min_content_length int) returns setof bigint language sql stable"
        " as 'select s.id from public.nods_page_section as s limit match_count'"
    )
    findings = doctor.find(database, "search_plan")
    assert "role anon" in {finding["object"] for finding in findings}
    assert {finding["level"] for finding in findings} == {"warning"}
    assert all(f"does not use public.{HNSW} and takes" in finding["evidence"] for finding in findings)


def test_an_owner_who_may_not_act_as_the_roles_of_the_api_is_told_what_was_not_tried(
    create_database: CreateDatabase, supabase_server: PostgresServer, doctor: Doctor
) -> None:
    database = create_database(supabase_server, owner="owner", extension_schema="extensions")
    url = supabase_server.url(database.name, "owner")
    upgrade(url, access="public_read", dimensions=str(DIMENSIONS), model=MODEL)
    database.execute(FILL)
    execute(database, "vacuum analyze")
    database.execute(f"alter role anon in database {database.name} set statement_timeout = '3s'")
    findings = doctor.see(database, user="owner")["findings"]
    assert [(finding["check"], finding["object"], finding["is_unchecked"]) for finding in findings] == [
        ("search_plan", "role anon", True),
        ("search_plan", "role authenticated", True),
        ("search_plan", "role service_role", True),
        ("timeouts", "role anon", True),
    ]


def test_a_statement_timeout_of_ones_own_is_noted(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute(f"alter database {database.name} set statement_timeout = '1h'")
    (finding,) = doctor.find(database, "timeouts")
    assert finding["level"] == "info"
    assert "3600000 ms" in finding["evidence"]


def test_nothing_is_written_without_fix(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute(REPLACED)
    database.execute(f"drop index {HNSW}")
    database.execute(f"alter database {database.name} set default_transaction_read_only = on")
    # the function and the index; that others were made for it is no cause of its own
    assert doctor.see(database)["counts"]["error"] == 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two files."""
    made = tmp_path_factory.mktemp("docs")
    for name in ("one", "two"):
        (made / f"{name}.md").write_text(f"# {name}\n\nText of {name}.\n\n## Part\n\nMore of {name}.\n")
    return made


@pytest.fixture(scope="module")
def ingested_template(supabase_server: PostgresServer, folder: Path) -> Iterator[Database]:
    """A database with the two files, embedded by the local model."""
    with created(supabase_server, "doctor_ingested", extension_schema="extensions") as database:
        upgrade(database.url, dimensions="384")
        done = CliRunner().invoke(app, ["ingest", str(folder)], env={"DATABASE_URL": database.url})
        assert done.exit_code == 0, done.stderr
        yield database


@pytest.fixture
def ingested(create_database: CreateDatabase, ingested_template: Database) -> Database:
    return create_database(ingested_template.server, template=ingested_template.name)


@pytest.mark.parametrize(
    ("check", "statement", "evidence"),
    [
        (
            "embeddings",
            "update nods_page_section set embedding = null where id = 1",
            "1 of 4 rows has no embedding",
        ),
        (
            "embeddings",
            "update nods_page_section set embedding = embedding operator(extensions.-) embedding where id = 1",
            "1 of 4 embeddings is all zeros",
        ),
        (
            "embeddings",
            "update nods_page_section set embedding = embedding operator(extensions.+) embedding where id = 1",
            "1 of 4 embeddings does not have length 1",
        ),
        (
            "sections_too_long",
            "update nods_page_section set token_count = 100000 where id = 1",
            "1 section is longer than the",
        ),
        ("checksums", "update nods_page set checksum = null where id = 1", "1 of 2 pages has no checksum"),
    ],
    ids=["missing", "zero", "length", "tokens", "checksum"],
)
def test_what_an_ingest_repairs(
    ingested: Database, doctor: Doctor, folder: Path, check: str, statement: str, evidence: str
) -> None:
    assert doctor.find(ingested, check) == []
    ingested.execute(statement)
    (finding,) = doctor.find(ingested, check)
    assert evidence in finding["evidence"]
    assert (finding["level"], finding["is_safe"]) == ("warning", False)
    doctor.follow(ingested, finding, FOLDER=str(folder))
    assert doctor.find(ingested, check) == []
    assert ingested.rows("select count(*) from nods_page_section where embedding is not null") == [(4,)]


def test_embeddings_that_came_past_the_ingest_are_noted(ingested: Database, doctor: Doctor) -> None:
    ingested.execute("update nods_page set corpus = null, section_ids = null where id = 1")
    (finding,) = doctor.find(ingested, "embeddings_unverified")
    assert (finding["level"], finding["fix"]) == ("info", [])
    assert "2 embeddings were written by neither `pgmatch ingest` nor load_pages" in finding["evidence"]


def test_an_index_that_a_load_has_left_suspended_is_built(ingested: Database, doctor: Doctor) -> None:
    ingested.execute("select pgmatch.suspend_indexes('nods_page_section')")
    (finding,) = doctor.find(ingested, "index_suspended", "index_missing", "search_outdated", "search_plan")
    assert (finding["check"], finding["level"], finding["is_safe"]) == ("index_suspended", "warning", False)
    assert "nods_page_section_embedding_hnsw_ip_idx is suspended for a load since" in finding["evidence"]
    doctor.follow(ingested, finding)
    assert doctor.find(ingested, "index_suspended", "index_missing", "search_outdated") == []


def test_pages_of_which_none_has_a_checksum_are_only_noted(ingested: Database, doctor: Doctor) -> None:
    ingested.execute("update nods_page set checksum = null")
    (finding,) = doctor.find(ingested, "checksums")
    assert finding["level"] == "info"


@pytest.fixture
def small_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresServer]:
    """A server whose own memory holds no index."""
    monkeypatch.setitem(SETTINGS, "shared_buffers", "256kB")
    with running(OWNER_ROLE) as server:
        yield server


def test_an_index_larger_than_the_memory_is_found_and_the_advice_helps(
    small_server: PostgresServer, doctor: Doctor
) -> None:
    with made(small_server, "doctor_small", dimensions=128) as database:
        execute(database, f"alter database {database.name} set effective_cache_size = '1MB'")
        (finding,) = doctor.find(database, "index_memory")
        assert finding["level"] == "warning"
        assert "more than the memory for caching files (1.0 MB" in finding["evidence"]
        assert finding["fix"][0].startswith("pgmatch index create")
        doctor.follow(database, finding)
        (finding,) = doctor.find(database, "index_memory")
        assert (finding["level"], finding["fix"]) == ("info", [])
        assert doctor.see(database, "--recall", "0.8")["counts"]["warning"] == 0

        execute(database, f"alter database {database.name} set effective_cache_size = '256kB'")
        (finding,) = doctor.find(database, "index_memory")
        # nothing is smaller, so only memory helps
        (statement,) = finding["fix"]
        execute(database, statement.replace("alter system", f"alter database {database.name}"))
        assert doctor.find(database, "index_memory")[0]["level"] == "info"


def test_a_pooler_that_shares_a_server_session_is_seen(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    with pooling(database.server) as pooler:
        shared = through(database, pooler)
        done = doctor.run("doctor", "--only", "pooler", "--fail-on", "warning", url=shared.url)
    assert done.exit_code == 1
    assert "is a pooler in transaction mode" in done.stdout
    done = doctor.run("doctor", "--only", "pooler", "--fail-on", "warning", url=database.url)
    assert done.exit_code == 0


def test_a_pooler_that_the_url_names_is_seen(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    done = doctor.run("doctor", "--only", "pooler", url=f"{database.url}?pgbouncer=true")
    assert "is a pooler in transaction mode" in done.stdout, done.stderr


def test_a_dropped_table_is_found_and_nothing_else_is_said_of_it(copy: Copy, doctor: Doctor) -> None:
    database = copy("private")
    database.execute("drop table nods_page_section cascade")
    findings = doctor.see(database)["findings"]

    (missing,) = [one for one in findings if one["level"] != "info"]
    assert (missing["check"], missing["object"]) == ("table_missing", "table public.nods_page_section")
    assert missing["evidence"].startswith("Was dropped with its rows")
    assert missing["fix"] == ["pg_restore --dbname DATABASE --schema public --table nods_page_section BACKUP"]
