"""The wheel, installed alone in a clean environment, migrates a database from any folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.guide import literal
from tests.packaging.environments import new_environment
from tests.servers import Database

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "=== command\n"
CORE = {"alembic", "sqlalchemy", "psycopg2-binary", "pgvector", "typer", "rich"}


def run(*command: str | Path, **options: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with only the wheel and what it depends on."""
    programs = new_environment(tmp_path_factory.mktemp("wheel") / "venv", wheel)
    run(programs / "pip", "install", "--no-index", "--disable-pip-version-check", "--no-compile", wheel)
    return programs


def environment(database: Database) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")} | {
        "DATABASE_URL": database.url
    }


def test_the_core_depends_on_six_packages(installed: Path) -> None:
    script = (
        "import importlib.metadata as m; print(*(r.split(';')[0].split('>')[0].strip()"
        " for r in m.requires('pgmatch') if 'extra' not in r))"
    )
    assert set(run(installed / "python", "-c", script).split()) == CORE


def test_the_search_page_is_in_the_wheel(installed: Path) -> None:
    script = "import pgmatch, pathlib; print(*pathlib.Path(pgmatch.__path__[0], 'serve/page').iterdir(), sep='\\n')"
    files = {Path(line).name for line in run(installed / "python", "-c", script, cwd="/").splitlines()}
    assert files == {path.name for path in (ROOT / "pgmatch/serve/page").iterdir()}


def test_it_upgrades_searches_exports_and_downgrades_anywhere(
    installed: Path, empty_database: Database
) -> None:
    somewhere: dict[str, object] = {"cwd": "/", "env": environment(empty_database)}
    run(installed / "pgmatch", "alembic", "upgrade", "head", **somewhere)
    script = f"""
from pgmatch import connect
with connect() as database:
    print(database.match_page_sections("{literal(1)}", 0.78, 10, 50), database.pgmatch_info()[0].revision)
"""
    # in one process: to start takes longer than most of it
    script += "import warnings; warnings.resetwarnings()\nfrom pgmatch.cli import app\n"
    for command in (["sql"], ["types"], ["alembic", "current"], ["alembic", "downgrade", "base"]):
        script += f"print(end={MARK!r}, flush=True)\nassert not app({command}, standalone_mode=False)\n"
    printed = run(installed / "python", "-W", "error", "-c", script, **somewhere)
    found, sql, types, current, _ = printed.split(MARK)
    assert found.split() == ["[]", "nods_0005"]
    assert "create or replace function search_page_sections" in sql
    assert types == (ROOT / "types/pgmatch.d.ts").read_text("utf-8")
    assert current == "nods_0005 (head)\n"
    run(installed / "pgmatch", "uninstall", **somewhere)
    assert empty_database.rows("select to_regnamespace('pgmatch')") == [(None,)]


def test_what_needs_an_extra_says_which(installed: Path, empty_database: Database) -> None:
    for command, extra in (
        (("db", "start"), "embedded"),
        (("ingest", "."), "local"),
        (("search", "x"), "local"),
    ):
        done = subprocess.run(
            [installed / "pgmatch", *command],
            cwd="/",
            env=environment(empty_database),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        assert f"pip install 'pgmatch[{extra}]'" in " ".join(done.stderr.split()), done.stderr
