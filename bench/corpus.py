"""The real texts: the sections of PostgreSQL's own documentation, or of any folder of HTML files."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from hashlib import sha256
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import BenchError
from bench.progress import tracked
from pgmatch.embedders import Embedder
from pgmatch.ingest.chunks import split_section
from pgmatch.ingest.markdown import parse

if TYPE_CHECKING:
    from bs4.element import Tag

PACKAGE = "postgresql-doc"
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
ADMONITIONS = ", ".join(f".{kind} > h3" for kind in ("note", "tip", "important", "caution", "warning"))
BOILERPLATE = ["script", "style", "nav", "header", "footer"]
NAVIGATION = ".navheader, .navfooter, .toc, div.index"
_NUMBER = re.compile(r"^(?:(?:Part|Chapter|Appendix) )?[A-Z0-9]+(?:\.[0-9]+)*\.\s+")
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
        return debian(PACKAGE, cache)
    if not any(given.rglob("*.html")):
        raise BenchError(f"{given} holds no HTML file", "Name a folder with *.html files: --corpus FOLDER.")
    return given


def markdown(folder: Path, cache: Path) -> Path:
    """Return a folder with the pages as Markdown; it is made in `cache` once for each state of the HTML."""
    files = sorted(folder.rglob("*.html"))
    digest = sha256(Path(__file__).read_bytes())
    for file in files:
        digest.update(file.read_bytes())
    made = cache / f"markdown-{digest.hexdigest()[:16]}"
    if made.exists():
        return made
    new, root = made.with_suffix(".new"), commonpath(file.parent for file in files)
    shutil.rmtree(new, ignore_errors=True)
    for file in tracked(files, "reading the HTML"):
        page = new / file.relative_to(root).with_suffix(".md")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(to_markdown(file.read_text(encoding="utf-8", errors="replace")), encoding="utf-8")
    new.rename(made)
    return made


def read(folder: Path, embedder: Embedder) -> list[Text]:
    """Return the sections of all pages of Markdown, cut so that each fits the embedder's window."""
    texts = []
    for page, file in enumerate(sorted(folder.rglob("*.md")), start=1):
        for section in parse(file.read_text(encoding="utf-8"), path=file.name, mdx=False).sections:
            for piece in split_section(
                replace(section, context=None), embedder.count_tokens, embedder.max_tokens
            ):
                if len(piece.content) >= SHORTEST:
                    texts.append(Text(page, piece.heading or "", piece.content))
    return texts


def to_markdown(html: str) -> str:
    """Return a page of HTML as Markdown.

    Its title becomes front matter. A heading names the anchor of the element that it begins, unless that was
    numbered by a program, and loses its number, which is another one in each release.
    """
    try:
        from bs4 import BeautifulSoup
        from markdownify import MarkdownConverter
    except ImportError as error:
        raise BenchError(f"the package {error.name} is missing", "pip install 'pgmatch[bench]'") from error
    page = BeautifulSoup(html, "html.parser")
    title = _unnumbered(page.title.get_text()) if page.title else ""
    body = page.body or page
    for boilerplate in [*body.find_all(BOILERPLATE), *body.select(NAVIGATION)]:
        boilerplate.decompose()
    for admonition in body.select(ADMONITIONS):
        admonition.name = "strong"
    for heading in body.find_all(HEADINGS):
        anchor = _anchor(heading)
        heading.string = _unnumbered(heading.get_text()) + (f" {{#{anchor}}}" if anchor else "")
    converter = MarkdownConverter(
        heading_style="ATX",
        strip=["a", "img"],
        escape_asterisks=False,
        escape_underscores=False,
        bullets="-",
    )
    text = re.sub(r"\n{3,}", "\n\n", converter.convert_soup(body)).strip()
    return f"---\ntitle: {json.dumps(title)}\n---\n\n{text}\n" if title else f"{text}\n"


def _anchor(heading: Tag) -> str | None:
    holder = heading.find_parent("div", id=True)
    if holder is None or holder.find(HEADINGS) is not heading or str(holder["id"]).startswith("id-"):
        return None
    return str(holder["id"])


def _unnumbered(text: str) -> str:
    return _NUMBER.sub("", " ".join(text.split()))


def debian(package: str, cache: Path) -> Path:
    """Return the folder of what a Debian package holds; it is downloaded into `cache` once, not installed."""
    folder = cache / package
    if not folder.exists():
        if not shutil.which("apt-get") or not shutil.which("dpkg"):
            raise BenchError(
                "the real texts come from a Debian package, and apt-get is not on this machine",
                "Name another folder of HTML files with --corpus FOLDER, or leave them out with --no-docs.",
            )
        new = cache / f"{package}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        _run(["apt-get", "download", _newest() if package == PACKAGE else package], new)
        (file,) = new.glob("*.deb")
        _run(["dpkg", "-x", file.name, "."], new)
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
