"""The paths that documentation sites give their pages, what is left out, and what is refused."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pgmatch.errors import IngestError
from pgmatch.ingest.files import Found, read_page, walk
from pgmatch.ingest.rules import GUIDE, Rules

SITE = Rules()


def write(root: Path, files: dict[str, str] | list[str]) -> None:
    texts = files if isinstance(files, dict) else dict.fromkeys(files, "text\n")
    for name, text in texts.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def pages(found: Found) -> dict[str, tuple[str, str | None]]:
    return {file.name: (file.path, file.parent_path) for file in found.files}


def front(**lines: str) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\ntext\n"


def test_an_index_stands_for_its_folder_and_is_above_its_pages(tmp_path: Path) -> None:
    write(
        tmp_path,
        [
            "index.md",
            "a.md",
            "guide/index.md",
            "guide/sub.md",
            "ref/README.md",
            "ref/x/y.md",
            "hugo/_index.md",
            "hugo/z.md",
            "next/page.mdx",
            "next/deep/page.mdx",
            "api/page.md",
        ],
    )
    assert pages(walk(tmp_path)) == {
        "index.md": ("/", None),
        "a.md": ("/a", "/"),
        "guide/index.md": ("/guide", "/"),
        "guide/sub.md": ("/guide/sub", "/guide"),
        "ref/README.md": ("/ref", "/"),
        "ref/x/y.md": ("/ref/x/y", "/ref"),
        "hugo/_index.md": ("/hugo", "/"),
        "hugo/z.md": ("/hugo/z", "/hugo"),
        "next/page.mdx": ("/next", "/"),
        "next/deep/page.mdx": ("/next/deep", "/next"),
        "api/page.md": ("/api/page", "/"),
    }


def test_a_page_beside_a_folder_is_above_its_pages(tmp_path: Path) -> None:
    write(tmp_path, ["01-guide.md", "02-guide/b.md", "plain/c/d.md"])
    assert pages(walk(tmp_path)) == {
        "01-guide.md": ("/guide", None),
        "02-guide/b.md": ("/guide/b", "/guide"),
        "plain/c/d.md": ("/plain/c/d", None),
    }


def test_a_readme_beside_an_index_is_a_page_of_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a/index.md": "a\n", "a/readme.md": "b\n", "b/index.md": front(draft="true"), "b/README.md": "c\n"},
    )
    assert pages(walk(tmp_path)) == {
        "a/index.md": ("/a", None),
        "a/readme.md": ("/a/readme", "/a"),
        "b/README.md": ("/b", None),
    }


def test_groups_are_no_part_of_the_path(tmp_path: Path) -> None:
    write(tmp_path, ["docs/index.md", "docs/(start)/a.mdx", "docs/(more)/(deep)/b/c.md", "(top)/page.mdx"])
    assert pages(walk(tmp_path)) == {
        "(top)/page.mdx": ("/", None),
        "docs/index.md": ("/docs", None),
        "docs/(start)/a.mdx": ("/docs/a", "/docs"),
        "docs/(more)/(deep)/b/c.md": ("/docs/b/c", "/docs"),
    }


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("01-intro.mdx", "/intro"),
        ("01-start/02_first.md", "/start/first"),
        ("3. Third.md", "/Third"),
        ("010 - last.md", "/last"),
        ("00-index.md", "/"),
        ("1-start/01-README.md", "/start"),
        ("1.2.md", "/1.2"),
        ("1.2/a.md", "/1.2/a"),
        ("v1.2/a.md", "/v1.2/a"),
        ("2024-01-05-news.md", "/2024-01-05-news"),
        ("2024.md", "/2024"),
        ("404/a.md", "/404/a"),
        ("10-20-things.md", "/10-20-things"),
        ("1-.md", "/1-"),
        ("3d.md", "/3d"),
    ],
)
def test_numbers_in_front_drop_out_but_not_versions_and_dates(tmp_path: Path, name: str, path: str) -> None:
    write(tmp_path, [name])
    assert [file.path for file in walk(tmp_path).files] == [path]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (front(slug="/start"), "/start"),
        (front(slug="start"), "/guide/start"),
        (front(slug="./start"), "/guide/start"),
        (front(slug="../start/here/"), "/start/here"),
        (front(slug="../../../out"), "/out"),
        (front(slug="/"), "/"),
        (front(slug="2024"), "/guide/2024"),
        (front(slug="''"), "/guide/sub"),
        (front(slug="[a]"), "/guide/sub"),
        (front(slug="true"), "/guide/sub"),
        (front(url="/a/b/"), "/a/b"),
        (front(url="a/b"), "/a/b"),
        (front(url="/a", slug="b"), "/a"),
        (front(url="https://example.com/x", slug="b"), "/guide/b"),
        ('+++\nslug = "start"\n+++\n', "/guide/start"),
        ("\ufeff" + front(slug="/start").replace("\n", "\r\n"), "/start"),
        ("---\nslug: /start\na: [\n---\n", "/start"),
        ("text\n\n---\nslug: /start\n---\n", "/guide/sub"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "z"])
def test_front_matter_sets_the_path(tmp_path: Path, text: str, path: str, prefix: str) -> None:
    write(tmp_path, {"guide/index.md": "a\n", "guide/sub.md": text})
    root = f"/{prefix}".rstrip("/")
    assert pages(walk(tmp_path, prefix=prefix)) == {
        "guide/index.md": (f"{root}/guide", None),
        "guide/sub.md": ((root + path).rstrip("/") or "/", f"{root}/guide"),
    }


@pytest.mark.parametrize("prefix", ["z", "/z", "z/", "/z/"])
def test_a_prefix_has_one_slash_in_front_and_is_the_path_of_the_top_page(tmp_path: Path, prefix: str) -> None:
    write(tmp_path, ["index.md", "a.md"])
    for rules, top in ((SITE, "/z"), (GUIDE, "/z/index")):
        found = walk(tmp_path, prefix=prefix, rules=rules).files
        assert {file.path for file in found} == {top, "/z/a"}


def test_one_file_has_the_path_that_its_name_or_slug_gives_it(tmp_path: Path) -> None:
    write(
        tmp_path, {"index.md": "a\n", "01-b.md": front(slug="c"), "_d.md": "a\n", "e.md": front(draft="true")}
    )
    assert [file.path for file in walk(tmp_path / "index.md", prefix="z").files] == ["/z"]
    assert [file.path for file in walk(tmp_path / "01-b.md").files] == ["/c"]
    assert [file.path for file in walk(tmp_path / "_d.md").files] == ["/_d"]
    found = walk(tmp_path / "e.md")
    assert (found.files, found.left_out) == ([], [("e.md", "a draft")])


def test_drafts_and_partials_are_left_out_and_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"_a.mdx": "a\n", "_parts/b.md": "b\n", "c/index.md": front(draft="true"), "c/d.md": "d\n"}
        | {"e.md": "+++\ndraft = true\n+++\n", "f.md": front(draft="false"), "404.md": "g\n"}
        | {"_image.png": "", "g.md": front(draft="'true'")},
    )
    found = walk(tmp_path)
    assert pages(found) == {"c/d.md": ("/c/d", None), "f.md": ("/f", None), "g.md": ("/g", None)}
    assert sorted(found.left_out) == [
        ("404.md", "the site's not-found page"),
        ("_a.mdx", "the name begins with _"),
        ("_parts/", "the name begins with _"),
        ("c/index.md", "a draft"),
        ("e.md", "a draft"),
    ]
    assert [file.name for file in walk(tmp_path, rules=GUIDE).files] == [
        "404.md", "_a.mdx", "_parts/b.md", "c/d.md", "c/index.md", "e.md", "f.md", "g.md",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("glob", "left"),
    [
        ("fr", ["a.md", "i18n/de/a.md", "i18n/fr/a.md", "x/b.test.md"]),
        ("./fr/", ["a.md", "i18n/de/a.md", "i18n/fr/a.md", "x/b.test.md"]),
        ("**/fr", ["a.md", "i18n/de/a.md", "x/b.test.md"]),
        ("i18n/*", ["a.md", "fr/a.md", "x/b.test.md"]),
        ("i18n/[!f]?", ["a.md", "fr/a.md", "i18n/fr/a.md", "x/b.test.md"]),
        ("*.md", ["fr/a.md", "i18n/de/a.md", "i18n/fr/a.md", "x/b.test.md"]),
        ("**/*.test.md", ["a.md", "fr/a.md", "i18n/de/a.md", "i18n/fr/a.md"]),
        ("**/a.md", ["x/b.test.md"]),
        ("x/**", ["a.md", "fr/a.md", "i18n/de/a.md", "i18n/fr/a.md"]),
        ("nothing", ["a.md", "fr/a.md", "i18n/de/a.md", "i18n/fr/a.md", "x/b.test.md"]),
    ],
)
@pytest.mark.parametrize("rules", [SITE, GUIDE])
def test_globs_leave_out_files_and_folders(tmp_path: Path, glob: str, left: list[str], rules: Rules) -> None:
    write(tmp_path, ["a.md", "fr/a.md", "i18n/de/a.md", "i18n/fr/a.md", "x/b.test.md"])
    found = walk(tmp_path, exclude=[glob, "unused"], rules=rules)
    assert sorted(file.name for file in found.files) == left
    assert {reason for _, reason in found.left_out} <= {"excluded"}


def test_a_glob_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"'\[z-a\]' is not a glob"):
        walk(tmp_path, exclude=["a", "[z-a]"])


@pytest.mark.parametrize(
    "files",
    [
        {"a.md": "a\n", "a/index.md": "b\n"},
        {"a/_index.md": "a\n", "a/index.md": "b\n"},
        {"(b)/a.md": "a\n", "(c)/a.md": "b\n"},
        {"a.md": "a\n", "z.md": front(slug="/a")},
    ],
)
def test_two_files_of_one_path_are_refused_by_name(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    with pytest.raises(IngestError) as caught:
        walk(tmp_path)
    assert all(name in caught.value.message for name in files)
    assert caught.value.message.endswith("are both the page /a")
    walk(tmp_path, exclude=[next(iter(files))])
    (tmp_path / list(files)[1]).write_text(front(draft="true"))
    assert len(walk(tmp_path).files) == 1


def test_pages_that_only_their_numbers_tell_apart_keep_them(tmp_path: Path) -> None:
    write(tmp_path, ["01-intro.md", "02-intro.mdx", "03-end.md", "sub/1-a.md", "sub/a.md", "sub/2-b.md"])
    assert {name: path for name, (path, _) in pages(walk(tmp_path)).items()} == {
        "01-intro.md": "/01-intro",
        "02-intro.mdx": "/02-intro",
        "03-end.md": "/end",
        "sub/1-a.md": "/sub/1-a",
        "sub/a.md": "/sub/a",
        "sub/2-b.md": "/sub/b",
    }


def test_links_out_of_the_folder_are_refused_and_named(tmp_path: Path) -> None:
    write(tmp_path, ["secret.md", "elsewhere/a.md", "docs/a.md", "docs/in/b.md"])
    docs = tmp_path / "docs"
    (docs / "secret.md").symlink_to(tmp_path / "secret.md")
    (docs / "elsewhere").symlink_to(tmp_path / "elsewhere")
    (docs / "up").symlink_to("..")
    (docs / "twice.md").symlink_to("hop.md")
    (docs / "hop.md").symlink_to("../secret.md")
    (docs / "gone.md").symlink_to("../nowhere.md")
    (docs / "again.md").symlink_to("a.md")
    (docs / "also").symlink_to("in")
    (docs / "docs.txt").symlink_to("../secret.md")
    for rules in (SITE, GUIDE):
        found = walk(docs, rules=rules)
        assert [file.name for file in found.files] == ["a.md", "again.md", "also/b.md", "in/b.md"]
        assert sorted(refused.name for refused in found.refused) == [
            "elsewhere", "gone.md", "hop.md", "secret.md", "twice.md", "up",
        ]  # fmt: skip
        assert {refused.message for refused in found.refused} >= {"up:1: is a link out of the folder"}
        assert all("--follow-links" in (refused.hint or "") for refused in found.refused)
    found = walk(docs, follow_links=True)
    assert found.refused == []
    assert {"elsewhere/a.md", "secret.md", "hop.md", "up/secret.md"} <= set(pages(found))


def test_a_folder_beside_the_root_whose_name_begins_alike_is_outside(tmp_path: Path) -> None:
    write(tmp_path, ["docs/a.md", "docs-secret/b.md"])
    (tmp_path / "docs" / "b.md").symlink_to(tmp_path / "docs-secret" / "b.md")
    assert [refused.name for refused in walk(tmp_path / "docs").refused] == ["b.md"]


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, ["real/a.md"])
    (tmp_path / "docs").symlink_to("real")
    (tmp_path / "one.md").symlink_to("real/a.md")
    assert [file.path for file in walk(tmp_path / "docs").files] == ["/a"]
    assert [file.path for file in walk(tmp_path / "one.md").files] == ["/one"]


@pytest.mark.parametrize("follow_links", [False, True])
def test_loops_of_links_end(tmp_path: Path, follow_links: bool) -> None:
    write(tmp_path, ["a/b.md", "c/d.md"])
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "a" / "to").symlink_to("../c")
    (tmp_path / "c" / "fro").symlink_to("../a")
    (tmp_path / "a" / "one.md").symlink_to("two.md")
    (tmp_path / "a" / "two.md").symlink_to("one.md")
    began = time.process_time()
    found = walk(tmp_path, follow_links=follow_links, exclude=["**/one.md", "**/two.md"])
    assert sorted(pages(found)) == ["a/b.md", "a/to/d.md", "c/d.md", "c/fro/b.md"]
    assert time.process_time() - began < 5


def test_links_that_multiply_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgmatch.ingest.folders._MOST_FOLDERS", 1_000)
    for level in range(12):
        (tmp_path / f"f{level}").mkdir()
        for name in "ab":
            (tmp_path / f"f{level}" / name).symlink_to(f"../f{level + 1}")
    with pytest.raises(IngestError, match="more than 1,000 folders"):
        walk(tmp_path)


def test_a_path_that_no_index_takes_is_refused_with_its_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": front(slug="/" + "é" * 1_300), "b.md": front(slug="/" + "é" * 1_299)})
    found = walk(tmp_path)
    assert [file.name for file in found.files] == ["b.md"]
    (refused,) = found.refused
    assert refused.name == "a.md"
    assert refused.message == "a.md:1: its path has 2,601 bytes, and an index takes 2,600"


@pytest.mark.parametrize("slug", ['"/a\\0b"', '"/a\\ud800b"'])
def test_a_slug_that_cannot_be_stored_is_left_to_the_reader(tmp_path: Path, slug: str) -> None:
    write(tmp_path, {"a.md": front(slug=slug)})
    (file,) = walk(tmp_path).files
    with pytest.raises(IngestError, match=r"^a.md:1: the metadata has text that Postgres cannot store"):
        read_page(file)


def test_a_source_that_cannot_be_stored_is_refused(tmp_path: Path) -> None:
    write(tmp_path, ["a.md"])
    (file,) = walk(tmp_path).files
    for source in ("x" * 2_601, "a\0b", "\ud800"):
        with pytest.raises(IngestError, match=r"^a.md:1: "):
            read_page(file, source=source)


def test_md_is_read_as_mdx_where_the_rules_say_so(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "import A from 'b'\n\n<A title='x'>\n\ntext\n\n</A>\n\n## Use {/*use-it*/}\n"})
    (file,) = walk(tmp_path).files
    page = read_page(file, rules=Rules(md_as="mdx"))
    assert [(section.slug, section.content) for section in page.sections] == [
        (None, "x\n\ntext"),
        ("use-it", "## Use"),
    ]
    assert read_page(file).sections[0].content.startswith("import A from 'b'\n\n<A title='x'>")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_cannot_be_read_is_left_to_the_reader(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": front(slug="b")})
    (tmp_path / "a.md").chmod(0)
    (file,) = walk(tmp_path).files
    with pytest.raises(IngestError, match=r"^a.md:1: cannot be read"):
        read_page(file)
