"""Every command has its section, and every command line in the documentation can be run as it is written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pgmatch.cli import app
from tests.docs.pages import DOCS, PAGES, ROOT, blocks, sections, tokens

ROOT_COMMAND: Any = typer.main.get_command(app)
SUBSTITUTION = re.compile(r"\$\(([^)]*)\)")
WRITTEN_IN = [*PAGES, ROOT / "CONTRIBUTING.md"]


def commands(group: Any, path: str = "pgmatch") -> Iterator[tuple[str, Any]]:
    """Yield each command that is no group, by the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def spans(page: Path) -> list[str]:
    """Return the code within the text of a page."""
    found = [child for token in tokens(page.read_text("utf-8")) for child in token.children or ()]
    return [child.content for child in found if child.type == "code_inline"]


def shell_lines(page: Path) -> list[str]:
    """Return the lines of scripts on a page, what stands in `$(…)` as lines of their own."""
    lines = [line for block in blocks(page, "sh") for line in block.code.splitlines()]
    return [
        *(SUBSTITUTION.sub("", line) for line in lines),
        *(s for line in lines for s in SUBSTITUTION.findall(line)),
    ]


def words(line: str) -> list[str]:
    """Return the words and operators of a line, as a shell reads them."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer)


def calls(lines: list[str]) -> list[list[str]]:
    """Return the arguments of each call of pgmatch."""
    split = [words(line) for line in lines]
    return [
        list(takewhile(lambda word: not set(word) <= set("();<>|&"), line[1:]))
        for line in split
        if line[:1] == ["pgmatch"]
    ]


def parsed(arguments: list[str]) -> None:
    """Parse a command line as the program does, without running it; raise for what does not exist."""
    command, path = ROOT_COMMAND, ["pgmatch"]
    while arguments and hasattr(command, "commands") and not arguments[0].startswith("-"):
        path.append(arguments[0])
        assert arguments[0] in command.commands, f"there is no command {' '.join(path)}"
        command, arguments = command.commands[arguments[0]], arguments[1:]
    if not hasattr(command, "commands"):
        command.make_context(" ".join(path), arguments)


def test_every_command_has_a_section_that_names_its_options() -> None:
    described = sections(DOCS / "command-line.md")
    found = dict(commands(ROOT_COMMAND))
    assert [title for title in described if title.startswith("pgmatch ")] == list(found)
    for path, command in found.items():
        options = [name for option in command.params for name in option.opts if name.startswith("-")]
        assert [name for name in options if f"`{name}" not in described[path]] == [], path
    for name in ("--debug", "--version"):
        assert name in described["Command line"]


@pytest.mark.parametrize("page", WRITTEN_IN, ids=lambda page: page.name)
def test_the_commands_on_a_page_exist_with_their_options(page: Path) -> None:
    for arguments in calls(shell_lines(page)):
        parsed(arguments)
    for arguments in calls([span for span in spans(page) if span.startswith("pgmatch ") and "…" not in span]):
        try:
            parsed(arguments)
        except Exception as error:
            # `pgmatch ingest` in a sentence names the command; by name, because older Typers have Click's class
            if type(error).__name__ != "MissingParameter" or len(arguments) > 1:
                raise


def test_the_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z/]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    code = [
        text for page in WRITTEN_IN for text in (*spans(page), *(block.code for block in blocks(page, "sh")))
    ]
    named = {target for text in code for target in re.findall(r"^make ([a-z/]+)", text, re.MULTILINE)}
    assert {"test", "demo", "freeze"} <= named <= targets
