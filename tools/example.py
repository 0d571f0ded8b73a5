"""Runs an example, on the database in DATABASE_URL or on the embedded server.

python -m tools.example                               list the examples
python -m tools.example hello-collections [options]   install what it needs, and run it
python -m tools.example --install                     install what the tests of the examples need
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from pgmatch.cli.errors import explained, print_error
from pgmatch.embedded import Server, Tether, default_data_dir
from pgmatch.errors import PgmatchError
from pgmatch.migrate import upgrade
from pgmatch.settings import database_url

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
TESTED = ROOT / "tests" / "examples" / "requirements.txt"
ENVIRONMENT = Path(sys.prefix) / "examples"
REVIEWS = ENVIRONMENT / "reviews"
DATABASE = "pgmatch_examples"
# the line of an example, and its options; the others are about collections
LINES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "automatic-embeddings": ("queue", {}),
    "image-captions": ("captions", {}),
    "model-change": ("queue", {}),
    "postgres-manual": ("documents", {"dimensions": "384"}),
    "shape-predictions": ("predictions", {}),
    "video-search": ("video", {}),
}


class ExampleError(PgmatchError):
    """There is no such example, or what it needs is not installed."""


def names() -> list[str]:
    """Return the names of the examples."""
    return sorted({path.parent.name for path in EXAMPLES.glob("*/*.py")})


def program(name: str) -> Path:
    """Return the program of an example, which is the one with a main block."""
    if name not in names():
        raise ExampleError(f"there is no example {name!r}", f"There are: {', '.join(names())}.")
    found = [path for path in (EXAMPLES / name).glob("*.py") if "__main__" in path.read_text("utf-8")]
    return found[0]


def python() -> str:
    """Return the path of the Python that has what the examples need."""
    found = ENVIRONMENT / "bin" / "python"
    if not found.exists():
        raise ExampleError("what the examples need is missing", "Run `make .venv/examples/done`.")
    return str(found)


def install(requirements: Path) -> None:
    """Install a list of requirements, and pgmatch, into the environment of the examples."""
    if not (ENVIRONMENT / "bin" / "python").exists():
        venv.create(ENVIRONMENT, with_pip=True)
    command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "-r", str(requirements), "-e", str(ROOT)], check=True)


def _install_once(name: str) -> None:
    requirements, stamp = EXAMPLES / name / "requirements.txt", ENVIRONMENT / f"{name}.done"
    if not stamp.exists() or stamp.stat().st_mtime < requirements.stat().st_mtime:
        install(requirements)
        stamp.touch()


def install_for_tests() -> None:
    """Install what the tests need, and download the reviews that one example does."""
    install(TESTED)
    code = f"import pathlib, reviews; reviews.read(pathlib.Path({str(REVIEWS)!r}))"
    subprocess.run([python(), "-c", code], cwd=EXAMPLES / "text-deduplication", check=True)


def environment(url: str) -> Mapping[str, str]:
    """Return the variables that a program runs with."""
    return {**os.environ, "DATABASE_URL": url, "PYTHONPATH": f"{EXAMPLES}{os.pathsep}{ROOT}"}


def run(name: str, options: Sequence[str]) -> int:
    """Install what an example needs and run it; its files are in build/examples."""
    script, folder = program(name), ROOT / "build" / "examples" / name
    _install_once(name)
    folder.mkdir(parents=True, exist_ok=True)
    with _database(*LINES.get(name, ("collections", {}))) as url:
        return subprocess.run(
            [python(), script, *options], env=environment(url), cwd=folder, check=False
        ).returncode


@contextmanager
def _database(line: str, settings: Mapping[str, str]) -> Iterator[str]:
    """Give the database in DATABASE_URL, or one of the embedded server, which runs for the block."""
    if url := os.environ.get("DATABASE_URL"):
        upgrade(url, line, **settings)
        yield url
        return
    with Tether() as tether:
        server = Server(Path(os.environ.get("PGMATCH_DATA_DIR") or default_data_dir()), tether)
        server.start()
        prepare(server.url, line, settings)
        yield server.url(DATABASE)


def prepare(url: Callable[[str], str], line: str, settings: Mapping[str, str]) -> None:
    """Bring the database of the examples to the newest revision of a line.

    `url` gives the URL of a database by its name. If the upgrade fails, as after a development version of
    pgmatch, the database is made anew: only examples use it.
    """
    with _administrator(url("postgres")) as run:
        if not run(f"select from pg_database as d where d.datname = '{DATABASE}'"):
            run(f"create database {DATABASE}")
        try:
            upgrade(url(DATABASE), line, **settings)
        except CommandError as error:
            print(f"{DATABASE} cannot be upgraded, so it is made anew: {error}", file=sys.stderr)
            run(f"drop database {DATABASE}")
            run(f"create database {DATABASE}")
            upgrade(url(DATABASE), line, **settings)


@contextmanager
def _administrator(url: str) -> Iterator[Callable[[str], int]]:
    """Give a function that runs a statement, and returns the number of rows that it found."""
    engine = create_engine(database_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield lambda statement: connection.execute(text(statement)).rowcount


def main(arguments: Sequence[str]) -> int:
    """Do what the head of this file says."""
    if not arguments:
        print("make example NAME=...", *names(), sep="\n  ")
        return 0
    if arguments[0] == "--install":
        install_for_tests()
        return 0
    try:
        return run(arguments[0], arguments[1:])
    except (PgmatchError, CommandError, SQLAlchemyError) as error:
        print_error(explained(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
