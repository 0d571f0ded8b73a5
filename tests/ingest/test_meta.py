from __future__ import annotations

import re
from typing import Any

import pytest

from pgmatch.errors import IngestError
from pgmatch.ingest.markdown import parse


def meta(text: str) -> dict[str, Any] | None:
    return parse(text, path="a.mdx", mdx=True).meta


def front_matter(yaml: str) -> dict[str, Any] | None:
    return meta(f"---\n{yaml}\n---\ntext\n")


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        (
            "title: 'A: b'\ndraft: false\nn: 1.5\nnone: ~",
            {"title": "A: b", "draft": False, "n": 1.5, "none": None},
        ),
        ("a:\n  b: [1, {c: d}]", {"a": {"b": [1, {"c": "d"}]}}),
        (
            "date: 2024-02-29\nat: 2024-02-29 10:00:00Z",
            {"date": "2024-02-29", "at": "2024-02-29T10:00:00+00:00"},
        ),
        (
            "2: one\ntrue: two\n~: three\n2024-01-01: four",
            {"2": "one", "true": "two", "null": "three", "2024-01-01": "four"},
        ),
        ("", None),
        ("# nothing", None),
    ],
)
def test_front_matter_becomes_json(yaml: str, expected: dict[str, Any] | None) -> None:
    assert front_matter(yaml) == expected


@pytest.mark.parametrize(
    ("yaml", "line", "message"),
    [
        ("a: 1\nb: [", 3, "front matter is not valid YAML"),
        ("a: 1\n\tb: 2", 3, "front matter is not valid YAML"),
        ("a: {{ name }}", 2, "front matter is not valid YAML"),
        ("a: !!python/object:os.system {}", 2, "front matter is not valid YAML"),
        ("date: 2024-13-45", 1, "front matter is not valid YAML"),
        ("- a", 1, "front matter is not a YAML mapping"),
        ("just text", 1, "front matter is not a YAML mapping"),
        ("a: .inf", 1, "the metadata has a value that JSON cannot hold: inf"),
        ("a: !!binary aGk=", 1, "the metadata has a value that JSON cannot hold: b'hi'"),
        ('a: "\\0"', 1, "the metadata has text that Postgres cannot store: '\\x00'"),
        ('a: ["\\ud800"]', 1, "the metadata has text that Postgres cannot store: '\\ud800'"),
        ('"\\0": a', 1, "the metadata has text that Postgres cannot store: '\\x00'"),
        ("a: &a [*a]", 2, "the metadata is nested too deeply, or refers to itself"),
        ("a: " + "[" * 5_000, 1, "front matter is not valid YAML"),
    ],
)
def test_bad_front_matter_is_refused_with_its_line(yaml: str, line: int, message: str) -> None:
    with pytest.raises(IngestError, match=f"^a.mdx:{line}: {re.escape(message)}"):
        front_matter(yaml)


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("""{ title: "A", 'b-c': 'it\\'s', }""", {"title": "A", "b-c": "it's"}),
        (
            "{n: 1, f: -1.5, h: 0x10, t: true, f2: false, z: null}",
            {"n": 1, "f": -1.5, "h": 16, "t": True, "f2": False, "z": None},
        ),
        ("{a: [1, [2,],], o: {p: {q: 'r'}}}", {"a": [1, [2]], "o": {"p": {"q": "r"}}}),
        ("{ // one } line\n  a: 1, /* two } */ b: 2 }", {"a": 1, "b": 2}),
        ('{ a: `plain`, b: `a "q" \\` $5 {x}\nnext \\\\` }', {"a": "plain", "b": 'a "q" ` $5 {x}\nnext \\'}),
        ("{ a: '}', b: \"`\", c: '//' }", {"a": "}", "b": "`", "c": "//"}),
        ("{\n\n  a: 1\n\n}", {"a": 1}),
        ("{ default: 1, $x: 2, _y: 3 }", {"default": 1, "$x": 2, "_y": 3}),
        ("{}", None),
    ],
)
@pytest.mark.parametrize("ending", ["", ";", " // done", "\nexport const other = fn({ a })"])
def test_an_exported_meta_object_is_read(literal: str, ending: str, expected: dict[str, Any] | None) -> None:
    document = parse(
        f"import x from 'y'\nexport const meta = {literal}{ending}\n\n# T\n", path="a.mdx", mdx=True
    )
    assert document.meta == expected
    assert [section.content for section in document.sections] == ["# T"]


@pytest.mark.parametrize(
    ("literal", "line", "message"),
    [
        ("{ a: 1,\n  b: name }", 4, "`meta` is not a literal object"),
        ("{\n  a: 1,\n  ...rest\n}", 5, "`meta` is not a literal object"),
        ("{ a: fn() }", 3, "`meta` is not a literal object"),
        ("{ a: `x\n${b}` }", 4, "`meta` has a template string with `${…}`"),
        ("{ a: `x\n\n`, b: c }", 5, "`meta` is not a literal object"),
        ("{ a: 'x' + 'y' }", 3, "`meta` is not a literal object"),
        ("{ a: undefined }", 3, "`meta` is not a literal object"),
        ("makeMeta()", 3, "`meta` is not a literal object"),
        ("{ a: 1e999 }", 3, "the metadata has a value that JSON cannot hold: inf"),
        ("{ a: '\\0' }", 3, "the metadata has text that Postgres cannot store: '\\x00'"),
        ("{ a: " + "[" * 3_000 + "]" * 3_000 + " }", 3, "`meta` is nested too deeply"),
    ],
)
def test_a_meta_that_is_not_literal_is_refused_with_its_line(literal: str, line: int, message: str) -> None:
    with pytest.raises(IngestError, match=f"^a.mdx:{line}: {re.escape(message)}"):
        meta(f"import x from 'y'\n\nexport const meta = {literal}\n")


def test_nothing_is_executed_for_a_meta() -> None:
    with pytest.raises(IngestError):
        meta("export const meta = { a: __import__('os').abort() }\n")


def test_an_exported_meta_adds_to_front_matter_and_wins() -> None:
    assert meta("---\na: 1\nb: 1\n---\nexport const meta = {b: 2}\n") == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    "text",
    [
        "```js\nexport const meta = {a: 1}\n```",
        "text `export const meta = {a: 1}`",
        "export const metadata = {a: 1}",
        "export const other = `\nexport const meta = {a: 1}\n`",
        "/* no */\n\n- export const meta = x",
    ],
)
def test_what_is_not_the_export_of_meta_is_no_metadata(text: str) -> None:
    assert meta(text) is None


def test_plain_markdown_has_no_exports() -> None:
    assert parse("export const meta = {a: 1}\n", path="a.md", mdx=False).meta is None


def bomb(levels: int, merge: str = "") -> str:
    """Return YAML of a few lines whose last value is 9 to the power of `levels` times its first."""
    lines = ["l0: &l0 {a: 1}"]
    for level in range(1, levels):
        aliases = ", ".join([f"*l{level - 1}"] * 9)
        lines.append(f"l{level}: &l{level} {merge}[{aliases}]{'}' if merge else ''}")
    return "\n".join(lines)


@pytest.mark.parametrize("merge", ["", "{<<: "])
def test_yaml_whose_aliases_hold_aliases_is_refused_where_it_grows_too_large(merge: str) -> None:
    assert front_matter(bomb(3))
    with pytest.raises(IngestError, match=r"^a.mdx:[67]: the metadata is larger than 100,000 characters"):
        front_matter(bomb(40, merge))


def test_an_alias_is_written_out() -> None:
    assert front_matter("a: &a [1, x]\nb: *a\nc: [*a, *a]") == {
        "a": [1, "x"],
        "b": [1, "x"],
        "c": [[1, "x"], [1, "x"]],
    }


@pytest.mark.parametrize(
    "text",
    [
        "---\na: " + "x" * 100_000 + "\n---\n",
        '+++\na = "' + "x" * 100_000 + '"\n+++\n',
        "export const meta = {a: '" + "x" * 100_000 + "'}\n",
    ],
)
def test_metadata_that_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(
        IngestError, match=r"^a.mdx:1: the metadata is larger than 100,000 characters"
    ) as caught:
        meta(text)
    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "---\na: " + "[" * 120 + "]" * 120 + "\n---\n",
        "+++\na = " + "[" * 120 + "]" * 120 + "\n+++\n",
        "export const meta = {a: " + "[" * 120 + "]" * 120 + "}\n",
    ],
)
def test_metadata_that_nests_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(IngestError, match=r"^a.mdx:1: .* is nested too deeply"):
        meta(text)


@pytest.mark.parametrize("number", ["0x" + "f" * 3_000, "1" + "0" * 400])
def test_an_integer_that_no_number_holds_is_refused(number: str) -> None:
    with pytest.raises(IngestError, match="cannot hold: an integer of too many digits"):
        front_matter(f"a: {number}")


def test_escaped_surrogate_pairs_are_joined() -> None:
    assert front_matter('a: "\\ud83d\\ude00"') == {"a": "\U0001f600"}
    assert meta("export const meta = {'\\ud83d\\ude00': `\\ud83d\\ude00`}\n") == {"\U0001f600": "\U0001f600"}


def test_toml_front_matter_becomes_json_and_is_no_text() -> None:
    text = (
        '+++\ntitle = "Hello"\ndraft = false\ndate = 2024-02-29\nat = 10:00:00\n'
        "stamp = 2024-02-29T10:00:00Z\n[extra]\nweights = [1, 2.5]\n+++\n\n# Body\n\nText.\n"
    )
    for mdx in (False, True):
        document = parse(text, path="a.md", mdx=mdx)
        assert document.meta == {
            "title": "Hello",
            "draft": False,
            "date": "2024-02-29",
            "at": "10:00:00",
            "stamp": "2024-02-29T10:00:00+00:00",
            "extra": {"weights": [1, 2.5]},
        }
        assert document.title == "Hello"
        assert [section.content for section in document.sections] == ["# Body\n\nText."]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("+++\na = 1\nb = \n+++\n", 3, "front matter is not valid TOML: Invalid value"),
        ("+++\na = 1\na = 2\n+++\n", 3, "front matter is not valid TOML: Cannot overwrite a value"),
        ('+++\na = "\\u0000"\n+++\n', 1, "the metadata has text that Postgres cannot store"),
        ("+++\na = nan\n+++\n", 1, "the metadata has a value that JSON cannot hold: nan"),
        ("+++\na = 1\n+++\n\n<A>\n", 5, "<A> is not closed"),
    ],
)
def test_bad_toml_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(IngestError, match=f"^a.mdx:{line}: {re.escape(message)}"):
        meta(text)


@pytest.mark.parametrize("text", ["+++\na = 1\n", "+++ a\n+++\n", "a\n+++\nb = 1\n+++\n"])
def test_what_is_not_enclosed_at_the_start_is_no_toml(text: str) -> None:
    document = parse(text, path="a.md", mdx=False)
    assert (document.meta, len(document.sections)) == (None, 1)
