"""The element in somebody else's page: of another origin, with styles that change everything they reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.serve.page.backend import PATIENCE, Backend, refused
from tests.serve.page.conftest import OpenPage, searched_for

RECORD = """() => {
    window.seen = []
    for (const name of ['open', 'close', 'select', 'answer', 'error']) {
        document.addEventListener(`pgmatch-${name}`, (event) => {
            window.seen.push([name, event.detail])
            if (name === 'select' && window.prevent) event.preventDefault()
        })
    }
}"""


@pytest.fixture
def site(open_page: OpenPage, backend: Backend) -> Page:
    page = open_page(site_url(backend))
    page.locator("pgmatch-search").wait_for(state="attached")
    return page


def site_url(backend: Backend) -> str:
    # the same server under another name: another origin
    return f"{backend.url.replace('127.0.0.1', 'localhost')}/site/?server={backend.url}"


def test_the_styles_of_the_site_do_not_reach_the_dialog(site: Page) -> None:
    searched_for(site, "upgrade")
    styles = site.get_by_role("option").evaluate("""(node) => {
        const { color, fontSize, fontStyle, letterSpacing, textTransform, textAlign, lineHeight, opacity } = getComputedStyle(node)
        return { color, fontSize, fontStyle, letterSpacing, textTransform, textAlign, lineHeight, opacity }
    }""")
    assert styles == {
        "color": "rgb(26, 31, 38)",
        "fontSize": "16px",
        "fontStyle": "normal",
        "letterSpacing": "normal",
        "textTransform": "none",
        "textAlign": "start",
        "lineHeight": "24px",
        "opacity": "1",
    }
    expect(site.get_by_role("button", name="Close")).to_be_visible()


def test_it_leaves_the_page_as_it_was(open_page: OpenPage, backend: Backend) -> None:
    page = open_page("/site/")  # without the element
    before = page.evaluate("Object.keys(window).sort()")
    page.goto(site_url(backend))
    page.locator("pgmatch-search").wait_for(state="attached")
    searched_for(page, "upgrade")
    page.keyboard.press("Escape")
    assert page.evaluate("Object.keys(window).sort()") == before
    assert page.evaluate("[...document.querySelectorAll('head *')].map((node) => node.localName)") == [
        "meta", "meta", "title", "link", "link", "script",
    ]  # fmt: skip
    assert page.locator("body").get_attribute("style") is None


def test_custom_properties_and_attributes(site: Page) -> None:
    site.evaluate("""() => {
        const search = document.querySelector('pgmatch-search')
        search.style.setProperty('--pgmatch-background', 'rgb(1, 2, 3)')
        search.setAttribute('placeholder', 'Ask the manual')
        search.setAttribute('label', 'Manual')
        search.setAttribute('theme', 'dark')
    }""")
    expect(site.locator("pgmatch-search .trigger span")).to_have_text("Manual")
    site.keyboard.press("/")
    dialog = site.get_by_role("dialog")
    assert dialog.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(1, 2, 3)"
    assert dialog.evaluate("node => getComputedStyle(node).color") == "rgb(228, 232, 236)"
    expect(site.get_by_role("combobox")).to_have_attribute("placeholder", "Ask the manual")


def test_a_site_follows_what_happens_and_may_navigate_itself(site: Page, backend: Backend) -> None:
    site.evaluate(RECORD)
    searched_for(site, "upgrade")
    site.evaluate("window.prevent = true")
    site.keyboard.press("ArrowDown")
    site.keyboard.press("Enter")
    expect(site.get_by_role("dialog")).to_be_hidden()
    url = f"{backend.url.replace('127.0.0.1', 'localhost')}/pages/install?section=3#get-a-newer-version"
    site.evaluate("document.querySelector('pgmatch-search').open('why?')")
    stream = backend.stream("why?")
    stream.cite(extractive=True)
    stream.end()
    expect(site.get_by_role("status")).to_have_text("The answer is complete")
    backend.refusal = refused(503, "It failed.")
    site.get_by_role("combobox").fill("x")
    expect(site.get_by_role("alert")).to_contain_text("It failed.")
    answered = {"question": "why?", "sources": [], "extractive": True}
    assert site.evaluate("window.seen") == [
        ["open", {}],
        ["select", {"url": url}],
        ["close", {}],
        ["open", {}],
        ["answer", answered],
        ["error", {"message": "It failed."}],
    ]
    assert site.url == site_url(backend)


def test_keys_are_left_alone_where_people_type_and_where_the_site_says_so(site: Page) -> None:
    dialog = site.get_by_role("dialog")
    field = site.locator("#field")
    field.focus()
    site.keyboard.type("a/b")
    expect(field).to_have_value("a/b")
    expect(dialog).to_be_hidden()
    site.keyboard.press("Control+k")  # not a character
    expect(dialog).to_be_visible()
    site.keyboard.press("Escape")
    expect(field).to_be_focused()
    site.locator("#elsewhere").focus()
    site.evaluate("document.dispatchEvent(new Event('keydown'))")  # without a key: a form is filled in
    site.evaluate("document.querySelector('pgmatch-search').setAttribute('shortcut', 'none')")
    for key in ("/", "Control+k"):
        site.keyboard.press(key)
        expect(dialog).to_be_hidden()


def test_an_element_that_is_removed_listens_no_more(site: Page, backend: Backend) -> None:
    site.keyboard.press("/")
    site.get_by_role("combobox").fill("why?")
    site.keyboard.press("Enter")
    stream = backend.stream("why?")
    site.evaluate("window.search = document.querySelector('pgmatch-search'); window.search.remove()")
    assert stream.left.wait(PATIENCE)
    site.keyboard.press("/")
    assert site.evaluate("window.search.shadowRoot.querySelector('dialog').open") is False
    site.evaluate("document.body.append(window.search)")
    site.keyboard.press("/")
    expect(site.get_by_role("dialog")).to_be_visible()


def test_it_can_be_closed_and_opened_at_once(site: Page, backend: Backend) -> None:
    site.evaluate(RECORD)
    site.evaluate("""() => {
        const search = document.querySelector('pgmatch-search')
        search.open('first')
        search.close()
        search.open('second')
    }""")
    stream = backend.stream("second")
    stream.say("Still here")
    stream.end()
    expect(site.locator(".answer .text")).to_have_text("Still here")
    assert [name for name, _ in site.evaluate("window.seen")][:3] == ["open", "close", "open"]
