"""HTML becomes the texts that are searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import corpus, data
from bench.errors import BenchError
from pgmatch.embedders import load

PAGE = """
<html><head><title>25.1. Vacuum</title></head><body>
<div class="navheader">Prev Up Next and more words that nobody should find in the texts</div>
<div class="sect1" id="VACUUM"><h1>25.1. Vacuum</h1>
<p>VACUUM reclaims storage occupied by dead tuples, which are not removed before.</p>
<div class="sect2" id="id-1.2"><h2>25.1.1. Freezing</h2><p>Freezing protects a <em>table</em> against wraparound
of transaction_numbers.</p><div class="note"><h3>Note</h3><p>See <a href="x.html">the settings</a>.</p></div></div>
<h2>Empty</h2></div>
</body></html>
"""
MARKDOWN = """\
---
title: "Vacuum"
---

# Vacuum {#VACUUM}

VACUUM reclaims storage occupied by dead tuples, which are not removed before.

## Freezing

Freezing protects a *table* against wraparound
of transaction_numbers.

**Note**

See the settings.

## Empty
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "vacuum.html").write_text(PAGE, "utf-8")
    index = "An index speeds up the search for rows, and slows down every write. "
    (tmp_path / "html" / "z.html").write_text(f"<body><h1>Indexes</h1><p>{index * 40}</p></body>", "utf-8")
    return tmp_path / "html"


def test_a_page_becomes_markdown_without_navigation_and_numbers() -> None:
    assert corpus.to_markdown(PAGE) == MARKDOWN


def test_pages_are_made_once_for_each_state_of_the_html(folder: Path, tmp_path: Path) -> None:
    made = corpus.markdown(folder, tmp_path / "cache")
    assert sorted(file.name for file in made.iterdir()) == ["vacuum.md", "z.md"]
    assert corpus.markdown(folder, tmp_path / "cache") == made
    (folder / "z.html").write_text("<body><h1>Other</h1></body>", "utf-8")
    assert corpus.markdown(folder, tmp_path / "cache") != made


def test_a_page_is_cut_at_its_headings(folder: Path, tmp_path: Path) -> None:
    texts = corpus.read(corpus.markdown(folder, tmp_path), load("local"))
    assert [text.heading for text in texts if text.page == 1] == ["Vacuum", "Freezing"]


def test_a_section_longer_than_the_window_becomes_several(folder: Path, tmp_path: Path) -> None:
    embedder = load("local")
    texts = [text for text in corpus.read(corpus.markdown(folder, tmp_path), embedder) if text.page == 2]
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
