"""Where results lead if the documentation has no site of its own."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.serve.page.backend import Backend, refused
from tests.serve.page.conftest import OpenPage, searched_for


def test_a_result_opens_its_page_at_its_section(open_page: OpenPage) -> None:
    page = open_page()
    searched_for(page, "upgrade")
    page.get_by_role("option").click()
    target = page.locator("#get-a-newer-version")
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
    expect(target).to_have_attribute("aria-current", "location")
    expect(target).to_contain_text("Run it <b>again</b>.")
    expect(page).to_have_title("Install")
    expect(page.locator("#install")).not_to_have_attribute("aria-current", "location")
    page.evaluate("location.hash = 'a%20%C3%A4+%zz'")  # no such section, nor a proper escape
    expect(target).not_to_have_attribute("aria-current", "location")
    searched_for(page, "upgrade")  # from here too
    page.get_by_role("option").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_section_that_is_gone_says_so(open_page: OpenPage, backend: Backend) -> None:
    backend.refusal = refused(404, "There is no such section.", "Search again.")
    page = open_page("/pages/install?section=99")
    expect(page.get_by_role("alert")).to_have_text("There is no such section. Search again.")
