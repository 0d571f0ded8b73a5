"""The line `documents`: chunks of documents, for clients of the retrieval plugin."""

from __future__ import annotations

from pgmatch.lines.line import Line

DOCUMENTS = Line(
    name="documents",
    needed="documents_0003",
    tables=("documents",),
    common_names=True,
    to_write="put or delete documents",
    own="put and delete their own documents",
)
