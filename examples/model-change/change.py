"""Descriptions of Python functions, found by words and then by meaning, because the model changes."""

from __future__ import annotations

import argparse
import inspect
import os
import re
import shlex
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

import numpy as np
import psycopg2
from numpy.typing import NDArray
from sqlalchemy import create_engine

from pgmatch.embedders import Embedder, load
from pgmatch.queue import Worker
from pgmatch.settings import database_url

MODULES = ("bisect", "glob", "heapq", "os", "os.path", "random", "shutil", "subprocess", "tempfile", "time")
TABLE = """
    drop table if exists functions cascade;
    create table functions (name text primary key, description text not null, embedding vector(256))
"""
# it names its columns, because the table has one more during the change
INSERT = "insert into functions (name, description, embedding) values (%s, %s, %s)"
SEARCH = """
    create index on functions using hnsw (embedding vector_cosine_ops);
    select pgmatch.create_search('match_functions', 'functions', returns => '{name}')
"""
URL = os.environ["DATABASE_URL"]


class Words:
    """A model without any meaning: each word of a text is a number at one of 256 places."""

    name = "words-256"
    dimensions = 256
    max_tokens = 10_000
    normalized = True

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of some texts, of length 1."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in self._words(text):
                vector[zlib.crc32(word.encode()) % self.dimensions] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(self._words(text))

    def _words(self, text: str) -> list[str]:
        return re.findall(r"[a-z]+", text.lower())


def descriptions() -> Iterator[tuple[str, str]]:
    """Give the public functions of the modules, each with the first paragraph about it."""
    for module in MODULES:
        for name, function in inspect.getmembers(import_module(module), inspect.isroutine):
            about = inspect.getdoc(function)
            if about and not name.startswith("_"):
                yield f"{module}.{name}", " ".join(about.split("\n\n")[0].split())


def pgmatch(*arguments: str) -> None:
    print("$", shlex.join(["pgmatch", *arguments]), flush=True)
    subprocess.run([Path(sys.executable).with_name("pgmatch"), *arguments], check=True)


def search(model: Embedder, question: str) -> list[str]:
    """Return the functions nearest to a question, which is embedded by the model that made the embeddings."""
    (vector,) = model.embed([question])
    with closing(psycopg2.connect(URL)) as connection, connection.cursor() as cursor:
        cursor.execute("select name from match_functions(%s, match_count => 3)", [str(vector.tolist())])
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def searching(model: Embedder, question: str) -> Iterator[None]:
    """Search all the time, as people do, and see that the answers stay what they were."""
    expected, answers, stop = search(model, question), [], threading.Event()

    def ask() -> None:
        while not stop.wait(0.05):
            answers.append(search(model, question))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    same = sum(answer == expected for answer in answers)
    print(f"{len(answers)} searches meanwhile, {same} with the same answer as before")


def fill(words: Words) -> None:
    """Make the table, with the embeddings of the first model."""
    rows = list(descriptions())
    vectors = words.embed([f"{name}\n{about}" for name, about in rows])
    with closing(psycopg2.connect(URL)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.executemany(
            INSERT, [(*row, str(vector.tolist())) for row, vector in zip(rows, vectors, strict=True)]
        )
        cursor.execute(SEARCH)


def write(model: Embedder, name: str, about: str) -> None:
    """Add a row as the application does: with the embedding of the model that is searched."""
    (vector,) = model.embed([f"{name}\n{about}"])
    with closing(psycopg2.connect(URL)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(INSERT, [name, about, str(vector.tolist())])


def work(model: Embedder) -> None:
    """Give rows the embedding of the model that is not searched. A worker usually runs all the time."""
    with create_engine(database_url(URL)).connect() as connection:
        print(f"{Worker(connection, model).run(until_empty=True).stored} row embedded by {model.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", nargs="?", default="How do I remove a folder and everything in it?")
    question = parser.parse_args().question
    words, minilm = Words(), load("local")
    column = "public.functions.embedding"

    fill(words)
    print(f"by words: {search(words, question)}")
    with searching(words, question):
        content = "s.name || chr(10) || s.description"
        pgmatch("model", "change", "--to", "local", column, "--content", content, "--from", words.name)

    pgmatch("model", "switch", column)
    print(f"by meaning: {search(minilm, question)}")
    write(minilm, "pathlib.Path.unlink", "Remove this file or symbolic link.")
    work(words)
    pgmatch("model", "back", column)
    print(f"by words: {search(words, question)}")

    pgmatch("model", "switch", column)
    pgmatch("model", "clean", "--yes", column)
    print(f"by meaning: {search(minilm, question)}")


if __name__ == "__main__":
    main()
