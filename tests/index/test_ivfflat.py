"""The lists of IVFFlat: how many, when all of them are read, and when they no longer suit the rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from pgmatch.errors import SettingError
from pgmatch.index import create, find_column, find_index, plan_index, rebuild, report
from pgmatch.index.models import Kind
from pgmatch.index.plan import ordering
from pgmatch.index.rules import lists_for, probes_for
from tests.index.conftest import ITEMS, MORE, ROWS, connected, plan_of, used_index
from tests.servers import Database, created

SECTIONS = f"""
    insert into nods_page_section (page_id, content, embedding)
    select 1, 'text ' || id, "Vec" from shop."Items" where id > {ROWS}
"""


@pytest.fixture(scope="module")
def filled(filled: Database) -> Iterator[Database]:
    """A database with 2,000 vectors in each table, which two lists suit."""
    with created(filled.server, "index_lists", template=filled.name) as made:
        made.execute(MORE.format(centre="i % 20", n=2000 - ROWS))
        made.execute(SECTIONS)
        made.execute("analyze")
        yield made


@pytest.mark.parametrize(
    ("rows", "lists"),
    [
        (999, 0),
        (1000, 1),
        (50_000, 50),
        (1_000_000, 1000),
        (1_002_001, 1001),
        (4_000_000, 2000),
        (2_000_000_000, 32_768),
    ],
)
def test_lists_are_a_thousandth_of_a_million_rows_and_the_root_of_more(rows: int, lists: int) -> None:
    assert lists_for(rows) == lists


def test_probes_are_the_root_of_the_lists() -> None:
    assert [probes_for(lists) for lists in (1, 2, 4, 100, 1000)] == [1, 2, 2, 10, 32]


def test_a_table_too_small_for_its_lists_is_refused(shop: Database) -> None:
    shop.execute('delete from shop."Items" where id > 900; analyze shop."Items"')
    with connected(shop.url) as connection:
        column = find_column(connection, ITEMS)
        with pytest.raises(SettingError, match="IVFFlat needs 1,000 rows .* but there are 900") as caught:
            plan_index(connection, column, method="ivfflat", metric="ip")
        assert "HNSW can be built on any number of rows" in str(caught.value.hint)
        with pytest.raises(SettingError, match="19 lists need 950 rows .* but there are 900") as caught:
            plan_index(connection, column, method="ivfflat", metric="ip", lists=19)
        assert "ask for at most 18 lists" in str(caught.value.hint)
        plan = plan_index(connection, column, method="ivfflat", metric="ip", lists=18)
        assert create(connection, plan).lists == 18


def test_rows_without_a_vector_do_not_count(shop: Database) -> None:
    shop.execute('update shop."Items" set "Vec" = null where id > 900; analyze shop."Items"')
    with connected(shop.url) as connection, pytest.raises(SettingError, match="but there are 9"):
        plan_index(connection, find_column(connection, ITEMS), method="ivfflat", metric="ip")


def test_by_default_it_has_as_many_lists_as_suit_the_rows(shop: Database) -> None:
    with connected(shop.url) as connection:
        plan = plan_index(connection, find_column(connection, ITEMS), method="ivfflat", metric="ip")
        assert plan.options == {"lists": 2}


@pytest.mark.parametrize("kind", ["vector", "halfvec", "binary"])
def test_probing_all_lists_is_an_exact_search(shop: Database, kind: Kind) -> None:
    with connected(shop.url) as connection:
        plan = plan_index(
            connection, find_column(connection, ITEMS), method="ivfflat", kind=kind, metric="ip", lists=40
        )
        index = create(connection, plan)
    wanted = """(select "Vec" from shop."Items" where id = {id})"""
    # equal distances, which signs have, may come in any order: the distances are compared
    near = 'select array_agg(d) from (select {by} as d from shop."Items" order by {by} limit 500) as n'
    search_path = "set local search_path = public, extensions"

    def found(query: str, *settings: str) -> object:
        return shop.rows("; ".join((search_path, *settings, query)))

    differs = False
    for row in (3, 333, 999):
        query = near.format(by=ordering(plan).replace("$1", wanted.format(id=row)))
        assert used_index(plan_of(shop, query)) == index.bare_name
        exact = found(query, "set local enable_indexscan = off")
        assert found(query, "set local enable_seqscan = off", "set local ivfflat.probes = 40") == exact
        differs |= found(query, "set local enable_seqscan = off") != exact
    assert differs, "one list would have been enough, so that nothing is shown"


def test_searches_of_pgmatch_are_exact_when_all_lists_are_probed(shop: Database) -> None:
    search = """
        select array_agg(m.id) from nods_page_section as s
        cross join lateral match_page_sections(s.embedding, -100, 500, 0) as m
        where s.id in (5, 50, 500) group by s.id order by s.id
    """
    exact = shop.rows("""
        set local search_path = public, extensions;
        select (select array_agg(n.id) from (
          select id from nods_page_section order by (embedding <#> s.embedding) + 0, id limit 500
        ) as n) from nods_page_section as s where s.id in (5, 50, 500) order by s.id
    """)
    shop.execute("drop index nods_page_section_embedding_hnsw_ip_idx")
    with connected(shop.url) as connection:
        create(connection, plan_index(connection, find_column(connection), method="ivfflat", lists=40))
    assert shop.rows(f"set local ivfflat.probes = 40; {search}") == exact
    assert shop.rows(f"set local ivfflat.probes = 2; {search}") != exact


def remarks(database: Database, name: str = "lists") -> str:
    database.execute('analyze shop."Items"')
    with connected(database.url, None) as connection:
        entries = report(connection, find_column(connection, ITEMS)).entries
        return " ".join(next(entry.remarks for entry in entries if entry.index.bare_name == name))


def built(database: Database, lists: int) -> None:
    with connected(database.url) as connection:
        create(
            connection,
            plan_index(
                connection,
                find_column(connection, ITEMS),
                method="ivfflat",
                metric="cosine",
                lists=lists,
                name="lists",
            ),
        )


INSERT = 'insert into shop."Items" (id, "Vec") select 2000 + i, public.near({centre}) from generate_series(1, {n}) as i'


def test_it_says_when_the_rows_have_grown_and_a_rebuild_has_more_lists(shop: Database) -> None:
    built(shop, 2)
    assert "grown" not in remarks(shop)
    shop.execute(INSERT.format(centre="i % 20", n=1900))
    assert "grown" not in remarks(shop)
    shop.execute('insert into shop."Items" select id + 10000, "Vec" from shop."Items"')
    shop.execute('delete from shop."Items" where id > 12300')
    assert (
        "Has grown: 6 lists suit its 6,200 rows, and it has 2: pgmatch index rebuild shop.lists"
        in remarks(shop)
    )
    with connected(shop.url) as connection:
        column, index = find_index(connection, "shop.lists")
        assert rebuild(connection, column, index).lists == 6
    assert "grown" not in remarks(shop)


def test_it_says_when_most_of_the_rows_are_gone(shop: Database) -> None:
    built(shop, 20)
    shop.execute('delete from shop."Items" where id > 500')
    shop.execute("analyze")
    assert "Too few rows: 500 for 20 lists. HNSW suits them better." in remarks(shop)


@pytest.mark.parametrize(("centre", "has_drifted"), [("i % 20", False), ("100 + i % 20", True)])
def test_it_says_when_new_rows_are_unlike_those_that_the_lists_were_made_for(
    shop: Database, centre: str, has_drifted: bool
) -> None:
    built(shop, 20)
    assert "drifted" not in remarks(shop)
    shop.execute(INSERT.format(centre=centre, n=1000))
    said = remarks(shop)
    assert ("Has drifted: " in said) == has_drifted
    if has_drifted:
        assert "of the rows came after the build, " in said
        with connected(shop.url) as connection:
            rebuild(connection, *find_index(connection, "shop.lists"))
        assert "drifted" not in remarks(shop)


def test_it_says_when_all_rows_came_after_the_build(shop: Database) -> None:
    built(shop, 2)
    shop.execute('update shop."Items" set "Vec" = "Vec"')
    assert "Has drifted: 100% of the rows came after the build: pgmatch index rebuild" in remarks(shop)


def test_looking_for_drift_leaves_no_setting_behind(shop: Database) -> None:
    built(shop, 20)
    shop.execute(INSERT.format(centre="i", n=1000))
    with connected(shop.url, None) as connection:
        column = find_column(connection, ITEMS)
        show = "select name, setting from pg_settings where source = 'session' or name like 'ivfflat%' order by 1"
        connection.execute(text("select '[1]'\\:\\:extensions.vector"))
        before = connection.execute(text(show)).all()
        (entry,) = report(connection, column).entries
        assert entry.drift is not None
        assert entry.drift.distance is not None
        assert connection.execute(text(show)).all() == before
