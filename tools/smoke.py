"""Try each command once, with the Python of an environment that pgmatch is installed in.

python tools/smoke.py    needs no package beside pgmatch's own, so that these can be of the lowest versions
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import typer

from pgmatch.cli import app
from pgmatch.embedded import Server, Tether

PROGRAM = str(Path(sys.executable).with_name("pgmatch"))
DOCS = Path(__file__).parents[1] / "docs"
STEPS = (
    "alembic upgrade head",
    "alembic -n nods_text upgrade head",
    "alembic current",
    "sql",
    "types",
    "config",
    "ingest {docs}/doctor.md --embedder local --corpus docs",
    "search 'what does the doctor check?' --embedder local",
    "search 'what does the doctor check?' --embedder local --hybrid",
    "retrieve",
    "assist",
    "serve",
    "answer",
    "alembic -n collections upgrade head",
    "collect",
    "alembic -n queue upgrade head",
    "worker --embedder local --until-empty",
    "index list",
    "doctor --fail-on error",
    "alembic -n queue downgrade base",
    "alembic -n collections -x drop_data=yes downgrade base",
    "alembic -n nods_text downgrade base",
    "alembic -x drop_data=yes downgrade base",
    "uninstall",
    "demo {docs} --ask 'what does the doctor check?' --data-dir {data}",
)


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command, of groups too."""
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*words, name))


def run(arguments: list[str], **variables: str) -> None:
    """Run a command; end with what it said if it fails."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), **variables}
    done = subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, check=False, env=environment, cwd="/"
    )
    if done.returncode:
        raise SystemExit(f"pgmatch {shlex.join(arguments)}: {done.stdout}{done.stderr}")


def retrieve(url: str) -> None:
    """Run the examples of the retrievers for other libraries."""
    printed = examples("retrievers.md", url)
    if printed.count("/doctor") != 6 or not printed.endswith("4 nodes\n"):
        raise SystemExit(f"docs/retrievers.md printed: {printed}")


def answer(url: str) -> None:
    """Run the examples of questions and answers."""
    printed = examples("ask.md", url)
    if "/passwords#reset-a-forgotten-password" not in printed or not printed.endswith(" []\n"):
        raise SystemExit(f"docs/ask.md printed: {printed}")


def assist(url: str) -> None:
    """Let an assistant search, over stdio."""
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def asked() -> str:
        program = StdioServerParameters(command=PROGRAM, args=["mcp"], env={"DATABASE_URL": url}, cwd="/")
        async with Client(stdio_client(program)) as client:
            return str(await client.call_tool("search", {"query": "what does the doctor check?"}))

    if "/doctor" not in (said := asyncio.run(asked())):
        raise SystemExit(f"pgmatch mcp answered: {said}")


def serve(url: str) -> None:
    """Search over HTTP."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "DATABASE_URL": url}
    command = [PROGRAM, "serve", "--port", "0", "--embedder", "local"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        output: Any = server.stderr
        address = output.readline().split()[0]
        with urlopen(f"{address}/search?q=what+does+the+doctor+check") as answer:  # noqa: S310 - its own
            said = answer.read().decode()
        server.terminate()
    if "/doctor" not in said:
        raise SystemExit(f"pgmatch serve answered: {said}")


def collect(url: str) -> None:
    """Run the first example of collections in Python; the next one needs an API."""
    printed = examples("collections.md", url, 1)
    if not printed.startswith("0.00 boot\n"):
        raise SystemExit(f"docs/collections.md printed: {printed}")


def examples(page: str, url: str, most: int | None = None) -> str:
    """Run the Python examples of a page, or so many of them, and return what they print."""
    found = re.findall(r"^```python\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    code = "\n".join(found[:most])
    with tempfile.TemporaryDirectory(prefix="pgmatch-smoke-") as folder:
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "DATABASE_URL": url, "HOME": folder},
        )
    if done.returncode:
        raise SystemExit(f"docs/{page}: {done.stdout}{done.stderr}")
    return done.stdout


EXAMPLES = {"answer": answer, "assist": assist, "collect": collect, "retrieve": retrieve, "serve": serve}


def main() -> None:
    """Ask each command for its help, then run what a user runs, on a server of its own."""
    helped = list(commands(typer.main.get_command(app)))
    for words in helped:
        run([*words, "--help"])
    with tempfile.TemporaryDirectory(prefix="pgmatch-smoke-") as folder, Tether() as tether:
        Path(folder).chmod(0o755)  # as root the server runs as another account
        server = Server(Path(folder) / "pg", tether)
        server.start()
        for step in STEPS:
            if step in EXAMPLES:
                EXAMPLES[step](server.url())
                continue
            arguments = shlex.split(step.format(docs=DOCS, data=server.data_dir))
            run(arguments, DATABASE_URL=server.url(), PGMATCH_DIMENSIONS="384")
    print(f"{len(helped)} helps and {len(STEPS)} commands: all right")


if __name__ == "__main__":
    main()
