"""Links of the documentation lead somewhere, and the tool that says so sees those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.links import broken_links, main


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/other.md"):
        (tmp_path / name).write_text("# A heading\n\n## Once, twice\n\n## Once, twice\n", "utf-8")
    return tmp_path


def test_every_link_of_the_documentation_leads_somewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr()) == (0, ("", ""))


@pytest.mark.parametrize(
    "link",
    [
        "docs/other.md",
        "docs/other.md#once-twice-1",
        "#here",
        "docs",
        "docs/",
        "https://example.com/nothing#at-all",
        "mailto:somebody@example.com",
        "CHANGELOG.md#a-heading 'title'",
    ],
)
def test_a_link_to_what_exists_is_fine(site: Path, link: str) -> None:
    (site / "README.md").write_text(f"# Here\n\n[text]({link})\n", "utf-8")
    assert broken_links(site) == []


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("docs/none.md", "there is no such file"),
        ("/docs/other.md", "is outside of the repository"),
        ("../other.md", "is outside of the repository"),
        ("docs/other.md#once-twice-2", "there is no such heading"),
        ("#nowhere", "there is no such heading"),
        ("docs/other.md#A-heading", "there is no such heading"),
    ],
)
def test_a_link_to_nothing_is_named(site: Path, link: str, problem: str) -> None:
    (site / "README.md").write_text(f"# Here\n\n[text]({link})\n", "utf-8")
    assert broken_links(site) == [f"README.md:3: {link}: {problem}"]


def test_each_link_is_named_with_its_own_line(site: Path) -> None:
    (site / "README.md").write_text(
        "one\ntwo ![image](a.png)\nthree [b](b.md)\n\n| c |\n|---|\n| [d](d.md) |\n\n- [e]\n\n[e]: e.md\n",
        "utf-8",
    )
    (site / "docs" / "other.md").write_text(
        "# Title [f](f.md)\n\n`[g](g.md)`\n\n```\n[h](h.md)\n```\n", "utf-8"
    )
    assert [line.rpartition(": ")[0] for line in broken_links(site)] == [
        "README.md:2: a.png",
        "README.md:3: b.md",
        "README.md:7: d.md",
        "README.md:9: e.md",
        "docs/other.md:1: f.md",
    ]


def test_the_program_fails_for_a_broken_link(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "README.md").write_text("[text](none.md)\n", "utf-8")
    monkeypatch.setattr("tools.links.ROOT", site)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().out == "README.md:1: none.md: there is no such file\n"
