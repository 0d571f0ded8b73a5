"""`pgmatch ingest` and `pgmatch search`, with the real model."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from pgmatch.cli.results import Hit, print_hits
from pgmatch.migrate import upgrade
from pgmatch.models import FoundSection
from tests.cli.conftest import Run, Start
from tests.client.waiting import wait_until
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer, created

# An ingest is in the middle for as long as somebody holds the lock.
WAIT_AFTER_FIVE_PAGES = """
    create function public.wait_after_five_pages() returns trigger language plpgsql as $$
    begin
      if (select count(*) > 5 from public.nods_page) then
        perform pg_advisory_xact_lock(5);
      end if;
      return null;
    end;
    $$;
    create trigger wait_after_five_pages after insert on nods_page
    for each row execute function public.wait_after_five_pages()
"""

PAGES = {
    "animals.md": "# Cats\n\nA kitten is a young cat that likes [milk].\n\n# Dogs\n\nA puppy chews on shoes.\n",
    "money.md": "# Stocks\n\nShares are traded on an exchange and their price moves every second.\n",
}


@pytest.fixture(scope="session")
def template(supabase_server: PostgresServer) -> Iterator[str]:
    with created(supabase_server, "cli_template") as made:
        upgrade(made.url, dimensions="384")
        yield made.name


@pytest.fixture
def postgres(create_database: CreateDatabase, supabase_server: PostgresServer, template: str) -> Database:
    return create_database(supabase_server, template=template)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    return folder


def lines(output: str) -> list[str]:
    return [" ".join(line.split()) for line in output.splitlines()]


def test_ingest_then_search(run: Run, postgres: Database, site: Path) -> None:
    done = run("ingest", str(site), url=postgres.url)
    assert (done.exit_code, done.stderr) == (0, "")
    assert lines(done.stdout)[:2] == [
        "Pages 2 new, 0 changed, 0 unchanged, 0 removed, 0 failed",
        "Sections 3 embedded, 0 reused",
    ]
    assert lines(done.stdout)[2].startswith("Tokens ")
    assert lines(done.stdout)[3].endswith(" sections a second")

    done = run("search", "What does a baby feline drink?", "--limit", "1", url=postgres.url)
    assert done.exit_code == 0
    header, row, text = lines(done.stdout)
    assert header == "# Similarity Path Section"
    assert row.startswith("1 0.")
    assert row.endswith(" /animals Cats")
    assert text == "A kitten is a young cat that likes [milk]."

    again = run("ingest", str(site), url=postgres.url)
    assert lines(again.stdout)[:2] == [
        "Pages 0 new, 0 changed, 2 unchanged, 0 removed, 0 failed",
        "Sections 0 embedded, 3 reused",
    ]


def test_json_is_for_programs(run: Run, postgres: Database, site: Path) -> None:
    run("ingest", str(site), url=postgres.url)
    done = run("search", "price of shares", "--json", "-k", "2", url=postgres.url)
    hits = json.loads(done.stdout)
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0] | {"similarity": 0, "id": 0, "page_id": 0} == {
        "rank": 1,
        "similarity": 0,
        "path": "/money",
        "heading": "Stocks",
        "slug": "stocks",
        "snippet": "Shares are traded on an exchange and their price moves every second.",
        "content": PAGES["money.md"].strip(),
        "page_id": 0,
        "id": 0,
        "meta": None,
    }
    assert hits[0]["similarity"] > hits[1]["similarity"]


def test_neighbours_are_printed_with_the_headings_above(run: Run, postgres: Database, site: Path) -> None:
    (site / "pets.md").write_text(
        "# Pets\n\n## Cats\n\nA kitten likes milk.\n\n## Dogs\n\nShoes.\n\n## Fish\n\nWater.\n"
    )
    run("ingest", str(site / "pets.md"), url=postgres.url)
    done = run("search", "shoes", "-k", "1", "--context", "1", url=postgres.url)
    _, row, *rest = lines(done.stdout)
    assert row.endswith(" /pets Pets > Dogs")
    assert rest == ["↑ Cats: A kitten likes milk.", "Shoes.", "↓ Fish: Water."]

    [hit] = json.loads(run("search", "shoes", "-k", "1", "-C", "2", "--json", url=postgres.url).stdout)
    assert [(each["place"], each["slug"]) for each in hit["context"]] == [
        (-2, "pets"),
        (-1, "cats"),
        (0, "dogs"),
        (1, "fish"),
    ]
    assert hit["context"][2]["heading_path"] == ["Pets", "Dogs"]


def test_a_search_explains_itself(run: Run, postgres: Database, site: Path) -> None:
    run("ingest", str(site), url=postgres.url)
    done = run("search", "kitten", "-k", "1", "--explain", "--find", "money#stocks", url=postgres.url)
    assert (done.exit_code, done.stderr) == (0, "")
    printed = lines(done.stdout)
    (row,) = (line for line in printed if line.startswith("3 ") and "/money#stocks" in line)
    assert row.endswith("no: it is at place 3, and match_count is 1")
    assert printed[-1].startswith("Answered by comparing all sections that pass the filters")

    done = run("search", "kitten", "--find", "A puppy", "--json", "--path-prefix", "/money", url=postgres.url)
    found = json.loads(done.stdout)
    assert [hit["slug"] for hit in found["sections"]] == ["stocks"]
    assert (found["search"], found["terms"]) == (None, None)
    [dogs] = found["expected"]
    assert (dogs["slug"], dogs["place"]) == ("dogs", None)
    assert dogs["reasons"] == ['the filter path_prefix leaves it out: "/money"']

    done = run("search", "kitten", "--find", "nothing like this", url=postgres.url)
    assert done.exit_code == 1
    assert "no section has the path or the words 'nothing like this'" in done.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--threshold", "nan"),
        ("--threshold", "inf"),
        ("--threshold", "high"),
        ("--find", " "),
        ("--context", "-1"),
        ("--context", "101"),
        ("--limit", "0"),
        ("--filter", "[]"),
        ("--filter", '{"year": NaN}'),
    ],
)
def test_a_wrong_option_is_wrong_usage(run: Run, option: str, value: str) -> None:
    done = run("search", "kitten", f"{option}={value}", url="postgresql://localhost:1/nowhere")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"Invalid value for '{option}'" in done.stderr or f"Invalid value for {option}" in done.stderr


def test_a_hybrid_search_explains_its_terms(run: Run, postgres: Database, site: Path) -> None:
    upgrade(postgres.url, "nods_text")
    run("ingest", str(site), url=postgres.url)
    command = ("search", "shares of kittens", "--hybrid", "--find", "money#stocks", "--explain")
    printed = lines(run(*command, url=postgres.url).stdout)
    assert "share 1 yes" in printed
    assert "kitten 1 no" in printed
    found = json.loads(run(*command, "--json", url=postgres.url).stdout)
    assert [(term["term"], term["in_section"]) for term in found["terms"]] == [
        ("share", True),
        ("kitten", False),
    ]
    assert found["expected"][0]["reasons"] == []
    assert found["search"]["rows"] == 3


def test_a_column_that_a_function_gains_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    @dataclass(frozen=True)
    class Dated(FoundSection):
        date: str

    hit = Hit(1, Dated(1, 2, "/a", None, "Cats", "## Cats\n\nA kitten.", 0.5, {"a": 1}, "2026-01-01"))
    assert hit.as_object() == {**asdict(hit.section), "rank": 1, "snippet": "A kitten."}
    print_hits([hit])
    assert "A kitten." in capsys.readouterr().out


def test_the_filters_of_the_function_are_options(run: Run, postgres: Database, site: Path) -> None:
    run("ingest", str(site), url=postgres.url)
    done = run("search", "kitten", "--threshold", "0.99", url=postgres.url)
    assert (done.exit_code, done.stdout) == (0, "No section matches.\n")
    assert run("search", "kitten", "--threshold", "0.99", "--json", url=postgres.url).stdout == "[]\n"
    long = json.loads(run("search", "kitten", "--min-length", "50", "--json", url=postgres.url).stdout)
    assert sorted(hit["heading"] for hit in long) == ["Cats", "Stocks"]


def test_pages_are_chosen_by_options(run: Run, postgres: Database, site: Path) -> None:
    (site / "pets").mkdir()
    (site / "pets" / "cats.mdx").write_text("---\nlevel: 1\ntags: [a, b]\n---\n# Kittens\n\nA kitten.\n")
    run("ingest", str(site), url=postgres.url)
    postgres.execute("update nods_page set source = 'wiki', type = 'mdx' where path = '/pets/cats'")

    def headings(*options: str) -> list[str]:
        done = run("search", "kitten", "--json", *options, url=postgres.url)
        assert done.exit_code == 0, done.stderr
        return [hit["heading"] for hit in json.loads(done.stdout)]

    assert len(headings("--ef-search", "200")) == 4
    for option, value in (
        ("--path-prefix", "/pets/"),
        ("--type", "mdx"),
        ("--source", "wiki"),
        ("--meta", '{"level": 1, "tags": ["b"]}'),
        ("--filter", '{"level": {"$lt": 2}}'),
    ):
        assert headings(option, value) == ["Kittens"], option
    assert headings("--source", "wiki", "--meta", '{"level": 2}') == []


def test_words_count_with_the_option_for_it(run: Run, postgres: Database, site: Path) -> None:
    run("ingest", str(site), url=postgres.url)
    done = run("search", "puppy", "--hybrid", url=postgres.url)
    assert done.exit_code == 1
    assert "pgmatch alembic -n nods_text upgrade head" in done.stderr

    upgrade(postgres.url, "nods_text")
    done = run("search", "puppy", "--hybrid", "-k", "2", url=postgres.url)
    header, first, _, second, _ = lines(done.stdout)
    assert header == "# Score Words Meaning Similarity Path Section"
    assert re.fullmatch(r"1 0\.0392 1 1 0\.\d{3} /animals Dogs", first)
    assert second.startswith("2 0.0192 - 2 ")
    hit = json.loads(run("search", "puppy", "--hybrid", "-k", "1", "--json", url=postgres.url).stdout)[0]
    assert (hit["rank"], hit["full_text_rank"], hit["semantic_rank"]) == (1, 1, 1)
    none = run("search", "puppy", "--hybrid", "--threshold", str(hit["similarity"]), url=postgres.url)
    assert (none.exit_code, none.stdout) == (0, "No section matches.\n")


def test_a_section_in_pieces_is_one_hit_unless_all_are_asked_for(
    run: Run, postgres: Database, site: Path
) -> None:
    run("ingest", str(site), url=postgres.url)
    postgres.execute(
        "insert into nods_page_section (page_id, slug, heading, content, embedding)"
        " select page_id, slug, heading, content, embedding from nods_page_section where heading = 'Dogs'"
    )

    def found(*options: str) -> list[str]:
        done = run("search", "puppy", "-k", "2", "--json", *options, url=postgres.url)
        return [hit["heading"] for hit in json.loads(done.stdout)]

    upgrade(postgres.url, "nods_text")
    for hybrid in ([], ["--hybrid"]):
        assert found("--all-pieces", *hybrid) == ["Dogs", "Dogs"]
        first, second = found(*hybrid)
        assert first == "Dogs" != second


@pytest.mark.parametrize("text", ["{", "[1]", "null", "[" * 100_000])
@pytest.mark.parametrize("option", ["--meta", "--filter"])
def test_what_is_no_object_is_wrong_usage(run: Run, option: str, text: str) -> None:
    done = run("search", "kitten", option, text)
    assert (done.exit_code, option in done.stderr) == (2, True)
    assert "is not a JSON object" in done.stderr


def test_a_file_that_fails_is_named_and_the_status_tells(run: Run, postgres: Database, site: Path) -> None:
    (site / "bad.md").write_text("---\na: [\n---\n# Bad\n")
    done = run("ingest", str(site), url=postgres.url)
    assert done.exit_code == 1
    assert done.stderr.startswith("bad.md:2: ")
    assert lines(done.stdout)[0] == "Pages 2 new, 0 changed, 0 unchanged, 0 removed, 1 failed"
    assert postgres.rows("select path from nods_page order by 1") == [("/animals",), ("/money",)]


def test_a_dry_run_lists_the_pages_and_writes_nothing(run: Run, postgres: Database, site: Path) -> None:
    run("ingest", str(site), url=postgres.url)
    (site / "animals.md").unlink()
    (site / "money.md").write_text(PAGES["money.md"] + "\n# Bonds\n\nA bond pays interest.\n")
    (site / "plants.md").write_text("# Trees\n\nAn oak grows slowly.\n")
    before = postgres.rows("select xmin::text, id from nods_page_section order by id")
    done = run("ingest", str(site), "--dry-run", url=postgres.url)
    assert done.exit_code == 0
    assert lines(done.stdout)[:5] == [
        "new /plants",
        "changed /money",
        "removed /animals",
        "Pages 1 new, 1 changed, 0 unchanged, 1 removed, 0 failed",
        "Sections 2 to embed, 1 reused",
    ]
    assert postgres.rows("select xmin::text, id from nods_page_section order by id") == before


def test_a_price_gives_the_cost(run: Run, postgres: Database, site: Path) -> None:
    def costs(*options: str, **settings: str) -> list[str]:
        done = run("ingest", str(site), "--dry-run", *options, url=postgres.url, **settings)
        assert done.exit_code == 0, done.stderr
        return [line for line in lines(done.stdout) if line.startswith(("Tokens", "Cost"))]

    (tokens,) = costs()
    number = int(tokens.split()[1])
    assert costs("--price", "1000000") == [tokens, f"Cost {number:.2f}, at 1e+06 per million tokens"]
    assert costs("--price", "0") == [tokens, "Cost 0.00, at 0 per million tokens"]
    (_, cost) = costs(PGMATCH_PRICE="0.02")
    assert re.fullmatch(r"Cost 0\.0+[1-9]\d, at 0\.02 per million tokens", cost)
    assert float(cost.split()[1].rstrip(",")) == pytest.approx(number * 0.02 / 1e6, rel=0.05)
    assert costs("--price", "3", PGMATCH_PRICE="0.02")[1].endswith("at 3 per million tokens")
    for given in ("-1", "nan", "inf", "cheap"):
        done = run("ingest", str(site), f"--price={given}", url=postgres.url)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "Invalid value for '--price'" in done.stderr
    refused = run("ingest", str(site), url=postgres.url, PGMATCH_PRICE="2 cents")
    assert (refused.exit_code, refused.stderr.splitlines()[0]) == (
        1,
        "Error: the price '2 cents' is not a number from 0",
    )


def test_corpus_prefix_and_source_are_options(run: Run, postgres: Database, site: Path) -> None:
    run("ingest", str(site), "--corpus", "zoo", "--prefix", "/docs", "--source", "wiki", url=postgres.url)
    assert postgres.rows("select path, corpus, source from nods_page order by 1") == [
        ("/docs/animals", "zoo", "wiki"),
        ("/docs/money", "zoo", "wiki"),
    ]


def test_another_schema_is_found_by_the_setting(
    run: Run, create_database: CreateDatabase, supabase_server: PostgresServer, site: Path
) -> None:
    made = create_database(supabase_server)
    upgrade(made.url, dimensions="384", schema="My App")
    for arguments in (["ingest", str(site), "--dry-run"], ["ingest", str(site)], ["search", "kitten"]):
        done = run(*arguments, url=made.url, PGMATCH_SCHEMA="My App")
        assert done.exit_code == 0, done.stderr
    assert made.rows('select count(*) from "My App".nods_page') == [(2,)]


def test_a_search_with_another_model_is_refused_naming_both(run: Run, postgres: Database, site: Path) -> None:
    done = run("search", "kitten", url=postgres.url)
    assert done.exit_code == 1
    assert 'no model is recorded in this database, so "all-MiniLM-L6-v2" cannot be checked' in done.stderr
    postgres.execute("select pgmatch.set_model('gte-small')")
    done = run("search", "kitten", url=postgres.url)
    assert done.exit_code == 1
    assert 'made by "gte-small" with 384 dimensions, not by "all-MiniLM-L6-v2" with 384' in done.stderr
    done = run("ingest", str(site), url=postgres.url)
    assert done.exit_code == 1
    assert "model all-MiniLM-L6-v2" in done.stderr
    assert "model gte-small" in done.stderr


def test_a_model_of_another_dimension_is_refused(run: Run, database: Database, site: Path) -> None:
    database.execute(
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding)"
        " select id, 'x', array_fill(1, array[1536])::extensions.vector from nods_page"
    )
    done = run("ingest", str(site), url=database.url)
    assert done.exit_code == 1
    assert "the embeddings here have 1536 dimensions, not 384 (1 are stored)" in done.stderr
    assert database.rows("select path from nods_page") == [("/p",)]


def test_the_embedder_is_an_option_or_a_setting(run: Run, postgres: Database, site: Path) -> None:
    for given in (
        run("ingest", str(site), "--embedder", "nowhere:x", url=postgres.url),
        run("ingest", str(site), url=postgres.url, PGMATCH_EMBEDDER="nowhere:x"),
        run("search", "kitten", "--embedder", "nowhere:x", url=postgres.url),
    ):
        assert given.exit_code == 1
        assert "there is no provider 'nowhere'" in given.stderr


def test_a_database_without_pgmatch_is_an_error_with_the_command(
    run: Run, empty_database: Database, site: Path
) -> None:
    for arguments in (["ingest", str(site)], ["search", "kitten"], ["ingest", str(site), "--dry-run"]):
        done = run(*arguments, url=empty_database.url)
        assert done.exit_code == 1
        assert "pgmatch alembic upgrade head" in done.stderr


def test_an_interrupted_ingest_keeps_what_is_stored_and_ends_quietly(
    start: Start, run: Run, postgres: Database, site: Path
) -> None:
    for number in range(60):
        (site / f"page{number}.md").write_text(
            "".join(f"# h{n}\n\nText {number} of {n}.\n\n" for n in range(20))
        )
    postgres.execute(WAIT_AFTER_FIVE_PAGES)
    waiting = "select from pg_locks where locktype = 'advisory' and objid = 5 and not granted"
    with closing(postgres.connect()) as holder, holder.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(5)")
        process = start("ingest", str(site), DATABASE_URL=postgres.url)
        wait_until(lambda: postgres.rows(waiting) != [] or process.poll() is not None)
        process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (130, "")
    assert "Traceback" not in errors
    stored = postgres.rows("select count(*) from nods_page")[0][0]
    assert 0 < stored < 62
    assert postgres.rows(
        "select count(*) from nods_page p where p.checksum is null"
        " or cardinality(p.section_ids) <> (select count(*) from nods_page_section s where s.page_id = p.id)"
    ) == [(0,)]
