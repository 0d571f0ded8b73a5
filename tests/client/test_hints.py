"""What a function advises in SQL is advised in Python to who calls it from there."""

from __future__ import annotations

import pytest

from pgmatch.client.hints import in_python


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ('To list the pages: select * from "My".nods_pages();', "To list the pages: nods_pages()"),
        (
            "To see which there are: select * from list_collections(); a writer creates one with create_collection.",
            "To see which there are: list_collections(); a writer creates one with create_collection.",
        ),
        ("Pass replace => true, or a => null.", "Pass replace=True, or a=None."),
        ("Pass method => 'ivfflat', or leave n_lists out.", "Pass method='ivfflat', or leave n_lists out."),
        (
            "The owner runs: select pgmatch.drop_search('a', cascade => true);",
            "The owner runs: select pgmatch.drop_search('a', cascade => true);",
        ),
        ("Name the document.", "Name the document."),
    ],
)
def test_calls_are_those_of_python(hint: str, told: str) -> None:
    assert in_python(hint) == told
