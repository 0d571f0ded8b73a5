"""The line `collections`: what the client vecs does, in Postgres. Users make its tables."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from pgmatch.lines.line import Line


def index_name(table: str, method: str, kind: str, metric: str, options: Mapping[str, int]) -> str:
    """Return the name that vecs would give an index; it finds those of its kind by their names."""
    size = (
        f"nl{options['lists']}"
        if method == "ivfflat"
        else f"m{options.get('m', 16)}_efc{options.get('ef_construction', 64)}"
    )
    unique = sha256(table.encode()).hexdigest()[:7]
    return f"ix_{'bit' if kind == 'binary' else kind}_{metric}_ops_{method}_{size}_{unique}"


COLLECTIONS = Line(
    name="collections",
    needed="collections_0002",
    index_name=index_name,
    any_metric=True,
    schema="collections",
    tables_schema="vecs",
    info="collections_info",
    options=("schema", "access"),
    to_write="write",
    own="upsert and delete their own records",
)
