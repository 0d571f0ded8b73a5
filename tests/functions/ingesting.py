"""Calls of the functions that ingest, as SQL; the embedding of a section follows from the first letter of its name."""

from __future__ import annotations

import json
from typing import Any

from tests.servers import Database

VECTORS = {"a": [1, 0, 0], "b": [0, 1, 0], "c": [0, 0, 1], "d": [0.6, 0.8, 0]}


def begin(
    database: Database, corpus: str = "docs", model: str = "m", dimensions: int = 3, **more: Any
) -> int:
    names = "".join(f", {name} => %({name})s" for name in more)
    arguments = {"c": corpus, "m": model, "d": dimensions, **more}
    return int(database.rows(f"select nods_begin_ingest(%(c)s, %(m)s, %(d)s{names})", arguments)[0][0])


def section(name: str, embedding: Any = True, **more: Any) -> dict[str, Any]:
    made = {"content": f"text {name}", "heading": name.upper(), "slug": name, "token_count": 2, **more}
    return made | ({"embedding": VECTORS[name[0]] if embedding is True else embedding} if embedding else {})


def put(
    database: Database, run: int, path: str, checksum: str, *sections: Any, **more: Any
) -> tuple[Any, ...]:
    names = "".join(f", {name} => %({name})s" for name in more)
    arguments = {"run": run, "path": path, "sum": checksum, "sections": json.dumps(sections), **more}
    return database.rows(
        f"select status, inserted, kept, removed from nods_put_page(%(run)s, %(path)s, %(sum)s, %(sections)s{names})",
        arguments,
    )[0]


def finish(database: Database, run: int, *pages: Any, prune: bool | None = None) -> tuple[Any, ...]:
    listed = [page if isinstance(page, dict) else {"path": page} for page in pages]
    return database.rows("select * from nods_finish_ingest(%s, %s, %s)", (run, json.dumps(listed), prune))[0]


def to_embed(
    database: Database, run: int, path: str, checksum: str, *contents: str, contexts: Any = None
) -> list[int]:
    return [
        r[0]
        for r in database.rows(
            "select * from nods_sections_to_embed(%s, %s, %s, %s, %s)",
            (run, path, checksum, list(contents), contexts),
        )
    ]


def sections_of(database: Database, path: str) -> list[tuple[Any, ...]]:
    """Return (id, content) of a page's sections in the order of the document."""
    return database.rows(
        "select s.id, s.content from nods_page p join nods_page_section s on s.page_id = p.id"
        " where p.path = %s order by array_position(p.section_ids, s.id)",
        (path,),
    )


def preview(database: Database, path: str, checksum: str, *contents: str, corpus: str = "docs") -> Any:
    statement = "select status, to_embed from nods_preview_page(%s, %s, %s, %s)"
    return database.rows(statement, (corpus, path, checksum, list(contents)))[0]


def would_remove(
    database: Database, *paths: str, model: str = "m", dimensions: int = 3, **more: Any
) -> list[str]:
    names = "".join(f", {name} => %({name})s" for name in more)
    arguments = {"m": model, "d": dimensions, "paths": list(paths), **more}
    removed: list[str] = database.rows(
        f"select removed_paths from nods_preview_ingest('docs', %(m)s, %(d)s, %(paths)s{names})", arguments
    )[0][0]
    return removed


def add(database: Database, run: int, path: str, checksum: str, *sections: Any) -> int:
    statement = "select nods_add_sections(%s, %s, %s, %s)"
    return int(database.rows(statement, (run, path, checksum, json.dumps(sections)))[0][0])
