"""Markdown becomes nodes: what is shown, and that nothing in it runs or leads to a script."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.serve.page.backend import Backend, refused, section
from tests.serve.page.conftest import OpenPage, searched_for

RENDER = """async (texts) => {
    const { parse, render } = await import('/assets/markdown.js')
    const { element } = await import('/assets/dom.js')
    return texts.map((text) => element('div', {}, ...parse(text).map((block) => render(block))).innerHTML)
}"""

SHOWN = {
    "One\ntwo.\n\nThree": "<p>One\ntwo.</p><p>Three</p>",
    "# Title #\n### Sub\nText": "<h3>Title</h3><h3>Sub</h3><p>Text</p>",
    "**a** *b* ***c*** __d__ _e_ ~~f~~": (
        "<p><strong>a</strong> <em>b</em> <strong><em>c</em></strong> <strong>d</strong> <em>e</em> <del>f</del></p>"
    ),
    "snake_case_name 2 * 3 * 4 \\*no\\* **open": "<p>snake_case_name 2 * 3 * 4 *no* **open</p>",
    "`a*b*` ``c ` d`` `open": "<p><code>a*b*</code> <code>c ` d</code> `open</p>",
    "```sql\nselect 1;\n\n  -- two\n```\nafter": "<pre><code>select 1;\n\n  -- two</code></pre><p>after</p>",
    "~~~~\n```\n~~~~": "<pre><code>```</code></pre>",
    "```\nnot yet closed": "<pre><code>not yet closed</code></pre>",
    "- a\n- b\n  - c\n  - d\n\n- e": "<ul><li>a</li><li>b<ul><li>c</li><li>d</li></ul></li><li>e</li></ul>",
    "3. a\n   ```\n   x\n   ```\n4. b": '<ol start="3"><li>a<pre><code>x</code></pre></li><li>b</li></ol>',
    "1. a\n  - b\nlazy\n2. c": '<ol start="1"><li>a<ul><li>b\nlazy</li></ul></li><li>c</li></ol>',
    "- a\n\nb": "<ul><li>a</li></ul><p>b</p>",
    "> a\n> - b\n\nc": "<blockquote><p>a</p><ul><li>b</li></ul></blockquote><p>c</p>",
    "a\n\n---\n***": "<p>a</p><hr><hr>",
    "| a | b |\n|:--|---|\n| `x\\|y` | 2 | 3 |\nend": (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>"
        "<tr><td><code>x|y</code></td><td>2</td></tr></tbody></table><p>end</p>"
    ),
    "a | b\nc": "<p>a | b\nc</p>",
    "a  \nb\\\nc": "<p>a<br>b<br>c</p>",
    '[x](https://e.org/a_(b)?c "t") [y](/z#w)': (
        '<p><a href="https://e.org/a_(b)?c" rel="noopener noreferrer">x</a>'
        ' <a href="{url}/z#w" rel="noopener noreferrer">y</a></p>'
    ),
    "See <https://e.org/> or https://e.org/x.": (
        '<p>See <a href="https://e.org/" rel="noopener noreferrer">https://e.org/</a>'
        ' or <a href="https://e.org/x" rel="noopener noreferrer">https://e.org/x</a>.</p>'
    ),
    "[relative](other.md) ![alt text](https://e.org/pixel.png)": "<p><span>relative</span> alt text</p>",
    "a\r\n\r\nb": "<p>a</p><p>b</p>",
}

HARMLESS = {
    "a",
    "blockquote",
    "code",
    "h3",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
}

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java\tscript:alert(1)) [d](\x01javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>) [b](vbscript:x) [c](file:///etc/passwd) [d](blob:x)",
    "<javascript:alert(1)> <a href='javascript:alert(1)'>x</a>",
    '[a](https://e.org/"onmouseover="alert(1)) [b](/x"><img/src=x/onerror=alert(1)>)',
    '![x"onerror="alert(1)](javascript:alert(1)) ![a](x "onerror=alert(1)")',
    "```<img src=x onerror=alert(1)>\n</code></pre><svg onload=alert(1)>\n```",
    "| <svg onload=alert(1)> |\n|---|\n| [x](javascript:alert(1)) |",
    "# <iframe srcdoc='<script>alert(1)</script>'>",
    "**<style>*{{display:none}}</style>**\n\n> <object data='javascript:alert(1)'>",
]

# what takes time or depth in careless parsers
ENDLESS = {
    "*": 50_000, "**a": 20_000, "_a": 20_000, "`": 50_000, "[": 50_000, "![": 20_000, "[a](": 20_000, "> ": 20_000, "- ": 20_000,
    "https://": 20_000, "|": 50_000, "~~a": 20_000, "<https://": 10_000, "# ": 20_000, "\\": 50_000, "[a](b ": 20_000,
}  # fmt: skip


def test_what_markdown_shows(page: Page, backend: Backend) -> None:
    found = page.evaluate(RENDER, list(SHOWN))
    assert dict(zip(SHOWN, found, strict=True)) == {
        text: html.replace("{url}", backend.url) for text, html in SHOWN.items()
    }


def test_hostile_markdown_is_text(page: Page) -> None:
    shown = page.evaluate(
        """async (texts) => {
            const { parse, render } = await import('/assets/markdown.js')
            const all = texts.flatMap((text) => parse(text).map((block) => render(block)))
            document.body.append(...all) // where it would run
            const nodes = all.flatMap((node) => [node, ...node.querySelectorAll('*')])
            return {
                names: [...new Set(nodes.map((node) => node.localName))].sort(),
                attributes: [...new Set(nodes.flatMap((node) => node.getAttributeNames()))].sort(),
                schemes: [...new Set(nodes.filter((node) => node.href).map((node) => new URL(node.href).protocol))],
            }
        }""",
        HOSTILE,
    )
    assert set(shown["names"]) <= HARMLESS
    assert shown["attributes"] == ["href", "rel"]
    assert set(shown["schemes"]) <= {"http:", "https:"}


def test_no_text_takes_long_or_is_too_deep(page: Page) -> None:
    page.evaluate(RENDER, [mark * times for mark, times in ENDLESS.items()])


def test_hostile_results_and_sources_are_text_without_a_link(open_page: OpenPage, backend: Backend) -> None:
    evil = "<img src=x onerror=alert(1)>"
    urls = ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "http://[", ""]
    backend.results = [hostile(evil, url) for url in urls]
    page = open_page()
    searched_for(page, evil, evil)
    links: list[str] = page.get_by_role("option").evaluate_all("nodes => nodes.map((node) => node.href)")
    assert links[:4] == [""] * 4
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # opens nothing
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    stream = backend.stream(evil)
    stream.say(evil)
    stream.cite(*backend.results)
    stream.end()
    expect(page.locator(".sources a")).to_have_count(len(urls))
    assert page.locator(".sources a[href]").count() == 1  # the empty one: the page itself
    backend.refusal = refused(500, evil, evil)
    page.get_by_role("combobox").fill("x")
    expect(page.get_by_role("alert")).to_contain_text(evil)
    assert page.locator("pgmatch-search img").count() == 0


def hostile(text: str, url: str) -> dict[str, Any]:
    return section(text, snippet=text, path=text, slug=text, headings=[text, text], url=url)
