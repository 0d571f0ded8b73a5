"""axe finds no fault with any state, in light and dark, and a screen reader is told what changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.serve.page.backend import Backend, refused, section
from tests.serve.page.conftest import OpenPage, searched_for

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
LONG = (
    "# A heading\n\n"
    + "A paragraph with [a link](https://e.org) and `code`.\n\n" * 20
    + "```\ncode\n```\n\n|a|b|\n|-|-|\n|1|2|"
)


def faults(page: Page) -> list[Any]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_in_any_state(open_page: OpenPage, backend: Backend, scheme: str) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)  # axe writes styles
    backend.results = [section(), section("Two")]
    found = {name: faults(page) for name in walk(page, backend)}
    assert len(found) == 11
    assert {name: faults for name, faults in found.items() if faults} == {}


def walk(page: Page, backend: Backend) -> Iterator[str]:
    """Bring the dialog into each of its states, one after the other."""
    yield "closed"
    page.keyboard.press("/")
    yield "start"
    box, alert = page.get_by_role("combobox"), page.get_by_role("alert")
    held = backend.hold("slow")
    box.fill("slow")
    page.locator("dialog[data-busy]").wait_for()
    yield "loading"
    held.set()
    searched_for(page, "upgrade")
    yield "results"
    page.keyboard.press("ArrowDown")
    yield "chosen"
    backend.results = []
    box.fill("nothing")
    page.get_by_text("Nothing was found.").wait_for()
    yield "empty"
    backend.refusal = refused(503, "The database cannot be reached.", "Try again later.")
    box.fill("error")
    alert.wait_for()
    yield "error"
    backend.refusal = None
    box.fill("ask")
    page.keyboard.press("Enter")
    stream = backend.stream("ask")
    yield "waiting"
    stream.say(LONG)
    page.get_by_role("heading", name="A heading").wait_for()
    yield "answering"
    stream.cite(section())
    stream.end()
    page.get_by_text("Sources", exact=True).wait_for()
    yield "answer"
    box.fill("break")
    page.keyboard.press("Enter")
    backend.stream("break").drop()
    alert.wait_for()
    yield "broken"


def test_the_document_page_has_no_fault(open_page: OpenPage) -> None:
    page = open_page("/pages/install?section=3#get-a-newer-version", bypass_csp=True)
    page.get_by_role("heading", name="Get a newer version").wait_for()
    assert faults(page) == []


def test_the_roles_that_a_screen_reader_reads(page: Page) -> None:
    searched_for(page, "upgrade")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("dialog")).to_match_aria_snapshot("""
        - dialog "Search":
          - search:
            - combobox "Search or ask a question" [expanded]: upgrade
            - button "Ask"
            - button "Close"
          - listbox "Results":
            - option /Get a newer version/ [selected]
          - status: 1 result
    """)
