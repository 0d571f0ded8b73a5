from __future__ import annotations

import pytest

from pgmatch.ingest.slugs import Slugger, slugify


# The expected values are those of github-slugger, which the guide's script uses.
@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("alpha", "alpha"),
        ("bravoCharlieDelta", "bravocharliedelta"),
        ("__proto__", "__proto__"),
        ("heading with a - dash", "heading-with-a---dash"),
        ("heading with an _ underscore", "heading-with-an-_-underscore"),
        ("heading with a period.txt", "heading-with-a-periodtxt"),
        (
            "exchange.bind_headers(exchange, routing [, bindCallback])",
            "exchangebind_headersexchange-routing--bindcallback",
        ),
        (" a ", "-a-"),
        (" ", "-"),
        ("", ""),
        ("a\tb\nc\u00a0d", "abcd"),
        ("apostrophe\u2019s should be trimmed", "apostrophes-should-be-trimmed"),
        ("I \u2665 unicode", "i--unicode"),
        ("en\u2013dash", "endash"),
        ("\U0001f604_\U0001f604 unicode emoji", "_-unicode-emoji"),
        ("\U0001f604 - an emoji", "---an-emoji"),
        (":ok_hand: :hatched_chick: Two", "ok_hand-hatched_chick-two"),
        ("Профили пользователей", "профили-пользователей"),
        ("Привет non-latin 你好", "привет-non-latin-你好"),
        ("Cafe\u0301 und Straße", "cafe\u0301-und-straße"),
        ("ΟΔΟΣ", "οδος"),
        ("x² ½ Ⅷ ٣", "x--ⅷ-٣"),
        ("a\u203fb", "a\u203fb"),
        ("Ⓐ \U0001f130 \U0001f170 ①", "ⓐ-\U0001f130-\U0001f170-"),
        ("a\u200db\u00adc\ue000d\u0378e", "abcde"),
    ],
)
def test_a_slug_is_that_of_github_slugger(heading: str, slug: str) -> None:
    assert slugify(heading) == slug


@pytest.mark.parametrize(
    ("headings", "slugs"),
    [
        (["foo", "foo", "foo"], ["foo", "foo-1", "foo-2"]),
        (["foo", "foo", "foo 1", "foo-1", "foo"], ["foo", "foo-1", "foo-1-1", "foo-1-2", "foo-2"]),
        (["foo-1", "foo", "foo"], ["foo-1", "foo", "foo-2"]),
        (["Foo", "foo!", "FOO"], ["foo", "foo-1", "foo-2"]),
        (["!", "?", ""], ["", "-1", "-2"]),
    ],
)
def test_repeated_slugs_count_as_in_github_slugger(headings: list[str], slugs: list[str]) -> None:
    slugger = Slugger()
    assert [slugger.slug(heading) for heading in headings] == slugs


def test_each_page_counts_its_own_slugs() -> None:
    assert Slugger().slug("foo") == Slugger().slug("foo") == "foo"
