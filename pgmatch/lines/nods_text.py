"""The line `nods_text`: hybrid search over the sections of `nods`."""

from __future__ import annotations

from pgmatch.lines.line import Line

NODS_TEXT = Line(
    name="nods_text",
    needed="nods_text_0001",
    left="""
        select exists (
          select from pg_proc as p
          where p.proname = 'hybrid_search_page_sections' and p.prosrc like '%pgmatch.nods\\_text\\_%'
        )
    """,
)
