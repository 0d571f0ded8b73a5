"""The line `nods`: pages and their sections, for clients that call `match_page_sections`."""

from __future__ import annotations

from pgmatch.lines.line import Line

PAGE, SECTION = "nods_page", "nods_page_section"

NODS = Line(
    name="nods",
    needed="nods_0004",
    left="select exists (select from pg_type as t where t.typname = 'nods_section_match')",
    tables=(PAGE, SECTION),
    searched=SECTION,
)
