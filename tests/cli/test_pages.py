"""`pgmatch pages`, and what `pgmatch ingest` refuses, reads and tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase, ServeHttp
from tests.ingest.running import write
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="session")
def template(supabase_server: PostgresServer) -> Iterator[str]:
    with created(supabase_server, "pages_template") as made:
        upgrade(made.url, dimensions="384")
        yield made.name


@pytest.fixture
def postgres(create_database: CreateDatabase, supabase_server: PostgresServer, template: str) -> Database:
    return create_database(supabase_server, template=template)


@pytest.fixture
def filled(postgres: Database) -> Database:
    """Two corpora and a page of none, without embeddings."""
    postgres.execute(
        "insert into nods_page (path, corpus) values ('/a', 'docs'), ('/a/[b]', 'docs'), ('/c', 'blog'), ('/d', null);"
        "insert into nods_page_section (page_id, content, token_count)"
        " select id, 'text', 600 from nods_page, generate_series(1, 2) where corpus = 'docs'"
    )
    return postgres


def lines(output: str) -> list[str]:
    return [" ".join(line.split()) for line in output.splitlines()]


def paths(database: Database) -> list[str]:
    return [path for (path,) in database.rows("select path from nods_page order by path")]


def test_pages_are_listed_by_path(run: Run, filled: Database) -> None:
    done = run("pages", url=filled.url)
    assert (done.exit_code, done.stderr) == (0, "")
    assert lines(done.stdout) == [
        "Corpus Path Sections Tokens",
        "docs /a 2 1,200",
        "docs /a/[b] 2 1,200",
        "blog /c 0 0",
        "- /d 0 0",
        "4 pages, 4 sections, 2,400 tokens",
    ]
    assert len(lines(run("pages", "--corpus", "docs", "--path-prefix", "/a/", url=filled.url).stdout)) == 3


def test_a_page_and_a_corpus_are_removed_after_a_question(run: Run, filled: Database) -> None:
    refused = run("pages", "--remove", "/a", url=filled.url)
    assert refused.exit_code == 1
    assert "Remove /a?" in refused.stdout + refused.stderr
    refused = run("pages", "--remove-corpus", "docs", url=filled.url)
    assert 'Remove the corpus "docs" with 2 pages?' in refused.stdout + refused.stderr
    assert len(paths(filled)) == 4

    done = run("pages", "--remove", "/a", "--remove", "/d", "--yes", url=filled.url)
    assert (done.exit_code, lines(done.stdout)) == (0, ["removed /a", "removed /d", "2 pages removed."])
    done = run("pages", "--remove-corpus", "docs", "-y", url=filled.url)
    assert lines(done.stdout) == ["removed /a/[b]", "1 page removed."]
    assert paths(filled) == ["/c"]


def test_pages_are_listed_and_removed_by_their_metadata(run: Run, filled: Database) -> None:
    filled.execute("update nods_page set meta = '{\"status\": \"draft\"}' where path in ('/a', '/c')")
    drafts = ("--filter", '{"status": "draft"}')
    found = json.loads(run("pages", *drafts, "--json", url=filled.url).stdout)
    assert [(page["path"], page["meta"]) for page in found] == [
        ("/a", {"status": "draft"}),
        ("/c", {"status": "draft"}),
    ]
    refused = run("pages", *drafts, "--remove-filtered", url=filled.url)
    assert "Remove 2 pages that pass the filter?" in refused.stdout + refused.stderr
    assert len(paths(filled)) == 4

    done = run("pages", *drafts, "--corpus", "blog", "--remove-filtered", "--yes", url=filled.url)
    assert (done.exit_code, lines(done.stdout)) == (0, ["removed /c", "1 page removed."])
    for wrong in (
        ("--remove-filtered",),
        (*drafts, "--remove", "/a"),
        (*drafts, "--remove-filtered", "--path-prefix", "/a"),
        ("--filter", "[]", "--remove-filtered"),
    ):
        assert run("pages", *wrong, "--yes", url=filled.url).exit_code == 2
    done = run("pages", "--filter", "{}", "--remove-filtered", "--yes", url=filled.url)
    assert (done.exit_code, "which all pages pass" in done.stderr) == (1, True)
    assert len(paths(filled)) == 3


def test_what_is_not_there_is_named_and_nothing_is_removed(run: Run, filled: Database) -> None:
    for options, message in (
        (("--remove", "/a", "--remove", "/none"), "there is no page /none"),
        (("--remove", "/a", "--corpus", "blog"), 'there is no page /a in the corpus "blog"'),
        (("--remove-corpus", "none"), 'there is no corpus "none"'),
    ):
        done = run("pages", *options, "--yes", url=filled.url)
        assert done.exit_code == 1
        assert message in done.stderr
    assert run("pages", "--remove", "/a", "--remove-corpus", "docs", url=filled.url).exit_code == 2
    assert len(paths(filled)) == 4


def test_pages_are_listed_and_removed_by_rpc(run: Run, filled: Database, serve_http: ServeHttp) -> None:
    server = serve_http(filled)
    way = ("--supabase-url", server.url, "--supabase-key", server.secret_key)
    assert lines(run("pages", *way).stdout)[-1] == "4 pages, 4 sections, 2,400 tokens"
    assert run("pages", "--remove", "/c", "--yes", *way).exit_code == 0
    assert paths(filled) == ["/a", "/a/[b]", "/d"]


def test_an_ingest_that_would_remove_most_of_a_corpus_names_both_ways_on(
    run: Run, postgres: Database, tmp_path: Path
) -> None:
    write(tmp_path, {f"a/docs/p{number}.md": f"# P{number}\n\ntext\n" for number in range(8)})
    write(tmp_path, {"b/docs/only.md": "# Only\n\ntext\n"})
    first, second = str(tmp_path / "a/docs"), str(tmp_path / "b/docs")
    assert run("ingest", first, url=postgres.url).exit_code == 0
    for more in ((), ("--dry-run",)):
        done = run("ingest", second, *more, url=postgres.url)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "would remove 8, among them /p0, /p1, /p2" in done.stderr
        assert "--prune" in done.stderr
        assert "--corpus NAME" in done.stderr
    assert len(paths(postgres)) == 8
    assert run("ingest", second, "--no-prune", "--prefix", "/b", url=postgres.url).exit_code == 0
    assert len(paths(postgres)) == 9
    done = run("ingest", second, "--corpus", "docs", "--prune", "--dry-run", url=postgres.url)
    assert "removed  /p0" in done.stdout


def test_the_rules_are_options_and_a_change_of_them_is_told(
    run: Run, postgres: Database, tmp_path: Path
) -> None:
    root = tmp_path / "docs"
    write(root, {"a.md": "# A\n\ntext\n", "b.mdx": "<Card />\n", "01-drafts/c.md": "# C\n\ntext\n"})
    options = ("--jsx", "drop", "--md-as", "mdx", "--no-title", "--paths", "guide", "--exclude", "01-*/**")
    done = run("ingest", str(root), *options, url=postgres.url)
    assert done.exit_code == 0
    assert lines(done.stderr) == [
        "Warning: b.mdx:1: there is no text in it",
        "Hint: What is in JSX components is read with --jsx keep.",
    ]
    rules = {"jsx": "drop", "md_as": "mdx", "titles": False, "paths": "guide"}
    assert postgres.rows("select rules from pgmatch.nods_corpus") == [(rules,)]

    done = run("ingest", str(root), "--title", "--jsx", "keep", "--dry-run", url=postgres.url)
    assert (
        'The corpus "docs" was read with --jsx drop --no-title before, and now with --jsx keep --title:'
        " every page would be read again."
    ) in done.stderr
    assert "new      /01-drafts/c" in done.stdout
    done = run("ingest", str(root / "a.md"), url=postgres.url)
    assert f'{root}/a.md is part of the corpus "docs": the other pages stay as they are.' in done.stderr
    assert "1 unchanged, 0 removed" in done.stdout
    assert run("ingest", str(root), "--jsx", "some", url=postgres.url).exit_code == 2
