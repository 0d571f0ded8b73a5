"""`pgmatch adopt` on databases as the guides leave them."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_sql
from tests.migrations.test_adopt import SURPRISES
from tests.servers import Database, PostgresServer

OTHER_TABLES = """
    create table video_chunks (
      id text primary key, start_time float, end_time float, metadata jsonb, embedding extensions.vector(3),
      owner_id text not null default ''
    );
    create policy mine on video_chunks for select using (true);
    create table predictions (filename text, predictions text);
    create table documents (id bigint primary key, content text, metadata jsonb, embedding extensions.vector(3))
"""
STORAGE = "select attstorage from pg_attribute where attrelid = 'nods_page_section'::regclass and attname = 'embedding'"


@pytest.fixture
def guide(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    made = create_database(supabase_server, default_privileges="grant_all")
    made.execute(guide_sql() + fill_sql())
    return made


def rows(output: str) -> list[str]:
    """Return the lines of a table, each with single spaces."""
    return [" ".join(line.split()) for line in output.splitlines()]


def test_the_plan_names_what_changes_and_what_stays_and_changes_nothing(run: Run, guide: Database) -> None:
    guide.execute(
        "create policy mine on nods_page for select using (true);"
        "create index other on nods_page_section using hnsw (embedding extensions.vector_cosine_ops);"
        "alter table nods_page disable row level security"
    )
    with closing(guide.connect()) as connection:
        before = snapshot(connection)
    done = run("adopt", "--plan", url=guide.url)
    assert done.exit_code == 0, done.stderr
    lines = rows(done.stdout)
    brief, instant = "access exclusive for an instant", "access exclusive for an instant; no rewrite"
    changes, stays = (
        lines[lines.index("Changes") : lines.index("Stays as it is")],
        lines[lines.index("Stays as it is") :],
    )
    for line in (
        f"nods_page.corpus is added as text {instant}",
        f"nods_page.section_ids is added as bigint[] {instant}",
        "match_page_sections(extensions.vector,double precision,integer,integer)"
        " is replaced; a downgrade restores it",
        f"nods_page gets row level security {brief}",
        f"nods_page_section.embedding new rows keep the embedding inline; `pgmatch optimize` rewrites the old ones {instant}",
        "nods_page gets an index on parent_page_id share: writes wait while it is built",
        "nods_page_section gets an index on page_id share: writes wait while it is built",
        "nods_page privileges of anon, authenticated, service_role are set by access=private",
    ):
        assert line in changes
    assert any(line.startswith("nods_page_section gets an HNSW index on embedding none:") for line in changes)
    for line in (
        "mine on nods_page policy stays",
        "other is not used: it has another column or metric or a WHERE clause, or is not valid",
    ):
        assert line in stays
    assert lines[-1] == "Nothing prevents the install. Next: `pgmatch alembic upgrade head`."
    assert "Fix:" not in done.stdout
    with closing(guide.connect()) as connection:
        assert snapshot(connection) == before


def test_the_plan_foresees_which_index_is_used(run: Run, guide: Database) -> None:
    guide.execute(
        "create index theirs on nods_page_section using hnsw (embedding extensions.vector_ip_ops);"
        "alter table nods_page_section add column small extensions.vector(3);"
        "create index small_idx on nods_page_section using hnsw (small extensions.vector_ip_ops)"
    )
    lines = rows(run("adopt", "--plan", url=guide.url).stdout)
    assert "theirs is used" in lines
    assert any(line.startswith("small_idx is not used") for line in lines)
    assert not any("gets an HNSW index" in line for line in lines)
    upgrade(guide.url)
    assert guide.rows("select index from pgmatch.vector_indexes('nods_page_section')") == [("theirs",)]


def test_the_plan_of_another_line_names_what_its_upgrade_adds(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", default_privileges="grant_all")
    made.execute(OTHER_TABLES)
    before = snapshot(made.connect())

    planned = run("adopt", "--plan", "--line", "video", "-x", "access=public_read", url=made.url)
    assert planned.exit_code == 0, planned.stderr
    lines = rows(planned.stdout)
    rewritten, brief = "access exclusive while the table is rewritten", "access exclusive for an instant"
    assert lines[lines.index("Changes") + 2 : lines.index("Stays as it is") - 1] == [
        f"public.video_chunks.video_url is added as text {rewritten}",
        f"public.video_chunks.number is added as bigint {rewritten}",
        f"public.video_chunks gets row level security {brief}",
        "public.video_chunks gets the indexes of the line share: writes wait while they are built; they go on while"
        " that of embeddings is built",
        "public.video_chunks privileges of anon, authenticated, service_role are set by access=public_read",
    ]
    assert "mine on public.video_chunks policy stays" in lines
    assert lines[-1] == "Nothing prevents the install. Next: `pgmatch alembic -n video upgrade head`."
    for line, (status, told) in {
        "predictions": (1, "public.predictions: its column predictions is text, not jsonb"),
        "documents": (1, "public.documents: it is a table of another tool"),
        "captions": (0, "There is nothing to adopt in the schema public"),
        "docs": (0, "There is nothing to adopt in the schema docs"),
        "collections": (1, "the line 'collections' adopts no tables"),
    }.items():
        done = run("adopt", "--plan", "--line", line, url=made.url)
        assert (done.exit_code, told in done.stdout + done.stderr) == (status, True), line
    assert differences(before, snapshot(made.connect())) == []

    upgrade(made.url, "video", access="public_read")
    columns = "select attname from pg_attribute where attrelid = 'video_chunks'::regclass and attnum > 6 order by attnum"
    assert made.rows(columns) == [("video_url",), ("number",)]


def test_the_plan_of_another_line_names_what_took_a_name_of_it(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    made.execute(
        "create table predictions (filename text, predictions jsonb); create view predictions_filename_idx as select 1;"
        "create table image_caption (id uuid primary key, caption text);"
        "create function find_image_captions(a integer) returns integer language sql return a;"
        "create table documents_owner_id_idx (a integer); create index video_chunks_owner_id_idx"
        " on documents_owner_id_idx (a)"
    )
    for line, name in (
        ("predictions", "view public.predictions_filename_idx"),
        ("captions", "find_image_captions(integer)"),
        ("documents", "table public.documents_owner_id_idx"),
        ("video", "index public.video_chunks_owner_id_idx"),
    ):
        planned = run("adopt", "--plan", "--line", line, url=made.url)
        (fix,) = re.findall(r"((?:alter table|drop function) [^;]+;)", planned.stdout)
        with pytest.raises(MigrationError) as refused:
            upgrade(made.url, line)
        assert planned.exit_code == 1, line
        assert name in refused.value.message, line
        assert " ".join(refused.value.message.split()) in " ".join(rows(planned.stdout)), line
        made.execute(fix.replace("...", f"theirs_{line}"))
        planned = run("adopt", "--plan", "--line", line, url=made.url)
        assert planned.exit_code == 0, planned.stdout
        upgrade(made.url, line)


@pytest.mark.parametrize("dimensions", [3, 1993, 1994])
def test_the_plan_foresees_the_storage(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase, dimensions: int
) -> None:
    made = create_database(supabase_server)
    made.execute(guide_sql("public", dimensions) + fill_sql(dimensions))
    foreseen = "new rows keep the embedding inline" in run("adopt", "--plan", url=made.url).stdout
    upgrade(made.url)
    assert foreseen is (made.rows(STORAGE) == [("p",)])
    assert foreseen is (dimensions <= 1993)


@pytest.mark.parametrize("surprise", SURPRISES)
def test_what_stops_an_install_is_named_with_its_remedy(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase, surprise: str
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", owner="owner")
    url = supabase_server.url(made.name, "owner")
    Database(url, made.name, supabase_server).execute(guide_sql() + fill_sql())
    statement, message = SURPRISES[surprise]
    with_superuser(made, statement)

    done = run("adopt", "--plan", url=url)

    assert done.exit_code == 1
    stops = " ".join(done.stdout.split("Changes")[0].split())
    assert stops.startswith("Stops the install")
    assert message in stops
    assert "Fix: " in stops
    assert "An install would stop before its first change." in done.stdout


def with_superuser(made: Database, statement: str) -> None:
    Database(made.server.url(made.name), made.name, made.server).execute(statement)


def test_following_the_remedy_opens_the_way(run: Run, guide: Database) -> None:
    guide.execute("alter table nods_page_section alter column embedding type extensions.vector")
    lines = rows(run("adopt", "--plan", url=guide.url).stdout)
    remedy = next(line.removeprefix("Fix: ") for line in lines if line.startswith("Fix: "))
    guide.execute(remedy)
    assert run("adopt", "--plan", url=guide.url).exit_code == 0
    upgrade(guide.url)


def test_an_option_that_contradicts_the_table_stops_it(run: Run, guide: Database) -> None:
    done = run("adopt", "--plan", "-x", "dimensions=384", url=guide.url)
    assert done.exit_code == 1
    assert "has 1536 dimensions, but the option says 384" in done.stdout
    assert run("adopt", "--plan", "-x", "dimensions=1536", url=guide.url).exit_code == 0


def test_a_role_that_may_not_use_the_extension_is_told(
    run: Run, plain_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(plain_server, owner="owner")
    with_superuser(made, guide_sql())
    done = run("adopt", "--plan", url=plain_server.url(made.name, "owner"))
    assert done.exit_code == 1
    assert 'role "owner" may not use the schema "extensions"' in done.stdout
    assert "grant usage on schema extensions to owner;" in done.stdout


def test_it_says_when_there_is_nothing_to_adopt_or_it_is_done(
    run: Run, empty_database: Database, database: Database
) -> None:
    done = run("adopt", "--plan", "-x", "schema=app", url=empty_database.url)
    assert (done.exit_code, done.stdout) == (
        0,
        "There is nothing to adopt in the schema app: an install creates everything.\n",
    )
    done = run("adopt", "--plan", url=database.url)
    assert (done.exit_code, done.stdout) == (
        0,
        "pgmatch is already installed, at revision nods_0005. To upgrade: `pgmatch alembic upgrade head`.\n",
    )


def test_the_model_is_recorded_once(run: Run, guide: Database) -> None:
    done = run("adopt", "--model", "text-embedding-ada-002", url=guide.url)
    assert (done.exit_code, done.stderr.splitlines()[1]) == (
        1,
        "Hint: Install it first: pgmatch alembic upgrade head",
    )
    upgrade(guide.url)
    done = run("adopt", "--model", "text-embedding-ada-002", url=guide.url)
    assert (done.exit_code, done.stdout) == (
        0,
        "Recorded text-embedding-ada-002 as the model of the embeddings.\n",
    )
    assert guide.rows("select model from pgmatch_info()") == [("text-embedding-ada-002",)]
    done = run("adopt", "--model", "other", url=guide.url)
    assert done.exit_code == 1
    assert 'made by "text-embedding-ada-002", not by "other"' in done.stderr


def test_without_an_option_it_says_what_to_do(run: Run) -> None:
    done = run("adopt")
    assert done.exit_code == 0
    assert "pgmatch adopt --plan" in done.stdout
    assert run("adopt", "--plan", "--model", "x").exit_code == 2
