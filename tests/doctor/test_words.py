"""What the doctor says where full text search finds nothing."""

from __future__ import annotations

import json

import pytest

from pgmatch.migrate import downgrade, upgrade
from tests.cli.conftest import Run
from tests.conftest import InstallDatabase
from tests.servers import Database, PostgresServer

WORDLESS = """
    create text search configuration public.wordless (copy = simple);
    alter text search configuration public.wordless drop mapping for asciiword, word;
"""
THAI = "ฐานข้อมูลช่วยให้ค้นหาข้อมูลได้อย่างรวดเร็วและมีประสิทธิภาพมากยิ่งขึ้นสำหรับผู้ใช้งานทุกคน"


@pytest.fixture
def made(supabase_server: PostgresServer, install_database: InstallDatabase) -> Database:
    made = install_database(supabase_server, extension_schema="extensions", dimensions="2")
    made.execute(WORDLESS)
    made.execute("insert into nods_page (path) values ('/a')")
    return made


def findings(run: Run, database: Database) -> list[dict[str, object]]:
    done = run("doctor", "--only", "words_unread", "--json", url=database.url)
    found: list[dict[str, object]] = json.loads(done.stdout)["findings"]
    return found


def fill(database: Database, *contents: str) -> None:
    for content in contents:
        database.execute(
            "insert into nods_page_section (page_id, content, embedding) values (1, %s, '[1, 0]')", (content,)
        )


def test_a_configuration_that_drops_all_words_is_a_warning_and_its_fix_repairs_it(
    run: Run, made: Database
) -> None:
    upgrade(made.direct_url, "nods_text", text_config="wordless")
    fill(made, "Some words", "and others", "2026")
    (finding,) = findings(run, made)
    assert (finding["level"], finding["object"]) == ("warning", "column public.nods_page_section.fts")
    assert str(finding["evidence"]).startswith("2 of 2 sections looked at have no word")
    assert finding["fix"] == [
        "pgmatch alembic -n nods_text downgrade base",
        "pgmatch alembic -n nods_text -x text_config=simple upgrade head",
    ]

    downgrade(made.direct_url, "nods_text")
    upgrade(made.direct_url, "nods_text", text_config="simple")
    assert findings(run, made) == []


def test_a_language_that_is_not_split_is_a_note(run: Run, made: Database) -> None:
    upgrade(made.direct_url, "nods_text")
    fill(made, THAI, THAI, "English words")
    (finding,) = findings(run, made)
    assert (finding["level"], finding["fix"]) == ("info", [])
    assert "2 of 3 sections" in str(finding["evidence"])


def test_nothing_is_said_of_other_texts_and_without_the_line(run: Run, made: Database) -> None:
    fill(
        made,
        "東京でおすすめのレストランを紹介します。",
        "数据库的索引可以加快查询速度。",
        "words " * 100,
        "one",
    )
    assert findings(run, made) == []
    upgrade(made.direct_url, "nods_text")
    assert findings(run, made) == []
