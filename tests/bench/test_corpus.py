"""HTML becomes the texts that are searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import corpus, data
from bench.errors import BenchError
from pgmatch.embedders import load

PAGE = """
<html><body>
<div class="navheader">Prev Up Next and more words that nobody should find in the texts</div>
<h1>Vacuum</h1><p>VACUUM reclaims storage occupied by dead tuples, which are not removed before.</p>
<div class="sect2"><h2>Freezing</h2><p>Freezing protects a <em>table</em> against wraparound
of transaction numbers.</p></div>
<h2>Empty</h2>
</body></html>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "vacuum.html").write_text(PAGE, "utf-8")
    index = "An index speeds up the search for rows, and slows down every write. "
    (tmp_path / "html" / "z.html").write_text(f"<body><h1>Indexes</h1><p>{index * 40}</p></body>", "utf-8")
    return tmp_path / "html"


def test_a_page_is_cut_at_its_headings_and_loses_its_navigation(folder: Path) -> None:
    texts = [text for text in corpus.read(folder, load("local")) if text.page == 1]
    assert [(text.heading, text.content) for text in texts] == [
        ("Vacuum", "Vacuum\nVACUUM reclaims storage occupied by dead tuples, which are not removed before."),
        ("Freezing", "Freezing\nFreezing protects a table against wraparound\nof transaction numbers."),
    ]


def test_a_section_longer_than_the_window_becomes_several(folder: Path) -> None:
    embedder = load("local")
    texts = [text for text in corpus.read(folder, embedder) if text.page == 2]
    assert len(texts) > 1
    assert all(embedder.count_tokens(text.content) <= embedder.max_tokens for text in texts)


def test_embeddings_are_kept_until_the_texts_change(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = data.docs(folder, cache, 10)
    assert len(first.questions) == 10
    assert first.embeddings.shape == (first.rows, 384)
    (kept,) = cache.glob("*.npy")
    written = kept.stat().st_mtime_ns
    data.docs(folder, cache, 10)
    assert kept.stat().st_mtime_ns == written
    (folder / "vacuum.html").write_text(PAGE.replace("reclaims", "frees"), "utf-8")
    data.docs(folder, cache, 10)
    assert len(list(cache.glob("*.npy"))) == 2


def test_a_folder_without_html_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="holds no HTML file"):
        corpus.find_folder(tmp_path, tmp_path)


def test_without_apt_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BenchError, match="apt-get is not on this machine") as caught:
        corpus.find_folder(None, tmp_path / "cache")
    assert "--corpus" in str(caught.value.hint)
    assert not (tmp_path / "cache").exists()
