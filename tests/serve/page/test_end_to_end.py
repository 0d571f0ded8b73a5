"""The page of `pgmatch serve`, over a real database and real embeddings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

import pgmatch
from tests.serve import fake_model
from tests.serve.ask.pages import PAGES, UPGRADE, put
from tests.serve.http.running import NAME, serving
from tests.serve.http.words import Words, pages
from tests.serve.page.backend import PATIENCE
from tests.serve.page.conftest import OpenPage, searched_for
from tests.servers import PostgresServer, created


@pytest.fixture(scope="module")
def url(
    supabase_server: PostgresServer,
    install_template: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a server without a language model."""
    template = install_template(supabase_server, "nods_text", dimensions="384")
    with created(supabase_server, "page", template=template) as database:
        with pgmatch.connect(database.url) as client:
            put(client, tmp_path_factory.mktemp("manual"), PAGES)
        command = [
            str(Path(sys.executable).parent / "pgmatch"),
            "serve",
            "--port",
            "0",
            "--embedder",
            "local",
        ]
        with subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=os.environ | {"DATABASE_URL": database.url}
        ) as server:
            assert server.stderr
            yield next(found[0] for line in server.stderr if (found := re.search(r"http://[^\s/]+", line)))
            server.terminate()
            server.stderr.read()


@pytest.fixture
def talking(
    supabase_server: PostgresServer, install_template: Callable[..., str], model: fake_model.Model
) -> Iterator[str]:
    """The address of a server with a language model, which says what a test decides."""
    template = install_template(supabase_server, dimensions=str(Words.dimensions), metric="cosine")
    with created(supabase_server, "talking", template=template) as database:
        with pgmatch.connect(database.url) as client:
            client.load_pages(pages(), NAME, normalized=True)
        with serving(database.url, model.url) as running:
            yield running.url


def test_a_question_is_answered_and_its_source_opens_at_the_section(open_page: OpenPage, url: str) -> None:
    page = open_page(f"{url}/")
    searched_for(page, "How do I get a newer version?")
    expect(page.get_by_role("option").first.locator(".heading")).to_have_text("Get a newer version")
    page.keyboard.press("Enter")
    answer = page.get_by_role("region", name="Answer")
    expect(answer.locator(".text")).to_contain_text(UPGRADE.replace("`", ""))
    source = answer.locator(".sources a").first
    expect(source).to_have_text("Get a newer version")
    source.click()
    target = page.locator("#get-a-newer-version")
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("run tool upgrade")


def test_nothing_is_known_about_something_else(open_page: OpenPage, url: str) -> None:
    page = open_page(f"{url}/?q=Who+painted+the+Mona+Lisa%3F")
    expect(page.locator(".answer .text")).to_have_text("Sorry, I don't know how to help with that.")
    expect(page.get_by_text("Sources", exact=True)).to_be_hidden()


def test_closing_the_dialog_ends_the_work_of_the_language_model(
    open_page: OpenPage, talking: str, model: fake_model.Model
) -> None:
    model.answers = [
        fake_model.streamed("Pick **apples**", " in [autumn](javascript:alert(1))."),
        fake_model.hanging("It begins"),
    ]
    page = open_page(f"{talking}/?q=When+are+apples+ripe%3F")
    text = page.locator(".answer .text")
    expect(text.locator("strong")).to_have_text("apples")
    expect(page.get_by_text("Written by a language model.")).to_be_visible()
    expect(text).to_have_text("Pick apples in autumn.")
    expect(text.locator("a")).to_have_count(0)
    expect(page.locator(".sources a").first).to_have_text("Apples")
    page.keyboard.press("Enter")
    expect(text).to_have_text("It begins")
    page.keyboard.press("Escape")
    assert model.gone.wait(PATIENCE)


def test_a_page_with_an_odd_path_opens_too(open_page: OpenPage, talking: str) -> None:
    page = open_page(f"{talking}/")
    searched_for(page, "quotes and braces", "Bad <b>")
    page.get_by_role("option").filter(has_text="Bad <b>").click()
    expect(page.locator("section[aria-current]")).to_contain_text('Quotes, "braces" {}')
