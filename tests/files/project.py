"""A copy of what migrations are made of, in a repository of its own: tests change, release and upgrade it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from pgmatch.migrate import install_root
from tests.forks import run_module

PARTS = ("alembic.ini", "pgmatch", "migrations", "sql", "tools")


class Project:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._git("init", "--quiet")
        for part in PARTS:
            source = install_root() / part
            if source.is_dir():
                shutil.copytree(source, root / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, root / part)

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def move(self, path: str, to: str) -> None:
        self.write(to, self.read(path))
        (self.root / path).unlink()

    def replace(self, path: str, old: str, new: str) -> None:
        assert old in self.read(path)
        self.write(path, self.read(path).replace(old, new))

    def add_line(self, path: str) -> None:
        self.write(path, f"{self.read(path)}-- one more line\n")

    def hashes(self) -> dict[str, str]:
        listed = self.read("migrations/frozen.sha256").splitlines()
        return {name: digest for digest, name in (line.split("  ") for line in listed)}

    def copies(self) -> set[str]:
        """The files of migrations/sql/."""
        folder = self.root / "migrations/sql"
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*.sql")}

    def release(self, version: str = "0.1.0") -> None:
        """Commit everything, with the dump of a release."""
        (dump := self.root / f"tests/releases/{version}/dump.sql").parent.mkdir(parents=True, exist_ok=True)
        dump.touch()
        identity = ("-c", "user.name=someone", "-c", "user.email=someone@example.com")
        self._git("add", "--all")
        self._git(*identity, "commit", "--quiet", "--message", "Release")

    def freeze(self) -> None:
        self.python("tools.freeze")

    def problems(self) -> list[str]:
        """What `make verify/frozen` says."""
        done = self._start("tools.freeze", "--verify")
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr.splitlines()

    def python(self, module: str, *arguments: str, **environment: str) -> str:
        done = self._start(module, *arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _start(self, module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_module(self.root, module, *arguments, environment={**os.environ, **environment})

    def _git(self, *arguments: str) -> None:
        subprocess.run(("git", *arguments), cwd=self.root, check=True)
