"""Keeps migrations/frozen.sha256: which text each revision runs, in the format of sha256sum.

    python -m tools.freeze            rewrite the list; keep a copy of each released text that has changed
    python -m tools.freeze --verify   fail, naming the files, if something is out of date

A revision that is not released runs what sql/ says now. A released one always runs what it ran when released.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from pgmatch.migrate import ops
from pgmatch.migrate.frozen import current, digest, parse, places, without_topic
from pgmatch.migrate.install import install_root, migrations_root, sql_root

ROOT = install_root()
MIGRATIONS = migrations_root()
LIST = MIGRATIONS / "frozen.sha256"


def _git(*arguments: str) -> bytes | None:
    """Return what git prints; None if it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


@lru_cache
def _release() -> str | None:
    """Return the commit of the newest release; None if there is none.

    It is the one that adds the recorded dump: unlike a tag, no clone is without it.
    """
    commit = _git("log", "-1", "--format=%H", "--diff-filter=A", "--", "tests/releases/*/dump.sql")
    return commit.decode().strip() if commit else None


def _at_release(path: str) -> bytes | None:
    """Return a file as the newest release has it; None if there is no such file or no release."""
    return _git("show", f"{_release()}:./{path}") if _release() else None


@lru_cache
def _current_at_release() -> dict[str, str]:
    """Return the files that sql/ had at the newest release, by their path under it without topic."""
    listed = _git("ls-tree", "-r", "--name-only", str(_release()), "sql/") or b""
    return {without_topic(path.removeprefix("sql/")): path for path in listed.decode().splitlines()}


@lru_cache
def released() -> dict[str, str]:
    """Return the hashes that the newest release lists, which never change; none before a release."""
    return parse((_at_release("migrations/frozen.sha256") or b"").decode())


@lru_cache
def texts_of(revision: Path) -> frozenset[str]:
    """Return the names of the texts that a revision asks for, by running it with nothing behind it."""
    asked: set[str] = set()

    def read(name: str) -> str:
        asked.add(name)
        return ""

    options = SimpleNamespace(settings={}, lock_timeout="", concurrently=False)
    with (
        patch.object(ops, "read", read),
        patch.object(ops, "_run", lambda *_: None),
        patch.object(ops, "given_options", lambda: options),
    ):
        module = runpy.run_path(str(revision))
        module["upgrade"]()
        module["downgrade"]()
    return frozenset(asked)


def _candidates(name: str) -> list[Path]:
    """Return the files that may hold what the list calls `name`."""
    folder, _, text = name.partition("/")
    return list(places(text)) if folder == "sql" else [MIGRATIONS / name]


def hashes() -> dict[str, str | None]:
    """Return the list as it should be; None for a text that is nowhere.

    A text that was kept is what its revision runs, also where no release is known.
    """
    revisions = sorted((MIGRATIONS / "versions").rglob("*.py"))
    names = {f"sql/{name}" for revision in revisions for name in texts_of(revision)}
    names |= {revision.relative_to(MIGRATIONS).as_posix() for revision in revisions}
    now = {name: next(filter(None, map(digest, reversed(_candidates(name)))), None) for name in names}
    return dict(sorted({**now, **released()}.items()))


def listing(wanted: dict[str, str | None]) -> str:
    """Return the list of hashes as it should be written."""
    return "".join(f"{found}  {name}\n" for name, found in wanted.items() if found)


def outdated() -> list[str]:
    """Return what is wrong with the texts and their list."""
    wanted = hashes()
    wrong = [
        f"migrations/{name} {_fault(name, is_nowhere=found is None)}"
        for name, found in wanted.items()
        if found is None or found not in map(digest, _candidates(name))
    ]
    wrong += [*_repeated_names(), *_unused_now(wanted), *_unused_copies(wanted)]
    if not LIST.exists() or LIST.read_text() != listing(wanted):
        wrong.append("migrations/frozen.sha256 does not match the files: make freeze")
    return wrong


def _fault(name: str, *, is_nowhere: bool) -> str:
    if is_nowhere:
        return "does not exist, nor under sql/, but a revision runs it"
    return "is released: undo the change" if _candidates(name)[-1].exists() else "has to be kept: make freeze"


def _unused_now(wanted: dict[str, str | None]) -> Iterator[str]:
    """Yield what sql/ says and the newest revision that runs it does not; the list is in their order."""
    newest = {name.split("/", 2)[-1]: found for name, found in wanted.items()}
    for path, text in sorted((path, text) for text, path in current().items()):
        # pgmatch adopt also prepares
        if text.startswith("prepare/") or (text in newest and newest[text] == digest(path)):
            continue
        found = "its released text is another" if text in newest else "no revision runs it"
        place = path.relative_to(ROOT)
        yield f"{place}: {found}: make revision line=… m='…' f={text.removesuffix('.sql')}"


def _repeated_names() -> Iterator[str]:
    """Yield the files of sql/ whose name another file of the same line has, in whichever folders they are."""
    for path in sorted({*sql_root().rglob("*.sql")} - {*current().values()}):
        other = current()[without_topic(path.relative_to(sql_root()).as_posix())]
        yield f"{path.relative_to(ROOT)} has the name of {other.relative_to(ROOT)}"


def _unused_copies(wanted: dict[str, str | None]) -> Iterator[str]:
    """Yield the files of migrations/sql/ that should not be there."""
    now = {digest(path): path.relative_to(ROOT) for path in current().values()}
    for path in sorted((MIGRATIONS / "sql").rglob("*.sql")):
        name = path.relative_to(MIGRATIONS).as_posix()
        if name not in wanted:
            yield f"no revision runs migrations/{name}"
        if digest(path) in now:
            yield f"migrations/{name} repeats {now[digest(path)]}: make freeze"


def _keep(name: str, found: str) -> None:
    """See to it that a released text is there, and only once."""
    now, kept = _candidates(name)
    if digest(now) == found:
        kept.unlink(missing_ok=True)
    elif not kept.exists():
        paths = (_current_at_release().get(name.split("/", 2)[2]), kept.relative_to(ROOT).as_posix())
        released_texts = (_at_release(path) or b"" for path in paths if path)
        text = next(text for text in released_texts if sha256(text).hexdigest() == found)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(text)


def freeze() -> None:
    """Keep the released texts that sql/ no longer has, and write the list."""
    for name, found in released().items():
        if name.startswith("sql/"):
            _keep(name, found)
    LIST.write_text(listing(hashes()))


def main(arguments: list[str]) -> None:
    """Do what the module's docstring says."""
    if arguments != ["--verify"]:
        freeze()
    if wrong := outdated():
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
