"""Keeps the frozen copies under migrations/sql/ equal to what is true now under sql/.

    python -m tools.freeze            copy what changed into its unreleased revision; rewrite the list
    python -m tools.freeze --verify   fail, naming the files, when a copy or the list is out of date
    python -m tools.freeze REVISION OBJECT ...   freeze objects into a new revision, which takes them over

migrations/frozen.sha256 lists every revision and every frozen file, in the format of sha256sum.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "migrations"
LIST = MIGRATIONS / "frozen.sha256"


def sources() -> dict[str, Path]:
    """Return every file of sql/ that revisions freeze, by its file name."""
    unfrozen = {
        "schema.sql",
        "adopt_changes.sql",
        "adopt_rights.sql",
        "adopt_storage.sql",
    }  # no revision runs them
    files = sorted(path for path in (ROOT / "sql").rglob("*.sql") if path.name not in unfrozen)
    found = {path.name: path for path in files}
    if len(found) != len(files):
        raise SystemExit("two files under sql/ have the same name")
    return found


def newest_copies() -> dict[str, Path]:
    """Return the newest frozen copy of every object: the one in the highest revision."""
    return {path.name: path for path in sorted((MIGRATIONS / "sql").glob("*/*.sql"))}


def listing() -> str:
    """Return the list of hashes as it should be."""
    files = sorted([*(MIGRATIONS / "versions").rglob("*.py"), *(MIGRATIONS / "sql").rglob("*.sql")])
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(MIGRATIONS)}\n" for path in files
    )
    return "".join(lines)


def released() -> set[str]:
    """Return the files that the newest release tag has, relative to migrations/; none before a release."""
    tag = subprocess.run(
        ["git", "describe", "--tags", "--match", "v*", "--abbrev=0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if tag.returncode != 0:
        return set()
    old = subprocess.run(
        ["git", "show", f"{tag.stdout.strip()}:migrations/frozen.sha256"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.split(maxsplit=1)[1] for line in old.stdout.splitlines()}


def outdated() -> list[str]:
    """Return what is wrong: copies that differ, objects that no revision has, a list that does not match."""
    copies = newest_copies()
    wrong = [
        f"{path.relative_to(ROOT)} is not what its newest revision has: make freeze"
        for name, path in sources().items()
        if name not in copies or copies[name].read_bytes() != path.read_bytes()
    ]
    if not LIST.exists() or LIST.read_text() != listing():
        wrong.append("migrations/frozen.sha256 does not match the files: make freeze")
    return wrong


def freeze() -> None:
    """Bring the copies of unreleased revisions up to date and rewrite the list."""
    copies, fixed = newest_copies(), released()
    for name, path in sources().items():
        if name not in copies:
            raise SystemExit(
                f"no revision freezes {path.relative_to(ROOT)}: make revision m='...' f={path.stem}"
            )
        if copies[name].read_bytes() == path.read_bytes():
            continue
        if str(copies[name].relative_to(MIGRATIONS)) in fixed:
            raise SystemExit(
                f"{copies[name].relative_to(ROOT)} is released: make revision m='...' f={path.stem}"
            )
        copies[name].write_bytes(path.read_bytes())
    LIST.write_text(listing())


def take_over(revision: str, objects: list[str]) -> None:
    """Freeze objects into the folder of a new revision."""
    folder = MIGRATIONS / "sql" / revision
    folder.mkdir(exist_ok=True)
    for name in objects:
        source = sources().get(f"{name}.sql")
        if source is None:
            raise SystemExit(f"there is no {name}.sql under sql/")
        (folder / source.name).write_bytes(source.read_bytes())
    LIST.write_text(listing())


def main(arguments: list[str]) -> None:
    """Do what the module's docstring says."""
    if arguments == ["--verify"]:
        if wrong := outdated():
            raise SystemExit("\n".join(wrong))
    elif arguments:
        take_over(arguments[0], arguments[1:])
    else:
        freeze()


if __name__ == "__main__":
    main(sys.argv[1:])
