"""The method of the line nods_text."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

import pgmatch
import pgmatch.migrate
from pgmatch.errors import DatabaseError
from pgmatch.models import HybridSection
from tests.client.pages import put_pages
from tests.client.ways import Reach
from tests.servers import Database, PostgresServer, created


@pytest.fixture(scope="module")
def with_words(supabase_server: PostgresServer, reach: Reach) -> Iterator[Database]:
    """A database with both lines and three sections; nothing here changes it."""
    with created(supabase_server, "with_words") as made:
        pgmatch.migrate.upgrade(made.url, dimensions="3")
        pgmatch.migrate.upgrade(made.url, "nods_text")
        with pgmatch.connect(made.url) as client:
            put_pages(client, dimensions=3)
        yield reach(made)


@pytest.fixture
def hybrid(with_words: Database) -> Iterator[pgmatch.Database]:
    with pgmatch.connect(with_words.url) as client:
        yield client


def test_the_method_has_the_arguments_and_columns_of_the_function(with_words: Database) -> None:
    ((names, inputs, defaults),) = with_words.rows(
        "select proargnames, pronargs, pronargdefaults from pg_proc where proname = 'hybrid_search_page_sections'"
    )
    _, *parameters = inspect.signature(pgmatch.Database.hybrid_search_page_sections).parameters.values()

    assert [parameter.name for parameter in parameters] == names[:inputs]
    optional = [parameter for parameter in parameters if parameter.default is not inspect.Parameter.empty]
    assert len(optional) == defaults
    columns = with_words.rows(
        "select attname::text from pg_attribute where attrelid = 'nods_hybrid_match'::regclass order by attnum"
    )
    assert [(field.name,) for field in fields(HybridSection)] == columns


def test_words_and_meaning_add_up(hybrid: pgmatch.Database) -> None:
    first, second, third = hybrid.hybrid_search_page_sections("how to upgrade", [1, 0, 0])

    assert replace(first, similarity=None) == HybridSection(
        first.id,
        first.page_id,
        "/guide",
        "upgrade",
        "Upgrade",
        "## Upgrade\n\nUpgrade it",
        1 / 51 + 1 / 52,
        1,
        2,
        None,
        {"title": "Guide", "tags": ["a", "b"]},
    )
    assert first.similarity == pytest.approx(0.6)
    assert (second.content, second.full_text_rank, second.semantic_rank) == ("Install it", None, 1)
    assert (third.path, third.full_text_rank, third.semantic_rank) == ("/guide/more", None, 3)


def test_each_argument_arrives(hybrid: pgmatch.Database) -> None:
    def slugs(text: str = "upgrade", **arguments: Any) -> list[str | None]:
        return [row.slug for row in hybrid.hybrid_search_page_sections(text, [1, 0, 0], **arguments)]

    assert slugs() == ["upgrade", None, "more"]
    assert slugs(match_count=1) == ["upgrade"]
    assert slugs(full_text_weight=0) == [None, "upgrade", "more"]
    assert slugs(semantic_weight=0) == ["upgrade"]
    assert slugs(min_content_length=5) == ["upgrade", None]
    assert slugs(path_prefix="/guide/") == slugs(page_type="mdx") == slugs(source="docs") == ["more"]
    assert slugs(meta={"tags": ["a"]}) == ["upgrade", None]
    assert slugs(match_threshold=0.99) == [None]
    assert slugs(one_per_section=True) == ["upgrade", None, "more"]
    assert slugs("", ef_search=100) == [None, "upgrade", "more"]
    (row,) = hybrid.hybrid_search_page_sections("upgrade", [1, 0, 0], 1, rrf_k=1)
    assert row.score == pytest.approx(1 / 2 + 1 / 3)
    for name, value in (("rrf_k", 0), ("probes", 0), ("candidates", 1)):
        with pytest.raises(DatabaseError, match=f"{name} {value} is not"):
            slugs("upgrade", **{name: value})
