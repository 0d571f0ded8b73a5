"""Opening the dialog, typing, results."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.serve.page.backend import PATIENCE, Backend, refused, section
from tests.serve.page.conftest import OpenPage, searched_for

FOCUSED = "document.activeElement.shadowRoot?.activeElement?.className ?? document.activeElement.localName"


@pytest.mark.parametrize("key", ["Control+k", "/"])
def test_a_shortcut_opens_the_dialog_and_escape_returns_the_focus(page: Page, key: str) -> None:
    button = page.get_by_role("button", name="Search or ask a question")
    button.focus()
    page.keyboard.press(key)
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(page.get_by_role("combobox")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_button_the_cross_the_backdrop_and_the_shortcut_again(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    ways: list[Callable[[], None]] = [
        lambda: page.get_by_role("button", name="Close").click(),
        lambda: page.mouse.click(5, 5),
        lambda: page.keyboard.press("Control+k"),
    ]
    for close in ways:
        page.get_by_role("button", name="Search or ask a question").click()
        expect(dialog).to_be_visible()
        close()
        expect(dialog).to_be_hidden()


def test_the_focus_stays_in_the_dialog(page: Page) -> None:
    page.keyboard.press("/")
    seen = set()
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.add(page.evaluate(FOCUSED))
    assert {"ask", "close", ""} <= seen  # the input has no class
    assert "trigger" not in seen


def test_results_have_their_heading_path_a_marked_snippet_and_a_link(page: Page, backend: Backend) -> None:
    backend.results = [section(), section("Upgrade", headings=["Upgrade"], path="/upgrade")]
    searched_for(page, "How do I upgrade?")
    first, second = page.get_by_role("option").all()
    expect(first.locator(".heading")).to_have_text("Get a newer version")
    expect(first.locator(".above")).to_have_text("Install")
    expect(first.locator("mark")).to_have_text(["upgrade"])
    expect(first).to_have_attribute("href", backend.url + section()["url"])
    expect(second.locator(".above")).to_have_text("/upgrade")
    expect(second.locator(".heading mark")).to_have_text("Upgrade")
    expect(page.get_by_role("status")).to_have_text("2 results")


def test_keys_choose_a_result_and_enter_opens_it(page: Page, backend: Backend) -> None:
    backend.results = [section("One"), section("Two")]
    searched_for(page, "two")
    box = page.get_by_role("combobox")
    for key, active in (
        ("ArrowDown", "result-0"),
        ("ArrowDown", "result-1"),
        ("ArrowDown", None),
        ("ArrowUp", "result-1"),
    ):
        page.keyboard.press(key)
        assert box.get_attribute("aria-activedescendant") == active
        expect(box).to_be_focused()
        selected = page.get_by_role("option", selected=True)
        expect(selected).to_have_count(1 if active else 0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/install?section=3#get-a-newer-version")


def test_what_is_typed_quickly_is_searched_for_once(page: Page, backend: Backend) -> None:
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.keyboard.press("/")
    page.keyboard.type("upgr")
    page.clock.run_for(149)
    page.keyboard.type("ade")
    page.clock.run_for(149)
    page.clock.run_for(1)
    expect(page.get_by_role("option")).to_have_count(1)
    assert list(backend.searched.queue) == ["upgrade"]


def test_results_that_arrive_late_do_not_replace_newer_ones(page: Page, backend: Backend) -> None:
    late = backend.hold("old")
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("old")
    assert backend.searched.get(timeout=PATIENCE) == "old"
    backend.results = [section("New")]
    page.get_by_role("combobox").fill("new")
    expect(page.get_by_role("option")).to_have_text([re.compile("^New")])
    backend.results = [section("Old")]
    late.set()
    searched_for(
        page, "newer", "Old"
    )  # a whole turn later: what is shown belongs to the question in the input
    expect(page.get_by_role("combobox")).to_have_value("newer")


def test_the_dialog_says_that_it_waits_and_that_it_found_nothing(page: Page, backend: Backend) -> None:
    held = backend.hold("x")
    backend.results = []
    page.keyboard.press("/")
    expect(page.get_by_text("Type to search the documentation.")).to_be_visible()
    page.get_by_role("combobox").fill("x")
    expect(page.get_by_role("status")).to_have_text("Searching …")
    expect(page.locator("dialog[data-busy]")).to_be_visible()
    held.set()
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("No results")
    expect(page.locator("dialog[data-busy]")).to_have_count(0)
    page.get_by_role("combobox").fill(" ")
    expect(page.get_by_text("Type to search the documentation.")).to_be_visible()


def test_an_error_says_what_to_do_and_can_be_tried_again(page: Page, backend: Backend) -> None:
    backend.refusal = refused(429, "Too many requests.", "Wait a moment.")
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("upgrade")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Too many requests.")
    expect(alert).to_contain_text("Wait a moment.")
    backend.refusal = None
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(alert).to_be_hidden()


def test_a_proxy_that_fails_and_a_server_that_is_gone(page: Page, backend: Backend) -> None:
    from starlette.responses import PlainTextResponse

    backend.refusal = PlainTextResponse("<h1>Bad gateway</h1>", 502)
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("one")
    expect(page.get_by_role("alert")).to_contain_text("The server answered with status 502.")
    backend.refusal = PlainTextResponse("not JSON")
    page.get_by_role("combobox").fill("two")
    expect(page.get_by_role("alert")).to_contain_text("The server sent something that is not JSON.")
    page.context.set_offline(True)
    page.get_by_role("combobox").fill("three")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page: OpenPage, backend: Backend) -> None:
    backend.results = [section("W" * 200, snippet="w" * 240, headings=["x" * 99, "y"])]
    page = open_page(viewport={"width": 360, "height": 640}, has_touch=True)
    searched_for(page, "w" * 60, "W")
    wide = page.evaluate("""() => {
        const { shadowRoot } = document.querySelector('pgmatch-search')
        const all = [document.documentElement, ...shadowRoot.querySelectorAll('*')]
        return all.filter((node) => node.getBoundingClientRect().right > 360.5).map((node) => node.outerHTML)
    }""")
    assert wide == []
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 640)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(open_page: OpenPage, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    page.keyboard.press("/")
    assert page.get_by_role("dialog").evaluate("node => getComputedStyle(node).backgroundColor") == (
        "rgb(255, 255, 255)" if scheme == "light" else "rgb(23, 26, 31)"
    )


def test_nothing_moves_for_those_who_ask_for_that(page: Page, backend: Backend) -> None:
    backend.hold("x")
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("x")
    expect(page.locator("dialog[data-busy]")).to_be_visible()
    moving = "document.querySelector('pgmatch-search').shadowRoot.getAnimations().length"
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0
    backend.hold("x").set()


def test_a_link_can_hold_the_question(open_page: OpenPage, backend: Backend) -> None:
    page = open_page("/?q=how+to+upgrade")
    stream = backend.stream("how to upgrade")
    stream.say("Again.")
    stream.end()
    expect(page.get_by_role("region", name="Answer")).to_contain_text("Again.")
