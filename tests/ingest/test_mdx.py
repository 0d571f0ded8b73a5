"""MDX in pages; the expected headings and slugs are those of remark-mdx, github-slugger and the guide's script."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from pgmatch.errors import IngestError
from pgmatch.ingest.markdown import parse as parse_by
from pgmatch.ingest.rules import GUIDE

parse = partial(parse_by, rules=GUIDE)

FILES = Path(__file__).parent / "files"


def contents(text: str) -> list[str]:
    return [section.content for section in parse(text, path="a.mdx", mdx=True).sections]


def test_a_whole_page_is_read_as_the_guides_script_reads_it() -> None:
    document = parse((FILES / "page.mdx").read_text(), path="page.mdx", mdx=True)
    assert document.meta == {"id": "page", "title": "A `page`", "tags": ["one", "two"], "order": 1}
    assert [(section.heading, section.slug) for section in document.sections] == [
        (None, None),
        ("Quick start", "quick-start"),
        ("Quick start", "quick-start-1"),
        ("Use it", "-use-it"),
        ("Code is kept", "code-is-kept"),
        ("Last", "last"),
    ]
    assert [section.content for section in document.sections] == (FILES / "page.txt").read_text()[:-1].split(
        "\n%%\n"
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("import a from 'b'\nimport {\n  c, // } here\n} from \"d\"\n\ntext", ["text"]),
        ("export default ({ children }) => <div title='{'>it's {children}</div>\n\ntext", ["text"]),
        ("export const a = {\n\n  b: 1\n}\n\ntext", ["text"]),
        ("export const a = `\n\n# no\n${`}`}\n`\n\ntext", ["text"]),
        ("export const a =\n\n  /[/}]/g\n\ntext", ["text"]),
        ("# A\n\nimport a from 'b'\n\ntext", ["# A\n\ntext"]),
        ("text\nimport a from 'b'", ["text\nimport a from 'b'"]),
        (" import a from 'b'", [" import a from 'b'"]),
        ("- import a from 'b'", ["- import a from 'b'"]),
        ("> import a from 'b'", ["> import a from 'b'"]),
        ("important\n\nexports", ["important\n\nexports"]),
    ],
)
def test_imports_and_exports_are_left_out(text: str, kept: list[str]) -> None:
    assert contents(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a <b>gone</b> c", ["a  c"]),
        ("a <b c='>' d={'>'} {...e} f-g h:i=\"j\" /> k", ["a  k"]),
        ("<>\n\n# Hidden\n\n</>\n\n# Shown", ["# Shown"]),
        ("<a.b.c>\n  gone\n</a.b.c>\n\nkept", ["kept"]),
        ("<A>\n    <B>\n        gone\n    </B>\n</A>\n\nkept", ["kept"]),
        ("<A>\n\n```\n</A>\n```\n\n</A>\n\nkept", ["kept"]),
        ("one\n<A\n  b={1}\n/>\ntwo", ["one\n\ntwo"]),
        ("<a\n  href='x'\n>gone</a> kept", [" kept"]),
        ("- one\n\n  <A>\n\n  gone\n\n  </A>\n\n- two", ["- one\n\n- two"]),
        ("- <A />\n- two", ["- two"]),
        ("> <A\n>   b\n> >\n> gone\n> </A>\n>\n> kept", ["> kept"]),
        ("> one\n<A />\n\ntwo", ["> one\n\ntwo"]),
        ("- one\n<A />\n\ntwo", ["- one\n\ntwo"]),
        ("one\n\u00a0\n<A />\ntwo", ["one\n\u00a0\n\ntwo"]),
        ("*a <b>gone</b>* [<i/>c](d)", ["*a * [c](d)"]),
        ("<A />\n\n<B />", []),
        ("| a | <b/> |\n|---|---|\n| c | {d} |", ["| a |  |\n|---|---|\n| c |  |"]),
        ("a < b, a <= b".replace("<=", "\\<="), ["a < b, a \\<= b"]),
        ("&lt;b> \\<b>", ["&lt;b> \\<b>"]),
    ],
)
def test_elements_are_left_out_with_what_they_contain(text: str, kept: list[str]) -> None:
    assert contents(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a {b} c", ["a  c"]),
        ("{/* } */}\n\nkept", ["kept"]),
        ("{\n  a\n\n  b\n}\n\nkept", ["kept"]),
        ("{/*\n  it's :)\n\n  }\n*/}\n\nkept", ["kept"]),
        ("a {`}`} {'}'} {\"}\"} {/}/} {f({g: {}})} {`${{h: '}'}}`} b", ["a       b"]),
        ("{a && <p>don't {b} :)</p>}\n\nkept", ["kept"]),
        ("{a / b} c {d / e} f", [" c  f"]),
        ("a \\{b\\} c } d", ["a \\{b\\} c } d"]),
        ("> {a\n> }\n> kept", ["> kept"]),
        ("## a {b} c ##", ["## a  c ##"]),
    ],
)
def test_expressions_are_left_out(text: str, kept: list[str]) -> None:
    assert contents(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "```jsx\nimport a from 'b'\n\n<A>{b\n```",
        "~~~\n</A> }\n~~~",
        "- item\n\n  ```\n  {<\n  ```",
        "a `{b` ``<c ` {`` d",
        "[a](<b>)",
        '![a](b "{c}")'.replace("{c}", "c"),
    ],
)
def test_code_and_link_targets_are_kept(text: str) -> None:
    assert contents(text) == [text]


@pytest.mark.parametrize(
    ("source", "heading", "slug"),
    [
        ("## <Icon name='x' /> Title", "Title", "-title"),
        ("## Title <Badge>new</Badge>", "Title", "title-"),
        ("## {a} b {c}", "b", "-b-"),
        ("## a {b} c ##", "a  c", "a--c"),
        ("one\n=", "one", "one"),
        ("<b>x</b> Title\n---", "Title", "-title"),
        ("    ## Indented", "Indented", "indented"),
        ("## `{a}` \\{b}", "{a} {b}", "a-b"),
        ("## Title {/* note */} [#here]", "Title", "here"),
    ],
)
def test_a_heading_is_without_its_mdx(source: str, heading: str, slug: str) -> None:
    (section,) = parse(source + "\n\ntext", path="a.mdx", mdx=True).sections
    assert (section.heading, section.slug) == (heading, slug)


@pytest.mark.parametrize("heading", ["# <Logo />", "# {title}", "<Logo>\n</Logo>", "<b>x</b>\n---"])
def test_a_heading_of_nothing_but_mdx_is_no_heading(heading: str) -> None:
    text = f"# A\n\n{heading}\n\ntext"
    assert contents(text) == ["# A\n\ntext"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n\n<A>\n\ntext", 3, "<A> is not closed"),
        ("a\n\n<A>text\n\n</A>", 3, "<A> is not closed"),
        ("a\n\ntext <b>", 3, "<b> is not closed"),
        ("text\nmore <b> *c", 2, "<b> is not closed"),
        ("<A>\n</B>", 2, "</B> where </A> is expected"),
        ("a <b></c>", 1, "</c> where </b> is expected"),
        ("- one\n- two\n\n  </A>", 4, "</A> closes nothing that was opened here"),
        ("<A>\n- one\n  </A>", 3, "</A> closes nothing that was opened here"),
        ("> <A>\n\n</A>", 1, "<A> is not closed"),
        ("- a\n\n  <A>\n\n- b", 3, "<A> is not closed"),
        ("# A\n\n{ a", 3, "`{` is not closed"),
        ("one\ntwo {a\n\nb}", 2, "`{` is not closed"),
        ("a {/* b }", 1, "a comment is not finished"),
        ("- a\n  > b {`}", 2, "a template string is not finished"),
        ("> {a\n}", 1, "`{` is not closed"),
        ("{a)}", 1, "')' has no partner"),
        ("a\n\n{<b><c></b>}", 3, "expected </c>"),
        ("a <1", 1, "'1' does not belong in a JSX tag"),
        ("a\nb <https://c.d>", 2, "':' does not belong in a JSX tag"),
        ("<a@b.c>", 1, "'@' does not belong in a JSX tag"),
        ("<a b=c>", 1, "'c' does not belong in a JSX tag"),
        ("</a b>", 1, "'b' does not belong in a JSX tag"),
        ("a\n<b c='d\n", 2, "an attribute's value is not finished"),
        ("a\n\n<b", 3, "a tag is not finished"),
        ("import data from here", 1, "not an import or export"),
        ("import a from 'b'\n# A", 2, "not an import or export"),
        ("export const a = {\n\n# A", 1, "'}' is missing"),
        ("export const a = 1\n\nexport const b = `\n\n# A", 5, "a template string is not finished"),
    ],
)
def test_mdx_that_is_not_balanced_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(IngestError, match=f"^a.mdx:{line}: {re.escape(message)}") as caught:
        contents(text)
    assert caught.value.hint


def test_an_element_that_is_indented_ends_the_text_before_it() -> None:
    assert contents("one\n        <A />\ntwo\n---") == ["one", "two\n---"]


def test_lines_are_those_of_the_file_after_front_matter_and_windows_line_ends() -> None:
    with pytest.raises(IngestError, match=r"^a\.mdx:5: `\{` is not closed"):
        contents("---\r\na: 1\r\n---\r\n\r\n{\r\n")
