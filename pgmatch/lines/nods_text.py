"""The line `nods_text`: hybrid search over the sections of `nods`."""

from __future__ import annotations

from pgmatch.lines.line import Line

NODS_TEXT = Line(
    name="nods_text",
    needed="nods_text_0002",
    base="nods",
    info="pgmatch_info",
    options=(*Line.options, "text_config"),
)
