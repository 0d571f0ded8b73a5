"""The core: the record of what is installed, and the search. Every line needs it."""

from __future__ import annotations

from pgmatch.lines.line import Line

# the lines that it serves say whether a record of it is lost
CORE = Line(name="core", needed="core_0003", left="select false")
