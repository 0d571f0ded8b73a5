"""What was found, as JSON: a link, the headings that lead to it, and what it says about the question."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from pgmatch.serve.models import Source

SNIPPET = 240  # characters
_AROUND = 4 * SNIPPET  # marks that are left out take room
_BEFORE = 60
_HEADING_LINE = re.compile(r"\A\s*#{1,6}[ \t][^\n]*\n")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_LINE_MARKS = re.compile(r"^\s*(?:```+\w*|~~~+\w*|>+|#{1,6}|[-*+]|\|?[-:| ]+\|)(?=\s|$)|\|", re.MULTILINE)
_MARKS = re.compile(r"[`*]|\\(?=\W)")
_WORD = re.compile(r"\w{3,}")
_IN_PATH = "/:@!$&'()*+,;=~-._"
_IN_FRAGMENT = _IN_PATH + "?"


def as_object(source: Source, question: str, site: str) -> dict[str, Any]:
    """Return a section that was found for a question; `site` is what its link begins with."""
    return {
        "id": source.id,
        "path": source.path,
        "slug": source.slug,
        "url": url(source, site),
        "heading": source.heading,
        "headings": list(source.headings),
        "snippet": snippet(source.content, question),
        "similarity": source.similarity,
    }


def url(source: Source, site: str) -> str:
    """Return where a section can be read: on the site, or on a path in this server's own reader."""
    path = "/" + quote(source.path or "", safe=_IN_PATH).lstrip("/")
    is_site = site.startswith(("http://", "https://"))
    where = site.rstrip("/") + path if is_site else f"{site}/pages{path}?section={source.id}"
    return f"{where}#{quote(source.slug, safe=_IN_FRAGMENT)}" if source.slug else where


def snippet(content: str, question: str) -> str:
    """Return a part of a text without Markdown's marks, from the first word that the question has too."""
    text = _HEADING_LINE.sub("", content, count=1)
    start = _place(text, question)
    plain = _LINE_MARKS.sub(" ", _LINK.sub(r"\1", text[start : start + _AROUND]))
    shown = " ".join(_MARKS.sub("", plain).split())
    cut = shown if len(shown) <= SNIPPET else shown[:SNIPPET].rsplit(" ", 1)[0] + " …"
    return f"… {cut}" if start else cut


def _place(text: str, question: str) -> int:
    """Return where to begin: at the line, or else the word, a little before what the question names."""
    words = "|".join(map(re.escape, sorted(_WORD.findall(question), key=len, reverse=True)[:20]))
    found = re.search(rf"\b(?:{words})", text, re.IGNORECASE) if words else None
    if not found or found.start() < SNIPPET // 2:
        return 0
    line = text.rfind("\n", 0, found.start()) + 1
    return max(line, text.find(" ", found.start() - _BEFORE) + 1)
