"""Find pgbouncer, or fetch it: `python -m tools.pgbouncer` prints where it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import debian

CACHE = Path(sys.prefix) / "pgbouncer"  # goes with the environment
# distributions install it where an ordinary user's PATH does not lead
_FOLDERS = os.pathsep.join(
    (os.environ.get("PATH", os.defpath), "/usr/sbin", "/opt/homebrew/bin", "/usr/local/bin")
)


def locate() -> Path:
    """Return the program; fetch the distribution's package into the environment where it is not installed.

    The package is unpacked, not installed: else Debian would start a service. Raises `SystemExit`, with one
    line that says what to do, where none can be had.
    """
    if found := shutil.which("pgbouncer", path=_FOLDERS):
        return Path(found)
    program = CACHE / "usr/sbin/pgbouncer"
    if not program.exists():
        _fetch()
    return program


def environment(program: Path) -> dict[str, str]:
    """Return the environment in which the program finds the libraries that came with it."""
    libraries = debian.libraries(program.parents[1]) if _is_fetched(program) else ""
    return {"PATH": os.defpath, "LD_LIBRARY_PATH": libraries}


def version(program: Path) -> tuple[int, int]:
    """Return the version, as (1, 18)."""
    done = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True, env=environment(program)
    )
    found = re.search(r"(\d+)\.(\d+)", done.stdout)
    if found is None:
        raise SystemExit(f"{program} does not say its version: {done.stdout!r}")
    return int(found[1]), int(found[2])


def _is_fetched(program: Path) -> bool:
    return program.parent.parent.name == "usr" and program.parents[2].name == "pgbouncer"


def _fetch() -> None:
    try:
        debian.unpack(CACHE, "pgbouncer")
    except debian.FetchError as error:
        brew = "brew" if sys.platform == "darwin" else "apt-get"
        raise SystemExit(
            f"pgbouncer is not installed, and could not be fetched ({error}): {brew} install pgbouncer"
        ) from None


if __name__ == "__main__":
    print(locate())
