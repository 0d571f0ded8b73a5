from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import partial
from pathlib import Path

import pytest

from pgmatch.errors import IngestError
from pgmatch.ingest.files import SourceFile
from pgmatch.ingest.files import read_page as read_page_by
from pgmatch.ingest.files import walk as walk_by
from pgmatch.ingest.rules import GUIDE

# The paths and sections of the guide's script; those of sites are tested in `test_sites`.
read_page = partial(read_page_by, rules=GUIDE)


def walk(root: Path, prefix: str = "") -> list[SourceFile]:
    return walk_by(root, prefix=prefix, rules=GUIDE).files


def write(root: Path, *names: str) -> None:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n")


def paths(root: Path, prefix: str = "") -> list[str]:
    return [found.path for found in walk(root, prefix=prefix)]


def parents(root: Path) -> dict[str, str | None]:
    return {found.path: found.parent_path for found in walk(root)}


def page(root: Path, data: bytes, name: str = "docs/a.md") -> SourceFile:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return next(found for found in walk(root) if found.name == name)


def test_a_page_path_is_the_file_path_without_its_suffix(tmp_path: Path) -> None:
    write(
        tmp_path, "docs/a.mdx", "docs/v1.2.md", "index.mdx", "docs/image.png", "docs/notes.MD", "README.txt"
    )
    assert paths(tmp_path) == ["/docs/a", "/docs/v1.2", "/index"]


@pytest.mark.parametrize(
    ("prefix", "path"),
    [("/help", "/help/a"), ("/help/", "/help/a"), ("docs", "/docs/a"), ("/a/b", "/a/b/a"), ("/", "/a")],
)
def test_a_prefix_goes_before_each_path(tmp_path: Path, prefix: str, path: str) -> None:
    write(tmp_path, "a.md")
    assert paths(tmp_path, prefix) == [path]


def test_pages_come_in_one_order_with_the_upper_ones_first(tmp_path: Path) -> None:
    write(tmp_path, "foo/z.md", "foo/a.md", "foo-bar.md", "foo.md", "B.md", "foo/a/deep.md")
    assert paths(tmp_path) == ["/B", "/foo", "/foo/a", "/foo/a/deep", "/foo/z", "/foo-bar"]


def test_the_not_found_page_is_left_out_at_the_top_only(tmp_path: Path) -> None:
    write(tmp_path, "404.mdx", "docs/404.mdx", "404/a.md")
    assert parents(tmp_path) == {"/docs/404": None, "/404/a": None}


def test_hidden_names_and_node_modules_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, ".git/a.md", "node_modules/b/c.md", "docs/node_modules/d.md", "._e.md", ".mdx", "f.md")
    assert paths(tmp_path) == ["/f"]


def test_two_files_of_one_page_are_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.md", "docs/a.mdx")
    with pytest.raises(IngestError, match=r"docs/a\.md and docs/a\.mdx are both the page /docs/a"):
        walk(tmp_path)


def test_the_page_beside_a_folder_is_the_parent_of_the_pages_in_it(tmp_path: Path) -> None:
    write(tmp_path, "foo.mdx", "foo/a.md", "foo/bar.md", "foo/bar/b.md", "foo/plain/c.md", "other/d.md")
    assert parents(tmp_path) == {
        "/foo": None,
        "/foo/a": "/foo",
        "/foo/bar": "/foo",
        "/foo/bar/b": "/foo/bar",
        "/foo/plain/c": "/foo",
        "/other/d": None,
    }


def test_a_link_to_a_folder_is_followed_but_not_round_a_loop(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.md", "shared/b.md")
    (tmp_path / "docs" / "loop").symlink_to(tmp_path / "docs")
    (tmp_path / "docs" / "up").symlink_to(tmp_path)
    (tmp_path / "docs" / "self").symlink_to(tmp_path / "docs" / "self")
    (tmp_path / "docs" / "shared").symlink_to(tmp_path / "shared")
    assert paths(tmp_path) == ["/docs/a", "/docs/shared/b", "/shared/b"]


def test_a_folder_whose_name_looks_like_a_file_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "guide.md/a.md")
    assert parents(tmp_path) == {"/guide.md/a": None}


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert walk(tmp_path) == []


def test_a_link_to_nothing_is_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (found,) = walk(tmp_path)
    with pytest.raises(IngestError, match=r"^gone\.md:1: cannot be read: No such file"):
        read_page(found)


def test_one_file_can_be_the_root(tmp_path: Path) -> None:
    write(tmp_path, "docs/404.mdx")
    file = tmp_path / "docs" / "404.mdx"
    assert walk(file) == [SourceFile(file, "404.mdx", "/404", None)]


def test_a_missing_root_and_a_root_of_another_kind_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=f"{re.escape(str(tmp_path))}/nowhere does not exist"):
        walk(tmp_path / "nowhere")
    write(tmp_path, "notes.txt")
    with pytest.raises(IngestError, match=r"notes\.txt is not a Markdown file"):
        walk(tmp_path / "notes.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "closed/a.md")
    (tmp_path / "closed").chmod(0)
    try:
        with pytest.raises(IngestError, match="closed cannot be read: Permission denied"):
            walk(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_file_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    try:
        (tmp_path / name).write_text("# a")
    except OSError:
        pytest.skip("this file system refuses such names")
    found = walk_by(tmp_path)
    assert found.files == []
    (refused,) = found.refused
    assert refused.message == "caf\\udce9.md:1: text that Postgres cannot store: '/caf\\udce9'"


def test_a_page_has_the_guides_checksum_type_and_source(tmp_path: Path) -> None:
    data = b"# Title\r\n\r\ntext\r\n"
    found = page(tmp_path, data)
    read = read_page(found)
    assert read.checksum == base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert (read.path, read.type, read.source, read.meta) == ("/docs/a", "markdown", "guide", None)
    assert read.file == found.file
    assert read_page(found, source="handbook").source == "handbook"


def test_the_checksum_is_base64_of_sha256_as_node_writes_it(tmp_path: Path) -> None:
    assert read_page(page(tmp_path, b"")).checksum == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_a_byte_order_mark_and_any_line_ends_are_read(tmp_path: Path) -> None:
    expected = read_page(page(tmp_path, b"# Title\n\ntext\n\n## Next\n")).sections
    for data in (
        b"\xef\xbb\xbf# Title\n\ntext\n\n## Next",
        b"# Title\r\n\r\ntext\r\n\r\n## Next",
        b"# Title\r\rtext\r\r## Next",
    ):
        assert read_page(page(tmp_path, data)).sections == expected
    assert [section.content for section in expected] == ["# Title\n\ntext", "## Next"]


def test_only_mdx_files_are_read_as_mdx(tmp_path: Path) -> None:
    assert read_page(page(tmp_path, b"a {b} <c/>", "x.md")).sections[0].content == "a {b} <c/>"
    assert read_page(page(tmp_path, b"a {b} <c/>", "y.mdx")).sections[0].content == "a"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\nb \xff", "docs/a.md:2: not UTF-8: byte 0xff"),
        (b"a\r\nb\rc \xc3", "docs/a.md:3: not UTF-8: byte 0xc3"),
        (b"\xff\xfea\0", "docs/a.md:1: not UTF-8: byte 0xff"),
        (b"# a\r\n\r\nb\0c", "docs/a.md:3: NUL character, which Postgres cannot store"),
        (b"---\na: [\n---\n", "docs/a.md:2: front matter is not valid YAML"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=f"^{re.escape(message)}"):
        read_page(page(tmp_path, data))


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b" \n\t\n"])
def test_an_empty_file_is_a_page_without_sections(tmp_path: Path, data: bytes) -> None:
    assert read_page(page(tmp_path, data)).sections == ()
