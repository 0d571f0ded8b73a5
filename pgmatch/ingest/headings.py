"""What a heading says, and its anchor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pgmatch.ingest.mdx import INLINE
from pgmatch.ingest.slugs import Slugger

if TYPE_CHECKING:
    from markdown_it.token import Token

# `{#id}`, `{ #id .class }`, `{: #id }`, `{/*id*/}`, `{/* #id */}` and `[#id]`.
_ID = r"[^\s{}\[\]<>\"'`*/#]+"
_ANCHOR = re.compile(
    rf"\{{:?\s*\#({_ID})(?:\s[^{{}}]*)?\}}|\{{/\*({_ID})\*/\}}|\{{/\*\s*\#({_ID})\s*\*/\}}|\[\#({_ID})\]"
)
_NOT_BEFORE_ANCHOR = ("\\", "]", "!")
_INLINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A heading that begins a section: where, its text, and the anchor that it names itself, if it does."""

    start: int
    text: str
    anchor: str | None = None

    def plain(self) -> str | None:
        """Return the text on one line."""
        return " ".join(self.text.split()) or None


def split_anchor(content: str) -> tuple[int, str] | None:
    """Return where the text of a heading ends, and the anchor after it; None if it names none."""
    end = len(content.rstrip())
    if content[end - 1 : end] not in ("}", "]"):
        return None
    start = max(content.rfind("{", 0, end), content.rfind("[#", 0, end))
    match = _ANCHOR.fullmatch(content, start, end) if start >= 0 else None
    if match is None or content[:start].endswith(_NOT_BEFORE_ANCHOR):
        return None
    return len(content[:start].rstrip()), str(match[match.lastindex or 0])


def heading_and_slug(heading: Heading, slugger: Slugger) -> tuple[str | None, str | None]:
    """Return a heading and its slug; white space around what was left out is no part of either."""
    if heading.anchor:
        return heading.plain(), slugger.anchor(heading.anchor)
    text = heading.text.strip()
    return (heading.plain(), slugger.slug(text)) if text else (None, None)


def guide_heading_and_slug(heading: Heading, slugger: Slugger) -> tuple[str | None, str | None]:
    """Return a heading and its slug as the guide's script makes them; `Heading [#anchor]` sets the slug."""
    if not heading.text.strip():
        return None, None
    before, mark, after = heading.text.rpartition("[#")
    anchor = after.rpartition("]")[0] if mark else ""
    text, slug = (before, slugger.slug(anchor)) if anchor else (heading.text, slugger.slug(heading.text))
    return " ".join(line.strip() for line in text.split("\n")).strip() or None, slug


def plain_text(children: Sequence[Token], *, keep: bool) -> str:
    """Return the text of a heading without its markup, tags and expressions; what elements hold if `keep`."""
    parts = []
    depth = 0
    for child in children:
        if child.type == INLINE:
            depth += sum({"open": 1, "close": -1, "single": 0}[tag.kind] for tag in child.meta["tags"])
            parts += [tag.text for tag in child.meta["tags"] if keep]
        elif keep or depth == 0:
            parts.append(_text_of(child, keep=keep))
    return "".join(parts)


def _text_of(token: Token, *, keep: bool) -> str:
    if token.type == "image":
        return plain_text(token.children or [], keep=keep)
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if keep and token.type == "html_inline" and _INLINE_BREAK.fullmatch(token.content):
        return " "
    return token.content if token.type in {"text", "text_special", "code_inline"} else ""
