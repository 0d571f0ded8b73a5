"""Asking: an answer that arrives in pieces, its sources, and what can go wrong on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.serve.page.backend import PATIENCE, Backend, Stream, refused, section

QUESTION = "How do I upgrade?"


@pytest.fixture
def asked(page: Page, backend: Backend) -> Callable[..., Stream]:
    """Ask a question in the dialog, and return the answer, which the test sends."""

    def ask(question: str = QUESTION) -> Stream:
        if not page.get_by_role("dialog").is_visible():
            page.keyboard.press("/")
        page.get_by_role("combobox").fill(question)
        page.keyboard.press("Enter")
        return backend.stream(question)

    return ask


@pytest.fixture
def answer(page: Page) -> Locator:
    return page.get_by_role("region", name="Answer")


@pytest.fixture
def text(answer: Locator) -> Locator:
    return answer.locator(".text")


def test_an_answer_grows_as_it_arrives_and_names_its_sources(
    page: Page, asked: Callable[..., Stream], answer: Locator, backend: Backend
) -> None:
    stream = asked()
    expect(page.get_by_role("status")).to_have_text("Looking for an answer …")
    stream.say("Run the ", "command **ag")
    expect(answer.locator("p").first).to_have_text("Run the command **ag")
    expect(answer).to_have_attribute("aria-busy", "true")
    stream.say("ain**.\n\n- Rows stay.\n")
    expect(answer.locator("strong")).to_have_text("again")
    expect(answer.get_by_role("listitem")).to_have_text(["Rows stay."])
    stream.cite(section(), section("Top", slug=None, path="/top", url="https://docs.example.com/top"))
    stream.end()
    expect(answer).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("status")).to_have_text("The answer is complete, with 2 sources")
    expect(page.get_by_text("Written by a language model.")).to_be_visible()
    sources = answer.locator(".sources a")
    expect(sources).to_have_text(["Get a newer version", "Top"])
    expect(answer.locator(".place")).to_have_text(["/install#get-a-newer-version", "/top"])
    expect(sources.nth(1)).to_have_attribute("href", "https://docs.example.com/top")
    sources.first.click()
    page.wait_for_url("**/pages/install?section=3#get-a-newer-version")


def test_what_is_selected_stays_while_the_answer_grows(
    page: Page, asked: Callable[..., Stream], answer: Locator
) -> None:
    stream = asked()
    stream.say("First.\n\nSecond")
    expect(answer.locator("p").first).to_have_text("First.")
    answer.locator(".text p").first.evaluate("node => { node.kept = true }")
    stream.say(" grows.")
    expect(answer.locator(".text p").nth(1)).to_have_text("Second grows.")
    assert answer.locator(".text p").first.evaluate("node => node.kept")


def test_a_quoted_answer_is_not_a_models_and_one_without_sources_has_none(
    page: Page, asked: Callable[..., Stream], text: Locator
) -> None:
    stream = asked()
    stream.say("These passages may answer the question.\n\n> Quoted")
    stream.cite(section(), extractive=True)
    stream.end()
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_text("Written by a language model.")).to_be_hidden()
    stream = asked("Who won in 1954?")
    stream.say("Sorry, I don't know how to help with that.")
    stream.cite()
    stream.end()
    expect(page.get_by_role("status")).to_have_text("The answer is complete")
    expect(text).to_have_text("Sorry, I don't know how to help with that.")


def test_a_newer_question_ends_the_older_answer(
    page: Page, asked: Callable[..., Stream], answer: Locator, text: Locator
) -> None:
    old = asked("old")
    old.say("The old answer")
    expect(text).to_contain_text("The old answer")
    new = asked("new")
    assert old.left.wait(PATIENCE)
    old.say(" goes on")
    new.say("The new answer")
    new.end()
    expect(text).to_have_text("The new answer")
    expect(answer).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize("how", ["Escape", "Stop", "typing"])
def test_an_answer_that_hangs_can_be_left(
    page: Page, asked: Callable[..., Stream], text: Locator, how: str
) -> None:
    stream = asked()
    stream.say("It begins")
    expect(text).to_contain_text("It begins")
    if how == "typing":
        page.keyboard.type("!")
        page.get_by_role("option").wait_for()
    elif how == "Stop":
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("status")).to_have_text("Stopped")
        expect(page.get_by_role("combobox")).to_be_focused()
        expect(text).to_have_text("It begins")
    else:
        page.keyboard.press("Escape")
    assert stream.left.wait(PATIENCE)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_an_error_in_the_middle_keeps_what_has_arrived(
    page: Page, asked: Callable[..., Stream], text: Locator, backend: Backend
) -> None:
    stream = asked()
    stream.say("Half an ans")
    stream.fail("The language model failed.", "Try again in a minute.")
    stream.end()
    expect(page.get_by_role("alert")).to_contain_text("The language model failed.")
    expect(page.get_by_role("alert")).to_contain_text("Try again in a minute.")
    expect(text).to_have_text("Half an ans")
    page.get_by_role("button", name="Try again").click()
    second = backend.stream(QUESTION)
    second.say("A whole answer")
    second.end()
    expect(text).to_have_text("A whole answer")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_an_answer_that_breaks_off_says_so(page: Page, asked: Callable[..., Stream], text: Locator) -> None:
    stream = asked()
    stream.say("Half")
    stream.drop()
    expect(page.get_by_role("alert")).to_contain_text("The answer broke off.")
    expect(text).to_have_text("Half")
    stream = asked("again")
    stream.raw("data: {not JSON}\n\n")
    expect(page.get_by_role("alert")).to_contain_text("not JSON")


def test_a_refused_question_and_the_way_back_to_the_results(page: Page, backend: Backend) -> None:
    backend.refusal = refused(400, "The question is too long.", "Ask a shorter one.")
    page.keyboard.press("/")
    page.get_by_role("combobox").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Ask a shorter one.")
    backend.refusal = None
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("combobox")).to_be_focused()


def test_the_stream_may_be_cut_anywhere(page: Page) -> None:
    whole = (
        ': ping\r\nid: answer\r\ndata: {"a":\r\ndata: 1}\r\n\r\nevent:sources\ndata: ä€😀\n\n'
        "event: empty\n\ndata:x\rdata: y\r\rretry: 5\n\ndata: [DONE]\n\ndata: cut"
    )
    found = page.evaluate(
        """async (whole) => {
            const { events } = await import('/assets/stream.js')
            const bytes = new TextEncoder().encode(whole)
            const all = []
            for (const size of [1, 2, 3, 7, bytes.length]) {
                let at = 0
                const body = new ReadableStream({ pull (controller) {
                    if (at >= bytes.length) return controller.close()
                    controller.enqueue(bytes.slice(at, (at += size)))
                } })
                const found = []
                for await (const { type, data } of events(body)) found.push([type, data])
                all.push(found)
            }
            return all
        }""",
        whole,
    )
    expected = [["message", '{"a":\n1}'], ["sources", "ä€😀"], ["message", "x\ny"], ["message", "[DONE]"]]
    assert found == [expected] * 5
