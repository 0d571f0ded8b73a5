"""The line `predictions`: what models see in images, for clients that write the table `predictions`."""

from __future__ import annotations

from pgmatch.lines.line import Line

PREDICTIONS = Line(
    name="predictions",
    needed="predictions_0001",
    tables=("predictions",),
    options=("schema", "access"),
)
