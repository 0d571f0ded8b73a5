"""Two pages with three sections, and vectors of the length that the databases of these tests have."""

from __future__ import annotations

import pgmatch

MODEL = "a-model"
# few: what the client does is the same for long vectors, and takes longer
DIMENSIONS = 8


def vector(*numbers: float, dimensions: int = DIMENSIONS) -> list[float]:
    """Return a vector that starts with `numbers` and goes on with zeros."""
    return [*numbers, *[0.0] * (dimensions - len(numbers))]


def put_pages(client: pgmatch.Database, dimensions: int = DIMENSIONS) -> int:
    """Ingest the pages and return the run's number."""
    run = client.nods_begin_ingest("docs", MODEL, dimensions, normalized=True, chunk_tokens=256)
    client.nods_put_page(
        run,
        "/guide",
        "checksum 1",
        [
            {
                "content": "Install it",
                "slug": None,
                "heading": None,
                "embedding": vector(1, dimensions=dimensions),
            },
            {
                "content": "## Upgrade\n\nUpgrade it",
                "slug": "upgrade",
                "heading": "Upgrade",
                "token_count": 5,
                "embedding": vector(0.6, 0.8, dimensions=dimensions),
            },
        ],
        meta={"title": "Guide", "tags": ["a", "b"]},
    )
    client.nods_put_page(
        run,
        "/guide/more",
        "checksum 2",
        [
            {
                "content": "More",
                "slug": "more",
                "heading": "More",
                "embedding": vector(0, 1, dimensions=dimensions),
            }
        ],
        page_type="mdx",
        page_source="docs",
    )
    client.nods_finish_ingest(
        run, [{"path": "/guide", "parent_path": None}, {"path": "/guide/more", "parent_path": "/guide"}]
    )
    return run
