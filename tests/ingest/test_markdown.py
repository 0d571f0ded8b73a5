from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgmatch.errors import IngestError
from pgmatch.ingest.documents import Section
from pgmatch.ingest.markdown import parse as parse_by
from pgmatch.ingest.rules import GUIDE

parse = partial(parse_by, rules=GUIDE)


def sections(text: str, *, mdx: bool = False) -> list[Section]:
    return list(parse(textwrap.dedent(text), path="a.md", mdx=mdx).sections)


def headings(text: str, *, mdx: bool = False) -> list[tuple[str | None, str | None]]:
    return [(section.heading, section.slug) for section in sections(text, mdx=mdx)]


def test_each_heading_starts_a_section_with_its_source() -> None:
    assert sections("""
        Intro *here*.

        # Title
        Text.

        ### Deep ###

        * item

        Setext
        ------
        last
        """) == [
        Section(None, None, "Intro *here*."),
        Section("Title", "title", "# Title\nText."),
        Section("Deep", "deep", "### Deep ###\n\n* item"),
        Section("Setext", "setext", "Setext\n------\nlast"),
    ]


def test_only_headings_at_the_top_level_start_sections() -> None:
    text = """
        ```md
        # fenced
        ```

            # indented

        > # quoted

        - # listed

        <pre>
        # html
        </pre>

        \\# escaped

        #hashtag
        """
    assert headings(text) == [(None, None)]


def test_a_heading_right_after_text_and_a_fence_never_closed() -> None:
    assert headings("text\n# A\n```\n# not\n") == [(None, None), ("A", "a")]


@pytest.mark.parametrize(
    ("source", "heading", "slug"),
    [
        ("# The `code` of *it*", "The code of it", "the-code-of-it"),
        ("# [link](http://x) ![alt text](y.png)", "link alt text", "link-alt-text"),
        ("# a &amp; b &#33; \\*c\\*", "a & b ! *c*", "a--b--c"),
        ("# ~~old~~ new", "old new", "old-new"),
        ("# <a name='x'></a>Foo <b>bar</b>", "Foo bar", "foo-bar"),
        ("# List<T> and {x}", "List and {x}", "list-and-x"),
        ("two\nlines\n===", "two lines", "twolines"),
        ("# Custom [#my-anchor]", "Custom", "my-anchor"),
        ("# `fn([a])` [#Fn]", "fn([a])", "fn"),
        ("# Not [#", "Not [#", "not-"),
        ("# Empty [#]", "Empty [#]", "empty-"),
        ("# [#only]", None, "only"),
        ("#", None, None),
        ("# ![](x.png)", None, None),
    ],
)
def test_a_heading_is_plain_text_and_its_slug_an_anchor(
    source: str, heading: str | None, slug: str | None
) -> None:
    assert headings(source + "\n\ntext") == [(heading, slug)]


def test_a_reference_that_is_defined_further_down_is_a_link_in_a_heading() -> None:
    assert headings("# See [it]\n\n[it]: /x 'y'\n") == [("See it", "see-it")]


def test_slugs_are_counted_within_a_page_and_custom_anchors_with_them() -> None:
    text = "# foo\n# foo\n# foo-1\n# Bar [#foo]\n# foo\n"
    assert [slug for _, slug in headings(text)] == ["foo", "foo-1", "foo-1-1", "foo-2", "foo-3"]


def test_content_is_trimmed_but_keeps_the_indent_of_code() -> None:
    assert [section.content for section in sections("\n  \n    code\n\n# A  \n\n\n")] == ["    code", "# A"]


def test_html_and_braces_stay_in_plain_markdown() -> None:
    text = "import x from 'y'\n\n<!-- c --> a {b} <Foo>\n\n<https://a.b>"
    assert [section.content for section in sections(text)] == [text]


def test_a_table_is_not_mistaken_for_a_heading() -> None:
    assert headings("| a |\n|---|\n| b |\n---\n") == [(None, None)]


def test_front_matter_is_metadata_and_not_text() -> None:
    document = parse("---\ntitle: A\ntags: [x, 1]\n---\nText\n", path="a.md", mdx=False)
    assert document.meta == {"title": "A", "tags": ["x", 1]}
    assert document.sections == (Section(None, None, "Text"),)


def test_three_dashes_further_down_are_a_rule() -> None:
    document = parse("\n---\na: b\n\n---\n", path="a.md", mdx=False)
    assert document.meta is None


def test_a_text_that_nests_too_deeply_is_refused_with_its_file() -> None:
    with pytest.raises(IngestError, match=r"^a\.mdx:1: nested too deeply"):
        parse("{" + "<a b={" * 5_000, path="a.mdx", mdx=True)


def test_hostile_text_takes_no_more_than_linear_time() -> None:
    started = time.process_time()
    for text in (
        "# " + "[#" * 1_000,
        "# a" + " " * 200_000 + "b",
        "> " * 5_000 + "a",
        "text\n" * 100_000,
        "- a\n" * 20_000,
    ):
        for mdx in (False, True):
            parse(text, path="a.md", mdx=mdx)
    for line in ("{a} b\n", "<a>b</a>\n", "text\n<a/>\n", "# a {b}\n"):
        parse(line * 5_000, path="a.mdx", mdx=True)
    assert time.process_time() - started < 10


_LINES = st.sampled_from(
    [
        "# A",
        "## A",
        "text",
        "",
        "- item",
        "> quote",
        "```",
        "~~~",
        "    code",
        "---",
        "===",
        "<div>",
        "| a |",
        "|---|",
        "\t",
        "1. x",
    ]
)


@given(st.lists(_LINES, max_size=12))
def test_sections_hold_every_word_in_order_and_their_slugs_differ(lines: list[str]) -> None:
    text = "\n".join(["start", *lines])
    found = parse(text, path="a.md", mdx=False).sections
    assert "".join(section.content for section in found).split() != []
    assert " ".join(section.content for section in found).split() == text.split()
    slugs = [section.slug for section in found if section.slug is not None]
    assert len(slugs) == len(set(slugs))


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_parsed_or_refused_with_its_line(text: str, mdx: bool) -> None:
    try:
        document = parse(text, path="a.md", mdx=mdx)
    except IngestError as error:
        assert str(error).startswith("a.md:")  # noqa: PT017
    else:
        assert all(section.content.strip() for section in document.sections)


def test_without_the_ingest_extra_the_error_says_what_to_install() -> None:
    code = textwrap.dedent("""
        import sys
        sys.modules["yaml"] = None
        from pgmatch.errors import IngestError
        from pgmatch.ingest import chunks, files
        try:
            files.markdown.parse("# a", path="a.md", mdx=False)
        except IngestError as error:
            print(error.hint)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "pip install 'pgmatch[ingest]'\n"
