"""The line `docs`: the pages of headless doc search, in a schema of their own.

It has the objects of `nods` under names of its own, made by the same texts: see `names`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pgmatch.lines.line import Line
from pgmatch.lines.nods import EMBEDDED

_FOR_CLIENTS = (
    "begin_ingest|sections_to_embed|add_sections|put_page|finish_ingest|preview_ingest|preview_page"
    "|corpora|pages|remove_pages"
)
# released revisions run texts of nods under these names: add to them, never change one
_NAMES = (
    # tables, and what is named after them; a backslash is of a pattern of `like`
    (
        r"\bnods\\?_(page(?:\\?_section)?)(?=\\?_embedding|_(?:\w+_)?(?:idx|p?key|fkey|seq)\b|[^\w\\]|$)",
        r"\1",
    ),
    # a page that goes leaves its children without a parent
    (r"(?<=parent_page_id bigint references page)\b", " on delete set null"),
    (r"(?<='page_parent_page_id_fkey', ')", " on delete set null"),
    # the schema is that of the template
    (r"pgmatch\.add_line\('nods', 'public'\)", "pgmatch.add_line('docs', 'docs')"),
    (r"(?<='pgmatch\.schema', true\), ''\), ')public(?=')", "docs"),
    # hints
    (r"(?<=pgmatch\.set_model\(%L)(?=\))", ", ''docs''"),
    (r"(?<=pgmatch ingest )(?=FOLDER)", "--line docs "),
    # the rest is named after the line, but functions for clients have the names that they have in nods
    (r"\bset_dimensions\b", "docs_set_dimensions"),
    (rf"\bnods(?=_(?!(?:{_FOR_CLIENTS})\b)|\b)", "docs"),
)
_PATTERNS = tuple((re.compile(pattern, re.MULTILINE), name) for pattern, name in _NAMES)
_LEFT = re.compile(rf".*nods(?!_(?:{_FOR_CLIENTS})\b).*", re.IGNORECASE)


@lru_cache(512)
def names(sql: str) -> str:
    """Return SQL about the objects of `nods` as SQL about those of `docs`; raise if it still names `nods`."""
    for pattern, name in _PATTERNS:
        sql = pattern.sub(name, sql)
    if left := _LEFT.search(sql):
        raise ValueError(f"no pattern of the line docs fits {left[0].strip()!r}")
    return sql


DOCS = Line(
    name="docs",
    needed="docs_0001",
    tables=("page", "page_section"),
    searched="page_section",
    embedded=EMBEDDED,
    schema="docs",
    info="pgmatch_info",
    like="nods",
    names=names,
)
