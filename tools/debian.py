"""Unpack packages of the distribution into the environment, without installing them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory


class FetchError(Exception):
    """The packages cannot be had; the message says why in one line."""


def unpack(folder: Path, *packages: str, but: str = "libc6") -> None:
    """Unpack packages, and the libraries that the first needs, into a folder that is not there yet.

    Libraries whose names match `but` are left out. The folder is there whole, or not at all.
    """
    _fetch(folder, packages[0], lambda: [*packages, *_libraries(packages[0], but)])


def unpack_missing(folder: Path, *packages: str) -> None:
    """Unpack packages, and all that an install of them would add, into a folder that is not there yet."""
    _fetch(folder, packages[0], lambda: sorted({*packages, *_missing(packages)}))


def _fetch(folder: Path, package: str, packages: Callable[[], list[str]]) -> None:
    if sys.platform == "darwin":
        raise FetchError("macOS")
    try:
        if os.geteuid() == 0 and not _has_candidate(package):
            _run("apt-get", "-q", "update")
        _unpack(folder, packages())
    except (OSError, subprocess.CalledProcessError) as error:
        output = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise FetchError(output[-1]) from None


def libraries(folder: Path) -> str:
    """Return the LD_LIBRARY_PATH of the libraries in a folder."""
    return os.pathsep.join(sorted({str(path.parent) for path in folder.rglob("lib*.so*")}))


def _has_candidate(package: str) -> bool:
    shown = _run("apt-cache", "policy", package)
    return bool(shown) and "Candidate: (none)" not in shown


def _libraries(package: str, but: str) -> list[str]:
    depends = re.findall(r"^\s*Depends: (lib\S+)", _run("apt-cache", "depends", package), re.MULTILINE)
    return [name for name in depends if not re.match(but, name)]


def _missing(packages: Sequence[str]) -> list[str]:
    plan = _run("apt-get", "-s", "install", "--no-install-recommends", *packages)
    return re.findall(r"^Inst (\S+)", plan, re.MULTILINE)


def _unpack(target: Path, packages: list[str]) -> None:
    with TemporaryDirectory(dir=target.parent) as folder:  # whole at once, or not at all
        _run("apt-get", "-q", "download", *packages, cwd=folder)
        for archive in Path(folder).glob("*.deb"):
            _run("dpkg", "-x", str(archive), "unpacked", cwd=folder)
        Path(folder, "unpacked").rename(target)


def _run(*command: str, cwd: str = "/") -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=cwd).stdout
