"""What an upgrade makes or adopts, and what a downgrade keeps. The adoption of any line is tested here."""

from __future__ import annotations

import io
import re

import pytest

from pgmatch.migrate import downgrade, export, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer
from tests.video.conftest import vector

# what the guide wants, with what people add
THEIRS = """
    create table video_chunks (
      id text primary key, start_time float8, end_time float8, embedding extensions.vector(768), metadata jsonb,
      title text default 'untitled'
    );
    create index mine on video_chunks using ivfflat (embedding extensions.vector_cosine_ops) with (lists = 1);
    create policy mine on video_chunks for select to anon using (title = 'public');
    create function match_video_chunks(
      query_embedding extensions.vector, match_threshold float, match_count int
    ) returns setof video_chunks language sql as 'select * from video_chunks limit match_count';
"""
ROW = "insert into video_chunks (id, embedding, metadata) values ('chunk_0', %s, %s)"
KINDS = ["table", "column", "constraint", "index", "function", "policy"]


@pytest.fixture
def made(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    return create_database(supabase_server)


def test_it_comes_and_goes_and_rows_do_not_go_unasked(
    made: Database, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    upgrade(made.url, "core")
    before = snapshot(made.connect())
    upgrade(made.url, "video", access="owner")
    installed = snapshot(made.connect())
    made.execute(ROW, [str(vector(1)), "{}"])
    with pytest.raises(MigrationError, match="would drop the table video_chunks with its 1 row"):
        downgrade(made.url, "video")
    downgrade(made.url, "video", drop_data="yes")
    upgrade(made.url, "core")
    left = differences(before, snapshot(made.connect()))
    assert [line for line in left if "video_version" not in line] == []

    other = create_database(supabase_server)
    script = io.StringIO()
    export(script, "video", access="owner")
    other.execute(script.getvalue())
    assert differences(installed, snapshot(other.connect())) == []


def test_a_table_of_the_guide_is_adopted_and_given_back(made: Database) -> None:
    made.execute("create extension vector schema extensions;" + THEIRS)
    made.execute(ROW, [str(vector(1)), '{"video_url": "v"}'])
    rows = made.rows("select id, embedding::text, metadata, title from video_chunks")
    before = snapshot(made.connect(), KINDS)

    upgrade(made.url, "video")
    assert made.rows("select id, embedding::text, metadata, title from video_chunks") == rows
    lost = [line for line in differences(before, snapshot(made.connect(), KINDS)) if line.startswith("- ")]
    assert sorted(line.split(":")[0] for line in lost) == [
        "- function public.match_video_chunks(query_embedding extensions.vector, match_threshold double precision, match_count integer)",
        "- table public.video_chunks",
    ], "one is replaced, the other gets row level security"
    found = "select id, video_url from search_video_chunks(%s, video => 'v')"
    assert made.rows(found, [str(vector(1))]) == [("chunk_0", "v")]
    made.execute(f"create index video_chunks_embedding_hnsw_cosine_idx on video_chunks (title); {UNRELATED}")

    downgrade(made.url, "video")
    assert made.rows("select id, embedding::text, metadata, title from video_chunks") == rows
    left = differences(before, snapshot(made.connect(), KINDS))
    assert {line.split(":")[0][2:] for line in left if "pgmatch" not in line} == {
        "table public.video_chunks",
        "index public.unrelated",
    }, "row level security stays, and what was made since"


UNRELATED = (
    "drop index video_chunks_embedding_hnsw_cosine_idx; create index unrelated on video_chunks (title)"
)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("alter table video_chunks alter metadata type json", "its column metadata is json, not jsonb"),
        ("alter table video_chunks drop end_time", "it has no column end_time"),
        ("alter table video_chunks owner to postgres", 'it belongs to the role "postgres", not to "owner"'),
        (
            "alter table video_chunks rename to c; create view video_chunks as table c",
            "it is not an ordinary table",
        ),
    ],
)
def test_a_table_that_does_not_fit_stops_before_the_first_change(
    supabase_server: PostgresServer, create_database: CreateDatabase, change: str, finding: str
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", owner="owner")
    url = supabase_server.url(made.name, "owner")
    Database(url, made.name, supabase_server).execute(THEIRS)
    made.execute(f"drop function match_video_chunks; {change}")
    before = snapshot(made.connect())
    with pytest.raises(
        MigrationError, match=re.escape(f"public.video_chunks cannot be adopted: {finding}")
    ) as refused:
        upgrade(url, "video")
    assert differences(before, snapshot(made.connect())) == []
    if "view" not in change:
        # the hint is the statement, perhaps after another way out
        assert refused.value.hint is not None
        made.execute("alter table" + refused.value.hint.partition("alter table")[2])
        upgrade(url, "video")


def test_what_is_left_without_the_record_is_taken_over(made: Database) -> None:
    upgrade(made.url, "video")
    made.execute(ROW, [str(vector(1)), '{"video_url": "v"}'])
    installed = snapshot(made.connect())
    made.execute("drop schema pgmatch cascade")
    upgrade(made.url, "video")
    assert differences(installed, snapshot(made.connect())) == []
    assert made.rows("select id from search_video_chunks(%s)", [str(vector(1))]) == [("chunk_0",)]
