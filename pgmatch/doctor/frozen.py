"""The functions as the frozen SQL of the installed revision defines them.

Postgres keeps a body as it was written, so that it can be compared as text: nothing is deparsed, which
another version of the server might do differently, and anybody may read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError

from pgmatch.lines import LINES
from pgmatch.migrate import alembic_config
from pgmatch.migrate.frozen import texts

_CREATE = re.compile(
    r"^create or replace function (?P<name>[\w.]+)\((?P<arguments>.*?)\)\n"
    r"(?P<header>(?:returns|language) .*?)^as \$(?P<tag>\w*)\$(?P<body>.*?)\$(?P=tag)\$;",
    re.MULTILINE | re.DOTALL,
)
_COMMA = re.compile(r",(?=(?:[^']*'[^']*')*[^']*$)")  # outside of literals
_ARGUMENT = re.compile(r"(?:(?P<mode>out|inout|variadic) )?(?P<name>\w+) (?P<type>.+)", re.DOTALL)
_SET = re.compile(r"^set (?P<name>[\w.]+) (?P<value>.+)$", re.MULTILINE)
_ROWS = re.compile(r"^rows (?P<rows>\d+)$", re.MULTILINE)
_LANGUAGE = re.compile(r"^language (?P<language>\w+)$", re.MULTILINE)
_VOLATILITY = re.compile(r"^(immutable|stable|volatile)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Function:
    """A function as it should be.

    `types` and `names` are of the arguments that a call gives, `optional` those of them with a default.
    `settings` are the SET clauses by name; `search_path` there is None where it is the line's pinned path.
    """

    line: str
    schema: str | None
    name: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    optional: frozenset[str]
    language: str
    volatility: str
    rows: int | None
    is_set: bool
    is_definer: bool
    is_strict: bool
    is_parallel_safe: bool
    settings: dict[str, str | None]
    body: str
    file: Path
    sql: str

    @property
    def signature(self) -> str:
        """The function's name and argument types, as the record of members has them."""
        prefix = f"{self.schema}." if self.schema else ""
        return f"{prefix}{self.name}({', '.join(self.types)})"

    @property
    def is_pinned(self) -> bool:
        """Whether its search_path is the path of its line."""
        return self.settings.get("search_path", "") is None


def head(line: str) -> str:
    """Return the newest revision of a line that this package has."""
    return str(_scripts(line).get_current_head())


def revisions(line: str, upto: str | None) -> tuple[str, ...] | None:
    """Return the revisions of a line, oldest first, up to one; None if this package does not know that."""
    try:
        found = [script.revision for script in _scripts(line).iterate_revisions(upto, "base")]
    except (CommandError, ResolutionError):
        return None
    return tuple(reversed(found))


@lru_cache
def functions(line: str, revision: str | None) -> tuple[Function, ...]:
    """Return the functions that a line has at a revision, each as the latest revision that has it says."""
    found: dict[str, Function] = {}
    for file, sql in _texts(line, revision, "functions"):
        for function in parse(line, file, sql):
            found[function.signature] = function
    return tuple(found.values())


@lru_cache
def index_texts(line: str, revision: str | None) -> tuple[str, ...]:
    """Return the frozen SQL that makes the indexes a line has at a revision, by the name of the index."""
    return tuple(sql for _, sql in _texts(line, revision, "indexes"))


def _texts(line: str, revision: str | None, folder: str) -> Iterator[tuple[Path, str]]:
    """Yield the files of a folder that the revisions of a line run, and what they run of each."""
    for number in revisions(line, revision) or ():
        script = _scripts(line).get_revision(number)
        for other in getattr(script.module, "LIKE", ()):
            for file in texts(other, folder):
                yield file, LINES[line].names(file.read_text(encoding="utf-8"))
        for file in texts(number, folder):
            yield file, file.read_text(encoding="utf-8")


def parse(line: str, file: Path, sql: str) -> Iterator[Function]:
    """Yield the functions that the text of a file creates, which is written as all of ours are."""
    for match in _CREATE.finditer(sql):
        schema, _, name = match["name"].rpartition(".")
        header = match["header"]
        arguments = [argument for argument in _arguments(match["arguments"]) if argument[0] != "out"]
        rows = _ROWS.search(header)
        yield Function(
            line=line,
            schema=schema or None,
            name=name,
            types=tuple(kind for _, _, kind, _ in arguments),
            names=tuple(argument for _, argument, _, _ in arguments),
            optional=frozenset(argument for _, argument, _, has_default in arguments if has_default),
            language=_only(_LANGUAGE.search(header), file),
            volatility=_only(_VOLATILITY.search(header), file),
            rows=int(rows["rows"]) if rows else None,
            is_set=header.startswith(("returns table", "returns setof")),
            is_definer="\nsecurity definer\n" in header,
            is_strict="\nstrict\n" in header,
            is_parallel_safe="\nparallel safe\n" in header,
            settings={found["name"]: _value(found["value"]) for found in _SET.finditer(header)},
            body=match["body"],
            file=file,
            sql=sql,
        )


@lru_cache
def _scripts(line: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config(line))


def _arguments(text: str) -> Iterator[tuple[str | None, str, str, bool]]:
    for part in filter(None, (part.strip() for part in _COMMA.split(text))):
        declared, default, _ = part.partition(" default ")
        match = _ARGUMENT.fullmatch(declared)
        if match is None:
            raise ValueError(f"{part!r} is not an argument as our functions have them")
        yield match["mode"], match["name"], match["type"].strip(), bool(default)


def _only(match: re.Match[str] | None, file: Path) -> str:
    if match is None:
        raise ValueError(f"a function in {file.name} lacks its language or volatility")
    return match[match.lastindex or 0]


def _value(written: str) -> str | None:
    # the catalog has what stands between quotation marks
    return None if written == "from current" else written.removeprefix("= ").strip("'")
