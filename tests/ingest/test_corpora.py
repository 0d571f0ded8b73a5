"""Which corpus a run is over, what it may remove, and by which rules it reads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pgmatch import connect
from pgmatch.errors import DatabaseError, IngestError
from pgmatch.ingest.rules import GUIDE, Rules
from pgmatch.ingest.run import ingest
from tests.ingest.hashing import Hashing
from tests.ingest.running import SITE, VERSIONS, look, numbers, run, sections, write
from tests.servers import Database

RUNS = "select id, finished_at from pgmatch.nods_run order by id"


def pages(postgres: Database) -> list[tuple[Any, ...]]:
    return postgres.rows("select path, corpus from nods_page order by path")


def paths(postgres: Database) -> list[str]:
    return [path for path, _ in pages(postgres)]


def many(folder: Path, count: int) -> Path:
    write(folder, {f"p{number}.md": f"# Page {number}\n\nText {number}.\n" for number in range(count)})
    return folder


def test_a_second_folder_of_the_same_name_stops_before_it_embeds_or_writes(
    postgres: Database, tmp_path: Path
) -> None:
    first, second = many(tmp_path / "a/docs", 30), tmp_path / "b/docs"
    write(second, {"only.md": "# Only\n\nOne page.\n"})
    run(postgres, first)
    before, runs, embedder = postgres.rows(VERSIONS), postgres.rows(RUNS), Hashing()
    for attempt in (run, look):
        with pytest.raises(DatabaseError) as refused:
            attempt(postgres, second, embedder)
        assert f'the corpus "docs" was read from {first}, but {second} has 0 of its 30 pages' in str(
            refused.value
        )
        assert "remove 30, among them /p0, /p1, /p10" in str(refused.value)
        assert "--prune" in str(refused.value.hint)
        assert "--corpus NAME" in str(refused.value.hint)
    assert embedder.texts == []
    assert (postgres.rows(VERSIONS), postgres.rows(RUNS)) == (before, runs)

    assert numbers(run(postgres, second, corpus="more")) == {"new": 1, "embedded": 1}
    assert len(paths(postgres)) == 31
    assert numbers(run(postgres, second)) == {"unchanged": 1, "reused": 1}, "found by its folder"
    write(second, {"only.md": "# Other\n\nOne page.\n"})
    assert run(postgres, second, corpus="docs", prefix="/b", prune=False).removed == []
    assert len(run(postgres, second, corpus="docs", prefix="/b", prune=True).removed) == 30


def test_most_of_a_folder_that_is_gone_is_not_removed_unasked(postgres: Database, tmp_path: Path) -> None:
    root = many(tmp_path / "docs", 12)
    run(postgres, root)
    for number in range(7):
        (root / f"p{number}.md").unlink()
    for attempt in (run, look):
        with pytest.raises(
            DatabaseError, match='of the 12 pages of the corpus "docs" this run would remove 7'
        ):
            attempt(postgres, root)
    assert look(postgres, root, prune=False).removed == []
    assert len(look(postgres, root, prune=True).removed) == 7
    write(root, {"p0.md": "# Page 0\n\nText 0.\n"})
    assert len(look(postgres, root).removed) == 6
    assert len(run(postgres, root).removed) == 6


def test_the_same_folder_is_the_same_corpus_however_it_is_reached(
    postgres: Database, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(postgres, site)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(site)
    for way in (Path("site"), Path("site/../site"), tmp_path / "link"):
        assert numbers(run(postgres, way)) == {"unchanged": 3, "reused": 4}
    monkeypatch.chdir(site)
    assert numbers(run(postgres, Path())) == {"unchanged": 3, "reused": 4}
    assert {corpus for _, corpus in pages(postgres)} == {"site"}


def test_a_checkout_in_another_place_is_the_same_corpus(postgres: Database, tmp_path: Path) -> None:
    for number in range(3):
        root = tmp_path / f"checkout{number}/docs"
        write(root, {**SITE, f"new{number}.md": "# New\n\nPage.\n"})
        summary = run(postgres, root)
        assert summary.removed == ([f"/new{number - 1}"] if number else [])
        with connect(postgres.url) as database:
            assert [corpus.root for corpus in database.nods_corpora()] == [str(root)]


@pytest.mark.parametrize("named", ["guide.md", "guide/search.md", "guide"])
def test_a_part_of_a_corpus_is_read_under_the_paths_that_it_has(
    postgres: Database, site: Path, named: str
) -> None:
    run(postgres, site, prefix="/d")
    write(site, {name: text.replace("reader", "again").replace("Ask", "Put") for name, text in SITE.items()})
    write(site, {"reference.mdx": "# Reference\n\nChanged meanwhile.\n"})
    before = paths(postgres)
    changed = ["/d/guide" if named == "guide.md" else "/d/guide/search"]
    foreseen = look(postgres, site / named)
    assert (foreseen.changed, foreseen.unchanged, foreseen.removed) == (changed, [], [])

    summary = run(postgres, site / named)

    assert (summary.changed, summary.new, summary.removed) == (changed, [], [])
    assert (summary.corpus, summary.part) == ("site", str(site / named))
    assert paths(postgres) == before
    parents = "select c.path, p.path from nods_page c join nods_page p on p.id = c.parent_page_id"
    assert postgres.rows(parents) == [("/d/guide/search", "/d/guide")]


def test_files_that_are_gone_from_a_part_are_removed_and_no_others(
    postgres: Database, tmp_path: Path
) -> None:
    root = tmp_path / "docs"
    many(root, 4)
    many(root / "guide", 8)
    run(postgres, root)
    (root / "p0.md").unlink()
    (root / "guide/p0.md").unlink()
    assert look(postgres, root / "guide").removed == ["/guide/p0"]
    assert run(postgres, root / "guide").removed == ["/guide/p0"]
    assert run(postgres, root / "p1.md").removed == []
    for number in range(1, 7):
        (root / f"guide/p{number}.md").unlink()
    with pytest.raises(DatabaseError, match="of the 7 pages .* would remove 6"):
        run(postgres, root / "guide")
    assert len(run(postgres, root / "guide", prune=True).removed) == 6
    assert run(postgres, root).removed == ["/p0"]


def test_a_folder_without_a_path_of_its_own_removes_nothing(postgres: Database, tmp_path: Path) -> None:
    root = tmp_path / "docs"
    write(root, {"a.md": "# A\n\ntext\n", "(group)/b.md": "# B\n\ntext\n", "(group)/c.md": "# C\n\ntext\n"})
    run(postgres, root)
    (root / "a.md").unlink()
    (root / "(group)/b.md").unlink()
    assert run(postgres, root / "(group)").removed == []
    assert run(postgres, root).removed == ["/a", "/b"]


def test_a_page_beside_its_folder_is_no_part_of_it(postgres: Database, site: Path) -> None:
    run(postgres, site, paths="guide")
    (site / "guide.md").unlink()
    assert run(postgres, site / "guide").removed == []
    assert run(postgres, site).removed == ["/guide"]


def test_when_two_corpora_fit_the_error_names_them(postgres: Database, site: Path) -> None:
    run(postgres, site / "guide", prefix="/inner", corpus="inner")
    run(postgres, site)
    with pytest.raises(IngestError, match="is part of the corpora inner, site") as refused:
        run(postgres, site / "guide/search.md")
    assert "--corpus inner" in str(refused.value.hint)
    assert run(postgres, site / "guide/search.md", corpus="inner").unchanged == ["/inner/search"]
    assert run(postgres, site / "guide/search.md", corpus="site").unchanged == ["/guide/search"]
    assert run(postgres, site / "guide").unchanged == ["/inner/search"], "a folder that is one itself"


def test_a_file_of_no_corpus_is_one_of_its_own(postgres: Database, site: Path) -> None:
    assert run(postgres, site / "guide.md").new == ["/guide"]
    assert pages(postgres) == [("/guide", "guide.md")]
    write(site, {"draft.md": "---\ndraft: true\n---\n\ntext\n"})
    with pytest.raises(IngestError, match="there is no Markdown file in .*: a draft"):
        run(postgres, site / "draft.md")


def test_the_rules_and_the_prefix_of_a_corpus_are_kept(postgres: Database, site: Path) -> None:
    run(postgres, site, jsx="drop", titles=True, prefix="z")
    with connect(postgres.url) as database:
        summary = ingest(database, site, Hashing())
        (corpus,) = database.nods_corpora()
    assert (summary.rules, summary.other_rules) == (Rules(jsx="drop"), None)
    assert (corpus.rules, corpus.prefix) == (Rules(jsx="drop").as_json(), "/z")
    assert numbers(summary) == {"unchanged": 3, "reused": 4}
    assert paths(postgres) == ["/z/guide", "/z/guide/search", "/z/reference"]


def test_with_other_rules_every_page_is_read_again_and_only_what_differs_is_embedded(
    postgres: Database, site: Path
) -> None:
    write(site, {"reference.mdx": "# Reference\n\nAll functions.\n\n# More\n\n<Note>Inside.</Note>\n"})
    run(postgres, site, jsx="drop")
    before = sections(postgres, "/guide")
    embedder = Hashing()

    foreseen = look(postgres, site, jsx="keep")
    summary = run(postgres, site, embedder, jsx="keep")

    assert (summary.rules.jsx, summary.other_rules) == ("keep", Rules(jsx="drop", titles=False))
    assert numbers(summary) == numbers(foreseen) == {"changed": 3, "embedded": 1, "reused": 4}
    assert [text for text in embedder.texts if "Inside." not in text] == []
    assert sections(postgres, "/guide") == before
    assert numbers(run(postgres, site)) == {"unchanged": 3, "reused": 5}


def test_an_interrupted_change_of_rules_is_completed_by_the_next_run(postgres: Database, site: Path) -> None:
    run(postgres, site)

    def fail(texts: Sequence[str]) -> None:
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        run(postgres, site, Hashing(before=fail), titles=True)
    summary = run(postgres, site, titles=True)
    assert numbers(summary) == {"changed": 3, "embedded": 4}
    assert postgres.rows("select count(*) from nods_page_section where context is null") == [(0,)]


def test_a_part_is_not_read_by_other_rules(postgres: Database, site: Path) -> None:
    run(postgres, site)
    given: list[dict[str, Any]] = [{"jsx": "drop"}, {"prefix": "/other"}]
    for options in given:
        with pytest.raises(IngestError, match='the corpus "site" is read by other rules') as refused:
            run(postgres, site / "guide", **options)
        assert f"pgmatch ingest {site}" in str(refused.value.hint)


@pytest.mark.parametrize(
    ("options", "message"), [({"jsx": "maybe"}, "jsx: 'maybe'"), ({"paths": "x"}, "paths: 'x'")]
)
def test_a_rule_that_there_is_not_is_named_before_the_database_is_asked(
    site: Path, options: dict[str, Any], message: str
) -> None:
    with (
        connect("postgresql://nobody@127.0.0.1:9/none") as database,
        pytest.raises(IngestError, match=message),
    ):
        ingest(database, site, Hashing(), **options)


def test_the_title_is_embedded_with_every_piece_and_stored_beside_it(postgres: Database, site: Path) -> None:
    long = " ".join(f"word{n}" for n in range(60))
    write(site, {"guide.md": f"---\ntitle: The manual\n---\n\n# Keys\n\n{long}\n"})
    embedder = Hashing()
    run(postgres, site, embedder, titles=True)
    stored = postgres.rows(
        "select s.context, s.content from nods_page_section s join nods_page p on p.id = s.page_id"
        " where p.path = '/guide' order by s.id"
    )
    assert len(stored) > 1
    assert {context for context, _ in stored} == {"The manual: Keys"}
    assert not any("The manual" in content for _, content in stored)
    assert sum(text.startswith("The manual: Keys") for text in embedder.texts) == len(stored)
    assert all(len(text.split()) <= embedder.max_tokens for text in embedder.texts)
    write(site, {"guide.md": f"---\ntitle: The book\n---\n\n# Keys\n\n{long}\n"})
    assert run(postgres, site, titles=True).embedded == len(stored)


def test_what_is_refused_left_out_and_without_text_is_told(
    postgres: Database, site: Path, tmp_path: Path
) -> None:
    write(tmp_path, {"secret.md": "# Secret\n\ntext\n"})
    (site / "secret.md").symlink_to(tmp_path / "secret.md")
    write(site, {
        "empty.mdx": "<Card />\n", "_part.md": "text\n", "old/x.md": "text\n",
    })  # fmt: skip
    for attempt in (look, run):
        summary = attempt(postgres, site, exclude=["old/**"])
        messages = {warning.path: warning.message for warning in summary.warnings}
        assert "link out of the folder" in messages["secret.md"]
        assert messages["/empty"] == "empty.mdx:1: there is no text in it"
        assert {name for name, _ in summary.left_out} == {"_part.md", "old/x.md"}
    assert paths(postgres) == ["/empty", "/guide", "/guide/search", "/reference"]
    assert run(postgres, site, follow_links=True, exclude=["old/**"]).new == ["/secret"]


def test_a_run_that_is_overtaken_stops_writing(postgres: Database, tmp_path: Path) -> None:
    root = many(tmp_path / "docs", 200)

    def overtake(texts: Sequence[str]) -> None:
        if len(embedder.batches) == 1:
            with connect(postgres.url) as database:
                database.nods_begin_ingest("docs", "hashing", 64)

    embedder = Hashing(before=overtake)
    summary = run(postgres, root, embedder)
    assert summary.superseded
    assert len(summary.new) == len(paths(postgres)) == 64
    assert len(embedder.batches) < 4


def test_many_runs_at_once_over_changing_files_end_with_the_files(postgres: Database, tmp_path: Path) -> None:
    root = many(tmp_path / "docs", 20)
    lock = threading.Lock()
    failures: list[Exception] = []

    def change_and_ingest(number: int) -> None:
        with lock:
            (root / f"p{number}.md").rename(root / f"q{number}.md")
        try:
            run(postgres, root, prune=True)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=change_and_ingest, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert paths(postgres) == sorted(f"/q{number}" for number in range(20))


def stored_by_the_guides_script(postgres: Database, site: Path, name: str) -> None:
    """Store a file as the guide's script does: contents end in a line break, front matter is a section."""
    import base64
    import hashlib

    data = (site / name).read_bytes()
    checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()
    path = "/" + name.rpartition(".")[0]
    (page,) = postgres.rows(
        "insert into nods_page (path, checksum, type, source) values (%s, %s, 'markdown', 'guide') returning id",
        (path, checksum),
    )
    front, *texts = ["title: Keys\n", *(f"## h{n}\n\ntext {n}\n" for n in range(10))]
    for text in (front, *texts):
        postgres.execute(
            "insert into nods_page_section (page_id, content, token_count, embedding, slug, heading)"
            " values (%s, %s, 9, %s, %s, %s)",
            (*page, text, str(Hashing().embed([text])[0].tolist()), text[3:5].strip(), text[3:5].strip()),
        )


def guide_page(changed: str = "") -> str:
    sections = "\n".join(f"## h{n}\n\ntext {n}\n" for n in range(10))
    return f"---\ntitle: Keys\n---\n\n{sections}{changed}"


def test_a_database_of_the_guides_script_keeps_its_rules_and_its_embeddings(
    postgres: Database, tmp_path: Path
) -> None:
    root = tmp_path / "pages"
    write(root, {"keys.mdx": guide_page(), "01-other.md": "# Other\n\ntext\n"})
    stored_by_the_guides_script(postgres, root, "keys.mdx")
    postgres.execute("select pgmatch.set_model('hashing')")
    before = {content: number for number, content in sections(postgres, "/keys")}

    with connect(postgres.url) as database:
        summary = ingest(database, root, Hashing())
    assert (summary.rules, summary.other_rules) == (GUIDE, None)
    assert numbers(summary) == {"new": 1, "unchanged": 1, "embedded": 1, "reused": 11}
    assert paths(postgres) == ["/01-other", "/keys"]

    write(root, {"keys.mdx": guide_page("\n## new\n\none more\n").replace("text 3", "another 3")})
    embedder = Hashing()
    with connect(postgres.url) as database:
        summary = ingest(database, root, embedder)
    assert embedder.texts == ["## h3\n\nanother 3", "## new\n\none more"]
    assert numbers(summary) == {"changed": 1, "unchanged": 1, "embedded": 2, "reused": 10}
    after = {content: number for number, content in sections(postgres, "/keys")}
    assert "title: Keys\n" not in after
    assert {content: number for content, number in after.items() if content in before} == {
        content: number
        for content, number in before.items()
        if content not in ("title: Keys\n", "## h3\n\ntext 3\n")
    }


def test_a_database_of_the_guides_script_is_read_again_when_it_is_told_otherwise(
    postgres: Database, tmp_path: Path
) -> None:
    root = tmp_path / "pages"
    write(root, {"keys.mdx": guide_page() + "\n<Note>Inside.</Note>\n"})
    stored_by_the_guides_script(postgres, root, "keys.mdx")
    postgres.execute("select pgmatch.set_model('hashing')")
    foreseen, summary = look(postgres, root, jsx="keep"), run(postgres, root, jsx="keep")
    assert summary.other_rules == GUIDE
    assert numbers(summary) == numbers(foreseen) == {"changed": 1, "embedded": 1, "reused": 9}


def test_the_guides_rules_are_those_of_the_database(postgres: Database) -> None:
    postgres.execute("insert into nods_page (path) values ('/theirs')")
    assert postgres.rows("select rules from nods_corpora()") == [(GUIDE.as_json(),)]
