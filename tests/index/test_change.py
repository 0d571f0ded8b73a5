"""`pgmatch index rebuild` and `pgmatch index drop`."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from pgmatch.index import Index, create, find_column, find_index, list_indexes, plan_index, rebuild
from tests.cli.conftest import Run
from tests.index.conftest import Observer, connected, transaction
from tests.servers import Database

NAME = "nods_page_section_embedding_hnsw_ip_idx"
TUNE = f"select pgmatch.tune_index('{NAME}', ef_search => 77)"
TUNED = "select index, ef_search from pgmatch.index_tuning"
SEARCH = """
    set local search_path = public, extensions;
    select m.id, pg_stat_force_next_flush() is null from nods_page_section as s
    cross join lateral match_page_sections(s.embedding, -100, 5, 0) as m where s.id = 7
"""


def indexes(database: Database) -> list[Index]:
    with connected(database.url) as connection:
        return list(list_indexes(connection, find_column(connection)))


def test_searches_use_the_old_index_until_the_new_one_has_its_name(shop: Database) -> None:
    (old,) = indexes(shop)

    def search() -> None:
        before = next(i.scans for i in indexes(shop) if i.id == old.id)
        assert len(shop.rows(SEARCH)) == 5
        assert next(i.scans for i in indexes(shop) if i.id == old.id) == before + 1
        holder.rollback()

    observer = Observer(search)
    with (
        transaction(shop, "update nods_page_section set heading = heading where id = 1") as holder,
        connected(shop.url) as connection,
    ):
        found = find_index(connection, NAME)
        new = rebuild(connection, *found, m=8, ef_construction=32, watch=observer.watch)
    assert any(now.waits_for for now in observer.seen)
    assert (new.name, new.m, new.ef_construction) == (old.name, 8, 32)
    assert (new.is_used, new.id != old.id) == (True, True)
    assert [index.bare_name for index in indexes(shop)] == [NAME]
    assert len(shop.rows(SEARCH)) == 5


@pytest.mark.parametrize(("options", "kept"), [({}, [("public." + NAME, 77)]), ({"m": 24}, [])])
def test_what_was_tuned_is_kept_while_the_options_are(
    shop: Database, options: dict[str, int], kept: list[tuple[str, int]]
) -> None:
    shop.execute(TUNE)
    with connected(shop.url) as connection:
        rebuild(connection, *find_index(connection, NAME), **options)  # type: ignore[arg-type]
    assert shop.rows(TUNED) == kept


def test_what_was_tuned_is_shown_but_not_for_another_index_that_has_taken_the_name(
    run: Run, shop: Database
) -> None:
    shop.execute(TUNE)
    assert f"{NAME}: Tuned: ef_search 77." in run("index", "list", url=shop.url).stdout.splitlines()
    shop.execute(f"""
        set local search_path = public, extensions;
        drop index {NAME};
        create index {NAME} on nods_page_section using hnsw (embedding vector_ip_ops) with (m = 8)
    """)
    assert "Tuned" not in run("index", "list", url=shop.url).stdout


def test_everything_else_of_the_index_stays(shop: Database) -> None:
    shop.execute("""
        set local search_path = public, extensions;
        create index "Half x" on shop."Items" using hnsw (("Vec"::halfvec(24)) halfvec_l2_ops) with (m = 8)
        where name = 'x'
    """)
    definition = """select pg_get_indexdef('shop."Half x"'::regclass)"""
    ((before,),) = shop.rows(definition)
    with connected(shop.url) as connection:
        rebuild(connection, *find_index(connection, 'shop."Half x"'), m=12)
    ((after,),) = shop.rows(definition)
    assert after == before.replace("(m='8')", "(m='12', ef_construction='64')")


def test_without_a_name_it_is_the_index_that_searches_use(run: Run, shop: Database) -> None:
    done = run("index", "rebuild", "--m", "10", url=shop.url)
    assert done.exit_code == 0, done.stderr
    built, measure = done.stdout.splitlines()
    assert re.match(rf"Built public\.{NAME} in \d+ s: ", built)
    assert measure == f"Its options have changed. Measure it: pgmatch tune --index public.{NAME}"
    again = run("index", "rebuild", url=shop.url)
    assert len(again.stdout.splitlines()) == 1
    assert indexes(shop)[0].m == 10


def test_the_last_index_is_only_dropped_when_that_is_said(run: Run, shop: Database) -> None:
    shop.execute(TUNE)
    asked = run("index", "drop", NAME, url=shop.url)
    assert asked.exit_code == 1
    first, question = asked.stdout.splitlines()[:2]
    assert first == (
        "It is the last index of public.nods_page_section.embedding: without it, searches read the whole table."
    )
    assert question.startswith(f"Drop public.{NAME} (")
    assert question.endswith(")? [y/N]: ")
    assert [index.is_used for index in indexes(shop)] == [True]
    assert shop.rows(TUNED) != []

    done = run("index", "drop", NAME, "--yes", url=shop.url)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [first, f"Dropped public.{NAME}."]
    assert (indexes(shop), shop.rows(TUNED)) == ([], [])
    none = run("index", "rebuild", url=shop.url)
    assert none.stderr.splitlines() == [
        "Error: searches of public.nods_page_section use no index, because none fits",
        "Hint: Build one: pgmatch index create",
    ]
    assert run("index", "list", url=shop.url).stdout.splitlines()[1] == (
        "It has no vector index. `pgmatch index advise` recommends one."
    )


def test_one_of_two_is_dropped_without_that_warning_and_while_others_write(run: Run, shop: Database) -> None:
    with connected(shop.url) as connection:
        second = create(connection, plan_index(connection, find_column(connection), kind="halfvec"))
        assert second.is_used
        connection.execute(text("select 1"))
    done = run("index", "drop", second.name, "-y", url=shop.url)
    assert (done.exit_code, done.stdout) == (0, f"Dropped {second.name}.\n")
    assert [(index.bare_name, index.is_used) for index in indexes(shop)] == [(NAME, True)]
