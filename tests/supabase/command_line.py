"""Supabase's own command line, on a project that has migrations and nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.node import program

SCRIPT = Path(__file__).parent / "node_modules" / "supabase" / "dist" / "supabase.js"
QUIET = {"DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1", "SUPABASE_NO_UPDATE_NOTIFIER": "1"}


class Project:
    """A folder with `supabase/migrations`, and the database that they go to."""

    def __init__(self, folder: Path, url: str) -> None:
        assert SCRIPT.exists(), "Supabase's command line is missing: run `make .venv/supabase`"
        self._folder = folder
        self._url = url
        self._home = folder / "home"
        self._migrations = folder / "supabase" / "migrations"
        self._home.mkdir()
        self._migrations.mkdir(parents=True)

    def write(self, migrations: Mapping[str, str]) -> None:
        """Write files of SQL, by version."""
        for version, sql in migrations.items():
            (self._migrations / f"{version}_pgmatch.sql").write_text(sql, "utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the database; `--db-url` is the option that versions 2 and 3 both have."""
        return subprocess.run(
            [program("node"), str(SCRIPT), *arguments, "--db-url", self._url],
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self._home), **QUIET},
            capture_output=True,
            text=True,
            check=False,
        )

    def push(self) -> str:
        """Push what is not applied yet, and return what the command said."""
        done = self.run("db", "push", "--yes")
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def listed(self) -> list[tuple[str, str]]:
        """Return the versions that `migration list` shows as local and as remote, empty for none."""
        done = self.run("migration", "list")
        assert done.returncode == 0, done.stderr
        rows = [[cell.strip(" `") for cell in line.split("|")] for line in done.stdout.splitlines()]
        found = [(row[0], row[1]) for row in rows if len(row) == 3]
        assert found[0] == ("Local", "Remote"), done.stdout
        return found[2:]
