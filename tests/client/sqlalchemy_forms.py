"""Every form of docs/sqlalchemy.md on drivers: `python -m tests.client.sqlalchemy_forms URL …`.

A program of its own, so that it can run with any version of SQLAlchemy. It prints that version after each driver.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sqlalchemy as sa
from pgvector import Vector
from pgvector.sqlalchemy import VECTOR
from sqlalchemy.ext.asyncio import create_async_engine

from pgmatch import sqlalchemy as forms

EMBEDDINGS: dict[str, Any] = {
    "list": [1, 0, 0],
    "array": np.array([1, 0, 0], dtype=np.float32),
    "Vector": Vector([1, 0, 0]),
    "text": "[1,0,0]",
}
PAGE = sa.table("nods_page", sa.column("id"), sa.column("path"), sa.column("meta"))


def selects() -> Iterator[tuple[str, sa.Executable, list[Any]]]:
    """Yield what to run, and the rows that docs/functions.md's example rows give."""
    for name, embedding in EMBEDDINGS.items():
        found = forms.match_page_sections(embedding, 0.78, 10, 50)
        yield (
            f"match, {name}",
            sa.select(found.c.slug).order_by(found.c.similarity.desc()),
            ["install", "upgrade"],
        )
        found = forms.search_page_sections(embedding, match_count=1, meta={"title": "Installing"})
        yield f"search, {name}", sa.select(found.c.path), ["/guide/install"]
        if name == "text":
            continue  # pgvector's type takes no text
        statement = sa.text("select slug from match_page_sections(:embedding, :threshold, 10, 0)")
        given = sa.bindparam("embedding", embedding, type_=VECTOR)
        yield f"text, {name}", statement.bindparams(given, threshold=0.9), ["install"]

    found = forms.match_page_sections([1, 0, 0], match_count=1)
    yield "defaults", sa.select(found.c.similarity), [1.0]
    joined = sa.select(PAGE.c.path).join(found, found.c.page_id == PAGE.c.id)
    yield "a join", joined, ["/guide/install"]
    found = forms.search_page_sections(
        [1, 0, 0], 5, 0.1, 1, "/guide/", "markdown", "guide", {}, ef_search=50, probes=2, candidates=80
    )
    yield "all arguments", sa.select(sa.func.count()).select_from(found), [3]
    found = forms.find_similar_sections(2, match_count=1, other_pages=False)
    yield "similar", sa.select(found.c.slug), ["upgrade"]
    found = forms.hybrid_search_page_sections("newer version", [0, 1, 0], match_count=1, full_text_weight=9)
    yield "hybrid", sa.select(found.c.slug, found.c.full_text_rank), ["upgrade"]
    context = forms.get_section_context(3, before=0)
    yield (
        "context",
        sa.select(context.c.heading_path).order_by(context.c.place),
        [["Installing", "Upgrade"], ["Installing", "See also"]],
    )
    parents = forms.get_page_parents(2, schema="public")
    yield "parents", sa.select(parents.c.path).order_by(parents.c.id), ["/guide", "/guide/install"]
    parents = forms.get_page_parents(PAGE.c.id)
    lateral = sa.select(sa.func.count()).select_from(PAGE.join(parents.lateral(), sa.true()))
    yield "parents of every page", lateral, [3]


def check(rows: Callable[[sa.Executable], list[Any]]) -> None:
    for name, statement, expected in selects():
        for _again in range(2):  # the second time from the cache of statements
            assert rows(statement) == expected, name


def run(url: str) -> None:
    """Run all forms on a driver, asynchronously if it is asyncpg or the URL says `psycopg_async`."""
    target = sa.make_url(url)
    if target.get_driver_name() not in ("asyncpg", "psycopg_async"):
        engine = sa.create_engine(target)
        with engine.connect() as connection:
            check(lambda statement: list(connection.scalars(statement)))
        engine.dispose()
        return

    async def main() -> None:
        engine = create_async_engine(target)
        async with engine.connect() as connection:
            await connection.run_sync(lambda sync: check(lambda statement: list(sync.scalars(statement))))
        await engine.dispose()

    asyncio.run(main())


if __name__ == "__main__":
    for url in sys.argv[1:]:
        run(url)
        print(sa.make_url(url).drivername, sa.__version__)
