"""The real texts: the sections of PostgreSQL's own documentation, or of any folder of HTML files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError
from pgmatch.embedders import Embedder
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.documents import Section

PACKAGE = "postgresql-doc"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = ("p", "pre", "li", "dt", "dd", "tr", "div")
BOILERPLATE = ["script", "style", "nav", "header", "footer"]
NAVIGATION = ".navheader, .navfooter, .toc"
SHORTEST = 50  # characters; below it a section is a heading or a link


@dataclass(frozen=True)
class Text:
    """One section: the number of its page, from 1, and what it says."""

    page: int
    heading: str
    content: str


def find_folder(given: Path | None, cache: Path) -> Path:
    """Return the folder of HTML files: the one given, else Debian's package, downloaded into `cache` once."""
    if given is None:
        return _debian(cache)
    if not any(given.rglob("*.html")):
        raise BenchError(f"{given} holds no HTML file", "Name a folder with *.html files: --corpus FOLDER.")
    return given


def read(folder: Path, embedder: Embedder) -> list[Text]:
    """Return the sections of all pages, cut so that each fits the embedder's window."""
    texts = []
    for page, file in enumerate(sorted(folder.rglob("*.html")), start=1):
        for section in _sections(file.read_text(encoding="utf-8", errors="replace")):
            for piece in split_section(section, embedder.count_tokens, embedder.max_tokens):
                if len(piece.content) >= SHORTEST:
                    texts.append(Text(page, piece.heading or "", piece.content))
    return texts


def _sections(html: str) -> Iterator[Section]:
    try:
        from bs4 import BeautifulSoup
        from bs4.element import NavigableString, Tag
    except ImportError as error:
        raise BenchError("the package beautifulsoup4 is missing", "pip install 'pgmatch[bench]'") from error
    body = BeautifulSoup(html, "html.parser").body
    if body is None:
        return
    for boilerplate in [*body.find_all(BOILERPLATE), *body.select(NAVIGATION)]:
        boilerplate.decompose()
    heading = ""
    words: list[str] = []
    for element in body.descendants:
        if isinstance(element, Tag) and element.name in HEADINGS:
            yield _section(heading, words)
            heading, words = " ".join(element.get_text().split()), []
        elif isinstance(element, Tag) and element.name in BLOCKS:
            words.append("\n")
        elif isinstance(element, NavigableString):
            words.append(str(element))
    yield _section(heading, words)


def _section(heading: str, words: list[str]) -> Section:
    lines = ("".join(words)).replace("\xa0", " ").splitlines()
    content = "\n".join(" ".join(line.split()) for line in lines if line.strip())
    return Section(heading or None, None, content)


def _debian(cache: Path) -> Path:
    folder = cache / PACKAGE
    if not folder.exists():
        if not shutil.which("apt-get") or not shutil.which("dpkg"):
            raise BenchError(
                "the real texts come from a Debian package, and apt-get is not on this machine",
                "Name another folder of HTML files with --corpus FOLDER, or leave them out with --no-docs.",
            )
        new = cache / f"{PACKAGE}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        _run(["apt-get", "download", _newest()], new)
        (package,) = new.glob("*.deb")
        _run(["dpkg", "-x", package.name, "."], new)
        new.rename(folder)
    return folder


def _newest() -> str:
    # postgresql-doc itself is empty: it depends on the package of the release's version
    for line in _run(["apt-cache", "depends", PACKAGE], Path.cwd()).splitlines():
        kind, _, name = line.strip().partition(": ")
        if kind == "Depends":
            return name
    raise BenchError(f"apt knows no package {PACKAGE}", "Run apt-get update, or use --corpus FOLDER.")


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(
            f"{' '.join(command)} failed: {done.stderr.strip()}",
            "Name another folder of HTML files with --corpus FOLDER, or leave them out with --no-docs.",
        )
    return done.stdout
