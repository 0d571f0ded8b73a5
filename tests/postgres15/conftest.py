"""PostgreSQL 15 of the distribution, where a stand-in has the place of pgvector: vector.sql."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgmatch.embedded.binaries import Install
from tests.doctor.conftest import _no_settings, copy, doctor, owner, private, public_read, run
from tests.servers import OWNER_ROLE, SUPABASE_ROLES, PostgresServer, server_folder, started
from tools import debian, postgres15

__all__ = ["_no_settings", "copy", "doctor", "owner", "private", "public_read", "run"]

CONTROL = "default_version = '0.8.0'\nrelocatable = true\n"
# pgvector's settings, which the stand-in cannot define
SETTINGS = {
    "hnsw.ef_search": "40",
    "hnsw.iterative_scan": "off",
    "hnsw.max_scan_tuples": "20000",
    "hnsw.scan_mem_multiplier": "1",
    "ivfflat.probes": "1",
    "ivfflat.iterative_scan": "off",
    "ivfflat.max_probes": "32768",
}
EXTENSION = Path(__file__).with_name("vector.sql")


@pytest.fixture(scope="session")
def supabase_server() -> Iterator[PostgresServer]:
    """PostgreSQL 15 with Supabase's roles."""
    with server_folder("pgmatch-tests-") as (root, tether), pytest.MonkeyPatch.context() as patch:
        programs = root / "programs"
        shutil.copytree(postgres15.locate(), programs, symlinks=True)
        extensions = programs / postgres15.SHARE / "extension"
        (extensions / "vector.control").write_text(CONTROL)
        shutil.copy(EXTENSION, extensions / "vector--0.8.0.sql")
        own = os.environ.get("LD_LIBRARY_PATH", "")
        patch.setenv("LD_LIBRARY_PATH", os.pathsep.join(filter(None, (debian.libraries(programs), own))))
        install = Install(programs / postgres15.ROOT)
        yield started(root, install, tether, (OWNER_ROLE, SUPABASE_ROLES), **SETTINGS)
