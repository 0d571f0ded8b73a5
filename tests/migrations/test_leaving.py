"""A downgrade gives adopted tables back as they were, and drops nothing of the user's without a word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.servers import Database, PostgresServer, created

THEIRS = """
create table image_caption (id uuid primary key default gen_random_uuid(), caption text);
create table predictions (id serial primary key, filename text, predictions jsonb);
"""


@pytest.fixture(scope="module")
def theirs(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database with tables of the guides, which the tests of the module share."""
    with created(supabase_server, "leaving", extension_schema="extensions") as made:
        made.execute(THEIRS)
        yield made


PRIVILEGES = (
    "select o.object, o.part, g.grantee::regrole::text, g.privilege_type, g.is_grantable from ("
    "select c.oid::regclass::text, null, c.relacl from pg_class as c where c.relkind in ('r', 'S')"
    " union all select a.attrelid::regclass::text, a.attname, a.attacl from pg_attribute as a"
    ") as o (object, part, acl) cross join aclexplode(o.acl) as g"
    " where o.object ~ '^predictions' order by 1, 2, 3, 4"
)


def test_roles_get_the_privileges_back_that_they_had(theirs: Database) -> None:
    theirs.execute(
        "grant select on predictions to anon with grant option;"
        "grant update (filename), insert (filename, predictions) on predictions to authenticated;"
        "grant usage, select on sequence predictions_id_seq to anon;"
        "alter table predictions enable row level security; create policy everyone on predictions using (true)"
    )
    before = theirs.rows(PRIVILEGES)
    upgrade(theirs.url, "predictions", access="owner")
    assert theirs.rows(PRIVILEGES) != before
    downgrade(theirs.url, "predictions")
    assert theirs.rows(PRIVILEGES) == before


def test_an_index_that_needs_an_added_column_is_named_and_not_dropped(theirs: Database) -> None:
    upgrade(theirs.url, "captions")
    theirs.execute("create index mine on image_caption (owner_id, caption)")
    with pytest.raises(MigrationError, match="cannot drop column owner_id.*\nindex public.mine") as refused:
        downgrade(theirs.url, "captions")
    assert refused.value.hint == "Drop or change what uses it, and run the downgrade again."
    theirs.execute("drop index mine")
    downgrade(theirs.url, "captions")


def test_a_function_of_the_user_s_is_not_replaced(theirs: Database) -> None:
    theirs.execute("create function find_predicted_images(class text) returns integer return 1")
    with pytest.raises(MigrationError, match="has the name of one of pgmatch's") as refused:
        upgrade(theirs.url, "predictions")
    assert "drop function public.find_predicted_images(text);" in str(refused.value.hint)
    theirs.execute("drop function find_predicted_images(text)")


def test_an_index_is_made_or_what_has_its_name_is_named(theirs: Database) -> None:
    theirs.execute("create view predictions_filename_idx as select 1 as one")
    with pytest.raises(MigrationError, match="view public.predictions_filename_idx has its name") as refused:
        upgrade(theirs.url, "predictions")
    assert refused.value.hint == (
        "Rename that first: alter table public.predictions_filename_idx rename to ...;"
    )
    theirs.execute("drop view predictions_filename_idx")


def test_what_needs_a_table_of_a_line_is_named(theirs: Database) -> None:
    upgrade(theirs.url, "video")
    theirs.execute("create view mine as select id from video_chunks")
    with pytest.raises(
        MigrationError, match="view public.mine depends on table public.video_chunks"
    ) as refused:
        downgrade(theirs.url, "video")
    assert refused.value.hint == "Drop or change what uses it, and run the downgrade again."
    theirs.execute("drop view mine")
    downgrade(theirs.url, "video")


@pytest.mark.parametrize(
    ("column", "finding"),
    [
        (
            "owner_id text generated always as (filename) stored",
            "public.predictions cannot be adopted: its column owner_id is generated",
        ),
        (
            "embedding extensions.vector",
            "column embedding of public.image_caption has other vectors: expected 384",
        ),
    ],
)
def test_a_column_that_does_not_fit_is_named(theirs: Database, column: str, finding: str) -> None:
    line, table = ("predictions", "predictions") if "owner" in column else ("captions", "image_caption")
    theirs.execute(f"alter table {table} add column {column}")
    if line == "captions":
        theirs.execute("insert into image_caption (embedding) values ('[1, 0, 0]')")
    with pytest.raises(MigrationError, match=finding) as refused:
        upgrade(theirs.url, line)
    assert refused.value.hint
    theirs.execute(f"alter table {table} drop column {column.split()[0]}")


def test_a_search_of_the_user_s_keeps_a_table_and_outlives_an_adoption(theirs: Database) -> None:
    upgrade(theirs.url, "video")
    theirs.execute("select pgmatch.create_search('mine', 'video_chunks')")
    with pytest.raises(
        MigrationError, match="drop the table video_chunks, which public.mine searches"
    ) as refused:
        downgrade(theirs.url, "video")
    assert refused.value.hint == "Drop the function first: select pgmatch.drop_search('public.mine');"
    theirs.execute("select pgmatch.drop_search('public.mine')")
    downgrade(theirs.url, "video")

    theirs.execute(
        "create table video_chunks (id text primary key, start_time float8, end_time float8,"
        " embedding extensions.vector(3), metadata jsonb)"
    )
    upgrade(theirs.url, "video")
    theirs.execute("select pgmatch.create_search('mine', 'video_chunks', key => 'id', returns => '{id}')")
    downgrade(theirs.url, "video")
    assert theirs.rows("select id from mine('[1, 0, 0]')") == []
    assert theirs.rows("select target::text, line from pgmatch.search") == [("video_chunks", None)]
    theirs.execute("select pgmatch.drop_search('public.mine'); drop table video_chunks")


def test_what_needs_a_function_of_the_core_is_named(theirs: Database) -> None:
    upgrade(theirs.url, "predictions")
    theirs.execute("create policy mine on predictions using (pgmatch.current_owner() = 'ann')")
    with pytest.raises(MigrationError, match="policy mine on table predictions depends on") as refused:
        downgrade(theirs.url, "predictions")
    assert refused.value.hint == "Drop or change what uses it, and run the downgrade again."
    theirs.execute("drop policy mine on predictions")
    downgrade(theirs.url, "predictions")


def test_functions_that_an_earlier_install_left_are_made_again(theirs: Database) -> None:
    lines = ("captions", "predictions", "collections")
    for line in lines:
        upgrade(theirs.url, line)
    theirs.execute("drop schema pgmatch cascade")
    for line in lines:
        upgrade(theirs.url, line)
        downgrade(theirs.url, line)
