from __future__ import annotations

from collections import Counter

from tools.coverage import compare, words


def test_markup_and_case_make_no_difference_to_words() -> None:
    assert words("# The `read_page` of\\_it &amp; 2 **the**") == Counter(
        {"the": 2, "read": 1, "page": 1, "of": 1, "it": 1, "2": 1}
    )


def test_what_is_stored_more_often_than_seen_is_not_lost() -> None:
    assert compare("a.md", "one two", "two one two three").lost == Counter()


def test_each_time_that_a_word_is_missing_counts() -> None:
    page = compare("a.md", "one one two", "One")
    assert (page.seen, page.lost) == (3, Counter({"one": 1, "two": 1}))
