"""Find pgbouncer, or fetch it: `python -m tools.pgbouncer` prints where it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CACHE = Path(sys.prefix) / "pgbouncer"  # goes with the environment
_PACKAGE = "pgbouncer"
# distributions install it where an ordinary user's PATH does not lead
_FOLDERS = os.pathsep.join(
    (os.environ.get("PATH", os.defpath), "/usr/sbin", "/opt/homebrew/bin", "/usr/local/bin")
)
_MISSING = "pgbouncer is not installed, and could not be fetched ({why}): {remedy}"


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
    libraries = (
        {str(path.parent) for path in program.parents[1].rglob("lib*.so.*")}
        if _is_fetched(program)
        else set()
    )
    return {"PATH": os.defpath, "LD_LIBRARY_PATH": os.pathsep.join(sorted(libraries))}


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
    if sys.platform == "darwin":
        raise SystemExit(_MISSING.format(why="macOS", remedy="brew install pgbouncer"))
    try:
        if os.geteuid() == 0 and not _candidate():
            _run("apt-get", "-q", "update")
        _unpack([_PACKAGE, *_libraries()])
    except (OSError, subprocess.CalledProcessError) as error:
        output = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise SystemExit(_MISSING.format(why=output[-1], remedy="apt-get install pgbouncer")) from None


def _candidate() -> bool:
    shown = _run("apt-cache", "policy", _PACKAGE)
    return bool(shown) and "Candidate: (none)" not in shown


def _libraries() -> list[str]:
    """Return the packages of the libraries that it needs, but not libc, which is always there."""
    depends = re.findall(r"^\s*Depends: (lib\S+)", _run("apt-cache", "depends", _PACKAGE), re.MULTILINE)
    return [name for name in depends if not name.startswith("libc6")]


def _unpack(packages: list[str]) -> None:
    with TemporaryDirectory(dir=CACHE.parent) as folder:  # whole at once, or not at all
        _run("apt-get", "-q", "download", *packages, cwd=folder)
        for archive in Path(folder).glob("*.deb"):
            _run("dpkg", "-x", str(archive), "unpacked", cwd=folder)
        Path(folder, "unpacked").rename(CACHE)


def _run(*command: str, cwd: str = "/") -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=cwd).stdout


if __name__ == "__main__":
    print(locate())
