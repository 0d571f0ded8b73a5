"""The line `video`: chunks of videos, for clients that call `match_video_chunks`."""

from __future__ import annotations

from pgmatch.lines.line import Line

VIDEO = Line(name="video", needed="video_0001", tables=("video_chunks",))
