"""Installs what the tests need from npm.

python -m tools.node FOLDER    install what its package.json lists; Node from PyPI where the machine has none
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = 20


class NodeMissingError(Exception):
    """There is no usable Node."""


def program(name: str) -> str:
    """Return the path of `node` or `npm`: the environment's, or the machine's if both suffice."""
    own = Path(sys.executable).parent / name
    if own.exists():
        return str(own)
    found = shutil.which(name)
    if found and _version(shutil.which("node")) >= OLDEST and shutil.which("npm"):
        return found
    raise NodeMissingError(f"Node {OLDEST} or later with npm is missing: run `make .venv/node`")


def main(folder: Path) -> int:
    """Install Node if it is missing, and the packages of the folder: those of its lock file if it has one."""
    try:
        npm = program("npm")
    except NodeMissingError:
        wheel = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*wheel, "-e", f"{ROOT}[node]"], check=True)
        npm = program("npm")
    how = ["ci"] if (folder / "package-lock.json").exists() else ["install", "--no-package-lock"]
    return subprocess.run([npm, *how, "--loglevel=error"], cwd=folder, check=False).returncode


def _version(node: str | None) -> int:
    """Return the major version of a Node; 0 if it is missing or does not run."""
    if node is None:
        return 0
    result = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", result.stdout)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
