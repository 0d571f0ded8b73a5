"""The texts that revisions run: each has a name, `<revision>/<path>`, and a hash in frozen.sha256.

The text is the file `sql/<path>` while that still has the hash. If the file has changed since, and for what
only a revision runs, it is `migrations/sql/<revision>/<path>`. The folder of a line may sort its files into
folders by topic, which are not part of the path: `functions/core/nearest.sql` is in `functions/core/search/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from pgmatch.lines import LINES
from pgmatch.migrate.errors import MigrationError
from pgmatch.migrate.install import migrations_root, sql_root


def parse(listing: str) -> dict[str, str]:
    """Return the hash of each file that a list in the format of sha256sum has."""
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in listing.splitlines())}


@lru_cache
def recorded() -> Mapping[str, str]:
    """Return the recorded hash of each text, by its name."""
    found = parse((migrations_root() / "frozen.sha256").read_text(encoding="utf-8"))
    return {name.removeprefix("sql/"): digest for name, digest in found.items() if name.startswith("sql/")}


def digest(path: Path) -> str | None:
    """Return the hash of a file; None if there is none."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def without_topic(path: str) -> str:
    """Return the path of a file under sql/ as the names of texts have it."""
    *folders, file = path.split("/")
    return "/".join((*folders[:2], file))


@lru_cache
def current() -> Mapping[str, Path]:
    """Return the files of sql/, by their path without topic."""
    root = sql_root()
    return {without_topic(path.relative_to(root).as_posix()): path for path in sorted(root.rglob("*.sql"))}


def places(name: str) -> tuple[Path, Path]:
    """Return where the text with this name may be: as what is true now, or kept for its revision."""
    _, _, path = name.partition("/")
    return current().get(path, sql_root() / path), migrations_root() / "sql" / name


def find(name: str) -> Path:
    """Return the file that holds the text with this name."""
    wanted = recorded().get(name)
    for path in places(name):
        if wanted and digest(path) == wanted:
            return path
    raise MigrationError(
        f"the text of {name} is not the one that migrations/frozen.sha256 records",
        "In a checkout, run: make freeze. An installed package is damaged: install it again.",
    )


def read(name: str) -> str:
    """Return the text with this name."""
    return _text(name, recorded().get(name))


@cache
def _text(name: str, _wanted: str | None) -> str:
    # what has a hash never changes, so a process that upgrades many databases reads it once
    return find(name).read_text(encoding="utf-8")


def functions_of(line: str) -> list[str]:
    """Return the names of the functions that the revisions of a line make; each has a file of that name."""
    folders = [f"/functions/{name}/" for name in (line, LINES[line].like) if name]
    return sorted({Path(name).stem for name in recorded() if any(folder in name for folder in folders)})


def texts(revision: str, folder: str) -> list[Path]:
    """Return the files of a folder of sql/, such as `functions`, as a revision runs them."""
    return [find(name) for name in sorted(recorded()) if name.startswith(f"{revision}/{folder}/")]
