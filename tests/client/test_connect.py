"""Where a client connects, and what it leaves in a session."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError, SettingError
from tests.client.pages import DIMENSIONS, put_pages, vector
from tests.client.waiting import wait_until
from tests.conftest import InstallDatabase
from tests.servers import Database, PostgresServer


def test_the_url_comes_from_the_environment_or_dotenv(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database.url)
    with pgmatch.connect() as client:
        assert client.pgmatch_info()[0].line == "nods"

    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / ".env").write_text(f"DATABASE_URL='{database.url}'\nPGMATCH_SCHEMA=elsewhere\n")
    with pgmatch.connect(schema="public") as client:
        assert client.pgmatch_info()[0].line == "nods"
    with pgmatch.connect() as client, pytest.raises(PgmatchError, match='schema "elsewhere" does not exist'):
        client.pgmatch_info()


def test_no_url_at_all_is_an_error_that_names_the_ways(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("DATABASE_URL", "PGMATCH_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(SettingError, match="no database URL") as raised:
        pgmatch.connect()
    for name in ("DATABASE_URL", "SUPABASE_URL"):
        assert name in (raised.value.hint or "")
    with pytest.raises(SettingError, match="'mysql'"):
        pgmatch.connect("mysql://localhost/db")
    monkeypatch.setenv("DATABASE_URL", "https://project.supabase.co")
    with pytest.raises(SettingError, match="'https'") as raised:
        pgmatch.connect()
    assert "SUPABASE_URL" in (raised.value.hint or "")


@pytest.mark.parametrize(
    ("scheme", "query"),
    [
        ("postgres", ""),
        ("postgresql", "?connect_timeout=3&application_name=mine"),
        ("postgresql+psycopg", "?pgbouncer=true&connection_limit=1&pool_timeout=2&supa=base-pooler.x"),
    ],
)
def test_any_usual_form_of_url_is_taken(database: Database, scheme: str, query: str) -> None:
    with pgmatch.connect(database.url.replace("postgresql", scheme, 1) + query) as client:
        assert client.pgmatch_info()[0].line == "nods"
        names = "select application_name from pg_stat_activity where datname = current_database()"
        assert ("application_name" not in query) or ("mine",) in database.rows(names)


@pytest.mark.parametrize(
    ("schema", "extension_schema"),
    [("Doc Search", "extensions"), ('odd "name" 100% :x', "other place"), ("select", "other place")],
)
def test_the_schemas_need_not_be_on_the_search_path(
    install_database: InstallDatabase, supabase_server: PostgresServer, schema: str, extension_schema: str
) -> None:
    database = install_database(
        supabase_server, extension_schema=extension_schema, schema=schema, dimensions="3"
    )
    database.execute(f"alter database {database.name} set search_path = ''")

    with pgmatch.connect(database.url, schema=schema) as client:
        put_pages(client, dimensions=3)
        assert client.match_page_sections([1, 0, 0])[0].content == "Install it"
        assert [page.path for page in client.get_page_parents(2)] == ["/guide/more", "/guide"]


def test_a_connection_that_broke_is_replaced(filled: pgmatch.Database, database: Database) -> None:
    database.execute(
        "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )

    assert filled.match_page_sections(vector(1))[0].content == "Install it"


def test_nothing_is_left_in_the_session(database: Database) -> None:
    with pgmatch.connect(database.url) as client:
        put_pages(client)
        client.match_page_sections(vector(1), match_count=500)
        # one backend serves one call after another, so that this function sees the session they leave
        database.execute("""
            create or replace function pgmatch_info()
            returns table (line text, revision text, dimensions int, model text, metric text, access text)
            language sql as $$
              select concat_ws(',', array(select s.name from pg_prepared_statements as s)::text,
                array(select c.name from pg_cursors as c where not c.name like '<unnamed%')::text,
                array(select s.name from pg_settings as s where s.source = 'session' order by s.name)::text,
                (select count(*) from pg_locks as l where l.locktype = 'advisory' and l.pid = pg_backend_pid())),
                '', 0, '', '', ''
            $$
        """)
        assert client.pgmatch_info()[0].line == "{},{},{},0"


def test_a_client_that_only_reads_is_refused_what_writes(database: Database) -> None:
    with pgmatch.connect(database.url, read_only=True) as client:
        assert client.match_page_sections(vector(1)) == []
        with pytest.raises(DatabaseError, match="read-only transaction") as refused:
            client.nods_begin_ingest("docs", "m", DIMENSIONS)
    assert refused.value.sqlstate == "25006"


def test_a_closed_client_refuses_calls_and_leaves_no_connection(direct_database: Database) -> None:
    with pgmatch.connect(direct_database.url) as client:
        client.pgmatch_info()

    with pytest.raises(PgmatchError, match=r"pgmatch_info was called after close\(\)"):
        client.pgmatch_info()
    others = (
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    wait_until(lambda: direct_database.rows(others) == [(0,)])


def test_its_text_hides_the_password() -> None:
    client = pgmatch.connect("postgresql://me:secret@example.com/db")

    assert "secret" not in repr(client)
    assert "example.com/db" in repr(client)


def run_python(code: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=Path(pgmatch.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_importing_pgmatch_imports_nothing_heavy() -> None:
    heavy = (
        "{'sqlalchemy', 'alembic', 'numpy', 'pgvector', 'psycopg2', 'typer', 'httpx', 'asyncio', 'postgrest'}"
    )
    loaded = run_python(f"import sys, pgmatch; print(pgmatch.__version__, {heavy} & set(sys.modules))")

    assert loaded.split() == [pgmatch.__version__, "set()"]


def test_the_client_works_by_sql_without_the_packages_of_extras(database: Database) -> None:
    run_python(
        "import sys\n"
        "names = ('numpy', 'pgvector', 'httpx', 'postgrest', 'tenacity')\n"
        "sys.modules.update(dict.fromkeys(names))\n"
        "from pgmatch import connect, connect_async\n"
        f"with connect({database.url!r}) as client:\n"
        f"    assert client.match_page_sections([1.0] * {DIMENSIONS}) == []\n"
        f"assert connect_async({database.url!r})\n"
    )


def test_pgmatch_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError, match="no attribute 'konnect'"):
        pgmatch.konnect  # noqa: B018
