"""Cuts a release, up to the commit and the tag.

    python -m tools.release 0.1.0    set the version, date the changelog, record the state of an install
    python -m tools.release notes    print what the changelog says about the newest release

Refuses if the changelog has no such unreleased version, or if a revision does not run what is recorded.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"
PACKAGE = ROOT / "pgmatch" / "__init__.py"
VERSION = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
AFTERWARDS = """Read the diff and run the tests. Then:
  git add --all
  git commit -m 'Release {version}'
  git tag v{version}
  git push origin main v{version}"""


def dated(changelog: str, version: str, day: date) -> str:
    """Return the changelog with the day of a release that it calls unreleased."""
    heading = f"## {version} (unreleased)\n"
    if changelog.count(heading) != 1:
        raise SystemExit(f"CHANGELOG.md does not have the heading {heading.strip()!r} exactly once")
    return changelog.replace(heading, f"## {version} ({day.isoformat()})\n")


def notes(changelog: str) -> str:
    """Return the section of the newest release that has a date, without its heading."""
    found = re.search(r"^## \S+ \(\d{4}-\d\d-\d\d\)\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None:
        raise SystemExit("CHANGELOG.md has no release with a date")
    return found[1].strip() + "\n"


def cut(version: str, day: date) -> None:
    """Change the files that a release changes."""
    if not VERSION.fullmatch(version):
        raise SystemExit(f"{version!r} is not a version, such as 0.1.0")
    text = dated(CHANGELOG.read_text("utf-8"), version, day)
    _run("tools.freeze", "--verify")
    _run("tests.migrations.released", version)
    CHANGELOG.write_text(text, "utf-8")
    _rewrite(
        PACKAGE, lambda code: re.sub(r'^__version__ = ".*"$', f'__version__ = "{version}"', code, flags=re.M)
    )


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def _run(module: str, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def main(arguments: list[str]) -> None:
    """Do what the module's docstring says."""
    if len(arguments) != 1:
        raise SystemExit("say which version: make release version=0.1.0")
    if arguments == ["notes"]:
        print(notes(CHANGELOG.read_text("utf-8")), end="")
        return
    cut(arguments[0], date.today())
    print(AFTERWARDS.format(version=arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
