"""The line `queue`: embeddings of any table, which workers make."""

from __future__ import annotations

from pgmatch.lines.line import Line

QUEUE = Line(name="queue", needed="queue_0002", options=("access",))
