"""The JavaScript programs of this folder: JSON in, JSON out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.node import program

FOLDER = Path(__file__).parent


def run_program(name: str, value: Any) -> Any:
    """Run a program with a JSON document on its standard input, and return the one that it prints."""
    result = subprocess.run(
        [program("node"), str(FOLDER / name)],
        input=json.dumps(value),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert not result.stderr, result.stderr
    return json.loads(result.stdout)


@contextmanager
def conversation(name: str, *begin: Any) -> Iterator[Callable[[Any], Any]]:
    """Run a program that is told these first, and then answers line by line, until the context ends."""
    with subprocess.Popen(
        [program("node"), str(FOLDER / name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        given, answers = process.stdin, process.stdout

        def say(value: Any) -> None:
            given.write(json.dumps(value) + "\n")
            given.flush()

        def ask(value: Any) -> Any:
            say(value)
            answer = answers.readline()
            assert answer, process.communicate()[1]
            return json.loads(answer)

        for value in begin:
            say(value)
        yield ask
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, "")
