"""Runs scripts with the libraries: each in a fork of this process, whose imports take longer than what they do.

Reads lines [script, argument…], and answers each with a line {status, output}.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import traceback
from importlib import import_module
from typing import NoReturn

LIBRARIES = (
    "langchain_postgres",
    "llama_index.core",
    "llama_index.vector_stores.postgres",
    "llama_index.vector_stores.supabase",
    "pgvector.psycopg",
    "pgvector.psycopg2",
    "pgvector.sqlalchemy",
    "vecs",
)
SECONDS = 600  # after which a script is ended


def run(script: str, arguments: list[str]) -> NoReturn:
    """Run a script as the program that it is, and end this process with its status."""
    signal.alarm(SECONDS)
    sys.argv = [script, *arguments]
    status = 0
    try:
        runpy.run_path(script, run_name="__main__")
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def forked(script: str, *arguments: str) -> dict[str, object]:
    """Run a script in a fork; return its status, and what it has printed."""
    output, printed = os.pipe()
    child = os.fork()
    if child == 0:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(printed, stream.fileno())
        os.close(printed)
        run(script, list(arguments))
    os.close(printed)
    with os.fdopen(output) as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(status), "output": text}


if __name__ == "__main__":
    for library in LIBRARIES:
        import_module(library)
    for line in sys.stdin:
        print(json.dumps(forked(*json.loads(line))), flush=True)
