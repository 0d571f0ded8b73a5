"""Searches behind a filter, on our table and on a table of a user's, beside the statements by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import contenders as who
from bench import databases, own
from bench.contenders import Contender, SqlContender
from bench.data import SHARES
from bench.databases import KINDS
from bench.stage import CONTROL, Stage, closing_all

SEARCH = "execute call(%(query)s, %(threshold)s, %(k)s, %(min_length)s, %(source)s)"
WALK = "walk the index"
SORT = "filter, then sort"
WAYS = (WALK, SORT)
SOURCES = (None, "half", "tenth", "hundredth", "thousandth")


@dataclass(frozen=True)
class Filtered:
    """A table with its filter: the database for each type of index, our calls, and the condition by hand."""

    table: str
    holds: Callable[[str], str]
    ours: Callable[[str], str]
    plain: str
    file: str
    condition: str
    prefix: str = ""

    def by_hand(self, way: str, kind: str = "vector") -> str:
        """Return the name of a statement by hand; one that sorts uses no vector index."""
        index = f", {kind}" if way == WALK and kind != "vector" else ""
        return f"{self.prefix}by hand: {way}{index}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Our function over each type of index beside the statements by hand."""
        return [(self.ours(kind), self.by_hand(way, kind)) for kind in KINDS for way in WAYS]


NODS = Filtered(
    databases.SECTIONS,
    str,
    who.ours,
    "ours.sql",
    "search.sql",
    "s.page_id = any (array(select p.id from nods_page as p where p.source = $5))",
)
OWN = Filtered(own.TABLE, own.holds, who.own, "own.sql", "own_search.sql", "s.source = $5", "own table, ")
TABLES = (NODS, OWN)


def filters(stage: Stage) -> None:
    """Filter by source: no filter, then a half of the rows pass, a tenth and so on."""
    tables = TABLES if stage.has_own else (NODS,)
    pairs = [pair for table in tables for pair in table.pairs]
    for source in SOURCES:
        contenders: list[Contender] = [
            *(each for table in tables for each in _contenders(stage, table, source)),
            search(stage, NODS, "vector", CONTROL),
            *(other for other in stage.others() if other.name == who.VECS),
        ]
        with closing_all(contenders):
            asked, right = stage.questions(10, source), stage.truth(10, source)
            all_pairs = [*pairs, (CONTROL, who.ours("vector"))]
            stage.compare("filters", case(source), contenders, asked, right, all_pairs)


def case(source: str | None) -> str:
    """Return the name of the case in which the rows of a source pass."""
    return f"{100 * SHARES[source] if source else 100:g} % pass"


def _contenders(stage: Stage, table: Filtered, source: str | None) -> Sequence[Contender]:
    return [
        *(_by_hand(stage, table, WALK, kind, source) for kind in KINDS),
        _by_hand(stage, table, SORT, "vector", source),
        *(search(stage, table, kind) for kind in KINDS),
    ]


def _by_hand(stage: Stage, table: Filtered, way: str, kind: str, source: str | None) -> Contender:
    text, call = stage.statement(f"by_hand_{kind}.sql", table.table), who.CALL
    if source:
        # without a filter, no argument stands for it
        text = text.replace("integer) as", "integer, text) as").replace("$4", f"$4 and {table.condition}")
        call = SEARCH
    walking = {**stage.by_hand_settings(kind), "plan_cache_mode": "auto"}
    return SqlContender(
        table.by_hand(way, kind),
        stage.server,
        databases.name(stage.dataset, table.holds(kind)),
        call,
        prepare=text,
        settings=walking if way == WALK else {"enable_indexscan": "off"},
    )


def search(stage: Stage, table: Filtered, kind: str, name: str = "") -> Contender:
    """Return our function with the filter."""
    database = databases.name(stage.dataset, table.holds(kind))
    text = databases.statement(table.file)
    return SqlContender(name or table.ours(kind), stage.server, database, SEARCH, prepare=text)
