"""Notes in a table of your own, embedded by a worker as they come and change, and found by meaning."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import psycopg2

from pgmatch.embedders import load

TABLE = """
    create table if not exists notes (
      id integer primary key,
      title text not null,
      body text not null,
      embedding vector(384)
    );
    select pgmatch.queue_embeddings('notes', 'embedding', 'title || E''\\n'' || body');
    select pgmatch.create_search('match_notes', 'notes', returns => '{id, title}')
"""
NOTES = (
    (1, "Bread", "Knead the dough, let it rise for an hour, and bake it until the crust is brown."),
    (2, "Bicycle", "Oil the chain, and check the air in the tyres before you ride."),
    (3, "Tomatoes", "Water the plants in the morning, and tie them to a stick."),
    (4, "Passport", "The photograph must not be older than six months."),
)


def work() -> None:
    """Embed what is queued. A worker usually runs all the time, beside the application."""
    command = Path(sys.executable).with_name("pgmatch")
    subprocess.run([command, "worker", "--embedder", "local", "--until-empty"], check=True, stdout=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", nargs="?", default="How do I repair my bike?")
    question = parser.parse_args().question
    (vector,) = load("local").embed([question])
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True

    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.executemany("insert into notes values (%s, %s, %s) on conflict do nothing", NOTES)
        work()
        # the note loses its embedding, and gets another
        cursor.execute("update notes set body = 'Ask for it in March: it takes six weeks.' where id = 4")
        work()
        cursor.execute(
            "select similarity, title from match_notes(%s, match_count => 2)", [str(vector.tolist())]
        )
        for similarity, title in cursor.fetchall():
            print(f"{similarity:.3f} {title}")


if __name__ == "__main__":
    main()
