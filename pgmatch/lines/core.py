"""The core: the record of what is installed, and the search. Every line needs it."""

from __future__ import annotations

from pgmatch.lines.line import Line

CORE = Line(name="core", needed="core_0004", options=())
