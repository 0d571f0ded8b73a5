"""Images in a stub of Storage are captioned by a service, which a local server stands for, and are found."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import psycopg2
import pytest
import supabase

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.captions.stand_ins import STORAGE, answering
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.docs.pages import DOCS
from tests.http.lite import Lite, serving
from tests.servers import Database, PostgresServer, created

UPLOAD = (
    "insert into storage.objects (bucket_id, name, owner_id, metadata) values (%s, %s, %s, %s) returning id"
)
SENT = "select url, body, headers from net.queue order by id"


def vector(*numbers: float) -> list[float]:
    return [*numbers, *[0.0] * (384 - len(numbers))]


@pytest.fixture(scope="module")
def captions(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database with Storage and the line, which the tests of the module share."""
    with created(supabase_server, "captions") as made:
        made.execute(STORAGE)
        upgrade(made.url, "captions")
        yield made


@pytest.fixture(scope="module")
def http(captions: Database) -> Iterator[Lite]:
    with serving(captions.url) as server:
        yield server


@pytest.fixture(scope="module")
def client(http: Lite) -> Iterator[supabase.Client]:
    with httpx.Client() as connections:
        options = supabase.ClientOptions(httpx_client=connections, auto_refresh_token=False)
        yield supabase.create_client(http.url, http.secret_key, options)


@contextmanager
def captioning(client: supabase.Client) -> Iterator[str]:
    """Run the guide's function: it captions the image of a payload, and inserts that. Give its URL."""

    def caption(body: bytes) -> None:
        record = json.loads(body)["record"]
        text = f"a picture of {record['path_tokens'][-1].split('.')[0]}"
        client.table("image_caption").insert({"id": record["id"], "caption": text}).execute()

    with answering(caption) as url:
        yield url


def deliver(database: Database) -> list[dict[str, Any]]:
    """Send what is queued, as pg_net does, and return the payloads."""
    sent = database.rows(SENT)
    for url, body, headers in sent:
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
    return [body for _, body, _ in sent]


def upload(database: Database, name: str, kind: str = "image/png", bucket: str = "images") -> str:
    with database.transaction() as cursor:
        cursor.execute(UPLOAD, [bucket, name, "ann", json.dumps({"mimetype": kind})])
        return str(cursor.fetchall()[0][0])


def called(client: supabase.Client, function: str, **arguments: Any) -> Any:
    return client.rpc(function, arguments).execute().data


def test_an_image_is_captioned_found_and_forgotten(captions: Database, client: supabase.Client) -> None:
    with captioning(client) as url:
        [(said,)] = captions.rows("select set_caption_webhook(%s)", [url])
        assert said == f"new images in the bucket images are sent to {url}"
        image = upload(captions, "pets/cats.png")
        upload(captions, "pets/cats.pdf", "application/pdf")
        upload(captions, "cats.png", bucket="other")
        [payload] = deliver(captions)
        assert set(payload) == {"type", "table", "schema", "record", "old_record"}
        assert (payload["type"], payload["table"], payload["schema"]) == ("INSERT", "objects", "storage")
        assert (payload["record"]["id"], payload["record"]["path_tokens"]) == (image, ["pets", "cats.png"])
        deliver(captions)  # a webhook may come twice

    rows = "select id::text, caption, owner_id from image_caption"
    assert captions.rows(rows) == [(image, "a picture of cats", "ann")]
    client.table("image_caption").update({"embedding": vector(0.6, 0.8)}).eq("id", image).execute()
    [found] = called(client, "find_image_captions", query_text="cat")
    assert found["id"] == image
    nearest = {"query_embedding": vector(1), "match_threshold": 0.5, "match_count": 5}
    [match] = called(client, "match_image_captions", **nearest)
    assert (match["id"], round(match["similarity"], 6)) == (image, 0.6)

    # another text has another embedding
    client.table("image_caption").insert({"id": image, "caption": "a dog"}).execute()
    assert captions.rows("select caption, embedding from image_caption") == [("a dog", None)]
    captions.execute("delete from storage.objects where id = %s", [image])
    assert captions.rows(rows) == []

    captions.execute("select set_caption_webhook(null); truncate net.queue")
    upload(captions, "late.png")
    assert captions.rows(SENT) == []


def test_an_upload_does_not_fail_with_its_webhook(captions: Database) -> None:
    captions.execute("select set_caption_webhook('http://127.0.0.1/'); alter schema net rename to gone")
    assert upload(captions, "alone.png")
    captions.execute("alter schema gone rename to net; select set_caption_webhook(null)")


def test_wrong_arguments_are_refused(captions: Database) -> None:
    for call, sqlstate in (
        ("set_caption_webhook('example.com')", "22023"),
        ("set_caption_webhook(E'https://a\\nb')", "22023"),
        ("find_image_captions(null)", "22004"),
        ("find_image_captions('cat', -1)", "2201W"),
    ):
        with pytest.raises(psycopg2.Error) as refused:
            captions.rows(f"select {call}")
        assert (refused.value.pgcode, bool(refused.value.diag.message_hint)) == (sqlstate, True)


def test_a_long_question_is_cut(captions: Database) -> None:
    assert captions.rows("select * from find_image_captions(repeat('word ', 20000) || 'cat')") == []


def test_an_insert_of_more_columns_decides_about_its_conflict_itself(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        "create table image_caption (id uuid primary key, caption text, note text, at timestamptz default now());"
        "insert into image_caption values (gen_random_uuid(), 'a cat', 'n1')"
    )
    upgrade(made.url, "captions")
    image = made.rows("select id::text from image_caption")[0][0]
    insert = f"insert into image_caption (id, caption, note) values ('{image}', 'a dog', 'n2')"
    stored = "select caption, note from image_caption"
    with pytest.raises(psycopg2.errors.UniqueViolation):
        made.execute(insert)
    made.execute(f"{insert} on conflict do nothing")
    assert made.rows(stored) == [("a cat", "n1")]
    made.execute(f"{insert} on conflict (id) do update set note = excluded.note")
    assert made.rows(stored) == [("a cat", "n2")]
    for caption, after in (("'a horse'", "a horse"), ("null", "a horse")):
        made.execute(f"insert into image_caption (id, caption) values ('{image}', {caption})")
        assert made.rows(stored) == [(after, "n2")]


def test_who_may_not_see_an_image_neither_captions_it_nor_learns_that_it_is_there(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        STORAGE + "alter table storage.objects enable row level security;"
        "create policy own on storage.objects using (owner_id = current_setting('request.jwt.claims')::json ->> 'sub')"
    )
    upgrade(made.url, "captions", access="owner")
    hers, his = (
        made.rows(f"insert into storage.objects (owner_id) values ('{owner}') returning id::text")[0][0]
        for owner in ("ann", "bob")
    )
    ann = {"sub": "ann"}
    for statement in (
        f"insert into image_caption (id, caption) values ('{his}', 'mine')",
        f"insert into image_caption (id, caption, owner_id) values ('{his}', 'mine', 'ann')",
        "insert into image_caption (id, caption) values (gen_random_uuid(), 'mine')",
        f"insert into image_caption (id) values ('{hers}'); update image_caption set id = '{his}'",
    ):
        with (
            made.as_role("authenticated", ann) as cursor,
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
        ):
            cursor.execute(statement)
    with made.transaction() as cursor:
        cursor.execute('set local role service_role; set local request.jwt.claims = \'{"sub": "ann"}\'')
        cursor.execute(
            f"insert into image_caption (id, caption) values ('{his}', 'a secret'), ('{hers}', 'a cat')"
        )
    with made.as_role("authenticated", ann) as cursor:
        cursor.execute("select caption from image_caption")
        assert cursor.fetchall() == [("a cat",)]


def test_the_search_of_a_line_goes_with_its_line_alone(captions: Database) -> None:
    with pytest.raises(psycopg2.Error, match="belongs to the line captions") as refused:
        captions.execute("select pgmatch.drop_search('match_image_captions')")
    assert "pgmatch alembic -n captions downgrade base" in str(refused.value.diag.message_hint)
    with closing(captions.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "alter table image_caption rename caption to text; select state, fix from pgmatch.searches"
        )
        assert cursor.fetchall() == [("invalid", None)]


def test_the_doctor_finds_nothing(captions: Database) -> None:
    assert captions.rows("select rule, object from pgmatch.doctor()") == []


def test_where_a_trigger_is_refused_the_rest_installs_and_the_steps_are_said(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", owner="owner")
    made.execute(STORAGE)
    upgrade(supabase_server.url(made.name, "owner"), "captions")
    with made.as_role("owner") as cursor:
        cursor.execute("select set_caption_webhook('https://example.com/caption')")
        said = cursor.fetchall()[0][0]
        assert said.startswith("No trigger was made: permission denied for")
        assert "In the dashboard: Integrations, Database Webhooks" in said
        assert "https://example.com/caption" in said
        cursor.execute("insert into image_caption values (gen_random_uuid(), 'a cat')")
        cursor.execute("select caption from find_image_captions('cats')")
        assert cursor.fetchall() == [("a cat",)]


def test_who_may_make_a_trigger_but_does_not_own_storage_does_and_undoes_all(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", owner="owner")
    made.execute(
        STORAGE + "grant all on storage.objects to owner; grant usage on schema storage, net to owner;"
        "grant insert, select on net.queue to owner"
    )
    upgrade(supabase_server.url(made.name, "owner"), "captions")
    with (
        closing(psycopg2.connect(supabase_server.url(made.name, "owner"))) as owner,
        owner.cursor() as cursor,
    ):
        owner.autocommit = True
        for name, url in (("a", "http://a"), ("b", "http://b"), ("c", None)):
            cursor.execute("select set_caption_webhook(%s)", [url])
            upload(made, name)
    sent = "select url, body -> 'record' ->> 'name' from net.queue order by id"
    assert made.rows(sent) == [("http://a", "a"), ("http://b", "b")]
    downgrade(supabase_server.url(made.name, "owner"), "captions")
    assert made.rows("select tgname from pg_trigger where not tgisinternal") == []


def test_a_table_of_the_guide_is_adopted_and_given_back(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        STORAGE + "create table image_caption (id uuid primary key, caption text, seen int);"
        "insert into storage.objects (name) values ('a.png');"
        "insert into image_caption select id, 'a cat', 7 from storage.objects"
    )
    rows = made.rows("select * from image_caption")
    kinds = ["column", "constraint", "index", "policy", "trigger", "function"]
    before = snapshot(made.connect(), kinds)
    upgrade(made.url, "captions")
    assert made.rows("select caption from find_image_captions('cat')") == [("a cat",)]
    made.execute("select set_caption_webhook('http://127.0.0.1/')")
    downgrade(made.url, "captions")
    assert made.rows("select * from image_caption") == rows
    left = differences(before, snapshot(made.connect(), kinds))
    assert [line for line in left if "pgmatch" not in line] == []
    assert made.rows("select tgname from pg_trigger where not tgisinternal") == []

    # as the page says of a key of the user's own
    made.execute("alter table image_caption add foreign key (id) references storage.objects")
    upgrade(made.url, "captions")
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        made.execute("delete from storage.objects")
    page = (DOCS / "captions.md").read_text("utf-8")
    (change,) = re.findall("`(alter table image_caption [^`]*;)`", page)
    made.execute(change)
    made.execute("delete from storage.objects")
    assert made.rows("select * from image_caption") == []


def test_a_user_gets_no_caption_of_another_s_image(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(STORAGE)
    upgrade(made.url, "captions", access="owner")
    image = upload(made, "b.png")  # of ann
    put = "insert into image_caption (id, caption) values (%s, %s)"
    with (
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
        made.as_role("authenticated", {"sub": "eve"}) as eve,
    ):
        eve.execute(put, [image, "mine"])
    with (
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
        made.as_role("authenticated", {"sub": "eve"}) as eve,
    ):
        eve.execute(put, ["00000000-0000-4000-8000-000000000001", "of an image that is not there"])
    # as one that was there before
    made.execute("insert into image_caption values (%s, 'old', null, default, 'eve')", [image])
    made.execute("update image_caption set owner_id = 'eve'")
    with made.transaction() as cursor:
        cursor.execute("set local role service_role")
        cursor.execute(put, [image, "a secret"])
    assert made.rows("select caption, owner_id from image_caption") == [("a secret", "ann")]


@pytest.mark.parametrize(
    ("arguments", "sqlstate"),
    [
        ("headers => null", "22023"),
        ("""headers => '["a"]'""", "22023"),
        ("""headers => '{"Content-Type": "text/plain"}'""", "22023"),
        ("""headers => '{"a": 1}'""", "22023"),
        ("bucket => null", "22004"),
        ("mime_types => null", "22004"),
    ],
)
def test_a_webhook_that_would_send_nothing_is_refused(
    captions: Database, arguments: str, sqlstate: str
) -> None:
    with pytest.raises(psycopg2.Error) as refused:
        captions.execute(f"select set_caption_webhook('http://127.0.0.1/', {arguments})")
    assert (refused.value.pgcode, bool(refused.value.diag.message_hint)) == (sqlstate, True)


def test_a_downgrade_drops_no_embedding_or_owner_of_an_adopted_table_until_told(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    made.execute(
        "create table image_caption (id uuid primary key, caption text);"
        "create policy pgmatch_like_mine on image_caption using (true)"
    )
    upgrade(made.url, "captions")
    made.execute("insert into image_caption (id, owner_id) values (gen_random_uuid(), 'ann')")
    made.execute("create index title_hnsw_ip_idx on image_caption (caption)")
    with pytest.raises(
        MigrationError, match="the column public.image_caption.owner_id with its 1 value"
    ) as refused:
        downgrade(made.url, "captions")
    assert refused.value.hint == "To drop it: pgmatch alembic -n captions -x drop_data=yes downgrade base"
    made.execute("create view mine as select owner_id from image_caption")
    with pytest.raises(MigrationError, match="cannot drop column owner_id") as refused:
        downgrade(made.url, "captions", drop_data="yes")
    assert refused.value.hint == "Drop or change what uses it, and run the downgrade again."
    made.execute("drop view mine")
    downgrade(made.url, "captions", drop_data="yes")
    assert made.rows("select polname from pg_policy") == [("pgmatch_like_mine",)]
    assert made.rows("select to_regclass('title_hnsw_ip_idx')::text") == [("title_hnsw_ip_idx",)]


@pytest.mark.parametrize(
    ("columns", "finding"),
    [
        ("id uuid primary key, caption text, words text", "its column words is text, not tsvector"),
        ("id uuid primary key, caption text, embedding real[]", "its column embedding is real[], not vector"),
        ("id uuid, lang text, caption text, primary key (id, lang)", "it has no primary key on id"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    supabase_server: PostgresServer, create_database: CreateDatabase, columns: str, finding: str
) -> None:
    made = create_database(supabase_server)
    made.execute(f"create table image_caption ({columns})")
    with pytest.raises(MigrationError) as refused:
        upgrade(made.url, "captions")
    assert refused.value.message == f"the table public.image_caption cannot be adopted: {finding}"
