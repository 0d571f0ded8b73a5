"""A hot standby answers every search as its primary does, writes nothing, and takes over when promoted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg2
import pytest

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from pgmatch.models import LoadPage, LoadSection
from tests.operations.answers import DIMENSIONS, PAGES, answers, fill
from tests.operations.standby import catch_up, promote, standby_of
from tests.servers import Database, PostgresServer, created

MODES = ("private", "public_read", "owner")
NOBODY = {"sub": "nobody", "role": "authenticated"}
CALLERS: list[tuple[str | None, dict[str, str] | None]] = [
    (None, None),
    ("service_role", None),
    ("anon", None),
    ("authenticated", {"sub": "alice", "role": "authenticated"}),
    ("authenticated", NOBODY),
]
VECTOR = [1.0] * DIMENSIONS


@pytest.fixture(scope="module")
def primaries(supabase_server: PostgresServer) -> Iterator[dict[str, Database]]:
    """A database of each access mode; both lines are in them."""
    with ExitStack() as stack:
        made: dict[str, Database] = {}
        for mode in MODES:
            template = made["private"].name if made else None
            schema = None if made else "extensions"
            database = stack.enter_context(
                created(supabase_server, f"replicated_{mode}", template=template, extension_schema=schema)
            )
            if not made:
                upgrade(database.url, dimensions=str(DIMENSIONS), model="a-model")
                upgrade(database.url, "nods_text")
            database.execute("select pgmatch.set_access(%s)", (mode,))
            made[mode] = database
        for mode, database in made.items():
            fill(database.url, owners=mode == "owner")
        yield made


@pytest.fixture(scope="module")
def standby(supabase_server: PostgresServer, primaries: dict[str, Database]) -> Iterator[PostgresServer]:
    with standby_of(supabase_server) as server:
        catch_up(supabase_server, server)
        yield server


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("role", "claims"), CALLERS)
def test_every_search_answers_as_on_the_primary(
    primaries: dict[str, Database],
    standby: PostgresServer,
    mode: str,
    role: str | None,
    claims: dict[str, str] | None,
) -> None:
    there = primaries[mode]
    here = answers(standby.url(there.name), role, claims, words=True)
    assert here == answers(there.url, role, claims, words=True)
    is_let_in = role in (None, "service_role") or (mode, role) == ("owner", "authenticated")
    if is_let_in and claims != NOBODY:
        # every row has an owner in the mode owner, and who acts for nobody has no corpus
        own = ("nods_corpora", "nods_pages") if mode == "owner" and claims is None else ()
        empty = [call for call, rows in here.items() if not rows or rows == ["42501"]]
        assert [call for call in empty if not call.startswith(own)] == []
    elif mode == "private":
        assert {tuple(rows) for rows in here.values()} == {("42501",)}


def test_the_owner_measures_recall_on_the_standby(
    primaries: dict[str, Database], standby: PostgresServer
) -> None:
    database = Database(standby.url("replicated_private"), "replicated_private", standby)
    for query in (
        "select recall from pgmatch.measure_recall(20, 5)",
        "select * from pgmatch.vector_indexes('nods_page_section')",
        "select * from pgmatch.check_embeddings()",
    ):
        assert database.rows(query) == primaries["private"].rows(query)


def test_a_user_of_the_client_is_served_there(
    primaries: dict[str, Database], standby: PostgresServer
) -> None:
    found = []
    for url in (standby.url("replicated_owner"), primaries["owner"].url):
        with pgmatch.connect(url, user_id="alice") as client:
            found.append(client.search_page_sections(VECTOR, 1000, ef_search=50))
    assert found[0] == found[1]
    assert len(found[0]) == 5 * PAGES


WRITES: dict[str, Callable[[pgmatch.Database, int], Any]] = {
    "nods_begin_ingest": lambda client, run: client.nods_begin_ingest("docs", "a-model", DIMENSIONS),
    "nods_put_page": lambda client, run: client.nods_put_page(run, "/new", "c", []),
    "nods_finish_ingest": lambda client, run: client.nods_finish_ingest(run, [{"path": "/1"}]),
    "load_pages": lambda client, run: client.load_pages(
        [LoadPage("/x", [LoadSection("x", VECTOR)])], "a-model"
    ),
}


@pytest.mark.parametrize("call", WRITES)
def test_what_writes_says_where_to_write(
    primaries: dict[str, Database], standby: PostgresServer, call: str
) -> None:
    with pgmatch.connect(primaries["private"].url) as client:
        run = client.nods_begin_ingest("docs", "a-model", DIMENSIONS)
    catch_up(primaries["private"].server, standby)
    with pgmatch.connect(standby.url("replicated_private")) as client:
        assert client.nods_sections_to_embed(run, "/1", "another", ["a", "b"]) == [1, 2]
        with pytest.raises(DatabaseError) as refused:
            WRITES[call](client, run)
    assert refused.value.sqlstate == "25006"
    assert "primary" in str(refused.value.hint)


def test_sections_cannot_be_added_there_either(
    primaries: dict[str, Database], standby: PostgresServer
) -> None:
    name = primaries["private"].name
    with pgmatch.connect(primaries["private"].url) as client:
        run = client.nods_begin_ingest("docs", "a-model", DIMENSIONS)
    catch_up(primaries["private"].server, standby)
    database = Database(standby.url(name), name, standby)
    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
        database.execute("select nods_begin_ingest('docs', 'a-model', 8)")
    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
        database.execute(
            "select nods_add_sections(%s, '/new', 'c', %s)",
            (run, json.dumps([{"content": "x", "embedding": VECTOR}])),
        )


def test_a_migration_says_so_too(standby: PostgresServer) -> None:
    upgrade(standby.url("replicated_private"))  # finds nothing to do
    with pytest.raises(MigrationError) as refused:
        upgrade(standby.url("postgres"))
    assert "primary" in str(refused.value.hint)


def test_after_promotion_everything_works(primaries: dict[str, Database], standby: PostgresServer) -> None:
    there = primaries["private"]
    before = answers(there.url, words=True)
    with standby_of(there.server) as other:
        catch_up(there.server, other)
        promote(other)
        assert answers(other.url(there.name), words=True) == before
        upgrade(other.url(there.name))
        with pgmatch.connect(other.url(there.name)) as client:
            run = client.nods_begin_ingest("more", "a-model", DIMENSIONS)
            put = client.nods_put_page(run, "/more", "c", [{"content": "hello there", "embedding": VECTOR}])
            assert (put.status, put.page_id) > ("new", PAGES)
            client.nods_finish_ingest(run, [{"path": "/more", "parent_path": None}])
            new = client.search_page_sections(VECTOR, 3, path_prefix="/more")
            assert [row.content for row in new] == ["hello there"]
    assert answers(there.url, words=True) == before
