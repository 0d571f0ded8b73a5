"""Random trees of pages, edits, renames, crashes and runs at once leave what a model in plain Python has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.properties.model import VECTORS, Model, Put, Source, content, edited
from tests.properties.profile import profile
from tests.servers import Database, PostgresServer

PATHS = {
    "x": ["/x", "/x/a", "/x/a/b", "/x/c", "/shared"],
    "y": ["/y", "/y/a", "/shared"],
}
corpora = st.sampled_from(sorted(PATHS))
texts = st.lists(st.integers(0, len(VECTORS) - 1), max_size=5).map(tuple)
sources = st.builds(Source, texts, st.sampled_from(["markdown", "mdx"]), st.sampled_from("ab"))
IDS = "select section_ids from nods_page where path = %s"
PAGES = """
    select p.path, p.checksum, p.corpus, p.type, p.meta ->> 'tag', q.path,
      array(select array[s.content, s.embedding::text] from unnest(p.section_ids) with ordinality as i (id, place)
        left join nods_page_section as s on s.id = i.id and s.page_id = p.id order by i.place),
      p.section_ids
    from nods_page as p left join nods_page as q on q.id = p.parent_page_id
"""


def trees(corpus: str) -> st.SearchStrategy[dict[str, Source]]:
    return st.dictionaries(st.sampled_from(PATHS[corpus]), sources, min_size=2)


def parent_of(path: str) -> str | None:
    return path.rpartition("/")[0] or None


class Ingesting(RuleBasedStateMachine):
    """Files of two corpora, which change; ingests of them, which may break off anywhere."""

    database: Database
    client: pgmatch.Database

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, dict[str, Source]] = {corpus: {} for corpus in PATHS}
        self.model = Model()
        self.ids: dict[tuple[str, int], int] = {}
        self.newest: dict[str, int] = {}
        self.open_runs: list[tuple[str, int, dict[str, Source]]] = []

    @initialize(x=trees("x"), y=trees("y"))
    def begin_with_pages(self, x: dict[str, Source], y: dict[str, Source]) -> None:
        self.database.execute(
            "truncate nods_page, nods_page_section, pgmatch.nods_run, pgmatch.nods_corpus restart identity"
        )
        self.files = {"x": x, "y": y}
        for corpus in PATHS:
            self.ingest(corpus)

    @rule(corpus=corpora, place=st.integers(0, 4), source=sources)
    def write_file(self, corpus: str, place: int, source: Source) -> None:
        paths = PATHS[corpus]
        self.files[corpus][paths[place % len(paths)]] = source

    @rule(corpus=corpora, place=st.integers(0, 4))
    def delete_file(self, corpus: str, place: int) -> None:
        paths = PATHS[corpus]
        self.files[corpus].pop(paths[place % len(paths)], None)

    @rule(corpus=corpora, old=st.integers(0, 4), new=st.integers(0, 4))
    def rename_file(self, corpus: str, old: int, new: int) -> None:
        paths, files = PATHS[corpus], self.files[corpus]
        if source := files.pop(paths[old % len(paths)], None):
            files[paths[new % len(paths)]] = source

    @rule(corpus=corpora, place=st.integers(0, 4), move=st.randoms(use_true_random=False), extra=texts)
    def edit_file(self, corpus: str, place: int, move: Any, extra: tuple[int, ...]) -> None:
        paths, files = PATHS[corpus], self.files[corpus]
        path = paths[place % len(paths)]
        if path in files:
            kept = list(files[path].texts)
            move.shuffle(kept)
            files[path] = edited(files[path], (*kept[:3], *extra[:2]))

    @rule(corpus=corpora)
    def ingest(self, corpus: str) -> None:
        run = self._begin(corpus)
        self._put_all(run, corpus, self.files[corpus])
        self._finish(run, corpus, self.files[corpus])

    @rule(corpus=corpora, calls=st.integers(0, 6))
    def ingest_that_breaks_off(self, corpus: str, calls: int) -> None:
        """The program ends between two calls: after the run was opened, or after some of the pages."""
        run = self._begin(corpus)
        self._put_all(run, corpus, dict(list(self.files[corpus].items())[:calls]))

    @rule(corpus=corpora)
    def begin_a_run_that_goes_on_later(self, corpus: str) -> None:
        self.open_runs.append((corpus, self._begin(corpus), dict(self.files[corpus])))

    @precondition(lambda self: self.open_runs)
    @rule(which=st.integers(0, 9))
    def go_on_with_an_older_run(self, which: int) -> None:
        corpus, run, files = self.open_runs.pop(which % len(self.open_runs))
        self._put_all(run, corpus, files)
        self._finish(run, corpus, files)

    @rule(corpus=corpora, place=st.integers(0, 4), source=sources)
    def a_run_is_overtaken(self, corpus: str, place: int, source: Source) -> None:
        """Two runs at once: the newer one, of the newer files, ends first."""
        run, files = self._begin(corpus), dict(self.files[corpus])
        self.write_file(corpus, place, source)
        self.ingest(corpus)
        self._put_all(run, corpus, files)
        self._finish(run, corpus, files)

    @rule(corpus=corpora, source=sources, how=st.sampled_from(["terminated", "raised", "rolled back"]))
    def a_page_whose_call_does_not_end(self, corpus: str, source: Source, how: str) -> None:
        """The server's process is killed before the commit, or the call raises in its last section."""
        path = PATHS[corpus][0]
        run = self._begin(corpus)
        if how == "raised":
            zeros: dict[str, Any] = {"content": "new", "embedding": [0.0, 0.0, 0.0]}
            broken = [*self._sections(source, range(1, 9)), zeros]
            with pytest.raises(DatabaseError, match="all zeros"):
                self.client.nods_put_page(run, path, "broken", broken)
            return
        with closing(self.database.connect()) as victim, victim.cursor() as cursor:
            cursor.execute("select nods_put_page(%s, %s, 'broken', '[]')", (run, path))
            if how == "terminated":
                self.database.rows("select pg_terminate_backend(%s, 10000)", (victim.info.backend_pid,))

    @precondition(lambda self: self.model.pages)
    @rule(which=st.integers(0, 99), place=st.integers(0, 9), is_repaired=st.booleans())
    def lose_an_embedding(self, which: int, place: int, is_repaired: bool) -> None:
        """By hand; the next ingest makes it anew."""
        path = sorted(self.model.pages)[which % len(self.model.pages)]
        if number := len(self.model.pages[path].source.texts):
            self.model.lose(path, place % number)
            self.database.execute(
                "update nods_page_section set embedding = null where id = %s",
                (self.ids[path, place % number],),
            )

        if is_repaired:
            self.ingest(self.model.pages[path].corpus)

    @rule(
        query=st.tuples(*[st.integers(-3, 3)] * 3).filter(any),
        count=st.integers(0, 12),
        threshold=st.none() | st.integers(-5, 9),
        min_length=st.none() | st.integers(0, 60),
        prefix=st.sampled_from([None, None, "/x", "/x/a", "/shared", "/%"]),
        page_type=st.sampled_from([None, None, "mdx"]),
        tag=st.sampled_from([None, None, "a"]),
    )
    def search(self, query: tuple[int, int, int], count: int, **filters: Any) -> None:
        names = ("threshold", "min_length", "prefix", "page_type", "tag")
        threshold, min_length, prefix, page_type, tag = (filters[name] for name in names)
        found = self.client.search_page_sections(
            query, count, threshold, min_length, prefix, page_type, meta=None if tag is None else {"tag": tag}
        )
        expected = self.model.nearest(query, self.ids, count, threshold, min_length, prefix, page_type, tag)
        assert [(row.id, row.similarity) for row in found] == expected

    @invariant()
    def the_database_is_the_model(self) -> None:
        pages, sections = {}, 0
        self.ids = {}
        for path, checksum, corpus, page_type, tag, parent, rows, ids in self.database.rows(PAGES):
            assert path not in pages, "a path has one page"
            pages[path] = (checksum, corpus, page_type, tag, parent, [tuple(row) for row in rows])
            self.ids |= {(path, place): id_ for place, id_ in enumerate(ids)}
            sections += len(ids)
        assert pages == {path: self._expected(path) for path in self.model.pages}
        assert self.database.rows("select count(*) from nods_page_section") == [(sections,)], (
            "none is an orphan"
        )
        visible = self.client.match_page_sections([1, 0, 0], None, 1000, 0)
        lost = {self.ids[path, place] for path, page in self.model.pages.items() for place in page.lost}
        assert {row.id for row in visible} == set(self.ids.values()) - lost, "none without embedding is found"

    def _expected(self, path: str) -> tuple[object, ...]:
        page = self.model.pages[path]
        sections = [
            (content(text), None if place in page.lost else str(list(VECTORS[text])).replace(" ", ""))
            for place, text in enumerate(page.source.texts)
        ]
        return (page.source.checksum, page.corpus, page.source.type, page.source.tag, page.parent, sections)

    def _begin(self, corpus: str) -> int:
        self.newest[corpus] = self.client.nods_begin_ingest(corpus, "a-model", 3)
        return self.newest[corpus]

    def _sections(self, source: Source, embedded: Any) -> list[dict[str, object]]:
        return [
            {"content": content(text), **({"embedding": VECTORS[text]} if place in embedded else {})}
            for place, text in enumerate(source.texts, start=1)
        ]

    def _put_all(self, run: int, corpus: str, files: dict[str, Source]) -> None:
        for path, source in files.items():
            contents = [content(text) for text in source.texts]
            if run != self.newest[corpus]:
                for call in (self.client.nods_sections_to_embed, self.client.nods_put_page):
                    with pytest.raises(DatabaseError, match=f"ingest run {run} is over"):
                        call(run, path, source.checksum, [])
                continue
            missing = self.client.nods_sections_to_embed(run, path, source.checksum, contents)
            assert missing == self.model.missing(path, source)
            sections, meta = self._sections(source, missing), {"tag": source.tag}
            arguments = (run, path, source.checksum, sections, meta, source.type, "guide", parent_of(path))
            if self.model.owner_of(path) not in (None, corpus):
                with pytest.raises(DatabaseError, match="belongs to the corpus"):
                    self.client.nods_put_page(*arguments)
                continue
            before = self._section_ids(path)
            put = self.client.nods_put_page(*arguments)
            expected = self.model.put(path, source, corpus, parent_of(path))
            assert Put(put.status, put.inserted, put.kept, put.removed) == expected
            assert len(before & self._section_ids(path)) == expected.kept, "what stays keeps its id"

    def _section_ids(self, path: str) -> set[int]:
        return {id_ for (ids,) in self.database.rows(IDS, (path,)) for id_ in ids}

    def _finish(self, run: int, corpus: str, files: dict[str, Source]) -> None:
        tree = {path: parent_of(path) for path in files}
        pages = [{"path": path, "parent_path": parent} for path, parent in tree.items()]
        superseded = run != self.newest[corpus]
        if not superseded and not pages and any(page.corpus == corpus for page in self.model.pages.values()):
            with pytest.raises(DatabaseError, match="this run would remove"):
                self.client.nods_finish_ingest(run, pages)
            return
        finished = self.client.nods_finish_ingest(run, pages)
        assert finished.superseded == superseded
        assert sorted(finished.removed_paths) == self.model.finish(corpus, tree, superseded)


@pytest.fixture
def machine(supabase_server: PostgresServer, create_database: CreateDatabase) -> Iterator[type[Ingesting]]:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.url, dimensions="3")
    with pgmatch.connect(made.url) as client:
        yield type("Bound", (Ingesting,), {"database": made, "client": client})


def test_ingest_keeps_to_the_model(machine: type[Ingesting]) -> None:
    run_state_machine_as_test(machine, settings=profile(25, stateful_step_count=20))
