"""The line `documents`: chunks of documents, for clients of the retrieval plugin."""

from __future__ import annotations

from pgmatch.lines.line import Line

# its table has a name that others use too, so it is only known where the line is installed
DOCUMENTS = Line(name="documents", needed="documents_0001")
