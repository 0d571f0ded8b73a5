"""Contenders that ask from Node, in a process of their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.contenders import Rows
from bench.errors import BenchError
from bench.questions import Question
from tools.node import program

FOLDER = Path(__file__).with_name("node")


def is_installed() -> bool:
    """Return whether the packages are there."""
    return (FOLDER / "node_modules" / "@mastra" / "pg").is_dir()


def run(*arguments: str, given: str = "") -> str:
    """Run the program in `node/` and return what it prints."""
    done = subprocess.run(_command(*arguments), input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"node {' '.join(arguments[1:])} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout


def line(question: Question) -> str:
    """Return a question as the program reads it."""
    query = json.loads(question.literal)
    return json.dumps({"query": query, "k": question.k, "source": question.source}) + "\n"


class NodeContender:
    """A client that is asked over a pipe: that takes about 0.05 ms, whoever the client is."""

    def __init__(self, name: str, url: str, client: str) -> None:
        """Start the process."""
        self.name = name
        self._process = subprocess.Popen(
            _command(url, client), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def prepare(self, question: Question) -> Callable[[], Rows]:
        """Return the call, its question sent already."""
        self._tell(line(question))

        def call() -> Rows:
            return [(number,) for number in self._tell("\n")]

        return call

    def cost(self, question: Question) -> None:
        """Return None: the session is not ours."""

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _tell(self, text: str) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(text)
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise BenchError(f"{self.name} ended with code {self._process.wait()}; its errors are above")
        return json.loads(answer)


def _command(*arguments: str) -> list[str]:
    return [program("node"), str(FOLDER / "ask.mjs"), *arguments]
