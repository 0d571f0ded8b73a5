"""What a check says, and what it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy.engine import URL, Connection, Row

Level = Literal["error", "warning", "info"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info")

# Repairs what was found, on a connection in autocommit mode.
Repair = Callable[[Connection], None]
# Called with what is done now, how many steps of it are done, and how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one object of a database.

    `evidence` is what was seen, in a sentence. `fix` is what to run, one step after another: SQL, or a
    command that begins with its program. `repair` does the same for `--fix`, and is None where that would
    touch rows or a choice of the user's. `is_unchecked` says that the check could not be made. `check` is set
    by whoever runs it.
    """

    level: Level
    object: str
    evidence: str
    fix: tuple[str, ...] = ()
    repair: Repair | None = field(default=None, compare=False, repr=False)
    is_unchecked: bool = False
    check: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An installed line, as `pgmatch.install` and `pgmatch.search` record it.

    `schema` is quoted as in SQL.
    """

    name: str
    schema: str
    schema_name: str
    revision: str | None
    access: str | None


@dataclass(frozen=True, slots=True)
class Server:
    """Where we are, and as whom; `database` and `role` are quoted as in SQL.

    `extension` is the schema of pgvector, quoted too, and None where it is missing.
    """

    database: str
    role: str
    version: str
    extension: str | None
    extension_version: str | None


@dataclass(frozen=True, slots=True)
class Patient:
    """A database that is looked at.

    `has_record` says whether pgmatch's record is there; `lines` are empty too where the role may not read
    it. `is_owner` says whether the role may do what the owner of the record may: only then do privileges and
    rows show in full. `unread` has the tables that are not read, because that could run the code of a
    stranger, each with its line. `sample` is how many rows the recall is measured on, `floor` what is
    expected of it. `functions` is filled by the first check that compares them, for the others.
    """

    connection: Connection
    url: URL
    server: Server
    has_record: bool
    lines: tuple[Line, ...]
    is_owner: bool
    sample: int
    floor: float
    unread: Mapping[int, str | None]
    progress: Progress | None = None
    functions: list[Row[Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Check:
    """A check. `needs` is what must be there for it: nothing, an install, or the owner of that."""

    name: str
    find: Callable[[Patient], Iterable[Finding]]
    needs: Literal["nothing", "install", "owner"]


@dataclass(frozen=True, slots=True)
class Report:
    """What all checks found. `names` are the checks that were made."""

    server: Server
    lines: tuple[Line, ...]
    is_owner: bool
    names: tuple[str, ...]
    findings: tuple[Finding, ...]

    def count(self, level: Level) -> int:
        """Return how many findings have a level."""
        return sum(finding.level == level for finding in self.findings)

    def reaches(self, level: Level) -> bool:
        """Return whether something is as bad as a level, or worse."""
        return any(LEVELS.index(finding.level) <= LEVELS.index(level) for finding in self.findings)


def literal(value: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"
