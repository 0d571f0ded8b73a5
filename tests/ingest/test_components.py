"""MDX with what its components contain kept: what a reader of the rendered page sees."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from pgmatch.errors import IngestError
from pgmatch.ingest.documents import Section
from pgmatch.ingest.markdown import parse
from pgmatch.ingest.rules import Rules

KEEP = Rules(titles=False)


def sections(text: str, *, mdx: bool = True) -> list[Section]:
    return list(parse(text, path="a.mdx", mdx=mdx, rules=KEEP).sections)


def contents(text: str) -> list[str]:
    return [section.content for section in sections(text)]


PAGE = """\
import { Steps, Tab } from '@ui'

Start here.

<Steps>
  ## Make a token

  Press **New token** in the settings.

  ```py
  def login():
      acme.login(TOKEN)
  ```

  <Tabs>
    <Tab label="npm">
      1. Install it.
         - with `-g`

      2. Restart.
    </Tab>
  </Tabs>
</Steps>

<Note>Tokens expire after a month.</Note>

Run it with <Kbd>Ctrl</Kbd> held.
"""


def test_headings_text_code_and_lists_in_components_are_kept() -> None:
    assert sections(PAGE) == [
        Section(None, None, "Start here."),
        Section(
            "Make a token",
            "make-a-token",
            "## Make a token\n\nPress **New token** in the settings.\n\n```py\ndef login():\n"
            "    acme.login(TOKEN)\n```\n\nnpm\n\n1. Install it.\n   - with `-g`\n\n2. Restart.\n\n"
            "Tokens expire after a month.\n\nRun it with Ctrl held.",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a <b>bold</b> c", "a bold c"),
        ("H<sub>2</sub>O and <Kbd>Ctrl</Kbd>s", "H2O and Ctrls"),
        ("one<br/>two <Icon name='x'/> three", "one two  three"),
        ("<td>one</td><td>two</td>", "one two"),
        ("<Kbd>Ctrl</Kbd><Kbd>C</Kbd>", "Ctrl C"),
        ("*a <b>b</b>* [<i>c</i>](d)", "*a b* [c](d)"),
        ("| a | <b>x</b> |\n|---|---|\n| c | {d} |", "| a | x |\n|---|---|\n| c |  |"),
        ("<>\n\ntext\n\n</>", "text"),
        ("<a.b.c>\n  one\n\n  two\n</a.b.c>", "one\n\ntwo"),
        ("one\n<A\n  b={1}\n>\ntwo\n</A>\nthree", "one\n\ntwo\n\nthree"),
        ("<A\n  b='c'\n>one</A> two", "one two"),
        ("<A>\n\tone\n</A>", "one"),
        ("<A>\n\n```\n</A>\n```\n\n</A>", "```\n</A>\n```"),
        ("<A>\n    <B>\n        - a\n            - b\n    </B>\n</A>", "- a\n    - b"),
        ("- one\n\n  <A>\n\n  two\n\n  </A>\n\n- three", "- one\n\n  two\n\n- three"),
        ("- one\n  <A>\n      ```\n      x\n      ```\n  </A>", "- one\n\n  ```\n  x\n  ```"),
        ("- <A>\n    one\n  </A>\n- two", "- one\n\n- two"),
        ("- <A />\n- two", "- two"),
        ("> <A>\n>   one\n> </A>", ">   one"),
        ("<A>\n  - <B>\n      one\n    </B>\n</A>", "- one"),
        ("<A>\n  ```\n  -\n  ```\n</A>", "```\n-\n```"),
        ("&lt;b> \\<b>", "&lt;b> \\<b>"),
    ],
)
def test_tags_are_left_out_and_what_they_contain_is_kept(text: str, kept: str) -> None:
    assert contents(text) == [kept]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('<Tab label="npm">\n  one\n</Tab>', "npm\n\none"),
        ("<Card title='A &amp; B' icon='x' href='/y' />", "A & B"),
        ("<Card\n  title={'It\\'s'}\n  label={`now`}\n>\n  one\n</Card>", "It's now\n\none"),
        ("<Card title={name} label='x'>one</Card>", "x one"),
        ("<Card title='One' summary='One' alt='Two' />", "One Two"),
        ("see <img src='x' alt='a plan'/> here", "see a plan here"),
        ("<img src='x' alt='a plan' title='no'/>", "a plan"),
        ("the <abbr title='no'>API</abbr>", "the API"),
        ("<my-card title='Yes'>\n\none\n\n</my-card>", "Yes\n\none"),
        ("<Card title=''>\n\none\n\n</Card>", "one"),
        ("- <Tab label='npm'>\n    one\n  </Tab>", "- npm\n\n  one"),
        ("<A><B label='x'>\n\none\n\n</B></A>", "x\n\none"),
    ],
)
def test_attributes_that_readers_see_are_kept(text: str, kept: str) -> None:
    assert contents(text) == [kept]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a {b} c {/* no */}d", "a  c d"),
        ('a{" "}b {"c"} {`d`} {\'e\'}', "a b c d e"),
        ("a {`${b}`} {'b' + 'c'} {f('d')} {<b>e</b>}", "a"),
        ("<pre>{`one\n  two`}</pre>", "one\n  two"),
        ("<Code>\n  {`\n    one\n      two\n  `}\n</Code>", "one\n  two"),
        ("{'a \\u00e9 \\ud83d\\ude00 \\\\n'}", "a é \U0001f600 \\n"),
        ("{' '}\n\none", "one"),
        ("<style>{`p { color: red }`}</style>\n\none", "one"),
        ("<script>\n\n# no\n\n</script>\n\none", "one"),
    ],
)
def test_expressions_are_left_out_but_for_literal_text(text: str, kept: str) -> None:
    assert contents(text) == [kept]


@pytest.mark.parametrize("text", ["{'\\0'}", "a {'\\ud800'}", "<A title={'\\0'} />", "# {`\\udc00`}\n\ntext"])
def test_literal_text_that_postgres_cannot_store_is_refused(text: str) -> None:
    with pytest.raises(IngestError, match="a.mdx:1: text that Postgres cannot store"):
        contents(text)


@pytest.mark.parametrize(
    ("source", "heading", "slug", "line"),
    [
        ("## <Icon name='x' /> Title", "Title", "title", "##  Title"),
        ("## Title <Badge>new</Badge>", "Title new", "title-new", "## Title new"),
        ("## Title <Badge text='b' label='c' />", "Title", "title", "## Title"),
        ("## {a} b {c}", "b", "b", "##  b"),
        ("## a {b} c ##", "a c", "a--c", "## a  c ##"),
        ("## a{' '}b", "a b", "a-b", "## a b"),
        ("<b>x</b> Title\n---", "x Title", "x-title", "x Title\n---"),
        ("  ## Indented", "Indented", "indented", "  ## Indented"),
        ("## a !", "a !", "a-", "## a !"),
        ("## Title {/* todo */}", "Title", "title", "## Title"),
        ("## Title <!-- todo -->", "Title", "title", "## Title"),
    ],
)
def test_a_heading_is_what_its_reader_sees(source: str, heading: str, slug: str, line: str) -> None:
    (section,) = sections(source + "\n\ntext")
    assert (section.heading, section.slug, section.content) == (heading, slug, f"{line}\n\ntext")


@pytest.mark.parametrize("heading", ["# <Logo />", "# {title}", "# <Logo alt='x' />"])
def test_a_heading_without_text_is_no_heading(heading: str) -> None:
    assert contents(f"# A\n\n{heading}\n\ntext") == ["# A\n\ntext"]


@pytest.mark.parametrize(
    "text", ["<Tabs>\n  <Tab name='x' />\n</Tabs>", "import a from 'b'", "{a}", "<!-- a -->", ""]
)
def test_a_page_without_text_has_no_sections(text: str) -> None:
    assert contents(text) == []


ANCHORS = [
    ("## First {#start}", "First", "start", "## First"),
    ("## First { #start }", "First", "start", "## First"),
    ("## First{#start}", "First", "start", "## First"),
    ("## First {#start .wide a=b}", "First", "start", "## First"),
    ("## First {: #start }", "First", "start", "## First"),
    ("## First {/*start*/}", "First", "start", "## First"),
    ("## First {/* #start */}", "First", "start", "## First"),
    ("## First [#start]", "First", "start", "## First"),
    ("## First [#Start_1.b]", "First", "Start_1.b", "## First"),
    ("## First {#start} ##", "First", "start", "## First ##"),
    ("First\nof all {#start}\n---", "First of all", "start", "First\nof all\n---"),
    ("## The `{a}` *b* {#start}", "The {a} b", "start", "## The `{a}` *b*"),
    ("## `a` [#b](c)", "a #b", "a-b", "## `a` [#b](c)"),
    ("## `a [#b]`", "a [#b]", "a-b", "## `a [#b]`"),
]


@pytest.mark.parametrize("mdx", [False, True])
@pytest.mark.parametrize(("source", "heading", "slug", "line"), ANCHORS)
def test_an_explicit_anchor_is_the_slug_and_leaves_the_heading(
    source: str, heading: str, slug: str, line: str, mdx: bool
) -> None:
    (section,) = sections(source + "\n\ntext", mdx=mdx)
    assert (section.heading, section.slug, section.content) == (heading, slug, f"{line}\n\ntext")


@pytest.mark.parametrize(
    ("source", "heading", "slug"),
    [
        ("## Sets {1, 2}", "Sets {1, 2}", "sets-1-2"),
        ("## Not \\{#here}", "Not {#here}", "not-here"),
        ("## Not \\[#here]", "Not [#here]", "not-here"),
        ("## See [it][#ref]\n\n[#ref]: /x", "See it", "see-it"),
        ("## Not {#}", "Not {#}", "not-"),
        ("## {#here} not", "{#here} not", "here-not"),
    ],
)
def test_braces_that_name_no_anchor_stay_in_markdown(source: str, heading: str, slug: str) -> None:
    (section,) = sections(source + "\n\ntext", mdx=False)
    assert (section.heading, section.slug) == (heading, slug)


def test_an_anchor_without_a_heading_begins_a_section() -> None:
    assert sections("one\n\n## {#here}\n\ntwo")[1:] == [Section(None, "here", "##\n\ntwo")]


def test_no_other_heading_gets_an_explicit_anchor() -> None:
    text = "# Start\n\n# A {#start}\n\n# B {#start}\n\n# Start\n\n# C {#start-1}\n\n# start-2"
    assert [section.slug for section in sections(text)] == [
        "start-2",
        "start",
        "start-3",
        "start-4",
        "start-1",
        "start-2-1",
    ]


@pytest.mark.parametrize("rules", [KEEP, Rules(jsx="drop")])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one\n\n<!-- no -->\n\ntwo", "one\n\ntwo"),
        ("one <!-- no --> two", "one  two"),
        ("one\n\n<!--\n\n# no {\n\n</a>\n-->\n\ntwo", "one\n\ntwo"),
        ("one\n<!-- no\n# no -->\ntwo", "one\n\ntwo"),
        ("- one <!-- no\n  no --> two", "- one  two"),
        ("<!-- a --><!-- b -->\none", "one"),
        ("`<!-- a -->`\n\n```\n<!-- b -->\n```", "`<!-- a -->`\n\n```\n<!-- b -->\n```"),
    ],
)
def test_html_comments_are_left_out(text: str, kept: str, rules: Rules) -> None:
    (section,) = parse(text, path="a.mdx", mdx=True, rules=rules).sections
    assert section.content == kept


def test_a_comment_without_end_is_refused_with_its_line() -> None:
    with pytest.raises(IngestError, match="^a.mdx:3: a comment is not finished"):
        contents("one\n\n<!-- no\n\ntwo")


def test_hostile_text_takes_no_more_than_linear_time() -> None:
    began = time.process_time()
    for text in (
        "<A>\n" * 3_000 + "a\n" + "</A>\n" * 3_000,
        "<A>\n" + "  text\n\n" * 10_000 + "</A>",
        "<a>" * 2_000 + "b" + "</a>" * 2_000,
        "# a" + " {#" * 20_000 + "}",
        "# a" + " " * 200_000 + "{#b}",
        "# {#a}\n" * 5_000,
        "<A>\n" + " " * 200_000 + "b\n" + "\t" * 200_000 + "c\n</A>",
        "<A b={'" + "x{" * 100_000 + "'} />",
        "<A b={<B c={" * 80 + "1" + "} />} />" * 80,
        "+++\n" * 50_000 + "+++" + " " * 100_000 + "x",
        "---\n" + "-" * 200_000 + "x\n" + "slug: a\n" * 20_000,
        "<A title='" + "x" * 500_000 + "' />",
        "{'" + "x" * 500_000 + "'}",
        "<!--" * 50_000 + "-->",
        "- " * 80 + "<A>\n" + " " * 160 + "b\n" + " " * 160 + "</A>",
    ):
        with suppress(IngestError):
            contents(text)
    assert time.process_time() - began < 10
