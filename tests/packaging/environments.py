"""New environments, with what a wheel requires: links to the packages of the tests, which take no time to install."""

from __future__ import annotations

import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path

import pip
from packaging.requirements import Requirement

# how pip runs itself in another environment, without importing anything else of its own
PIP = Path(pip.__file__).parent / "__pip-runner__.py"


def new_environment(folder: Path, wheel: Path, *extras: str) -> Path:
    """Make an environment in which pip only has to install the wheel itself; return its folder of programs."""
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    for package in _required(wheel, *extras):
        for name in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
            (site / name).symlink_to(str(package.locate_file(name)))
    program = folder / "bin/pip"
    program.write_text(f'#!/bin/sh\nexec "{folder}/bin/python" "{PIP}" "$@"\n')
    program.chmod(0o755)
    return program.parent


def metadata(wheel: Path) -> Distribution:
    """Return what a wheel says of itself."""
    (folder,) = (path for path in zipfile.Path(wheel).iterdir() if path.name.endswith(".dist-info"))
    return PathDistribution(folder)


def _required(wheel: Path, *extras: str) -> list[Distribution]:
    """Return the packages that pip would install with a wheel, as the tests have them."""
    found: dict[str, Distribution] = {}
    asked = {("", "")}
    todo = list(_direct(metadata(wheel), extras))
    while todo:
        requirement = todo.pop()
        package = distribution(requirement.name)
        found[package.name] = package
        for extra in {"", *requirement.extras}:
            if (package.name, extra) not in asked:
                asked.add((package.name, extra))
                todo += _direct(package, (extra,))
    return list(found.values())


def _direct(package: Distribution, extras: tuple[str, ...]) -> Iterator[Requirement]:
    """Yield what a package requires itself, for some of its extras."""
    for text in package.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement
