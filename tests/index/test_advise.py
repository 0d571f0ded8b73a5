"""`pgmatch index advise`: which index, how large it becomes, and that its commands do what they say."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import pytest
from sqlalchemy import text

from pgmatch.errors import SettingError
from pgmatch.index import Advice, advise, create, expect, find_column, index_size, plan_index
from pgmatch.index.models import Kind, Method
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import lists_for_signs
from pgmatch.migrate import upgrade
from tests.cli.conftest import Run
from tests.index.conftest import ITEMS, connected
from tests.servers import Database, PostgresServer, created

ROWS = 2000
WIDE = f"""
    set local search_path = public, extensions;
    create table wide as select i as id, (array_agg(random()::real - 0.5 + 0 * i))::vector(96) as v
    from generate_series(1, {ROWS}) as i cross join generate_series(1, 96) group by i;
    create table models (mini vector(384), small vector(1536), large vector(3072), huge vector(5000), tiny vector(8));
    insert into models
    select array_agg(x) filter (where n <= 384), array_agg(x) filter (where n <= 1536),
      array_agg(x) filter (where n <= 3072), array_agg(x), array_agg(x) filter (where n <= 8)
    from (select i, n, (random() - 0.5)::real as x from generate_series(1, 5) i, generate_series(1, 5000) n) as r
    group by i;
    create table signs as select ('[' || repeat('1,', 511) || i || ']')::vector(512) as v from generate_series(1, 5) i;
    create table numbers as select ('[' || repeat('0,', 511) || i * 70000 || ']')::vector(512) as v
    from generate_series(1, 5) as i;
    analyze
"""


@pytest.fixture(scope="module")
def wide(supabase_server: PostgresServer) -> Iterator[Database]:
    """Tables of vectors of many lengths."""
    with created(supabase_server, "index_advise", extension_schema="extensions") as made:
        made.execute(WIDE)
        yield made


@pytest.mark.parametrize(("method", "kind"), list(product(get_args(Method), get_args(Kind))))
def test_the_size_that_is_expected_is_the_size_that_comes(wide: Database, method: Method, kind: Kind) -> None:
    with connected(wide.url) as connection:
        column = find_column(connection, "public.wide.v")
        choices = {(c.method, c.kind): c.size for c in advise(connection, column).choices}
        plan = plan_index(connection, column, method=method, kind=kind, metric="cosine")
        index = create(connection, plan)
        expected = expect(connection, plan).size
        assert expected == pytest.approx(index.size, rel=0.15)
        if (method, kind) == (
            "ivfflat",
            "binary",
        ):  # of which more lists are advised than `create` takes by itself
            rows = count_rows(connection, column)
            expected = index_size(rows, method, kind, plan.dimensions, lists=lists_for_signs(rows))
        assert choices[method, kind] == expected
        connection.execute(text(f"drop index {index.name}"))


def test_the_memory_that_a_build_wants_is_what_keeps_its_graph_in_memory(run: Run, wide: Database) -> None:
    with connected(wide.url) as connection:
        plan = plan_index(connection, find_column(connection, "wide.v"), metric="ip")
        wanted = expect(connection, plan).wanted // 1024
    notice = "hnsw graph no longer fits into maintenance_work_mem"
    # pgvector takes memory by the megabyte
    for size, said in ((wanted + 1024, False), (wanted - 1024, True)):
        arguments = (
            "wide.v",
            "--metric",
            "ip",
            "--workers",
            "0",
            "--ef-construction",
            "32",
            "--memory",
            f"{size}kB",
        )
        done = run("index", "create", *arguments, url=wide.url)
        assert done.exit_code == 0, done.stderr
        assert (notice in done.stderr) == said
        wide.execute("drop index wide_v_hnsw_ip_idx")


def advised(database: Database, name: str, **options: Any) -> Advice:
    with connected(database.url) as connection:
        return advise(connection, find_column(connection, name), **options)


@pytest.mark.parametrize(
    ("name", "options", "chosen"),
    [
        ("models.small", {"rows": 100_000, "memory": "8GB"}, "halfvec"),
        ("models.small", {"rows": 100_000, "memory": "512MB"}, "ivfflat binary"),
        ("models.small", {"rows": 900, "memory": "1MB"}, "binary"),
        ("models.small", {"rows": 100_000, "memory": "8GB", "disk": "500MB"}, "ivfflat binary"),
        ("models.small", {"rows": 100_000, "memory": "512MB", "metric": "l2"}, "halfvec"),
        ("models.small", {"rows": 100_000, "memory": "512MB", "metric": "l1"}, "halfvec"),
        ("models.mini", {"rows": 1_000_000, "memory": "1GB"}, "binary"),
        ("models.large", {"rows": 100_000, "memory": "8GB"}, "halfvec"),
        ("models.huge", {"rows": 100, "memory": "8GB"}, "binary"),
        ("models.tiny", {"rows": 100_000, "memory": "8GB"}, "vector"),
        ("models.tiny", {"rows": 10_000_000, "memory": "64MB"}, "vector"),
        ("signs.v", {"rows": 1_000_000, "memory": "512MB"}, "halfvec"),
        ("numbers.v", {"rows": 1_000, "memory": "8GB"}, "vector"),
    ],
)
def test_binary_is_advised_where_memory_is_short_and_halfvec_or_vector_otherwise(
    wide: Database, name: str, options: dict[str, Any], chosen: str
) -> None:
    advice = advised(wide, name, **options)
    assert advice.recommended is not None
    method, kind = chosen.split() if " " in chosen else ("hnsw", chosen)
    assert (advice.recommended.method, advice.recommended.kind) == (method, kind)
    assert advice.reasons


def test_the_reasons_say_what_does_not_fit_and_what_helps(wide: Database) -> None:
    reasons = advised(wide, "models.small", rows=100_000, memory="512MB").reasons
    assert reasons[0] == "halfvec does not fit in memory, and binary is 18 times smaller."
    assert reasons[2].startswith("Lists read about a quarter of the pages")
    reasons = advised(wide, "models.small", rows=100_000, memory="512MB", metric="l2").reasons
    assert "It does not fit in memory, so searches read the disk. More memory helps most." in reasons
    assert any(reason.startswith("binary would fit, but signs leave out the lengths") for reason in reasons)
    assert "A number may be too large for halfvec." in advised(wide, "numbers.v", rows=10_000).reasons
    few = advised(wide, "models.tiny").reasons
    assert few[0] == "So few rows are compared in milliseconds without an index."


def test_three_quarters_of_the_memory_are_taken_to_keep_files(wide: Database) -> None:
    advice = advised(wide, "wide.v", memory="2GB")
    assert advice.situation.memory == 3 * 2**29
    assert advice.memory_from == "three quarters of 2GB"


def test_vectors_that_suit_their_metric_badly_are_warned_of(wide: Database) -> None:
    (long, *_) = advised(wide, "wide.v", metric="ip").warnings
    assert "vectors do not have length 1: by inner product, long vectors come before near ones" in long
    assert not any("length 1" in warning for warning in advised(wide, "wide.v", metric="l2").warnings)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rows": 0}, "0 is not a number of rows"),
        ({"memory": "lots"}, "'lots' is not a size"),
        ({"disk": "-5GB"}, "'-5GB' is not a size"),
        ({"dimensions": 7}, "column v has 96 dimensions, not 7"),
    ],
)
def test_nonsense_is_refused(wide: Database, options: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message) as caught:
        advised(wide, "wide.v", **options)
    assert caught.value.hint


def run_all(run: Run, database: Database, commands: list[str]) -> None:
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "pgmatch"
        if arguments[:2] == ["index", "drop"]:
            arguments.append("--yes")
        done = run(*arguments, url=database.url)
        assert done.exit_code == 0, f"{command}: {done.stderr}"


def asked(run: Run, database: Database, *arguments: str) -> dict[str, Any]:
    done = run("index", "advise", *arguments, "--json", url=database.url)
    assert done.exit_code == 0, done.stderr
    advice: dict[str, Any] = json.loads(done.stdout)
    return advice


SECTIONS = """
    set local search_path = public, extensions;
    insert into nods_page (path) values ('/p');
    insert into nods_page_section (page_id, content, embedding)
    select 1, 'text', l2_normalize(array_agg(random()::real - 0.5 + 0 * i)::vector)
    from generate_series(1, 100) as i cross join generate_series(1, 384) group by i;
    analyze
"""


@pytest.mark.parametrize(
    ("size", "kind", "commands"),
    [
        (("--memory", "8GB"), "halfvec", ["create", "drop"]),
        (("--rows", "1000000", "--memory", "1GB"), "binary", ["create", "tune", "drop"]),
    ],
)
def test_after_its_commands_searches_use_what_was_advised_and_nothing_is_left_to_do(
    run: Run, supabase_server: PostgresServer, create_database: Any, size: Any, kind: str, commands: Any
) -> None:
    made = create_database(supabase_server)
    upgrade(made.url, dimensions="384")
    made.execute(SECTIONS)
    advice = asked(run, made, *size)
    assert (advice["recommended"]["kind"], advice["existing"]) == (kind, None)
    assert [next(w for w in c.split() if w in commands) for c in advice["commands"]] == commands
    run_all(run, made, advice["commands"])

    after = asked(run, made, *size)
    assert (after["recommended"], after["commands"]) == (advice["recommended"], [])
    listed = json.loads(run("index", "list", "--json", url=made.url).stdout)
    assert [(index["kind"], index["is_used"]) for index in listed["indexes"]] == [(kind, True)]
    assert after["existing"] == listed["indexes"][0]["name"]


def test_its_commands_name_indexes_with_capital_letters_so_that_a_shell_keeps_the_quotes(
    run: Run, supabase_server: PostgresServer, create_database: Any
) -> None:
    made = create_database(supabase_server)
    upgrade(made.url, dimensions="384")
    made.execute(SECTIONS)
    made.execute(
        'alter index nods_page_section_embedding_hnsw_ip_idx rename to "My Index";'
        'create index "My Signs" on nods_page_section using hnsw'
        " ((extensions.binary_quantize(embedding)::bit(384)) extensions.bit_hamming_ops)"
    )
    options = ("--rows", "1000000", "--memory", "1GB")
    commands = asked(run, made, *options)["commands"]
    assert commands == [
        """pgmatch tune --index 'public."My Signs"' --store""", """pgmatch index drop 'public."My Index"'""",
    ]  # fmt: skip
    run_all(run, made, commands)
    assert asked(run, made, *options)["commands"] == []


def test_for_another_table_it_has_the_whole_command_in_it(run: Run, shop: Database) -> None:
    advice = asked(run, shop, ITEMS, "--metric", "l2")
    assert advice["commands"] == ["""pgmatch index create 'shop."Items"."Vec"' --type vector --metric l2"""]
    run_all(run, shop, advice["commands"])
    after = asked(run, shop, ITEMS)
    assert (after["metric"], after["commands"]) == ("l2", [])
    assert after["existing"] == 'shop."Items_Vec_hnsw_l2_idx"'


def test_the_object_has_the_keys_that_are_documented(run: Run, shop: Database) -> None:
    advice = asked(run, shop)
    assert list(advice) == [
        "column", "rows", "dimensions", "metric", "is_halfvec", "memory", "disk", "choices", "recommended",
        "existing", "reasons", "commands", "warnings",
    ]  # fmt: skip
    assert list(advice["choices"][0]) == [
        "method", "kind", "size", "build_memory", "fits", "fits_disk", "against",
    ]  # fmt: skip
    assert len(advice["choices"]) == 6


def test_the_text_names_the_sizes_the_reasons_and_the_commands(run: Run, shop: Database) -> None:
    done = run("index", "advise", "--memory", "2GB", "--disk", "20GB", url=shop.url)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert (
        lines[0] == "public.nods_page_section.embedding: 400 rows of 24 dimensions, metric ip (as recorded)"
    )
    assert lines[1] == "Memory for an index: 1.5 GB (three quarters of 2GB); disk: 20 GB"
    assert lines[2].split() == ["Index", "Size", "In", "memory", "Memory", "to", "build", "Against", "it"]
    assert [line.split()[2] for line in lines[3:9]] == ["vector", "halfvec", "binary"] * 2
    assert lines[9].startswith("Recommended: hnsw on vector; it already exists: public.nods_page_section_")
