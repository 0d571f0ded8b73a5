"""Find Chromium, or fetch it: `python -m tools.chromium` prints where it is."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tools import debian

CACHE = Path(sys.prefix) / "chromium"  # goes with the environment
_NAMES = (
    "chromium",
    "chromium-headless-shell",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_PROGRAM = CACHE / "usr/lib/chromium/chromium-headless-shell"


def locate() -> Path:
    """Return the program; fetch the distribution's package into the environment where it is not installed.

    Raises `SystemExit`, with one line that says what to do, where none can be had.
    """
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    if not CACHE.exists():
        _fetch()
    return _PROGRAM


def environment(program: Path) -> dict[str, str]:
    """Return the environment in which the program finds the libraries that came with it."""
    if program != _PROGRAM:
        return dict(os.environ)
    return os.environ | {"LD_LIBRARY_PATH": debian.libraries(CACHE)}


def _fetch() -> None:
    try:
        debian.unpack_missing(CACHE, "chromium-headless-shell", "chromium-common")
    except debian.FetchError as error:
        raise SystemExit(
            f"Chromium is not installed, and could not be fetched ({error}): install Chromium or Chrome;"
            " pytest --ignore=tests/serve/page goes without"
        ) from None


if __name__ == "__main__":
    print(locate())
