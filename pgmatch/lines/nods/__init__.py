"""The line `nods`: pages and their sections, for clients that call `match_page_sections`."""

from __future__ import annotations

from pgmatch.lines.line import Line

PAGE, SECTION = "nods_page", "nods_page_section"
# as Document.text of an ingest
EMBEDDED = "coalesce(s.context || E'\\n', '') || s.content"
MARK = "nods_section_match"  # a type that only an install leaves

NODS = Line(
    name="nods",
    needed="nods_0004",
    tables=(PAGE, SECTION),
    searched=SECTION,
    info="pgmatch_info",
    embedded=EMBEDDED,
)
