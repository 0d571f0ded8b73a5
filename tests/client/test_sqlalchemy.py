"""pgmatch.sqlalchemy on every driver, with both minor versions of SQLAlchemy 2."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from pgmatch import sqlalchemy as forms
from pgmatch.errors import PgmatchError
from pgmatch.migrate import upgrade
from tests.client import sqlalchemy_forms
from tests.docs.conftest import example_rows
from tests.servers import Database, PostgresServer, created

ROOT = Path(__file__).resolve().parents[2]
DRIVERS = ("psycopg2", "psycopg", "psycopg_async", "asyncpg")
FUNCTIONS = (
    forms.match_page_sections,
    forms.search_page_sections,
    forms.find_similar_sections,
    forms.hybrid_search_page_sections,
    forms.get_page_parents,
    forms.get_section_context,
)
SIGNATURE = """
    select array(
      select a.name from unnest(p.proargnames) with ordinality as a (name, place) where a.place <= p.pronargs
    ), coalesce(
      nullif(array(
        select a.name || ' ' || format_type(p.proallargtypes[a.place], null)
        from unnest(p.proargnames) with ordinality as a (name, place) where a.place > p.pronargs
      ), '{}'),
      array(
        select t.attname || ' ' || format_type(t.atttypid, null)
        from pg_attribute as t inner join pg_type as r on r.typrelid = t.attrelid
        where r.oid = p.prorettype order by t.attnum
      )
    )
    from pg_proc as p where p.proname = %s
"""


@pytest.fixture(scope="module")
def rows(supabase_server: PostgresServer) -> Iterator[Database]:
    with created(supabase_server, "sqlalchemy_forms", extension_schema="public") as made:
        upgrade(made.url, dimensions=3)
        upgrade(made.url, "nods_text")
        made.execute(example_rows())
        yield made


def driver_url(database: Database, driver: str) -> str:
    return make_url(database.url).set(drivername=f"postgresql+{driver}").render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def other_sqlalchemy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with SQLAlchemy 2.0, to be found before the one that is installed."""
    folder = tmp_path_factory.mktemp("sqlalchemy")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--target",
        str(folder),
        "sqlalchemy==2.0.*",
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_form_works_on_every_driver(rows: Database, driver: str) -> None:
    sqlalchemy_forms.run(driver_url(rows, driver))


def test_every_form_works_on_every_driver_with_sqlalchemy_2_0(rows: Database, other_sqlalchemy: Path) -> None:
    # in one process, which compiles that SQLAlchemy: it takes longer than all statements
    urls = [driver_url(rows, driver) for driver in DRIVERS]
    done = subprocess.run(
        [sys.executable, "-m", "tests.client.sqlalchemy_forms", *urls],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(other_sqlalchemy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [line.rpartition(".")[0] for line in done.stdout.splitlines()]
    assert found == [f"postgresql+{driver} 2.0" for driver in DRIVERS]


@pytest.mark.parametrize("form", FUNCTIONS, ids=lambda form: form.__name__)
def test_arguments_and_columns_are_those_of_the_function(rows: Database, form: object) -> None:
    assert inspect.isfunction(form)
    [(arguments, columns)] = rows.rows(SIGNATURE, (form.__name__,))
    names = [name for name in inspect.signature(form).parameters if name != "schema"]
    assert names == arguments
    selectable = form(*[[1, 0, 0] if "embedding" in name else 1 for name in names if name in NEEDED])
    types = {
        "BIGINT": "bigint",
        "INTEGER": "integer",
        "TEXT": "text",
        "ARRAY": "text[]",
        "FLOAT": "double precision",
        "JSONB": "jsonb",
    }
    made = [f"{column.name} {types[str(column.type).split('(')[0]]}" for column in selectable.c]
    assert made == columns


NEEDED = ("embedding", "query_embedding", "query_text", "id", "page_id")


def test_what_is_no_vector_is_refused_by_name(rows: Database) -> None:
    import sqlalchemy as sa

    engine = sa.create_engine(driver_url(rows, "psycopg2"))
    with (
        engine.connect() as connection,
        pytest.raises((PgmatchError, sa.exc.StatementError), match="not a vector"),
    ):
        connection.execute(sa.select(forms.match_page_sections(7)))  # type: ignore[arg-type]
    engine.dispose()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("match_count", {"match_count": 2**31}),
        ("ef_search", {"ef_search": -(2**31) - 1}),
        ("candidates", {"candidates": 10**30}),
    ],
)
def test_a_number_beyond_the_type_of_its_argument_is_refused_by_name(
    name: str, arguments: dict[str, int]
) -> None:
    """Postgres would look for a function of another type."""
    with pytest.raises(PgmatchError, match=f"{name} is {arguments[name]}"):
        forms.search_page_sections([1, 0, 0], **arguments)  # type: ignore[arg-type]
    forms.search_page_sections([1, 0, 0], match_count=2**31 - 1)
    with pytest.raises(PgmatchError, match=f"id is {2**63}"):
        forms.find_similar_sections(2**63)
    forms.find_similar_sections(2**63 - 1)
