"""Rewrites the golden files: `make golden`. The diff is then to be read."""

from __future__ import annotations

from pgmatch.migrate import upgrade
from tests.migrations.test_truth import (
    ACCESS_MODES,
    GOLDEN,
    LINES_IN_ONE_MODE,
    golden_of_collections,
    golden_of_line,
    golden_text,
)
from tests.security.matrix import install, matrix_text
from tests.servers import OWNER_ROLE, SUPABASE_ROLES, created, running

if __name__ == "__main__":
    with running(OWNER_ROLE, SUPABASE_ROLES) as server:
        for access in ACCESS_MODES:
            with created(server, access) as database:
                upgrade(database.url, access=access)
                (GOLDEN / f"nods_{access}.txt").write_text(golden_text(database), "utf-8")
            with created(server, access) as database:
                text = golden_of_collections(database, access)
                (GOLDEN / f"collections_{access}.txt").write_text(text, "utf-8")
            with created(server, access, owner="owner", extension_schema="extensions") as database:
                install(database, access)
                (GOLDEN / f"access_{access}.txt").write_text(matrix_text(database), "utf-8")
        for line in LINES_IN_ONE_MODE:
            with created(server, line) as database:
                (GOLDEN / f"{line}_owner.txt").write_text(golden_of_line(database, line), "utf-8")
