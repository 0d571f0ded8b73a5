"""A generator like the template's, with the real client, over HTTP; and `pgmatch ingest --line docs`, which replaces it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pgmatch import connect
from pgmatch.migrate import upgrade
from tests.cli.conftest import Run
from tests.headless import template
from tests.http.lite import Lite, serving
from tests.http.programs import run_program
from tests.servers import Database, PostgresServer, created

FIRST, SECOND = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
PAGES = "select path, parent_page_id, version::text, checksum from docs.page order by path"


@pytest.fixture(scope="module")
def served(supabase_server: PostgresServer) -> Iterator[tuple[Database, Lite]]:
    """A database that the template was applied to before, and its API."""
    with created(supabase_server, "headless", default_privileges="grant_all") as made:
        made.execute(template.SQL)
        upgrade(made.url, "docs")
        with serving(made.url, schemas=("docs", "public")) as server:
            yield made, server


def vector(*numbers: float) -> list[float]:
    return [*numbers, *[0.0] * (1536 - len(numbers))]


def page(path: str, checksum: str, *texts: str) -> dict[str, Any]:
    sections = [
        {"slug": f"s{place}", "heading": text, "content": text, "embedding": vector(1, place / 10)}
        for place, text in enumerate(texts)
    ]
    return {"path": path, "checksum": checksum, "meta": {"title": path}, "sections": sections or None}


def refresh(lite: Lite, version: str, *pages: dict[str, Any]) -> Any:
    given = {"url": lite.url, "key": lite.secret_key, "version": version, "search": vector(1)}
    return run_program("generator.mjs", {**given, "pages": pages})


def test_a_refresh_keeps_what_is_unchanged_and_removes_what_is_gone(served: tuple[Database, Lite]) -> None:
    database, lite = served
    one, two = page("docs/one", "a", "first text"), page("docs/two", "b", "second text", "third text")
    made = refresh(lite, FIRST, one, two)
    assert (made["generated"], made["failed"], made["purge"]) == (["docs/one", "docs/two"], [], None)
    assert [section["content"] for section in made["sections"]] == ["first text", "second text", "third text"]
    assert set(made["sections"][0]) == {"id", "page_id", "slug", "heading", "content", "similarity"}

    # a parent that goes, whose child stays, and a page that was written without a version
    database.execute(
        "update docs.page set parent_page_id = (select id from docs.page where path = 'docs/one') where path = 'docs/two';"
        "insert into docs.page (path) values ('docs/by-hand')"
    )
    again = refresh(lite, SECOND, two, page("docs/unread", "c"))
    assert (again["unchanged"], again["failed"], again["purge"]) == (["docs/two"], ["docs/unread"], None)
    assert database.rows(PAGES) == [("docs/two", None, SECOND, "b")]


def test_an_ingest_takes_over_the_pages_and_keeps_those_that_it_cannot_read(
    served: tuple[Database, Lite], run: Run, tmp_path: Path
) -> None:
    database, lite = served
    database.execute("truncate docs.page cascade; select pgmatch.docs_set_dimensions(384)")
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("cats", "dogs", "gone"):
        (folder / f"{name}.md").write_text(f"# {name}\n\nA text about {name} that is long enough.\n")
    given = ("ingest", str(folder), "--line", "docs", "--supabase-url", lite.url)
    keys = {"SUPABASE_SECRET_KEY": lite.secret_key}
    done = run(*given, **keys)
    assert done.exit_code == 0, done.stderr
    version = {row[2] for row in database.rows(PAGES)}
    assert len(version) == 1
    assert database.rows("select count(*), min(corpus) from docs.page where last_refresh is not null") == [
        (3, "docs")
    ]

    (folder / "dogs.md").write_bytes(b"\xff\xfe\xfd broken")
    (folder / "gone.md").unlink()
    again = run(*given, **keys)
    assert again.exit_code == 1
    assert "1 unchanged, 1 removed, 1 failed" in " ".join(again.stdout.split())
    left = database.rows(PAGES)
    assert [row[0] for row in left] == ["/cats", "/dogs"]
    assert {row[2] for row in left}.isdisjoint(version)
    assert "/cats" in run("pages", "--line", "docs", url=database.url).stdout
    assert "/cats" in run("search", "cats", "--line", "docs", url=database.url).stdout
    with connect(database.url, line="docs") as functions:
        assert functions.match_page_sections(vector(1)[:384], match_count=1)
    assert database.rows("select to_regclass('public.nods_page')") == [(None,)]
