"""docs/doctor.md lists every check, and shows what the command really prints."""

from __future__ import annotations

import re

from pgmatch.doctor import CHECKS
from tests.cli.conftest import Run
from tests.docs.pages import DOCS, blocks, sections
from tests.doctor.conftest import Copy
from tests.doctor.test_checks import CASES
from tests.doctor.test_own_tables import CASES as OWN_CASES

PAGE = DOCS / "doctor.md"
BROKEN = (
    "grant execute on function match_page_sections(extensions.vector, float, int, int) to public;"
    "update nods_page set checksum = null where id = 7;"
    "update nods_page_section set embedding = null where id <= 12"
)


def test_the_page_has_a_section_of_every_check_in_their_order() -> None:
    titles = [
        title for title in sections(PAGE) if title in CHECKS or re.fullmatch(r"[a-z]+(_[a-z]+)+", title)
    ]
    assert titles == list(CHECKS)


def test_every_section_says_what_is_checked_why_and_the_fix() -> None:
    described = sections(PAGE)
    for name in CHECKS:
        assert len(described[name].split()) > 15, name
        assert "Fix:" in described[name], name


def test_the_page_says_of_each_check_what_level_its_findings_have() -> None:
    described = sections(PAGE)
    for case in CASES:
        assert case.level in described[case.check].split("Fix:")[0].lower(), (case.check, case.level)


def test_the_page_says_which_checks_fix_repairs() -> None:
    described = sections(PAGE)
    # tests/operations/test_lost_record.py repairs the others
    safe = {case.check for case in CASES if case.is_safe} | {"not_installed", "line_unrecorded"}
    safe |= {case.rule for case in OWN_CASES if case.is_safe}
    assert {name for name in CHECKS if "`--fix`" in described[name]} == safe


def test_the_example_is_what_is_printed(copy: Copy, run: Run) -> None:
    database = copy("private")
    database.execute(BROKEN)
    printed = run("doctor", url=database.url).stdout.splitlines()[2:]
    (example,) = [block.code for block in blocks(PAGE, "text")]
    assert example.splitlines() == printed
