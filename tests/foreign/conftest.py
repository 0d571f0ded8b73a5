"""A foreign project over an empty database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.foreign.project import Project
from tests.servers import Database


@pytest.fixture
def project(tmp_path: Path, empty_database: Database) -> Project:
    return Project.create(tmp_path, empty_database.url)
