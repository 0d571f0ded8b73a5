"""The line `collections`: what the client vecs does, in Postgres. Users make its tables."""

from __future__ import annotations

from pgmatch.lines.line import Line

COLLECTIONS = Line(name="collections", needed="collections_0001")
