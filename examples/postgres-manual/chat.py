"""Answers questions with the best passages of PostgreSQL's manual and of PDF files, and their sources."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import psycopg2
import sources

from pgmatch.embedders import Embedder, load

BATCH = 64
SHOWN = 300  # characters of a passage


def store(cursor: psycopg2.extensions.cursor, documents: Iterable[sources.Document], model: Embedder) -> int:
    """Store the documents that are not there yet; return how many passages that are."""
    cursor.execute("select distinct document_id from documents")
    there = {name for (name,) in cursor.fetchall()}
    stored = 0
    for document in documents:
        if document.id in there or not document.passages:
            continue
        texts = [passage.embedded_text for passage in document.passages]
        vectors = [list(map(float, vector)) for batch in batches(texts) for vector in model.embed(batch)]
        chunks = [
            {"content": passage.content, "embedding": vector}
            for passage, vector in zip(document.passages, vectors, strict=True)
        ]
        cursor.execute(
            "select put_document(%s, %s, source => %s, url => %s)",
            (document.id, json.dumps(chunks), document.source, document.url),
        )
        # a run that is interrupted goes on with the next document
        cursor.connection.commit()
        stored += len(chunks)
        print(f"\r{stored} passages", end="", file=sys.stderr)
    return stored


def batches(texts: list[str]) -> Iterator[list[str]]:
    return (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))


def answer(cursor: psycopg2.extensions.cursor, question: str, model: Embedder, passages: int) -> None:
    """Print the passages nearest to a question, with their sources."""
    (vector,) = model.embed([question])
    cursor.execute(
        "select similarity, url, content from search_documents(%s, match_count => %s)",
        (json.dumps(list(map(float, vector))), passages),
    )
    print(f"\n{question}")
    for similarity, url, content in cursor.fetchall():
        text = " ".join(content.split())
        print(f"\n{similarity:.3f} {url}\n  {text[:SHOWN]}{'…' if len(text) > SHOWN else ''}")


def asked() -> Iterator[str]:
    """Ask for questions until there is an empty one."""
    while question := input("\nYour question, or nothing to end: ").strip():
        yield question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="*", help="default: ask for them")
    parser.add_argument(
        "--pdf", type=Path, action="append", help="a PDF file; may be repeated; default: Debian's maint-guide"
    )
    parser.add_argument("--html", type=Path, help="folder of a manual; default: Debian's postgresql-doc")
    parser.add_argument("--pages", default="*", help="which pages, such as 'ddl-*'; default: all")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of what is downloaded")
    parser.add_argument("--passages", type=int, default=5, help="how many a question; default %(default)s")
    arguments = parser.parse_args()
    model = load("local")
    files = arguments.pdf or ([] if arguments.html else [sources.maintainers_guide(arguments.data)])
    documents = chain(
        sources.manual(arguments.html, arguments.data, arguments.pages, model),
        (sources.pdf(file, model) for file in files),
    )
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        stored = store(cursor, documents, model)
        print(f"{stored} new passages")
        for question in arguments.questions or asked():
            answer(cursor, question, model, arguments.passages)


if __name__ == "__main__":
    main()
