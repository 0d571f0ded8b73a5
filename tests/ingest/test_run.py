"""Ingest runs, on a real database."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pgmatch import connect
from pgmatch.errors import DatabaseError, EmbeddingError, IngestError
from pgmatch.ingest.run import ingest
from pgmatch.ingest.store import BATCH
from pgmatch.ingest.summary import State
from pgmatch.lines.nods import ingest_calls
from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.counters import wait_for_reports
from tests.ingest.hashing import Hashing
from tests.ingest.running import (
    PAGES,
    SITE,
    VERSIONS,
    found,
    look,
    numbers,
    parents,
    run,
    sections,
    write,
)
from tests.servers import Database, PostgresServer


def test_a_first_run_stores_every_page_and_section(postgres: Database, site: Path) -> None:
    summary = run(postgres, site)

    assert numbers(summary) == {"new": 3, "embedded": 4}
    assert summary.tokens == sum(
        len(text.split())
        for text in (
            "# Guide\n\nStart here, reader.",
            "## Install\n\nRun the installer.",
            "# Search\n\nAsk a question.",
            "# Reference\n\nAll functions.",
        )
    )
    assert postgres.rows(
        "select p.path, p.type, p.source, p.corpus, p.meta, s.heading, s.slug, s.content, s.token_count"
        " from nods_page p join nods_page_section s on s.page_id = p.id"
        " order by p.path, array_position(p.section_ids, s.id)"
    ) == [
        ("/guide", "markdown", "guide", "site", None, "Guide", "guide", "# Guide\n\nStart here, reader.", 5),
        ("/guide", "markdown", "guide", "site", None, "Install", "install", "## Install\n\nRun the installer.", 5),
        ("/guide/search", "markdown", "guide", "site", None, "Search", "search", "# Search\n\nAsk a question.", 5),
        ("/reference", "markdown", "guide", "site", {"title": "Reference"}, "Reference", "reference",
         "# Reference\n\nAll functions.", 4),
    ]  # fmt: skip
    assert found(postgres, "Run the installer.") == ["## Install\n\nRun the installer."]
    assert postgres.rows(
        "select model, pgmatch.dimensions_of(target, embedding), normalized, chunk_tokens from pgmatch.search"
    ) == [("hashing", 64, True, 40)]


def test_the_checksum_is_the_guides(postgres: Database, site: Path) -> None:
    run(postgres, site)
    wanted = base64.b64encode(hashlib.sha256((site / "guide.md").read_bytes()).digest()).decode()
    assert postgres.rows("select checksum from nods_page where path = '/guide'") == [(wanted,)]


def test_a_second_run_embeds_and_writes_nothing(postgres: Database, site: Path) -> None:
    run(postgres, site)
    before, embedder = postgres.rows(VERSIONS), Hashing()
    written = rows_written(postgres)

    summary = run(postgres, site, embedder)

    assert numbers(summary) == {"unchanged": 3, "reused": 4}
    assert embedder.texts == []
    assert postgres.rows(VERSIONS) == before
    assert rows_written(postgres) == written


def rows_written(database: Database) -> list[tuple[Any, ...]]:
    wait_for_reports(database)
    return database.rows(
        "select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables where relname ~ '^nods_page'"
    )


def test_only_the_changed_section_is_replaced(postgres: Database, site: Path) -> None:
    run(postgres, site)
    before = sections(postgres, "/guide")
    kept = postgres.rows("select xmin::text from nods_page_section where id = %s", (before[0][0],))
    write(site, {"guide.md": SITE["guide.md"].replace("installer", "new program")})
    embedder = Hashing()

    summary = run(postgres, site, embedder)

    assert numbers(summary) == {"changed": 1, "unchanged": 2, "embedded": 1, "reused": 3}
    assert embedder.texts == ["## Install\n\nRun the new program."]
    after = sections(postgres, "/guide")
    assert after[0] == before[0]
    assert [content for _, content in after[1:]] == ["## Install\n\nRun the new program."]
    assert after[1][0] != before[1][0]
    assert postgres.rows("select xmin::text from nods_page_section where id = %s", (before[0][0],)) == kept
    assert found(postgres, "Run the installer.") == ["## Install\n\nRun the new program."]


def test_sections_that_move_keep_their_ids(postgres: Database, site: Path) -> None:
    write(site, {"guide.md": "# One\n\nfirst\n\n# Two\n\nsecond\n\n# Three\n\nthird\n"})
    run(postgres, site)
    one, two, three = sections(postgres, "/guide")
    write(site, {"guide.md": "# Three\n\nthird\n\n# One\n\nfirst\n\n# Two\n\nsecond\n"})

    summary = run(postgres, site)

    assert numbers(summary) == {"changed": 1, "unchanged": 2, "reused": 5}
    assert sections(postgres, "/guide") == [three, one, two]


def test_a_page_whose_file_is_gone_is_removed(postgres: Database, site: Path) -> None:
    run(postgres, site)
    (site / "guide.md").unlink()

    summary = run(postgres, site)

    assert summary.removed == ["/guide"]
    assert parents(postgres) == {"/guide/search": None, "/reference": None}
    assert postgres.rows("select count(*) from nods_page_section") == [(2,)]


def test_a_file_that_cannot_be_read_is_reported_and_its_page_stays(postgres: Database, site: Path) -> None:
    run(postgres, site)
    before = sections(postgres, "/guide")
    (site / "guide.md").write_bytes(b"# Guide\n\nbroken \xff byte\n")
    write(site, {"guide/search.md": "# Search\n\nAsk another question.\n", "new.mdx": "# New\n\n<Open>\n"})

    summary = run(postgres, site)

    assert numbers(summary) == {"changed": 1, "unchanged": 1, "failed": 2, "embedded": 1, "reused": 1}
    messages = {failure.path: failure.message for failure in summary.failures}
    assert messages["/guide"].startswith("guide.md:3: not UTF-8")
    assert messages["/new"].startswith("new.mdx:3: ")
    assert sections(postgres, "/guide") == before
    assert parents(postgres) == {"/guide": None, "/guide/search": "/guide", "/reference": None}
    assert found(postgres, "Start here, reader.") == ["# Guide\n\nStart here, reader."]


def test_the_parent_is_the_page_beside_the_folder_whenever_it_comes(postgres: Database, site: Path) -> None:
    text = (site / "guide.md").read_text()
    (site / "guide.md").unlink()
    run(postgres, site)
    assert parents(postgres) == {"/guide/search": None, "/reference": None}

    write(site, {"guide.md": text})
    summary = run(postgres, site)

    assert numbers(summary) == {"new": 1, "unchanged": 2, "embedded": 2, "reused": 2}
    assert parents(postgres) == {"/guide": None, "/guide/search": "/guide", "/reference": None}


def test_what_the_guides_script_has_ingested_is_recognised(postgres: Database, site: Path) -> None:
    # Its contents are not byte for byte ours: only the checksum of the file says that a page is unchanged.
    checksum = base64.b64encode(hashlib.sha256((site / "guide.md").read_bytes()).digest()).decode()
    vector = Hashing().embed(["guide"])[0].tolist()
    postgres.execute(
        "insert into nods_page (id, path, checksum, type, source) values (7, '/guide', %s, 'markdown', 'guide')",
        (checksum,),
    )
    postgres.execute(
        "insert into nods_page_section (id, page_id, content, token_count, embedding, slug, heading)"
        " values (70, 7, '# Guide\n\nStart here, reader.\n', 9, %s, 'guide', 'Guide')",
        (str(vector),),
    )
    with pytest.raises(DatabaseError, match="the model that made them is not recorded") as refused:
        run(postgres, site)
    assert refused.value.sqlstate == "55000"
    assert "select pgmatch.set_model('hashing')" in str(refused.value.hint)

    postgres.execute("select pgmatch.set_model('hashing')")
    embedder = Hashing()
    summary = run(postgres, site, embedder)

    assert numbers(summary) == {"new": 2, "unchanged": 1, "embedded": 2, "reused": 1}
    assert sections(postgres, "/guide") == [(70, "# Guide\n\nStart here, reader.\n")]
    assert [row[2] for row in postgres.rows(PAGES)] == ["site", "site", "site"]


def test_a_page_that_the_guides_script_left_without_checksum_is_repaired(
    postgres: Database, site: Path
) -> None:
    run(postgres, site)
    before = sections(postgres, "/guide")
    postgres.execute("update nods_page set checksum = null where path = '/guide'")
    postgres.execute("delete from nods_page_section where id = %s", (before[1][0],))
    embedder = Hashing()

    summary = run(postgres, site, embedder)

    assert numbers(summary) == {"changed": 1, "unchanged": 2, "embedded": 1, "reused": 3}
    assert embedder.texts == [before[1][1]]
    assert sections(postgres, "/guide")[0] == before[0]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (Hashing("other-model"), "model other-model.*model hashing"),
        (Hashing(max_tokens=80), "chunk_tokens 80.*chunk_tokens 40"),
    ],
)
def test_another_model_is_refused_naming_both(
    postgres: Database, site: Path, other: Hashing, message: str
) -> None:
    run(postgres, site)
    before = postgres.rows(VERSIONS)
    with pytest.raises(DatabaseError, match=message):
        run(postgres, site, other)
    with pytest.raises(DatabaseError, match=message):
        look(postgres, site, other)
    assert other.texts == []
    assert postgres.rows(VERSIONS) == before


def test_pages_of_another_corpus_are_not_touched(postgres: Database, site: Path, tmp_path: Path) -> None:
    run(postgres, site)
    before = postgres.rows(PAGES)
    write(tmp_path / "blog", {"post.md": "# Post\n\nWritten today.\n"})

    assert numbers(run(postgres, tmp_path / "blog", prefix="/blog")) == {"new": 1, "embedded": 1}

    assert postgres.rows(PAGES) == [("/blog/post", postgres.rows(PAGES)[0][1], "blog", None), *before]
    with pytest.raises(DatabaseError, match='"/guide" belongs|page /guide belongs to the corpus "site"'):
        run(postgres, site, corpus="third")
    with pytest.raises(DatabaseError, match='page /guide belongs to the corpus "site", not to "third"'):
        look(postgres, site, corpus="third")


def test_the_prefix_and_the_source_are_stored(postgres: Database, site: Path) -> None:
    run(postgres, site, prefix="/docs", source="manual")
    assert postgres.rows("select path, source from nods_page order by 1") == [
        ("/docs/guide", "manual"),
        ("/docs/guide/search", "manual"),
        ("/docs/reference", "manual"),
    ]
    assert parents(postgres)["/docs/guide/search"] == "/docs/guide"


def test_a_folder_without_markdown_removes_nothing(postgres: Database, site: Path) -> None:
    run(postgres, site)
    before = postgres.rows(PAGES)
    for file in site.rglob("*.md*"):
        file.unlink()
    with pytest.raises(IngestError, match="there is no Markdown file"):
        run(postgres, site)
    assert postgres.rows(PAGES) == before


def test_a_section_longer_than_the_window_is_split_and_not_split_again(
    postgres: Database, site: Path
) -> None:
    paragraphs = "\n\n".join(" ".join(f"word{part}x{n}" for n in range(30)) for part in range(3))
    write(site, {"guide.md": f"# Long\n\n{paragraphs}\n"})

    assert run(postgres, site).embedded == 5

    stored = postgres.rows(
        "select s.token_count, s.slug from nods_page_section s join nods_page p on p.id = s.page_id"
        " where p.path = '/guide' order by s.id"
    )
    assert stored == [(32, "long"), (30, "long"), (30, "long")]
    embedder = Hashing()
    assert numbers(run(postgres, site, embedder)) == {"unchanged": 3, "reused": 5}
    write(site, {"guide.md": f"# Long\n\n{paragraphs}\n\n# More\n\nend\n"})
    run(postgres, site, embedder)
    assert embedder.texts == ["# More\n\nend"]


def test_batches_span_pages_and_pages_span_batches(postgres: Database, tmp_path: Path) -> None:
    sizes = [3, 2 * BATCH, 50, 1, 20]
    for page, size in enumerate(sizes):
        write(tmp_path, {f"p{page}.md": "".join(f"# h{n}\n\ntext {page} {n}\n\n" for n in range(size))})
    embedder = Hashing()

    summary = run(postgres, tmp_path, embedder)

    assert [len(batch) for batch in embedder.batches] == [BATCH, BATCH, BATCH, sum(sizes) - 3 * BATCH]
    assert numbers(summary) == {"new": 5, "embedded": sum(sizes)}
    for page, size in enumerate(sizes):
        assert [content for _, content in sections(postgres, f"/p{page}")] == [
            f"# h{n}\n\ntext {page} {n}" for n in range(size)
        ]
    for page in range(len(sizes)):
        text = f"# h0\n\ntext {page} 0"
        same = postgres.rows(
            "select round((1 - (s.embedding operator(extensions.<=>) %s::extensions.vector))::numeric, 4)"
            " from nods_page_section s where s.content = %s",
            (str(Hashing().embed([text])[0].tolist()), text),
        )
        assert [float(value) for (value,) in same] == [1.0]


def test_a_page_without_text_is_a_page_without_sections(postgres: Database, site: Path) -> None:
    write(site, {"guide.md": ""})
    assert numbers(run(postgres, site)) == {"new": 3, "embedded": 2}
    assert sections(postgres, "/guide") == []
    assert numbers(run(postgres, site)) == {"unchanged": 3, "reused": 2}


def test_progress_is_told(postgres: Database, site: Path) -> None:
    told: list[State] = []
    run(postgres, site, progress=told.append)
    assert told[-1] == State(3, 3, 4, 4)
    numbers = [(state.pages, state.embedded, state.to_embed) for state in told]
    assert numbers == sorted(numbers)


def test_progress_is_told_while_one_page_is_embedded(postgres: Database, tmp_path: Path) -> None:
    write(tmp_path, {"long.md": "".join(f"# h{n}\n\ntext {n}\n\n" for n in range(3 * BATCH))})
    told: list[State] = []
    run(postgres, tmp_path, progress=told.append)
    meanwhile = [state.embedded for state in told if state.pages == 0 and state.to_embed == 3 * BATCH]
    assert meanwhile[:3] == [BATCH, 2 * BATCH, 3 * BATCH]


def test_a_failing_model_stops_the_run_and_the_next_one_goes_on(postgres: Database, tmp_path: Path) -> None:
    write(tmp_path, {f"p{page}.md": f"# Page {page}\n\n" + "\n\n".join(f"## s{n}\n\n{page} {n}" for n in range(40))
                     for page in range(4)})  # fmt: skip
    run(postgres, tmp_path, corpus="site")
    before = {page: sections(postgres, f"/p{page}") for page in range(4)}
    for page in range(3):
        text = (tmp_path / f"p{page}.md").read_text().replace("## s", "## t")
        write(tmp_path, {f"p{page}.md": text})
    (tmp_path / "p3.md").unlink()

    def fail_later(texts: Sequence[str]) -> None:
        if len(failing.batches) == 1:
            raise EmbeddingError("the service is away")

    failing = Hashing(before=fail_later)
    with pytest.raises(EmbeddingError):
        run(postgres, tmp_path, failing, corpus="site")

    # The first batch of 64 made the first page complete, of 41 sections; the other pages are as they were.
    assert sections(postgres, "/p0") != before[0]
    assert [sections(postgres, f"/p{page}") for page in (1, 2, 3)] == [before[1], before[2], before[3]]
    summary = run(postgres, tmp_path, corpus="site")
    assert numbers(summary) == {"changed": 2, "unchanged": 1, "removed": 1, "embedded": 80, "reused": 43}


def test_a_page_that_another_changes_meanwhile_is_asked_for_again(postgres: Database, site: Path) -> None:
    run(postgres, site)
    before = sections(postgres, "/guide")
    write(site, {"guide.md": SITE["guide.md"].replace("installer", "new program")})

    def lose_the_other_section(texts: Sequence[str]) -> None:
        postgres.execute("delete from nods_page_section where id = %s", (before[0][0],))

    embedder = Hashing(before=lose_the_other_section)
    summary = run(postgres, site, embedder)

    assert embedder.texts == ["## Install\n\nRun the new program.", "# Guide\n\nStart here, reader."]
    assert numbers(summary) == {"changed": 1, "unchanged": 2, "embedded": 2, "reused": 2}
    assert [content for _, content in sections(postgres, "/guide")] == [
        "# Guide\n\nStart here, reader.",
        "## Install\n\nRun the new program.",
    ]


def test_a_long_section_that_is_lost_meanwhile_is_split_again(
    postgres: Database, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The text was stored whole, by somebody whose model takes more.
    words = " ".join(f"word{n}" for n in range(100))
    postgres.execute("insert into nods_page (id, path, type) values (7, '/guide', 'markdown')")
    postgres.execute(
        "insert into nods_page_section (page_id, content, embedding) values (7, %s, %s)",
        (words, str(Hashing().embed([words])[0].tolist())),
    )
    postgres.execute("select pgmatch.set_model('hashing')")
    write(site, {"guide.md": words})
    with connect(postgres.url) as database:
        put = ingest_calls.put_page
        calls = 0

        def put_after_a_loss(*arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == 1:
                postgres.execute("delete from nods_page_section")
            return put(*arguments)

        monkeypatch.setattr(ingest_calls, "put_page", put_after_a_loss)
        summary = ingest(database, site, Hashing())
    assert summary.changed == ["/guide"]
    assert [len(content.split()) for _, content in sections(postgres, "/guide")] == [40, 40, 20]


def test_a_run_that_is_overtaken_leaves_what_is_gone_to_the_newer_one(postgres: Database, site: Path) -> None:
    run(postgres, site)
    (site / "reference.mdx").unlink()
    write(site, {"new.md": "# New\n\nfile\n"})

    def begin_another(texts: Sequence[str]) -> None:
        with connect(postgres.url) as database:
            database.nods_begin_ingest("site", "hashing", 64)

    summary = run(postgres, site, Hashing(before=begin_another))
    assert summary.superseded
    assert summary.removed == []
    assert run(postgres, site).removed == ["/reference"]


def test_a_dry_run_says_what_the_run_will_do_and_writes_nothing(postgres: Database, site: Path) -> None:
    run(postgres, site)
    write(site, {
        "guide.md": SITE["guide.md"].replace("installer", "new program"),
        "new.md": "# New\n\nfile\n",
        "bad.md": "---\na: [\n---\n",
    })  # fmt: skip
    (site / "reference.mdx").unlink()
    before, runs = postgres.rows(VERSIONS), postgres.rows("select * from pgmatch.nods_run")
    embedder = Hashing()

    foreseen = look(postgres, site, embedder)

    assert embedder.texts == []
    assert postgres.rows(VERSIONS) == before
    assert postgres.rows("select * from pgmatch.nods_run") == runs
    assert foreseen.new == ["/new"]
    assert foreseen.changed == ["/guide"]
    assert foreseen.removed == ["/reference"]
    assert replace(run(postgres, site), seconds=0) == replace(foreseen, seconds=0)


@pytest.mark.parametrize("sections", [150, 450])
def test_a_large_first_run_builds_the_index_once_at_its_end(
    postgres: Database, tmp_path: Path, sections: int
) -> None:
    files = range(sections // 15)
    write(
        tmp_path,
        {f"{n}.md": "\n".join(f"## Part {n} {m}\n\nText {n} {m}\n" for m in range(15)) for n in files},
    )
    index = "select 'nods_page_section_embedding_hnsw_ip_idx'::regclass::oid, reltuples::int from pg_class c"
    index += " where relname = 'nods_page_section'"
    suspended: list[int] = []

    def look_at_the_index(_: object) -> None:
        suspended.append(postgres.rows("select count(*) from pgmatch.suspended_index")[0][0])

    ((before, _),) = postgres.rows(index)
    summary = run(postgres, tmp_path, Hashing(before=look_at_the_index))
    ((after, rows),) = postgres.rows(index)
    assert (summary.embedded, summary.advice) == (sections, None)
    assert (before != after, max(suspended), rows) == ((True, 1, 450) if sections == 450 else (False, 0, 150))
    assert len(found(postgres, "## Part 3 7\n\nText 3 7")) == 10


def test_a_run_that_fails_brings_the_index_back(postgres: Database, tmp_path: Path) -> None:
    write(
        tmp_path, {f"{n}.md": "\n".join(f"## Part {n} {m}\n\nText\n" for m in range(15)) for n in range(30)}
    )
    suspended = "select count(*) from pgmatch.suspended_index"

    def fail(_: object) -> None:
        if postgres.rows(suspended) == [(1,)]:
            raise EmbeddingError("the model is gone", "")

    with pytest.raises(EmbeddingError, match="the model is gone"):
        run(postgres, tmp_path, Hashing(before=fail))
    assert postgres.rows(suspended) == [(0,)]
    assert postgres.rows("select to_regclass('nods_page_section_embedding_hnsw_ip_idx') is null") == [
        (False,)
    ]


def test_a_dry_run_on_an_empty_database_records_no_model(postgres: Database, site: Path) -> None:
    foreseen = look(postgres, site)
    assert numbers(foreseen) == {"new": 3, "embedded": 4}
    assert postgres.rows("select model from pgmatch.search") == [(None,)]
    assert postgres.rows(VERSIONS) == []


KILLED = """
import sys, time
from pathlib import Path
from pgmatch import connect
from pgmatch.ingest.run import ingest
from tests.ingest.hashing import Hashing
from tests.ingest.running import (
    PAGES,
    SITE,
    VERSIONS,
    found,
    look,
    numbers,
    parents,
    run,
    sections,
    write,
)

def hang(texts):
    if len(embedder.batches) == 1:
        print("embedding", flush=True)
        time.sleep(600)

embedder = Hashing(before=hang)
ingest(connect(sys.argv[1]), Path(sys.argv[2]), embedder)
"""


def test_a_killed_run_leaves_the_old_version_searchable_and_the_next_completes(
    postgres: Database, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    write(
        site,
        {f"p{page}.md": "\n\n".join(f"## s{n}\n\nold{page} {n}" for n in range(40)) for page in range(4)},
    )
    run(postgres, site)
    for page in range(3):
        write(site, {f"p{page}.md": (site / f"p{page}.md").read_text().replace("old", "new")})
    (site / "p3.md").unlink()
    before = [sections(postgres, f"/p{page}") for page in range(4)]

    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, postgres.url, str(site)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "embedding\n"
        process.send_signal(signal.SIGKILL)

    assert sections(postgres, "/p0") != before[0]
    assert [sections(postgres, f"/p{page}") for page in (1, 2, 3)] == before[1:]
    assert len(found(postgres, "old1 7")) == 10
    assert numbers(run(postgres, site)) == {
        "changed": 2, "unchanged": 1, "removed": 1, "embedded": 80, "reused": 40,
    }  # fmt: skip
    assert sections(postgres, "/p3") == []


MANY = """
import sys
from pathlib import Path
from pgmatch import connect
from pgmatch.ingest.run import ingest
from tests.ingest.hashing import Hashing
from tests.ingest.running import (
    PAGES,
    SITE,
    VERSIONS,
    found,
    look,
    numbers,
    parents,
    run,
    sections,
    write,
)

print(end="ready\\n", flush=True)
sys.stdin.readline()
with connect(sys.argv[1]) as database:
    ingest(database, Path(sys.argv[2]), Hashing(), corpus="site")
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def test_ten_processes_on_the_same_path_leave_one_version_without_a_gap(
    postgres: Database, tmp_path: Path
) -> None:
    def versions(word: str) -> str:
        return "".join(f"# h{n}\n\n{word} {n}\n\n" for n in range(12))

    folders = []
    for number in range(10):
        folders.append(tmp_path / f"v{number}")
        write(folders[-1], {"page.md": versions(f"version{number}") + "# same\n\nalways\n"})
    run(postgres, folders[0], corpus="site")

    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, postgres.url, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        )
        for folder in folders
    ]  # fmt: skip
    gaps: list[Any] = []
    stop = threading.Event()

    def watch() -> None:
        with closing(psycopg2.connect(postgres.url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            while not stop.is_set():
                cursor.execute(
                    "select count(*), count(distinct split_part(content, ' ', 3)) from nods_page_section"
                )
                gaps.append(cursor.fetchone())
                time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        errors = [process.communicate(timeout=300)[1] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
        stop.set()
        watcher.join()

    assert errors == [""] * 10
    assert {count for count, _ in gaps} == {13}, "never more or fewer sections than one version has"
    stored = [content for _, content in sections(postgres, "/page")]
    assert stored in [
        [*(f"# h{n}\n\nversion{number} {n}" for n in range(12)), "# same\n\nalways"] for number in range(10)
    ]
    assert postgres.rows("select count(*) from nods_page") == [(1,)]


def test_the_real_model_finds_the_section_that_answers(
    create_database: CreateDatabase, supabase_server: PostgresServer, tmp_path: Path
) -> None:
    from pgmatch.embedders import load

    made = create_database(supabase_server)
    upgrade(made.url, dimensions="384")
    write(tmp_path, {
        "animals.md": "# Cats\n\nA kitten is a young cat that likes milk.\n\n# Dogs\n\nA puppy chews on shoes.\n",
        "money.md": "# Stocks\n\nShares are traded on an exchange and their price moves every second.\n\n# Loans\n\n"
        + "A bank lends money and is paid interest. " * 60,
    })  # fmt: skip
    model = load("local")
    with connect(made.url) as database:
        summary = ingest(database, tmp_path, model)
        assert numbers(summary)["new"] == 2
        assert summary.embedded > 4, "the loans are longer than the model's window"
        best = database.match_page_sections(model.embed(["What does a baby feline drink?"])[0], 0.2, 1)
        assert [match.heading for match in best] == ["Cats"]
        assert numbers(ingest(database, tmp_path, model)) == {"unchanged": 2, "reused": summary.embedded}
    counted = made.rows("select content, token_count from nods_page_section")
    assert all(count == model.count_tokens(content) <= model.max_tokens for content, count in counted)
