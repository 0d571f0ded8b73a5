"""Numbers of options: what is out of range is wrong usage, before anything is connected."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from typer.main import get_command

from pgmatch.cli import app
from tests.cli.conftest import Done, Run

# their ranges depend on the method of the index: pgmatch.index.rules checks them
OF_AN_INDEX = {"--m", "--ef-construction", "--lists"}


def options(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[type, str]]:
    """Yield the type of each option that takes a number, and the command line that begins with it."""
    for name, each in getattr(command, "commands", {}).items():
        yield from options(each, (*words, name))
    if not hasattr(command, "commands"):
        for hint in get_type_hints(inspect.unwrap(command.callback), include_extras=True).values():
            kind, *details = get_args(hint) or (hint,)
            # typer keeps the first name in place of the default
            names = {str(getattr(each, "default", "")) for each in details}
            for number in {int, float} & {kind, *get_args(kind)}:
                yield from ((number, " ".join((*words, name))) for name in names - OF_AN_INDEX)


OPTIONS = sorted(set(options(get_command(app))), key=str)
WITHOUT_END = {"search --threshold", "ingest --price"}


def test_the_options_are_found() -> None:
    lines = {line for _, line in OPTIONS}
    assert {"worker --batch-size", "search --limit", "index create --workers", "serve --rate"} < lines
    assert lines > WITHOUT_END


@pytest.mark.parametrize("line", [line for _, line in OPTIONS if line not in WITHOUT_END])
@pytest.mark.parametrize("value", ["999999999999999999999", "-1"])
def test_a_number_out_of_range_is_refused(run: Run, line: str, value: str) -> None:
    refuses(run(*line.split(), value), line, value)


@pytest.mark.parametrize("line", [line for kind, line in OPTIONS if kind is float])
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_is_no_finite_number_is_refused(run: Run, line: str, value: str) -> None:
    refuses(run(*line.split(), value), line, value)


def refuses(done: Done, line: str, value: str) -> None:
    assert done.exit_code == 2
    assert f"Invalid value for '{line.split()[-1]}'" in done.stderr
    assert value in done.stderr
