"""Fixtures: one browser, and one server, for the package; a page of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.serve.page.backend import PATIENCE, Backend, serving
from tools import chromium

expect.set_options(timeout=PATIENCE * 1000)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium.locate()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, env=dict(chromium.environment(program)), args=["--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture(scope="package")
def _server() -> Iterator[Backend]:
    with serving() as backend:
        yield backend


@pytest.fixture
def backend(_server: Backend) -> Backend:
    _server.reset()
    return _server


@pytest.fixture
def open_page(browser: Browser, backend: Backend) -> Iterator[OpenPage]:
    """Open a page of the server. An error of a script in it, or a violation of its policy, fails the test."""
    errors: list[str] = []
    contexts = []

    def opened(path: str = "/", **options: object) -> Page:
        context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _note(errors, message.text))
        page.goto(path if path.startswith("http") else backend.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The search page."""
    return open_page()


def _note(errors: list[str], text: str) -> None:
    if "Content Security Policy" in text or "Trusted Type" in text or "TrustedHTML" in text:
        errors.append(text)


def searched_for(page: Page, query: str, heading: str = "") -> None:
    """Type a query into the dialog, which is opened if need be, and wait for its results."""
    box = page.get_by_role("combobox")
    if not box.is_visible():
        page.keyboard.press("/")
    box.fill(query)
    page.get_by_role("option").filter(has_text=heading).first.wait_for()
