"""An answer without a language model: the best passages, quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pgmatch.serve.context import Count, beginning
from pgmatch.serve.models import Source

LABEL = (
    "These passages of the documentation may answer the question. No language model has written an answer."
)
PASSAGES = 3
TOKENS = 150  # of each
_HEADING_LINE = re.compile(r"\A\s*#{1,6}[ \t][^\n]*(\n|\Z)")


def quoted(sources: Sequence[Source], count: Count) -> Iterator[str]:
    """Yield an answer in Markdown, in parts: what it is, then the passages, each with its headings."""
    yield LABEL
    for source in sources:
        text = _HEADING_LINE.sub("", source.content, count=1).strip()
        lines = beginning(text, TOKENS, count).rstrip().splitlines() if text else []
        yield "\n\n" + "\n".join(f"> {line}".rstrip() for line in [f"**{source.title}**", "", *lines])
