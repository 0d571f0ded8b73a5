"""The line `captions`: captions of images in Storage, for clients that write the table `image_caption`."""

from __future__ import annotations

from pgmatch.lines.line import Line

CAPTIONS = Line(name="captions", needed="captions_0001", tables=("image_caption",))
