"""The client does what vecs does: the same cases run with both."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import vecs as real

import pgmatch.collections as ours
from pgmatch.migrate import upgrade
from tests.collections.client.behaviours import CASES, OTHERWISE, OTHERWISE_BY_RPC, outcome
from tests.servers import PostgresServer, create


@pytest.fixture(scope="session")
def by_vecs(supabase_server: PostgresServer) -> Iterator[Callable[[str], Any]]:
    """Run a case with vecs itself, once, in another database with the line."""
    database = create(supabase_server, "collections_of_vecs")
    upgrade(database.url, "collections")
    url = database.url.replace("postgresql:", "postgresql+psycopg2:")
    with real.create_client(f"{url}?options=-csearch_path%3Dpublic,extensions") as client:
        yield cache(lambda name: outcome(real, client, CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_the_client_does_what_vecs_does(
    name: str, client: ours.Client, way: str, by_vecs: Callable[[str], Any]
) -> None:
    for collection in client.list_collections():  # the other way has made some of these names
        client.delete_collection(collection.name)
    theirs = by_vecs(name)
    came = outcome(ours, client, CASES[name])
    differs = {**OTHERWISE, **(OTHERWISE_BY_RPC if way == "rpc" else {})}
    assert came == differs.get(name, theirs)
    if name in differs:
        assert came != theirs, "it does not differ any more"


def test_everything_that_vecs_exports_is_there() -> None:
    assert set(real.__all__) <= set(ours.__all__)
    assert set(real.exc.__all__) <= set(ours.exc.__all__)
    assert callable(ours.create_client)


def test_neither_pgvector_nor_numpy_is_needed() -> None:
    program = (
        "import sys, pgmatch.collections; sys.exit(bool({'pgvector', 'numpy', 'vecs'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
