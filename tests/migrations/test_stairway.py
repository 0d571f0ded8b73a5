"""Every revision goes up, down and up again, and leaves no trace."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory

from pgmatch.migrate import alembic_config, downgrade, upgrade
from tests.catalog import differences, snapshot
from tests.servers import Database


def steps(line: str) -> list[tuple[str, str]]:
    scripts = ScriptDirectory.from_config(alembic_config(line)).walk_revisions()
    revisions = [script.revision for script in scripts][::-1]
    return list(zip(["base", *revisions], revisions, strict=False))


@pytest.mark.parametrize("line", ["core", "nods"])
def test_each_revision_leaves_no_trace_when_it_is_taken_back(empty_database: Database, line: str) -> None:
    # the extension and the version tables stay for good
    upgrade(empty_database.url, line, revision=f"{line}_0001")
    downgrade(empty_database.url, line)
    earlier = snapshot(empty_database.connect())
    for before, revision in steps(line):
        upgrade(empty_database.url, line, revision)
        upgraded = snapshot(empty_database.connect())
        assert upgraded != earlier, revision
        downgrade(empty_database.url, line, before)
        assert differences(earlier, snapshot(empty_database.connect())) == [], revision

        upgrade(empty_database.url, line, revision)
        assert differences(upgraded, snapshot(empty_database.connect())) == [], revision
        earlier = upgraded


def test_what_a_full_downgrade_leaves_is_the_extension_and_empty_version_tables(
    empty_database: Database,
) -> None:
    before = snapshot(empty_database.connect())
    upgrade(empty_database.url)
    downgrade(empty_database.url)
    left = {line[2:].split(":")[0] for line in differences(before, snapshot(empty_database.connect()))}
    assert left == {
        "schema pgmatch",
        "extension vector",
        *(
            name
            for table in ("core_version", "nods_version")
            for name in (
                f"table pgmatch.{table}",
                f"column pgmatch.{table}.version_num",
                f"constraint pgmatch.{table} {table}_pkc",
                f"index pgmatch.{table}_pkc",
            )
        ),
    }
    for table in ("core_version", "nods_version"):
        assert empty_database.rows(f"select count(*) from pgmatch.{table}") == [(0,)]


def test_there_is_one_head() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == ["nods_0005"]


def test_upgrading_twice_changes_nothing(empty_database: Database) -> None:
    upgrade(empty_database.url)
    first = snapshot(empty_database.connect())
    upgrade(empty_database.url)
    assert differences(first, snapshot(empty_database.connect())) == []
