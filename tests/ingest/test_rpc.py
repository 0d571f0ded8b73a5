"""Ingest runs by RPC: what holds by SQL holds through the API too, with its short statement timeout."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pgmatch import Database, connect
from pgmatch.errors import DatabaseError
from pgmatch.ingest.preview import preview
from pgmatch.ingest.run import ingest
from pgmatch.ingest.summary import Summary
from pgmatch.migrate import upgrade
from tests import servers
from tests.client import fake_api
from tests.client.fake_api import DROPPED, INSTALLED, Reply
from tests.client.waiting import wait_until
from tests.http.lite import Lite, serving
from tests.ingest.hashing import Hashing
from tests.servers import PostgresServer, created

SITE = {
    "guide.md": "# Guide\n\nStart here, reader.\n\n## Install\n\nRun the installer.\n",
    "guide/search.md": "# Search\n\nAsk a question.\n",
    "reference.mdx": "# Reference\n\nAll functions.\n",
}
STORED = (
    "select p.path, p.checksum, parent.path, s.content, s.embedding::text from nods_page p"
    " left join nods_page parent on parent.id = p.parent_page_id"
    " join nods_page_section s on s.page_id = p.id order by p.path, array_position(p.section_ids, s.id)"
)
BROKEN = (
    "select p.path from nods_page p where p.checksum is null or cardinality(p.section_ids) <>"
    " (select count(*) from nods_page_section s where s.page_id = p.id and s.embedding is not null)"
)
TIMEOUT = "alter database {} set statement_timeout = '8s'"


@pytest.fixture(scope="module")
def served(supabase_server: PostgresServer) -> Iterator[tuple[servers.Database, Lite]]:
    with created(supabase_server, "ingest_rpc") as made:
        upgrade(made.url, dimensions=str(Hashing.dimensions))
        made.execute(TIMEOUT.format(made.name))
        with serving(made.url) as server:
            yield made, server


@pytest.fixture
def postgres(served: tuple[servers.Database, Lite]) -> servers.Database:
    """The database behind the API, without pages."""
    served[0].execute(
        "truncate nods_page, pgmatch.nods_run, pgmatch.nods_corpus cascade;"
        "update pgmatch.search set model = null, normalized = null, chunk_tokens = null"
    )
    return served[0]


@pytest.fixture
def database(postgres: servers.Database, served: tuple[servers.Database, Lite]) -> Iterator[Database]:
    with connect(served[1].url, served[1].secret_key) as database:
        yield database


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in SITE.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text)
    return tmp_path / "site"


def test_a_run_stores_what_one_by_sql_does(
    database: Database, postgres: servers.Database, site: Path
) -> None:
    with connect(postgres.url) as by_sql:
        ingest(by_sql, site, Hashing())
    expected = postgres.rows(STORED)
    postgres.execute("truncate nods_page cascade")

    summary = ingest(database, site, Hashing())

    assert (len(summary.new), summary.embedded, summary.removed) == (3, 4, [])
    assert postgres.rows(STORED) == expected
    with connect(postgres.url) as by_sql:
        assert ingest(by_sql, site, Hashing()).unchanged == summary.new


def test_a_second_run_embeds_what_changed_and_removes_what_is_gone(
    database: Database, postgres: servers.Database, site: Path
) -> None:
    ingest(database, site, Hashing())
    (site / "guide.md").write_text(SITE["guide.md"].replace("Run the", "Start the"))
    (site / "reference.mdx").unlink()
    (site / "bad.md").write_text("---\na: [\n---\n# Bad\n")
    embedder = Hashing()

    foreseen = preview(database, site, embedder)
    assert embedder.texts == []
    summary = ingest(database, site, embedder)

    assert embedder.texts == ["Install\n## Install\n\nStart the installer."]
    assert (summary.changed, summary.removed, len(summary.failures)) == (["/guide"], ["/reference"], 1)
    assert replace(foreseen, seconds=0) == replace(summary, seconds=0)


def test_a_preview_writes_nothing(database: Database, postgres: servers.Database, site: Path) -> None:
    foreseen = preview(database, site, Hashing())

    assert (len(foreseen.new), foreseen.embedded) == (3, 4)
    assert postgres.rows("select count(*) from nods_page") == [(0,)]
    assert postgres.rows("select count(*) from pgmatch.nods_run") == [(0,)]
    assert postgres.rows("select model from pgmatch.search") == [(None,)]


KILLED = """
import sys, time
from pathlib import Path
from pgmatch import connect
from pgmatch.ingest.run import ingest
from tests.ingest.hashing import Hashing

def hang(texts):
    if len(embedder.batches) == 1:
        print("embedding", flush=True)
        time.sleep(600)

embedder = Hashing(before=hang)
ingest(connect(sys.argv[1], sys.argv[2]), Path(sys.argv[3]), embedder)
"""


def test_a_killed_run_leaves_the_old_version_searchable_and_the_next_completes(
    database: Database, postgres: servers.Database, served: tuple[servers.Database, Lite], tmp_path: Path
) -> None:
    for number in range(80):
        (tmp_path / f"{number:02}.md").write_text(f"# Page {number}\n\nOld text of page {number}.\n")
    ingest(database, tmp_path, Hashing(), corpus="pages")
    for number in range(80):
        (tmp_path / f"{number:02}.md").write_text(f"# Page {number}\n\nNew text of page {number}.\n")
    (tmp_path / "79.md").unlink()

    arguments = [served[1].url, served[1].secret_key, str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED.replace("embedder)\n", 'embedder, corpus="pages")\n'), *arguments],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "embedding\n"
        process.kill()

    assert postgres.rows("select count(*) from nods_page") == [(80,)]
    assert postgres.rows(BROKEN) == []
    new = "select count(*) from nods_page_section where content like '%New text%'"
    ((done,),) = postgres.rows(new)
    assert 0 < done < 79
    summary = ingest(database, tmp_path, Hashing(), corpus="pages")
    assert (len(summary.changed), len(summary.unchanged), summary.removed) == (79 - done, done, ["/79"])
    assert postgres.rows(new) == [(79,)]


def test_simultaneous_runs_leave_one_version_without_a_gap(
    postgres: servers.Database, served: tuple[servers.Database, Lite], tmp_path: Path
) -> None:
    roots = []
    for version in range(4):
        roots.append(tmp_path / str(version))
        roots[-1].mkdir()
        for page in range(6):
            (roots[-1] / f"{page}.md").write_text(
                "".join(f"# {section}\n\nText {section} of version {version}.\n\n" for section in range(5))
            )
    start = threading.Barrier(len(roots))

    def run(root: Path) -> Summary:
        with connect(served[1].url, served[1].secret_key) as database:
            database.pgmatch_info()
            start.wait()
            return ingest(database, root, Hashing(), corpus="pages")

    with ThreadPoolExecutor(len(roots)) as pool:
        summaries = list(pool.map(run, roots))

    assert all(summary.failures == [] for summary in summaries)
    assert postgres.rows(BROKEN) == []
    assert postgres.rows("select count(*) from nods_page") == [(6,)]
    versions = "select count(distinct right(rtrim(content, '.'), 1)), count(*) from nods_page_section group by page_id"
    assert postgres.rows(versions) == [(1, 5)] * 6


def test_a_page_that_takes_too_long_says_what_to_do_and_stays_as_it_was(
    database: Database, postgres: servers.Database, site: Path
) -> None:
    """The API's timeout ends the statement; the server here does not pass its code on, PostgREST does."""
    ingest(database, site, Hashing())
    before = postgres.rows(STORED)
    (site / "guide.md").write_text("# New\n\nAll new.\n")
    waiting = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    with ThreadPoolExecutor(1) as pool, postgres.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select from nods_page where path = '/guide' for update")
        running = pool.submit(ingest, database, site, Hashing())
        wait_until(lambda: postgres.rows(waiting) != [])
        with pytest.raises(DatabaseError, match="canceling statement"):
            running.result()
    assert postgres.rows(STORED) == before
    assert ingest(database, site, Hashing()).changed == ["/guide"]


def test_a_put_whose_answer_is_lost_is_made_again_and_counted_as_done(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText.\n")
    missing = Reply(200, [{"place": 1}])
    put = {"page_id": 1, "status": "unchanged", "inserted": 0, "kept": 1, "removed": 0}
    finished = {"removed_paths": [], "parents_set": 0, "superseded": False}
    with fake_api.running() as api, connect(api.url, "key") as database:
        api.answers |= {
            "pgmatch_info": [Reply(200, [INSTALLED])],
            "nods_corpora": [Reply(200, [])],
            "nods_begin_ingest": [Reply(200, 1)],
            "nods_sections_to_embed": [missing, missing, Reply(200, [])],
            "nods_put_page": [Reply(502, "<html>"), DROPPED, Reply(200, [put])],
            "nods_finish_ingest": [Reply(200, [finished])],
        }
        summary = ingest(database, tmp_path, Hashing())
        assert (summary.changed, summary.unchanged, summary.embedded, summary.reused) == (["/a"], [], 1, 0)
        assert len(api.calls("nods_put_page")) == 3

        api.answers["nods_put_page"] = [Reply(502, "<html>")]
        api.answers["nods_sections_to_embed"] = [missing]
        with pytest.raises(DatabaseError, match="answered 502") as raised:
            ingest(database, tmp_path, Hashing())
        assert raised.value.answer_lost
        assert len(api.calls("nods_put_page")) == 3 + 3

        api.answers["nods_put_page"] = [Reply(200, [{**put, "status": "new", "inserted": 1, "kept": 0}])]
        api.answers["nods_finish_ingest"] = [Reply(502, "<html>")]
        with pytest.raises(DatabaseError, match="answered 502"):
            ingest(database, tmp_path, Hashing())
        assert len(api.calls("nods_finish_ingest")) == 2


def test_a_page_too_long_for_one_call_is_written_in_parts_and_is_the_same(
    database: Database, postgres: servers.Database, tmp_path: Path
) -> None:
    (tmp_path / "long.md").write_text("".join(f"# Part {n}\n\nText of part {n}.\n\n" for n in range(130)))
    with connect(postgres.url) as by_sql:
        ingest(by_sql, tmp_path, Hashing())
    expected = postgres.rows(STORED)
    postgres.execute("truncate nods_page cascade")
    statements = "select count(*) from nods_page_section group by xmin order by 1"

    summary = ingest(database, tmp_path, Hashing())

    assert postgres.rows(STORED) == expected
    assert (summary.new, summary.embedded, summary.reused) == (["/long"], 130, 0)
    assert postgres.rows(statements) == [(30,), (50,), (50,)]
    again = (
        (tmp_path / "long.md")
        .read_text()
        .replace("Text", "Words")
        .replace("Words of part 7.", "Text of part 7.")
    )
    (tmp_path / "long.md").write_text(again)
    summary = ingest(database, tmp_path, Hashing())
    assert (summary.changed, summary.embedded, summary.reused) == (["/long"], 129, 1)
    assert postgres.rows("select count(*) from nods_page_section") == [(130,)]
    assert postgres.rows(BROKEN) == []


def test_a_long_page_that_is_interrupted_keeps_its_old_version_and_what_was_added(
    database: Database, postgres: servers.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(word: str) -> None:
        (tmp_path / "long.md").write_text("".join(f"# Part {n}\n\n{word} of {n}.\n\n" for n in range(130)))

    write("Old")
    ingest(database, tmp_path, Hashing())
    write("New")
    with monkeypatch.context() as patch:

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr("pgmatch.lines.nods.ingest_calls.put_page", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ingest(database, tmp_path, Hashing())

    counts = "select count(*) filter (where content like '%Old of%'), count(*) from nods_page_section"
    assert postgres.rows(counts) == [(130, 230)]
    embedder = Hashing()
    summary = ingest(database, tmp_path, embedder)
    assert len(embedder.texts) == summary.embedded == 30
    assert (summary.changed, summary.reused) == (["/long"], 100)
    assert postgres.rows(counts) == [(0, 130)]
    assert postgres.rows(BROKEN) == []
