"""Installs other libraries that work with pgvector in an environment of their own.

python -m tools.libraries    install tests/libraries/requirements.txt and the retrievers into .venv/libraries
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "tests" / "libraries" / "requirements.txt"
EXTRAS = ("langchain", "llamaindex")
ENVIRONMENT = Path(sys.prefix) / "libraries"


class LibrariesMissingError(Exception):
    """The libraries are not installed."""


def python() -> str:
    """Return the path of the Python that has the libraries."""
    found = ENVIRONMENT / "bin" / "python"
    if not found.exists():
        raise LibrariesMissingError("the libraries to be tested are missing: run `make .venv/libraries/done`")
    return str(found)


def main() -> int:
    """Make the environment, and install what the list names."""
    venv.create(ENVIRONMENT, with_pip=True)
    install = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ours = f"{ROOT}[{','.join(EXTRAS)}]"
    return subprocess.run([*install, "-r", str(REQUIREMENTS), "-e", ours], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
