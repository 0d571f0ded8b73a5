"""Each check sees what was broken, and what it says repairs it; what is safe is repaired by `--fix` too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from pgmatch.doctor import CHECKS
from pgmatch.doctor.rules import RULES
from tests.doctor.conftest import TABLES, Copy, Doctor, execute, in_quotes
from tests.servers import Database

ROWS = (
    f'select (select count(*) from "{TABLES}".nods_page), (select count(*) from "{TABLES}".nods_page_section)'
)
NEAREST = (
    "pgmatch.nods_nearest(extensions.vector, double precision, integer, integer, text, text, text, jsonb, integer,"
    " integer, integer, jsonb)"
)
WALK = "pgmatch.walk(anyelement, pgmatch.question, boolean, integer, integer, integer)"
NODS_WALK = (
    "pgmatch.nods_walk(extensions.vector, integer, double precision, integer, bigint[], text, text, text, jsonb,"
    " integer, integer, integer, boolean)"
)
MATCH = "match_page_sections(extensions.vector, double precision, integer, integer)"
SEARCH = (
    "search_page_sections(extensions.vector, integer, double precision, integer, text, text, text, jsonb, jsonb, boolean,"
    " integer, integer, integer)"
)
HNSW = "nods_page_section_embedding_hnsw_ip_idx"
INVALID = "update pg_index set indisvalid = false where indexrelid = '{}'::regclass"


@dataclass(frozen=True)
class Case:
    """How a database is broken, and what is to be said of it.

    `object` and `evidence` are parts of what is said. `is_safe` is whether `--fix` repairs it.
    """

    check: str
    breaks: tuple[str, ...]
    level: str
    object: str
    evidence: str
    is_safe: bool = True
    of: str = "private"
    name: str = ""


CASES = (
    Case(
        "extension_version",
        ("update pg_extension set extversion = '0.8.3' where extname = 'vector'",),
        "error",
        "extension vector",
        "0.8.3 is installed, which corrupts HNSW indexes in vacuum",
        is_safe=False,
    ),
    Case(
        "extension_version",
        (
            "alter extension vector drop cast (integer[] as extensions.sparsevec)",
            "alter extension vector drop cast (real[] as extensions.sparsevec)",
            "alter extension vector drop cast (double precision[] as extensions.sparsevec)",
            "alter extension vector drop cast (numeric[] as extensions.sparsevec)",
            *(
                f"alter extension vector drop function extensions.array_to_sparsevec({kind}[], integer, boolean);"
                f"drop function extensions.array_to_sparsevec({kind}[], integer, boolean) cascade"
                for kind in ("integer", "real", "double precision", "numeric")
            ),
            "update pg_extension set extversion = '0.7.4' where extname = 'vector'",
        ),
        "error",
        "extension vector",
        "0.7.4 is installed, but pgmatch needs 0.8.0 or later",
        is_safe=False,
        name="old",
    ),
    Case(
        "extension_version",
        ("update pg_extension set extversion = '0.8.5' where extname = 'vector'",),
        "info",
        "extension vector",
        "0.8.5 is installed, and the server provides",
        is_safe=False,
        name="offered",
    ),
    Case(
        "extension_missing",
        ("drop extension vector cascade",),
        "error",
        "extension vector",
        "Was dropped from this database",
        is_safe=False,
    ),
    Case(
        "function_pins",
        ("create schema if not exists moved", "alter extension vector set schema moved"),
        "error",
        "line nods",
        "do not have the search_path public, moved, pg_temp",
    ),
    Case(
        "function_pins",
        (f"alter function {SEARCH} reset search_path",),
        "error",
        "line nods",
        "1 function does not have the search_path",
        name="reset",
    ),
    Case(
        "revision_contradicted",
        ("update pgmatch.nods_version set version_num = 'nods_0003'",),
        "error",
        "table pgmatch.nods_version",
        "Says nods_0003",
        is_safe=False,
    ),
    Case(
        "function_missing",
        (f"drop function {SEARCH}",),
        "error",
        "function search_page_sections(vector, integer",
        "Belongs to revision nods_0005",
    ),
    Case(
        "function_missing",
        (
            "drop function pgmatch.register(text, text, text, text, text, name, boolean)",
            "drop function pgmatch_info()",
        ),
        "error",
        "function pgmatch.register(",
        "Belongs to revision core_0004",
        name="of ours",
    ),
    Case(
        "function_drifted",
        (
            "create or replace function get_page_parents(page_id bigint)"
            " returns table (id bigint, parent_page_id bigint, path text, meta jsonb) language sql stable"
            " set search_path = public, extensions, pg_temp as 'select 1, 1, null::text, null::jsonb'",
        ),
        "error",
        "function get_page_parents(bigint)",
        "body",
    ),
    Case(
        "function_drifted",
        (f"alter function {NEAREST} volatile security definer rows 77",),
        "error",
        "function pgmatch.nods_nearest",
        "volatility volatile, definer True, rows 77",
        name="properties",
    ),
    Case(
        "function_drifted",
        (
            "drop function get_page_parents(bigint)",
            "create function get_page_parents(page bigint) returns bigint language sql stable"
            " set search_path = public, extensions, pg_temp as 'select 1::bigint'",
        ),
        "error",
        "function get_page_parents(bigint)",
        "names or defaults of arguments, body",
        name="result",
    ),
    Case(
        "function_settings",
        (
            f"alter function {WALK} reset enable_sort",
            f"alter function {WALK} set enable_nestloop = off",
        ),
        "error",
        "function pgmatch.walk(",
        "lacks set enable_sort=off, has set enable_nestloop=off",
    ),
    *(
        Case("search_outdated", breaks, "error", of, says, name=name)
        for name, of, says, breaks in (
            ("dropped", "function pgmatch.nods_walk", "Is missing", (f"drop function {NODS_WALK}",)),
            ("public", "function match_page_sections(", "Is missing", (f"drop function {MATCH}",)),
            (
                "index",
                "function match_page_sections(",
                "for another index",
                (
                    "create index on nods_page_section using hnsw"
                    " ((embedding::extensions.halfvec(16)) extensions.halfvec_ip_ops)",
                ),
            ),
            (
                "dimensions",
                "function pgmatch.nods_walk",
                "number of dimensions",
                (
                    f"drop index {HNSW}; update nods_page_section set embedding = null;"
                    "alter table nods_page_section alter embedding type extensions.vector(2);"
                    f"create index {HNSW} on nods_page_section using hnsw (embedding extensions.vector_ip_ops)",
                ),
            ),
            (
                "definer",
                "function match_page_sections(",
                "changed",
                (f"alter function {MATCH} security definer",),
            ),
            ("settings", "function match_page_sections(", "changed", (f"alter function {MATCH} reset jit",)),
            (
                "more settings",
                "function match_page_sections(",
                "changed",
                (f"alter function {MATCH} set work_mem = 64",),
            ),
            (
                "result",
                "function match_page_sections(",
                "changed",
                (
                    f"drop function {MATCH}; create function match_page_sections(embedding extensions.vector,"
                    " match_threshold float, match_count int, min_content_length int) returns setof bigint"
                    " language sql stable as 'select s.id from public.nods_page_section as s'",
                ),
            ),
        )
    ),
    Case(
        "function_overloads",
        (
            "create function match_page_sections(embedding text, match_threshold float, match_count int,"
            " min_content_length int) returns int language sql as 'select 1'",
        ),
        "warning",
        "function match_page_sections(text,",
        "PGRST203",
        is_safe=False,
    ),
    Case(
        "grants_lost",
        (f"revoke execute on function {NEAREST} from service_role",),
        "error",
        "function pgmatch.nods_nearest",
        "service_role: execute",
    ),
    Case(
        "grants_lost",
        ("revoke usage on schema extensions from authenticated",),
        "error",
        "schema extensions",
        "authenticated: usage",
        of="public_read",
        name="schema",
    ),
    Case(
        "grants_lost",
        ("revoke insert (path) on nods_page from authenticated",),
        "error",
        "table nods_page",
        "authenticated: insert (path)",
        of="owner",
        name="column",
    ),
    Case(
        "grants_lost",
        ("revoke usage on sequence nods_page_id_seq from service_role",),
        "error",
        "sequence public.nods_page_id_seq",
        "service_role: usage",
        name="sequence",
    ),
    Case(
        "grants_extra",
        ("grant execute on function match_page_sections(extensions.vector, float, int, int) to public",),
        "error",
        "function match_page_sections(",
        "The mode private does not allow these privileges: public: execute",
    ),
    Case(
        "grants_extra",
        ("grant insert (path) on nods_page to anon", "grant truncate on nods_page to authenticated"),
        "error",
        "table nods_page",
        "anon: insert (path); authenticated: truncate",
        of="public_read",
        name="table",
    ),
    Case(
        "grants_extra",
        ("grant execute on function pgmatch.set_access(text, text) to authenticated",),
        "error",
        "function pgmatch.set_access(text,text)",
        "authenticated: execute",
        name="internal",
    ),
    Case(
        "grants_extra",
        ("grant create on schema pgmatch to anon",),
        "error",
        "schema pgmatch",
        "anon: create",
        name="schema",
    ),
    Case(
        "schema_open",
        ("grant create on schema public to public",),
        "warning",
        "schema public",
        "public may create objects there",
    ),
    Case(
        "schema_open",
        ("grant create on schema extensions to authenticated",),
        "warning",
        "schema extensions",
        "authenticated may create objects there",
        name="extension",
    ),
    Case(
        "ownership",
        ("alter table nods_page owner to owner",),
        "error",
        "table public.nods_page",
        "Belongs to the role owner, which reads and changes all rows",
        is_safe=False,
    ),
    Case(
        "rls_off",
        ("alter table nods_page_section disable row level security",),
        "error",
        "table public.nods_page_section",
        "Row level security is off",
    ),
    Case(
        "rls_no_policy",
        ("drop policy pgmatch_readers on nods_page_section",),
        "error",
        "table public.nods_page_section",
        "no policy shows it any row",
        of="public_read",
    ),
    Case(
        "rls_no_policy",
        ("grant select on nods_page_section to owner",),
        "warning",
        "table public.nods_page_section",
        "owner may read the table, but no policy shows it any row",
        is_safe=False,
        name="role of one's own",
    ),
    Case(
        "policies",
        ("alter policy pgmatch_tenants_select on nods_page using (true)",),
        "error",
        "table nods_page",
        "These policies differ from the mode owner: pgmatch_tenants_select",
        of="owner",
    ),
    Case(
        "policies",
        ("alter policy pgmatch_writers on nods_page to service_role, anon",),
        "error",
        "table nods_page",
        "These policies differ from the mode private: pgmatch_writers",
        name="roles",
    ),
    Case(
        "policies",
        ("alter policy pgmatch_nobody on pgmatch.member using (true)",),
        "error",
        "table pgmatch.member",
        "These policies differ from the mode private: pgmatch_nobody",
        name="nobody",
    ),
    Case(
        "policies",
        ("drop policy pgmatch_readers on pgmatch.install",),
        "error",
        "table pgmatch.install",
        "These policies differ from the mode public_read: pgmatch_readers",
        of="public_read",
        name="record",
    ),
    Case(
        "policies",
        ("create policy everybody on nods_page for select to authenticated using (true)",),
        "warning",
        "policy everybody on nods_page",
        "shows tenants more than their own rows",
        is_safe=False,
        of="owner",
        name="widened",
    ),
    Case(
        "policies",
        ('create policy "Say ""all""" on nods_page for select to authenticated using (true)',),
        "warning",
        'policy Say "all" on nods_page',
        "shows tenants more than their own rows",
        is_safe=False,
        of="owner",
        name="widened by a strange name",
    ),
    Case(
        "view_definer",
        (
            "create view all_pages as select path from nods_page",
            "create view in_turn as select path from all_pages",
            "create view as_reader with (security_invoker = on) as select path from nods_page",
            "grant select on in_turn, as_reader to authenticated, anon",
        ),
        "warning",
        "view public.in_turn",
        "Shows rows of public.nods_page to anon, authenticated as its owner sees them",
        is_safe=False,
        of="owner",
    ),
    Case(
        "foreign_keys",
        ("alter table nods_page_section drop constraint nods_page_section_page_id_fkey",),
        "error",
        "table public.nods_page_section",
        "but has no foreign key",
    ),
    Case(
        "foreign_keys",
        (
            "alter table nods_page drop constraint nods_page_parent_page_id_fkey",
            "alter table nods_page add constraint nods_page_parent_page_id_fkey foreign key (parent_page_id)"
            " references nods_page not valid",
        ),
        "error",
        "table public.nods_page",
        "was never validated",
        name="not valid",
    ),
    Case(
        "parents",
        (
            "update nods_page set parent_page_id = case id when 1 then 21 else 1 end where id in (1, 21, 7, 8)",
        ),
        "error",
        "table public.nods_page",
        "1 cycles of parents, for example through '/p1'",
        is_safe=False,
    ),
    Case(
        "parents",
        ("update nods_page set parent_page_id = id where id = 3",),
        "error",
        "table public.nods_page",
        "1 cycles of parents, for example through '/p3'",
        is_safe=False,
        name="own parent",
    ),
    Case(
        "parents",
        (
            "insert into nods_page (id, path) select i, '/c' || i from generate_series(1001, 5000) as i",
            # a long circle with a long branch, and a short one
            "update nods_page set parent_page_id = case id when 1001 then 3000 when 4999 then 5000 else id - 1 end"
            " where id > 1000",
        ),
        "error",
        "table public.nods_page",
        "2 cycles of parents, for example through '/c1001'",
        is_safe=False,
        name="long",
    ),
    Case(
        "parents",
        (
            "alter table nods_page drop constraint nods_page_parent_page_id_fkey",
            "update nods_page set parent_page_id = 9999 where id = 5",
        ),
        "error",
        "table public.nods_page",
        "1 page has a parent that does not exist, for example page 9999",
        is_safe=False,
        name="orphan page",
    ),
    Case(
        "parents",
        (
            "alter table nods_page_section drop constraint nods_page_section_page_id_fkey",
            "update nods_page_section set page_id = 9999 where id = 5",
        ),
        "error",
        "table public.nods_page_section",
        "1 section belongs to a page that does not exist, for example page 9999",
        is_safe=False,
        name="orphan section",
    ),
    Case(
        "owners",
        ("alter table nods_page_section disable trigger pgmatch_set_section_owner",),
        "error",
        "table public.nods_page_section",
        "The trigger pgmatch_set_section_owner of the mode owner is disabled",
        of="owner",
    ),
    Case(
        "owners",
        (
            "drop trigger pgmatch_check_parent on nods_page",
            "drop trigger pgmatch_hand_over_sections on nods_page",
        ),
        "error",
        "table public.nods_page",
        "The trigger pgmatch_check_parent of the mode owner is missing",
        of="owner",
        name="dropped",
    ),
    Case(
        "owners",
        (
            "alter table nods_page_section disable trigger pgmatch_set_section_owner",
            "update nods_page_section set owner_id = 'mallory' where id < 4",
            "alter table nods_page_section enable trigger pgmatch_set_section_owner",
        ),
        "error",
        "table public.nods_page_section",
        "3 sections have a different owner from their page",
        is_safe=False,
        of="owner",
        name="strangers",
    ),
    Case(
        "embeddings",
        (
            "set search_path = public, extensions; update nods_page_section"
            " set embedding = embedding * '[9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9]' where id < 8",
        ),
        "warning",
        "table public.nods_page_section",
        "7 of 1,500 embeddings do not have length 1",
        is_safe=False,
        name="length",
    ),
    Case(
        "embeddings",
        ("update pgmatch.search set model = null",),
        "warning",
        "table pgmatch.search",
        "the model that made them is not recorded",
        is_safe=False,
        name="model",
    ),
    Case(
        "dimensions",
        ("update pgmatch.search set model = 'text-embedding-ada-002'",),
        "error",
        "column public.nods_page_section.embedding",
        "the recorded model, text-embedding-ada-002, makes 1536",
        is_safe=False,
        name="model",
    ),
    Case(
        "dimensions",
        (
            "truncate nods_page cascade",
            "update pgmatch.search set model = 'sentence-transformers/all-MiniLM-L6-v2'",
        ),
        "error",
        "column public.nods_page_section.embedding",
        "all-MiniLM-L6-v2, makes 384",
        is_safe=False,
        name="empty",
    ),
    Case(
        "index_missing",
        (f"drop index {HNSW}",),
        "error",
        "column public.nods_page_section.embedding",
        "No valid index supports the metric ip",
    ),
    Case(
        "index_of_filter_missing",
        ("drop index nods_page_type_idx", "drop index nods_page_section_content_length_idx"),
        "warning",
        "index public.nods_page_",
        "Is missing",
    ),
    Case(
        "index_of_filter_missing",
        ("drop index nods_page_section_page_id_idx",),
        "warning",
        "index public.nods_page_section_page_id_idx",
        "Is missing",
        name="foreign key",
    ),
    Case(
        "index_of_filter_missing",
        ("drop index nods_page_section_owner_id_idx",),
        "warning",
        "index public.nods_page_section_owner_id_idx",
        "Is missing",
        of="owner",
        name="owner",
    ),
    Case(
        "index_invalid",
        (INVALID.format(HNSW),),
        "error",
        f"index public.{HNSW}",
        "Is not valid: its build was interrupted",
    ),
    Case(
        "index_invalid",
        (
            "set search_path = public, extensions; create index if not exists"
            f" {HNSW}_ccnew on nods_page_section using hnsw (embedding vector_ip_ops)",
            INVALID.format(HNSW + "_ccnew"),
        ),
        "warning",
        f"index public.{HNSW}_ccnew",
        "Is left over from an interrupted rebuild",
        name="leftover",
    ),
    Case(
        "index_invalid",
        (INVALID.format("nods_page_path_prefix_idx"),),
        "error",
        "index public.nods_page_path_prefix_idx",
        "Is not valid",
        name="other",
    ),
    Case(
        "index_metric",
        (
            "set search_path = public, extensions;"
            " create index wrong_idx on nods_page_section using hnsw (embedding vector_l2_ops)",
        ),
        "warning",
        "index public.wrong_idx",
        "Its operator class is for l2, but searches order by ip",
        is_safe=False,
    ),
    Case(
        "index_unused",
        (
            "set search_path = public, extensions; create index idle_idx on nods_page_section"
            " using ivfflat (embedding vector_ip_ops) with (lists = 1)",
        ),
        "warning",
        "index public.idle_idx",
        "Searches use another index, and nothing has used this one since",
        is_safe=False,
    ),
    Case(
        "index_unused",
        (
            'set search_path = public, extensions; create index "My ""idle"" idx" on nods_page_section'
            " using ivfflat (embedding vector_ip_ops) with (lists = 1)",
        ),
        "warning",
        'index public."My ""idle"" idx"',
        "nothing has used this one since",
        is_safe=False,
        name="strange name",
    ),
    Case(
        "index_missing",
        (
            f'alter index {HNSW} rename to "It\'s mine"',
            INVALID.format("\"It''s mine\""),
        ),
        "error",
        "column public.nods_page_section.embedding",
        "No valid index supports the metric ip",
        name="strange name",
    ),
    Case(
        "index_drifted",
        (
            f"drop index if exists {HNSW}; delete from nods_page_section where id > 1500;"
            " set search_path = public, extensions; drop index if exists lists_idx;"
            " create index lists_idx on nods_page_section using ivfflat (embedding vector_ip_ops) with (lists = 1)",
            "insert into nods_page_section (page_id, content, embedding)"
            " select page_id, content, embedding from nods_page_section, generate_series(1, 2)",
            "analyze",
        ),
        "warning",
        "index public.lists_idx",
        "it has 1 lists, and 4 suit 4,500 rows",
    ),
    Case(
        "statistics",
        (
            "alter table nods_page set (autovacuum_enabled = off)",
            "insert into nods_page (path, checksum, corpus)"
            " select '/new/' || gen_random_uuid(), 'x', 'docs' from generate_series(1, 1000)",
        ),
        "warning",
        "table public.nods_page",
        "but the planner assumes",
    ),
    Case(
        "statistics",
        ("delete from pg_statistic where starelid = 'nods_page_section'::regclass",),
        "warning",
        "table public.nods_page_section",
        "was never analyzed",
        name="never",
    ),
    Case(
        "timeouts",
        ("alter role anon in database {database} set statement_timeout = '1ms'",),
        "warning",
        "role anon",
        "the statement timeout is 1 ms",
        is_safe=False,
        of="public_read",
    ),
    Case(
        "recall",
        (
            f"drop index if exists {HNSW}; delete from nods_page_section where id > 300",
            "set search_path = public, extensions; create index if not exists bits_idx"
            " on nods_page_section using hnsw ((binary_quantize(embedding)::bit(16)) bit_hamming_ops)",
            "select pgmatch.tune_index('bits_idx', overfetch => 1)",
        ),
        "warning",
        "index bits_idx",
        "is expected",
        is_safe=False,
    ),
    Case(
        "exposure",
        ("alter role authenticator in database {database} set pgrst.db_schemas = 'api, graphql_public'",),
        "warning",
        "schema public",
        "The API does not expose it",
        is_safe=False,
    ),
    Case(
        "exposure",
        ("alter role authenticator in database {database} set pgrst.db_schemas = 'public,pgmatch'",),
        "warning",
        "schema pgmatch",
        "The API exposes the schema pgmatch",
        is_safe=False,
        name="internal",
    ),
    Case(
        "exposure",
        ("alter role authenticator in database {database} set pgrst.db_schemas = 'public,pgmatch'",),
        "error",
        "schema pgmatch",
        "The API lets anon and authenticated run SQL as service_role",
        is_safe=False,
        of="public_read",
        name="to strangers",
    ),
)
# What needs a database of its own kind is in test_situations.py, test_own_tables.py and searches/test_watch.py.
ELSEWHERE = {
    # tests/queue/test_problems.py
    "queue",
    # tests/security/test_strangers.py
    "table_unread",
    "index_suspended",
    "index_watch",
    "search_plan",
    "sections_too_long",
    "embeddings_unverified",
    "search_invalid",
    "search_missing",
    "search_outdated",
    "table_missing",
    "words_unread",
    "versions",
    "not_installed",
    "line_unrecorded",
    "revision_behind",
    "grants_others",
    "checksums",
    "index_memory",
    "pooler",
}
PLACEHOLDERS = {"NAME": "some-model"}


def broken(database: Database, case: Case) -> None:
    for statement in case.breaks:
        execute(database, statement.replace("{database}", database.name))


def in_sql(database: Database, rule: str) -> list[tuple[Any, ...]]:
    """Return what a rule says, as pgmatch.doctor() asks it."""
    rows = database.rows(
        "select f.level, f.object, f.evidence, array_to_string(f.fix, E'\\n') from unnest(%s) as r (name)"
        " cross join lateral pgmatch.examine(to_regprocedure(r.name)) as f where to_regprocedure(r.name) is not null",
        ([f"pgmatch.{one.name}()" for one in RULES[rule]],),
    )
    return sorted(rows)


def as_in_sql(findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return what the command found, in the form of a rule's answer."""
    return sorted((one["level"], one["object"], one["evidence"], "\n".join(one["fix"])) for one in findings)


def matching(findings: list[dict[str, Any]], case: Case) -> list[dict[str, Any]]:
    return [
        finding
        for finding in findings
        if finding["check"] == case.check
        and finding["object"].startswith(case.object)
        and case.evidence in finding["evidence"]
    ]


def each(cases: Sequence[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: f"{case.check}-{case.name}".strip("-"))


@each([case for case in CASES if case.is_safe])
def test_what_fix_would_do_can_be_done_by_hand(copy: Copy, doctor: Doctor, case: Case) -> None:
    database = copy(case.of)
    broken(database, case)
    findings = doctor.find(database, case.check)
    assert matching(findings, case), findings

    for finding in findings:
        doctor.follow(database, finding, **PLACEHOLDERS)
    assert doctor.find(database, case.check) == []


@each(CASES)
def test_what_is_broken_is_found_and_repaired_where_names_of_schemas_need_quotes_and_by_fix_if_that_is_safe(
    copy: Copy, doctor: Doctor, case: Case
) -> None:
    database = copy(f"{case.of}_in_quotes")
    execute(database, f"alter database {database.name} set search_path = {in_quotes('public, extensions')}")
    case = replace(
        case,
        breaks=tuple(in_quotes(statement) for statement in case.breaks),
        object=in_quotes(case.object),
        evidence=in_quotes(case.evidence),
    )
    broken(database, case)
    findings = doctor.find(database, case.check)
    assert matching(findings, case), findings
    assert {finding["level"] for finding in findings} == {case.level}
    assert {finding["is_safe"] for finding in findings} == {case.is_safe}
    if case.check in RULES:
        assert in_sql(database, case.check) == as_in_sql(findings)
    execute(database, f"alter database {database.name} reset search_path")
    if case.is_safe:
        before = database.rows(ROWS)
        report = doctor.see(database, "--fix", "--only", case.check)
        assert report["findings"] == []
        assert {one["check"] for one in report["repaired"]} == {case.check}
        assert [one for one in report["repaired"] if one["failure"] or not one["fix"]] == []
        assert database.rows(ROWS) == before
    else:
        for finding in findings:
            doctor.follow(database, finding, **PLACEHOLDERS)
        assert doctor.find(database, case.check) == []


def test_every_check_is_broken_by_a_test() -> None:
    assert {case.check for case in CASES} | ELSEWHERE == set(CHECKS)
