"""Every revision goes up, down and up again, and leaves no trace."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory

from pgmatch.migrate import alembic_config, downgrade, upgrade
from tests.catalog import differences, snapshot
from tests.servers import Database

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][
    ::-1
]


@pytest.mark.parametrize(("before", "revision"), list(zip(["base", *REVISIONS], REVISIONS, strict=False)))
def test_a_revision_leaves_no_trace_when_it_is_taken_back(
    empty_database: Database, before: str, revision: str
) -> None:
    upgrade(empty_database.url, revision="nods_0001")  # the extension and the version table stay for good
    downgrade(empty_database.url, revision="base")
    if before != "base":
        upgrade(empty_database.url, revision=before)
    earlier = snapshot(empty_database.connect())

    upgrade(empty_database.url, revision=revision)
    upgraded = snapshot(empty_database.connect())
    downgrade(empty_database.url, revision=before)
    assert differences(earlier, snapshot(empty_database.connect())) == []

    upgrade(empty_database.url, revision=revision)
    assert differences(upgraded, snapshot(empty_database.connect())) == []
    assert upgraded != earlier


def test_what_a_full_downgrade_leaves_is_the_extension_and_an_empty_version_table(
    empty_database: Database,
) -> None:
    before = snapshot(empty_database.connect())
    upgrade(empty_database.url)
    downgrade(empty_database.url)
    left = {line[2:].split(":")[0] for line in differences(before, snapshot(empty_database.connect()))}
    assert left == {
        "schema pgmatch",
        "extension vector",
        "table pgmatch.nods_version",
        "column pgmatch.nods_version.version_num",
        "constraint pgmatch.nods_version nods_version_pkc",
        "index pgmatch.nods_version_pkc",
    }
    assert empty_database.rows("select count(*) from pgmatch.nods_version") == [(0,)]


def test_there_is_one_head() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == ["nods_0005"]


def test_upgrading_twice_changes_nothing(empty_database: Database) -> None:
    upgrade(empty_database.url)
    first = snapshot(empty_database.connect())
    upgrade(empty_database.url)
    assert differences(first, snapshot(empty_database.connect())) == []
