"""Pictures of the search page for the documentation, over pgmatch's own docs: `make screenshots`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
COLORS = 128  # of a picture: the page has few


@dataclass(frozen=True)
class Picture:
    """What is typed, whether it is asked, and whether the picture shows the end of the answer."""

    name: str
    text: str
    asked: bool = False
    end: bool = False
    scheme: Literal["light", "dark"] = "light"
    width: int = 900
    height: int = 600


PICTURES = (
    Picture("results", "Why does a search return fewer rows?"),
    Picture("answer", "How do I upgrade a database that has data?", asked=True),
    Picture("dark", "Who may read the tables after the install?", asked=True, end=True, scheme="dark"),
    Picture("phone", "Why does a search return fewer rows?", width=390, height=720),
)


@contextmanager
def served() -> Iterator[str]:
    """Serve the page over docs/ for the block; give its URL."""
    program = str(Path(sys.executable).parent / "pgmatch")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # for the account that PostgreSQL runs as
        command = [
            program,
            "demo",
            str(ROOT / "docs"),
            "--serve",
            "--port",
            "0",
            "--data-dir",
            f"{folder}/data",
        ]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            yield _url(server)
        finally:
            server.terminate()
            server.communicate()


def take(browser: Browser, url: str, picture: Picture) -> None:
    """Write a picture into the folder."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    page.goto(url)
    page.keyboard.press("/")
    page.get_by_role("combobox").fill(picture.text)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter" if picture.asked else "ArrowDown")
    if picture.asked:
        page.get_by_text("Sources", exact=True).wait_for()
    if picture.end:
        page.locator(".sources li").last.scroll_into_view_if_needed()
    image = Image.open(BytesIO(page.screenshot(caret="hide"))).convert("RGB")
    image.quantize(COLORS).save(FOLDER / f"{picture.name}.png", optimize=True)
    page.close()


def main() -> None:
    """Do what the module's docstring says."""
    FOLDER.mkdir(exist_ok=True)
    program = chromium.locate()
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, env=dict(chromium.environment(program)))
        for picture in PICTURES:
            take(browser, url, picture)
        browser.close()


def _url(server: subprocess.Popen[str]) -> str:
    """Return the URL that the server prints when it listens."""
    printed = ""
    for line in server.stdout or ():
        if found := re.search(r"http://\S+", line):
            return found[0]
        printed += line
    raise SystemExit(printed)


if __name__ == "__main__":
    main()
