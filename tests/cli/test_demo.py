"""`pgmatch demo`, on a server of its own."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pgmatch.embedded import Server
from tests.cli.conftest import Run, Start

PAGE = "# Fewer rows\n\nA search returns fewer rows than match_count when no other section matches the question.\n"


@pytest.fixture
def server(kept_root: Path) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(dir=kept_root))
    folder.chmod(0o755)
    server = Server(folder / "data")
    yield server
    server.stop()
    shutil.rmtree(folder)


def test_the_second_demo_embeds_nothing_and_leaves_the_server_as_it_was(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "search.md").write_text(PAGE)
    arguments = ["demo", str(docs), "--data-dir", str(server.data_dir)]

    first = run(*arguments)

    assert first.exit_code == 0, first.stderr
    assert "Sections  1 embedded, 0 reused" in first.stdout
    assert first.stdout.count("pgmatch search ") == 4, "three questions and how to go on"
    assert first.stdout.count("/search") == 3
    assert f"pgmatch db start --data-dir '{server.data_dir}'" in first.stdout
    assert not server.status().running

    server.start()
    monkeypatch.setattr(sys, "argv", [".venv/bin/pgmatch"])
    second = run(*arguments, "--ask", "Why are there few rows?", PATH=os.defpath)
    assert second.exit_code == 0, second.stderr
    assert "Sections  0 embedded, 1 reused" in second.stdout
    assert second.stdout.count("pgmatch search ") == 2
    assert "pgmatch db start" not in second.stdout
    assert ".venv/bin/pgmatch serve" in second.stdout, "it is not on the path"
    assert server.status().running
    searched = run("search", "few rows", url=server.url("pgmatch_demo"))
    assert "/search" in searched.stdout


def test_the_demo_opens_the_search_page(start: Start, server: Server, tmp_path: Path) -> None:
    (tmp_path / "search.md").write_text(PAGE)
    arguments = ("demo", str(tmp_path), "--serve", "--port", "0", "--data-dir", str(server.data_dir))
    with start(*arguments) as demo:
        assert demo.stderr is not None
        url = demo.stderr.readline().split()[0]
        assert "<pgmatch-search" in httpx.get(url).text
        (found,) = httpx.get(f"{url}/search", params={"q": "few rows"}, timeout=60).json()["results"]
        assert found["path"] == "/search"
        demo.terminate()
        assert demo.wait(60) == 0
    assert not server.status().running


def test_a_folder_without_markdown_starts_no_server(run: Run, server: Server, tmp_path: Path) -> None:
    done = run("demo", str(tmp_path), "--data-dir", str(server.data_dir))
    assert done.exit_code == 1
    assert "there is no Markdown file" in done.stderr
    assert not server.data_dir.exists()


def test_without_docs_of_its_own_it_asks_for_a_folder(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pgmatch.migrate.install_root", lambda: tmp_path)
    done = run("demo")
    assert done.exit_code == 1
    assert "pgmatch demo PATH" in done.stderr


def test_a_killed_demo_leaves_no_server(start: Start, server: Server, tmp_path: Path) -> None:
    for number in range(200):  # enough to embed that it is not done
        (tmp_path / f"{number}.md").write_text(PAGE * 20)
    with start("demo", str(tmp_path), "--data-dir", str(server.data_dir)) as demo:
        assert demo.stdout is not None
        while "pgmatch ingest" not in demo.stdout.readline():
            assert demo.poll() is None
        assert server.status().running
        demo.kill()
    deadline = time.monotonic() + 300
    while server.status().running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server.status().running
