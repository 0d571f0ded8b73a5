"""What an attacker can try who has SQL: tables, helpers, catalogs, sessions, objects of their own."""

from __future__ import annotations

import json
from typing import Any

from tests.security.attacks.attempt import (
    CANARY,
    KNOWN_CORPUS,
    KNOWN_PATH,
    KNOWN_TEXT,
    MALLORY,
    NOBODYS_PAGE,
    NOBODYS_RUN,
    OWN_PAGE,
    OWN_RUN,
    OWN_SECTION,
    VICTIM_CHILD,
    VICTIM_PAGE,
    VICTIM_RUN,
    VICTIM_SECTION,
    Attempt,
)

AIMED = "'[0.6,0.8,0]'::extensions.vector"
MATCH = f"select * from match_page_sections({AIMED}, -1, 100, 0)"
SEARCH = f"select * from search_page_sections({AIMED}, 100)"
HYBRID = f"select * from hybrid_search_page_sections('launch code', {AIMED}, 100)"
LEAK = """
    create function pg_temp.leak(seen text) returns boolean language plpgsql cost 0.0000001 as
    $$ begin raise notice '%', seen; return true; end $$
"""
STEAL = "create function pg_temp.steal({}) returns {} language sql as $$ select {} $$"
PARENTS = "'get_page_parents(bigint)'"
TABLES = ("nods_page", "nods_page_section", "pgmatch.nods_run")


def _try(kind: str, *attempts: tuple[Any, ...]) -> list[Attempt]:
    """Make attempts of tuples of a name, an outcome and statements."""
    return [Attempt(f"{kind}: {name}", tuple(statements), outcome) for name, outcome, *statements in attempts]


READ = _try(
    "read",
    *((f"all of {table}", 1, f"select * from {table}") for table in TABLES),
    *((f"{table} of the victim", 0, f"select * from {table} where owner_id = 'victim'") for table in TABLES),
    *((f"{table} of nobody", 0, f"select * from {table} where owner_id is null") for table in TABLES),
    *(
        (f"{table} of others or true", 1, f"select * from {table} where owner_id <> 'x' or true")
        for table in TABLES
    ),
    *((f"{table} locked", 1, f"select * from {table} for update") for table in TABLES),
    *((f"{table} through a row", 1, f"select row_to_json(t) from {table} as t") for table in TABLES),
    (
        "pages by id",
        0,
        f"select * from nods_page where id in ({VICTIM_PAGE}, {VICTIM_CHILD}, {NOBODYS_PAGE})",
    ),
    ("pages by place", 1, "select * from nods_page where ctid >= '(0,0)' and ctid <= '(99999,1)'"),
    ("pages by index alone", 1, "set enable_seqscan = off", "select path from nods_page order by path"),
    (
        "sections by embedding",
        1,
        f"select * from nods_page_section order by embedding operator(extensions.<#>) {AIMED}",
    ),
    (
        "the parents of one's children",
        0,
        "select p.* from nods_page c join nods_page p on p.id = c.parent_page_id",
    ),
    (
        "a recursive walk",
        1,
        "with recursive w as (select id, path from nods_page union select p.id, p.path"
        " from nods_page p join w on p.id = w.id + 1) select * from w",
    ),
    ("table samples", 1, "select * from nods_page tablesample bernoulli (100)"),
    ("a full join", 2, "select * from nods_page p full join nods_page_section s on s.id = p.id"),
    ("a copy out", "42501", "copy nods_page to '/tmp/x'"),
    ("a copy to a program", "42501", "copy nods_page to program 'cat'"),
    ("the inherited table alone", 1, "select * from only nods_page"),
    ("system columns", 1, "select ctid, xmin, xmax, tableoid, * from nods_page"),
    ("words", 1, "select * from nods_page_section where fts @@ 'launch'"),
    ("meta", 0, """select * from nods_page where meta @> '{"known": {}}'"""),
    (
        "a lateral call",
        0,
        f"select g.* from generate_series({VICTIM_PAGE}, {VICTIM_CHILD}) as i, get_page_parents(i) as g",
    ),
)
LEAKY = _try(
    "leak by",
    ("a cheap function", 1, LEAK, "select * from nods_page where pg_temp.leak(nods_page::text)"),
    (
        "a cheap function on sections",
        1,
        LEAK,
        "select * from nods_page_section s where pg_temp.leak(s::text)",
    ),
    ("a cheap function on runs", 1, LEAK, "select * from pgmatch.nods_run s where pg_temp.leak(s::text)"),
    ("a cheap function in order by", 1, LEAK, "select * from nods_page order by pg_temp.leak(path)"),
    (
        "a cheap function in an aggregate's filter",
        1,
        LEAK,
        "select count(*) filter (where pg_temp.leak(path)) from nods_page",
    ),
    (
        "a cheap function in a join",
        1,
        LEAK,
        "select 1 from nods_page p join nods_page q on pg_temp.leak(p.path || q.path)",
    ),
    ("a function that says it is leakproof", "42501", LEAK.replace("cost", "leakproof cost")),
    ("an error of a cast", "22P02", "select * from nods_page_section where slug::integer = 1"),
    ("a division by zero", 1, f"select 1 / (id - {VICTIM_PAGE}) from nods_page"),
    ("a division by zero in where", 1, f"select 1 from nods_page where 1 / (id - {VICTIM_PAGE}) < 9"),
    ("a cast of all", "22P02", "select path::integer from nods_page"),
    (
        "a temporary operator",
        1,
        LEAK,
        "create function pg_temp.same(text, text) returns boolean language sql as 'select pg_temp.leak($1)'",
        "create operator pg_temp.=== (leftarg = text, rightarg = text, function = pg_temp.same)",
        "select * from nods_page where path operator(pg_temp.===) 'x'",
    ),
    (
        "a temporary aggregate",
        1,
        "create function pg_temp.seen(text, text) returns text language plpgsql as"
        " $$ begin raise notice '%', $2; return $2; end $$",
        "create aggregate pg_temp.see(text) (sfunc = pg_temp.seen, stype = text)",
        "select pg_temp.see(path) from nods_page",
    ),
    ("a plan", 1, "explain (analyze, verbose, format json) select * from nods_page"),
    ("a plan of a search", 1, f"explain (analyze, verbose, buffers, format json) {MATCH}"),
    ("a generic plan", 1, "explain (generic_plan, format json) select * from nods_page where path = $1"),
    ("statistics", 0, "select * from pg_stats where tablename in ('nods_page', 'nods_page_section')"),
    ("raw statistics", "42501", "select * from pg_statistic"),
    ("statistics of one's own", "42501", "create statistics public.s on path, type from nods_page"),
    (
        "statements of others",
        0,
        "select query from pg_stat_activity where usename <> current_user and query like '%nods%'",
    ),
    ("a debugging notice", 1, "set client_min_messages = debug5", MATCH),
    ("a verbose log", "42501", "set log_error_verbosity = verbose"),
)
WRITE = _try(
    "write",
    ("a page of the victim's", "42501", "insert into nods_page (path, owner_id) values ('/x', 'victim')"),
    ("a page of nobody's", "42501", "insert into nods_page (path, owner_id) values ('/x', null)"),
    (
        "a page with the victim's id",
        "42501",
        f"insert into nods_page (id, path) values ({VICTIM_PAGE}, '/x')",
    ),
    ("a page with an id to come", "42501", "insert into nods_page (id, path) values (9999, '/x')"),
    ("a page at the victim's path", 1, f"insert into nods_page (path) values ('{KNOWN_PATH}')"),
    (
        "a page at the victim's path, as the victim",
        "42501",
        f"insert into nods_page (path, owner_id) values ('{KNOWN_PATH}', 'victim')",
    ),
    (
        "a page at the victim's path, or nothing",
        "42501",
        f"insert into nods_page (path, owner_id) values ('{KNOWN_PATH}', 'victim') on conflict do nothing",
    ),
    (
        "over the victim's page by upsert",
        "42501",
        f"insert into nods_page (path, owner_id) values ('{KNOWN_PATH}',"
        " 'victim') on conflict (path, owner_id) do update set checksum = 'stolen' returning *",
    ),
    (
        "over one's own page into the victim's hands",
        "42501",
        "insert into nods_page (path) values ('/mine')"
        " on conflict (path, owner_id) do update set owner_id = 'victim'",
    ),
    (
        "below the victim's page",
        "23503",
        f"insert into nods_page (path, parent_page_id) values ('/x', {VICTIM_PAGE})",
    ),
    (
        "below nobody's page",
        "23503",
        f"insert into nods_page (path, parent_page_id) values ('/x', {NOBODYS_PAGE})",
    ),
    (
        "below a page that is not there",
        "23503",
        "insert into nods_page (path, parent_page_id) values ('/x', 987654)",
    ),
    ("one's page below the victim's", "23503", f"update nods_page set parent_page_id = {VICTIM_PAGE}"),
    (
        "one's page below the victim's by upsert",
        "23503",
        "insert into nods_page (path) values ('/mine')"
        f" on conflict (path, owner_id) do update set parent_page_id = {VICTIM_PAGE}",
    ),
    (
        "a section of the victim's page",
        "23503",
        f"insert into nods_page_section (page_id, content) values ({VICTIM_PAGE}, 'planted')",
    ),
    (
        "a section of the victim's page, as the victim",
        "23503",
        f"insert into nods_page_section (page_id, content, owner_id) values ({VICTIM_PAGE}, 'planted', 'victim')",
    ),
    (
        "a section of nobody's page",
        "23503",
        f"insert into nods_page_section (page_id, content) values ({NOBODYS_PAGE}, 'planted')",
    ),
    (
        "a section of no page",
        "23503",
        "insert into nods_page_section (page_id, content) values (987654, 'planted')",
    ),
    (
        "a section of one's page, as the victim",
        1,
        f"insert into nods_page_section (page_id, content, owner_id) values ({OWN_PAGE}, 'x', 'victim') returning id",
    ),
    (
        "a section with the victim's id",
        "42501",
        f"insert into nods_page_section (id, page_id, content) values ({VICTIM_SECTION}, {OWN_PAGE}, 'x')",
    ),
    (
        "one's section into the victim's page",
        "23503",
        f"update nods_page_section set page_id = {VICTIM_PAGE}",
    ),
    ("one's section into the victim's hands", 1, "update nods_page_section set owner_id = 'victim'"),
    ("one's page into the victim's hands", "42501", "update nods_page set owner_id = 'victim'"),
    ("one's page into nobody's hands", "42501", "update nods_page set owner_id = null"),
    (
        "the victim's page into one's hands",
        0,
        "update nods_page set owner_id = 'mallory' where owner_id = 'victim'",
    ),
    (
        "the victim's page by id",
        0,
        f"update nods_page set checksum = 'stolen' where id = {VICTIM_PAGE} returning *",
    ),
    (
        "the victim's section by id",
        0,
        f"update nods_page_section set content = 'x' where id = {VICTIM_SECTION}",
    ),
    ("all pages", 1, "update nods_page set checksum = 'stolen'"),
    ("all sections", 1, "update nods_page_section set content = 'stolen'"),
    ("all runs", 1, "update pgmatch.nods_run set finished_at = now()"),
    ("an id of the victim's", "42501", f"update nods_page set id = {VICTIM_PAGE}"),
    (
        "by a join",
        0,
        f"update nods_page as p set path = '/x' from nods_page as q where p.id = {VICTIM_PAGE} and q.id = p.id",
    ),
    (
        "by a merge",
        0,
        f"merge into nods_page as p using (values ({VICTIM_PAGE})) as v (id) on p.id = v.id"
        " when matched then update set checksum = 'stolen' when not matched then do nothing",
    ),
    (
        "by a merge that deletes",
        0,
        f"merge into nods_page as p using (values ({VICTIM_PAGE})) as v (id) on p.id = v.id"
        " when matched then delete",
    ),
    (
        "by a merge that inserts",
        "42501",
        f"merge into nods_page as p using (values ('{KNOWN_PATH}')) as v (path)"
        " on p.path = v.path when not matched then insert (path, owner_id) values (v.path, 'victim')",
    ),
    ("by a copy in", "0A000", "copy nods_page (path, owner_id) from stdin"),
    ("section_ids that are the victim's", 1, f"update nods_page set section_ids = array[{VICTIM_SECTION}]"),
    (
        "a run of the victim's",
        "42501",
        "insert into pgmatch.nods_run (corpus, owner_id) values ('docs', 'victim')",
    ),
    ("a run of nobody's", "42501", "insert into pgmatch.nods_run (corpus, owner_id) values ('docs', null)"),
    (
        "a run with a number to come",
        "42501",
        "insert into pgmatch.nods_run (id, corpus) overriding system value values (999, 'docs')",
    ),
    ("the record of the install", "42501", "update pgmatch.install set access = 'public_read'"),
    ("the model for all", "42501", "update pgmatch.search set model = 'evil'"),
    ("the list of members", "42501", "update pgmatch.member set readers = 'all'"),
    ("a tuning for all", "42501", "insert into pgmatch.index_tuning (index, build) values ('x', 'x')"),
    ("the version", "42501", "delete from pgmatch.nods_version"),
)
DELETE = _try(
    "delete",
    *((f"all of {table}", 1, f"delete from {table}") for table in TABLES),
    *(
        (f"{table} of the victim", 0, f"delete from {table} where owner_id = 'victim' returning *")
        for table in TABLES
    ),
    ("the victim's page by id", 0, f"delete from nods_page where id = {VICTIM_PAGE}"),
    (
        "using one's own",
        0,
        f"delete from nods_page as p using nods_page_section as s where p.id = {VICTIM_PAGE}",
    ),
    *((f"{table} by truncate", "42501", f"truncate {table} cascade") for table in TABLES),
    (
        "what a cursor stands on",
        1,
        "begin",
        "declare c cursor for select * from nods_page for update",
        "fetch c",
        "delete from nods_page where current of c",
    ),
)
HELPERS = _try(
    "helper",
    ("locks the victim's page", 1, f"select * from pgmatch.nods_lock_page('{KNOWN_PATH}', 'docs')"),
    (
        "puts sections into the victim's page",
        "23503",
        f"select * from pgmatch.nods_put_sections({VICTIM_PAGE},"
        """ '[{"content": "planted", "embedding": "[1,0,0]"}]')""",
    ),
    ("empties the victim's page", 1, f"select * from pgmatch.nods_put_sections({VICTIM_PAGE}, '[]')"),
    (
        "asks for a text of the victim's",
        0,
        "select * from"
        f" pgmatch.nods_match_sections({VICTIM_PAGE}, array['{KNOWN_TEXT}'], null)"
        " where section_id is not null",
    ),
    (
        "asks for a checksum of the victim's",
        0,
        f"select 1 where pgmatch.nods_is_complete({VICTIM_PAGE}, 'known sum')",
    ),
    ("asks for the corpus of a run", "PT410", f"select pgmatch.nods_run_corpus({VICTIM_RUN})"),
    ("asks whether a run is over", 0, f"select 1 where pgmatch.nods_is_over({NOBODYS_RUN})"),
    ("forgets the runs of others", 1, "select pgmatch.nods_forget_runs(0)"),
    (
        "locks the victim's corpus",
        1,
        f"select 1 from pgmatch.nods_lock_corpus('{KNOWN_CORPUS}') where owner_id = 'mallory'",
    ),
    (
        "asks how the victim's files are read",
        0,
        f"select 1 where pgmatch.nods_read_by('{CANARY}') is not null",
    ),
    ("opens the victim's page", 1, f"select 1 from pgmatch.nods_open_page({OWN_RUN}, '{KNOWN_PATH}')"),
    (
        "asks for pages of the victim's corpus",
        1,
        f"select * from pgmatch.nods_gone_pages('{KNOWN_CORPUS}', null, '{{}}')",
    ),
    (
        "asks what a run would remove",
        1,
        f"select pgmatch.nods_check_prune('{KNOWN_CORPUS}', '/other', null, '{{/mine}}', null, 1)",
    ),
    (
        "removes the victim's page",
        1,
        f"select pgmatch.nods_delete_pages(array[{VICTIM_PAGE}, {NOBODYS_PAGE}])",
    ),
    ("trims a text of two million blanks", 1, "select pgmatch.nods_bare_text(repeat(' ', 2000000) || 'x')"),
    ("asks for the corpus of nobody's run", "22023", f"select pgmatch.nods_run_corpus({NOBODYS_RUN})"),
    (
        "makes the victim's page a parent",
        1,
        "select * from pgmatch.nods_set_parents("
        f"""'[{{"path": "/mine", "parent_path": "{KNOWN_PATH}"}}]')""",
    ),
    (
        "makes one's page the victim's parent",
        0,
        "select * from pgmatch.nods_set_parents("
        f"""'[{{"path": "{KNOWN_PATH}", "parent_path": "/mine"}}]')""",
    ),
    ("loads pages", "42501", "select * from pgmatch.nods_load_pages('[]', 'm', 3, null, 'docs', true)"),
    ("begins a load of many sections", 1, "select * from pgmatch.nods_begin_load(100000)"),
    ("ends a load", 0, "select * from pgmatch.nods_end_load(1000, 1000)"),
    (
        "suspends the index for a load",
        1,
        "select * from pgmatch.suspend_for_load('nods_page_section', 100000)",
    ),
    ("builds what is suspended", 0, "select * from pgmatch.finish_load('nods_page_section', 1000)"),
    ("records another model", "22023", "select pgmatch.nods_record_model('evil', 3, null, null)"),
    ("records normalisation", 1, "select pgmatch.nods_record_model('m', 3, true, 1)"),
    ("takes the nearest", 1, f"select * from pgmatch.nods_nearest({AIMED}, null, 10000, null)"),
    ("takes the nearest of the fast path", 1, f"select * from pgmatch.nods_walk({AIMED}, 10000)"),
    ("makes the fast path anew", "42501", "select pgmatch.nods_make_walk()"),
    (
        "builds a filter with a quote",
        1,
        "select pgmatch.nods_page_filter('''', '\\''', '\\\\''', '{\"''\": 1}')",
    ),
    ("looks at a table's indexes", "42501", "select * from pgmatch.vector_indexes('nods_page_section')"),
    ("asks who one is", 1, "select pgmatch.current_owner() where pgmatch.current_owner() = 'mallory'"),
    ("asks whose nobody's rows are", 0, "select 1 where pgmatch.nods_is_mine(null::text)"),
    ("asks whose the victim's rows are", 0, "select 1 where pgmatch.nods_is_mine('victim'::text)"),
    (
        "asks by a number",
        "22P02",
        "select 1 where pgmatch.nods_is_mine(1)",
    ),
)
HELPERS += _try(
    "helper",
    (
        "inserts a section into the victim's page",
        "23503",
        f"select pgmatch.nods_insert_section({VICTIM_PAGE}, jsonb_build_object('content', 'x', 'embedding', '[1,0,0]'), 1)",
    ),
    ("begins with nothing", "22023", "select pgmatch.nods_check_begin(null, null, null, null)"),
    ("checks another model", "22023", "select pgmatch.nods_check_model('evil', 3, null, null)"),
    (
        "asks whether there is something to record",
        0,
        "select 1 where pgmatch.nods_check_model('m', 3, true, 1)",
    ),
    (
        "checks a page of a bomb",
        "22023",
        "select pgmatch.nods_check_page('/x', 'x', jsonb_build_array("
        "(repeat('{\"a\":', 1000) || '1' || repeat('}', 1000))::jsonb))",
    ),
    ("checks an embedding with a format", "22023", "select pgmatch.nods_check_embedding('[1]', '%s %I %L')"),
    ("checks the length of vectors", "22023", "select pgmatch.nods_check_dimensions(2147483647)"),
    (
        "asks for the length of a model's vectors by an injection",
        0,
        "select 1 where pgmatch.model_dimensions('gte-small'' or true --') is not null",
    ),
    (
        "checks a model of another length",
        "22023",
        "select pgmatch.check_model_dimensions('gte-small', 2147483647, 'nods_page_section', 'embedding')",
    ),
    (
        "asks how the length is changed",
        1,
        "select pgmatch.dimensions_change('nods_page_section', 'embedding; drop', 3)",
    ),
    ("asks for the letters of a language", 1, "select pgmatch.nods_text_letters()"),
    (
        "asks a question of ten thousand letters",
        1,
        "select pgmatch.nods_text_question(repeat('\u6771\u4eac', 5000) || '\" -')",
    ),
)
NEAREST = "select * from pgmatch.nearest(null::{}, '{}', '{}', '{}', 'ip', " + AIMED + ", 10000{}) as r"
SECTIONS = ("bigint", "nods_page_section", "embedding", "id")
QUESTION = "row('nods_page_section', 'embedding', 'id', 'ip', {}, 100, null, null, null, $${}$$, 'public')::pgmatch.question"
VICTIMS = QUESTION.format(AIMED, "s.owner_id = 'victim'")
LEAKING = QUESTION.format(AIMED, "pg_temp.leak(s.content)")
HELPERS += _try(
    "core",
    ("takes the nearest", 1, NEAREST.format(*SECTIONS, "")),
    ("takes the victim's", 1, NEAREST.format(*SECTIONS, ", filter => $$s.owner_id = 'victim'$$")),
    ("filters by a leak", 1, LEAK, NEAREST.format(*SECTIONS, ", filter => 'pg_temp.leak(s.content)'")),
    ("takes texts for keys", 1, NEAREST.format("text", "nods_page_section", "embedding", "content", "")),
    ("searches the runs", "42703", NEAREST.format("bigint", "pgmatch.nods_run", "embedding", "id", "")),
    (
        "names a column with a quote",
        "42703",
        NEAREST.format("bigint", "nods_page_section", "e''\"", "id", ""),
    ),
    (
        "names a key with a quote",
        "42703",
        NEAREST.format("bigint", "nods_page_section", "embedding", 'id" from x --', ""),
    ),
    ("compares the victim's sections", 1, f"select pgmatch.compare(null::bigint, {VICTIMS}, true)"),
    ("compares by a leak", 1, LEAK, f"select pgmatch.compare(null::bigint, {LEAKING}, false)"),
    ("walks to the victim's", 1, f"select pgmatch.walk(null::bigint, {VICTIMS}, true, null, null, null)"),
    ("walks by a leak", 1, LEAK, f"select pgmatch.walk(null::bigint, {LEAKING}, false, null, null, 100000)"),
    ("takes rows in its own order", 1, f"select pgmatch.search_rows(null::bigint, {VICTIMS}, 'limit 1000')"),
    (
        "adds rows",
        1,
        f"select pgmatch.search_rows(null::bigint, {VICTIMS}, 'union all select id, 0 from nods_page_section')",
    ),
    ("writes a statement", 1, f"select pgmatch.search_statement({VICTIMS}, 'limit 1; drop table nods_page')"),
    ("counts the victim's", 1, f"select pgmatch.is_few({VICTIMS})"),
    ("counts by a leak", 1, LEAK, f"select pgmatch.is_few({LEAKING})"),
    ("counts all", 1, "select pgmatch.few_rows('nods_page_section')"),
    ("estimates all", 1, "select pgmatch.estimated_rows('nods_page_section')"),
    ("asks how a policy is written", 1, "select pgmatch.owner_comparison('a'' or true')"),
    ("asks whether a role is trusted", 1, "select pgmatch.is_trusted('authenticated'::regrole)"),
    ("asks for the default of ef_search", 1, "select pgmatch.default_ef_search()"),
    ("asks how many sections are walked to", 1, "select pgmatch.most_to_walk('nods_page_section')"),
    (
        "asks for the victim's pages by a filter",
        1,
        "select pgmatch.nods_few_pages('/', 'x'' or true --', '%1$L', '{}')",
    ),
    ("asks whose sections there are", 1, "select pgmatch.tenant_filter('nods_page_section', 's\"')"),
    (
        "filters by what has quotes",
        0,
        f"""select * from search_page_sections({AIMED}, 100, filter => '{{"x'' or true --": "'' or true --"}}')""",
    ),
    (
        "filters by what everything passes",
        1,
        f"""select * from pgmatch.nods_filtered({AIMED}, -1, 100, 0, null, null, null, null,
          '{{"x": {{"$exists": false}}}}', null, null, null)""",
    ),
    (
        "writes a condition",
        1,
        """select pgmatch.filter_condition('{"a'' or true --": "'' or true --"}', 's.meta') where pg_catalog.length(
          pgmatch.filter_group('{"a": 1}', 's.meta', 1) || pgmatch.filter_key('a', '1', 's.meta', 1)
          || pgmatch.filter_list('$or', '[{"a": 1}]', 's.meta', 1)
          || pgmatch.filter_operator(array['a'], '$eq', '1', 's.meta')
        ) > 0""",
    ),
    ("asks for too deep a filter", "22023", "select pgmatch.check_filter_depth(1000)"),
    ("asks for an unknown operator", "22023", """select pgmatch.check_filter_key('a', '{"$where": 1}')"""),
    ("lists the rows of a function of ours", "42704", "select pgmatch.list_rows('match_page_sections')"),
    ("deletes the rows of one", "42704", """select pgmatch.delete_rows('match_page_sections', '{"a": 1}')"""),
    (
        "lists the rows of a function of its own",
        "42704",
        """create function pg_temp.own() returns integer language sql as $own$ select 1
-- pgmatch.search_function: {"target": "nods_page", "metadata": "meta"}
$own$""",
        "select pgmatch.list_rows('own')",
    ),
    ("asks what one searches", "42704", "select pgmatch.metadata_search('pg_temp.own')"),
    ("reads the outline of the victim's page", 0, f"select pgmatch.nods_page_outline({VICTIM_PAGE})"),
    (
        "picks the victim's page to remove",
        "P0002",
        f"select pgmatch.nods_pages_to_remove(array['{KNOWN_PATH}'], null, null)",
    ),
    ("takes everybody's keys", 1, f"select pgmatch.matching_keys(null::bigint, {VICTIMS})"),
    ("takes keys by a leak", 1, LEAK, f"select pgmatch.matching_keys(null::bigint, {LEAKING})"),
    (
        "pairs everything",
        1,
        "select pgmatch.near_pairs(null::bigint, 'nods_page_section', 'embedding', 'id', 'ip', -2, 2147483646)",
    ),
    (
        "pairs by a leak",
        1,
        LEAK,
        "select pgmatch.near_pairs(null::bigint, 'nods_page_section', 'embedding', 'id', 'ip', -2, 100,"
        " always => 'pg_temp.leak(s.content)', apart => 'owner_id')",
    ),
    (
        "takes the best of its own pairs",
        1,
        f"select pgmatch.best_pairs(array[{VICTIM_SECTION}], array[{VICTIM_SECTION}], '{{1}}', 2147483647)",
    ),
    (
        "checks arguments for another table",
        1,
        "select pgmatch.check_arguments('nods_page', 'id', '[1]', 0, 1, 'ip')",
    ),
    ("filters by a length", 1, "select pgmatch.nods_content_filter(-2147483648)"),
    (
        "filters by a quote",
        1,
        "select pgmatch.filter_condition(jsonb_build_object('\\'') or true --', '''; --'), 'p.meta')",
    ),
    ("filters by a part of a filter", 1, "select pgmatch.filter_group('{\"a\": 1}', 'p.meta', -1)"),
    ("filters by another list", 1, "select pgmatch.filter_list('$nor', '[{\"a\": 1}]', 'p.meta', 1)"),
    ("filters by an operator for a key", "22023", "select pgmatch.filter_key('$or', '1', 'p.meta', 1)"),
    ("filters by another operator", 1, "select pgmatch.filter_operator('{a}', '$where', '1', 'p.meta')"),
    ("counts levels down", 1, "select pgmatch.check_filter_depth(-2147483648)"),
    ("checks no operators", "22023", "select pgmatch.check_filter_key('a', '{}')"),
    (
        "finds sections by a filter that all pages pass",
        1,
        f"select * from pgmatch.nods_filtered({AIMED}, null, 10000, null, null, null, null, null,"
        ' \'{"$not": {"a": {"$in": []}}}\', null, null, null)',
    ),
    ("removes all pages by a filter", "22023", "select pgmatch.nods_pages_to_remove(null, null, '{}')"),
    (
        "looks for the victim's pages to remove",
        1,
        'select pgmatch.nods_pages_to_remove(null, null, \'{"$not": {"a": "b"}}\')',
    ),
    ("deletes by a list that is empty", "22023", 'select pgmatch.check_filter_parts(\'{"a": {"$in": []}}\')'),
    ("asks for another's search by name", "42704", "select pgmatch.named_search('nods_page')"),
    ("ends a prefix by a quote", 1, "select pgmatch.nods_prefix_end('x'' or true --')"),
    ("writes a threshold of nothing", 1, "select pgmatch.threshold_condition(null)"),
    ("lists rows of a table", "42704", "select pgmatch.list_rows('nods_page_section')"),
    ("deletes rows of a table", "42704", "select pgmatch.delete_rows('nods_page', '{\"a\": 1}')"),
    ("asks for a search by a quote", "42704", "select pgmatch.metadata_search(''' or true --')"),
    ("finds the pages of a filter", 1, "select pgmatch.nods_section_filter('/', null, null, '{}')"),
    (
        "finds pages by a quote",
        1,
        "set standard_conforming_strings = off",
        r"select pgmatch.nods_section_filter('\\'' or true --', null, null, null)",
    ),
    ("asks for another metric", "22023", "select pgmatch.metric_sql('x'' or true --')"),
    (
        "measures by another metric",
        "22023",
        "select pgmatch.distance('nods_page_section', 'embedding', 'x'' --')",
    ),
    ("measures a number", "42804", "select pgmatch.distance('nods_page', 'id', 'ip')"),
    ("changes its role", "42501", "select pgmatch.change_setting('role', 'x', null, 'postgres')"),
    ("puts back a role", "42501", "select pgmatch.put_back(array[row('role', 'postgres')::pgmatch.setting])"),
    (
        "sets the parameters of the walk",
        1,
        f"select {AIMED}",
        "select pgmatch.set_scan(row(null, 'hnsw', null, null, null, 1000, null, null)::pgmatch.chosen_index, 10)",
    ),
    (
        "sets the parameters of no method",
        1,
        "select pgmatch.set_scan(row(null, 'role', null, null, null, 1, 1, 1)::pgmatch.chosen_index, 10)",
    ),
    ("asks for lists", 1, "select pgmatch.default_probes('nods_page_pkey', 2147483647, 2147483647)"),
    (
        "looks up the settings of an index that is not one of vectors",
        0,
        "select pgmatch.tuning_of('nods_page_pkey')",
    ),
    ("looks up how such an index was built", 1, "select pgmatch.index_build('nods_page_pkey')"),
    (
        "looks for an index by an injection",
        "22023",
        "select pgmatch.search_index('nods_page_section', 'embedding', 'ip'' or true --')",
    ),
    ("asks for the choice", 1, "select pgmatch.search_choice('nods_page_section', 'embedding', 'ip')"),
    (
        "asks whether it sees all",
        0,
        "select 1 where pgmatch.is_fast('nods_page_section', 'embedding', 'ip',"
        " pgmatch.search_choice('nods_page_section', 'embedding', 'ip'))",
    ),
    ("sees policies", 1, "select pgmatch.has_policies('nods_page_section')"),
    ("asks for the path of triggers", 1, "select pgmatch.trigger_path('nods_page_section'::regclass)"),
    (
        "checks a query of the largest vector",
        "22023",
        "select pgmatch.check_query("
        "(select array_agg(1)::real[] from generate_series(1, 16000))::extensions.vector, 0, 2147483647, 3, 'ip')",
    ),
    ("reads what is no vector", "22P02", "select pgmatch.to_vector('one')"),
    ("measures a vector", 1, "select pgmatch.measure_embedding('[3,4]')"),
    (
        "checks a scan of the most",
        "22023",
        "select pgmatch.check_scan(2147483647, 2147483647, -1, 2147483647)",
    ),
    ("asks for dimensions", 1, "select pgmatch.dimensions_of('nods_page_section', 'embedding')"),
    (
        "reads a question of two million operators",
        1,
        "select pgmatch.text_query('english', pgmatch.question_text(repeat('(&|!<->', 250000) || ' launch'))",
    ),
    ("writes a call by a quote", "22023", f"select pgmatch.search_call({PARENTS}, '{{\"page_id) --\": 1}}')"),
    (
        "explains a call for the victim's page",
        1,
        f"select pgmatch.explain_call('get_page_parents', '{{\"page_id\": {VICTIM_PAGE}}}')",
    ),
    (
        "looks for a row by a quote",
        "42703",
        f"select pgmatch.search_place({PARENTS}, '{{\"page_id\": {VICTIM_CHILD}}}', 'id\" or true --', '{{1}}')",
    ),
    ("names a function of Postgres as a search", "42883", "select pgmatch.nods_search_named('pg_sleep')"),
    ("expects sections by a pattern", "P0002", "select pgmatch.nods_expected_sections('%')"),
    (
        "asks why it does not find the victim's section",
        1,
        "select pgmatch.nods_why_not(pgmatch.nods_search_named('search_page_sections'),"
        f' \'{{"query_embedding": [0.6, 0.8, 0], "source": "guide"}}\', {VICTIM_SECTION},'
        ' \'{"query_embedding": [0.6, 0.8, 0], "source": "guide", "match_count": 10000}\', null, null)',
    ),
    ("reads terms with an exclusion", 1, "select pgmatch.query_terms('launch & !code')"),
    ("fills a template with itself", 1, """select pgmatch.fill('{a}{b}', '{"a": "{b}", "b": "{a}"}')"""),
    ("counts the rows of others", 1, "select pgmatch.searched_rows('nods_page_section', 'true', null)"),
    (
        "counts rows by a leak",
        1,
        LEAK,
        "select pgmatch.searched_rows('nods_page_section', 'pg_temp.leak(s.content)', current_setting('search_path'))",
    ),
    (
        "writes a statement on words",
        1,
        "select pgmatch.text_statement('nods_page_section', 'id\"', 's.fts', '{launch}', 'true; --', 1, 1, true)",
    ),
    (
        "takes the first of the victim's sections",
        1,
        f"select pgmatch.first_of_sections({VICTIMS}, '{{page_id}}', '{{1, 2, 3}}'::bigint[], '{{1, 1, 1}}')",
    ),
    ("compares sections", 1, f"select pgmatch.compare_sections(null::bigint, {VICTIMS}, '{{owner_id}}')"),
    (
        "compares sections by a leak",
        1,
        LEAK,
        f"select pgmatch.compare_sections(null::bigint, {LEAKING}, '{{slug}}')",
    ),
    (
        "names a section with a quote",
        "42703",
        f"select pgmatch.nearest_sections(null::bigint, {VICTIMS}, array['a\" from x --'], null, null, null)",
    ),
    (
        "takes the nearest of the victim's sections",
        1,
        f"select pgmatch.nearest_sections(null::bigint, {VICTIMS}, '{{page_id}}', null, null, null)",
    ),
    ("writes a statement on both", 1, f"select pgmatch.hybrid_statement({VICTIMS}, array['\"; --'])"),
    (
        "matches the victim's words and meaning",
        1,
        f"select pgmatch.hybrid_matches(null::bigint, {VICTIMS}, 's.fts', 'launch', 1, 1, 50, null, null, null)",
    ),
    (
        "matches by a leak",
        1,
        LEAK,
        f"select pgmatch.hybrid_matches(null::bigint, {LEAKING}, 's.fts', 'launch', 1, 1, 50, null, null, null)",
    ),
    (
        "fuses all with nothing",
        1,
        "select * from pgmatch.fuse('{1}'::bigint[], null, 1e308, 1e308, 1, 2147483647)",
    ),
    ("weighs by no number", "22023", "select pgmatch.check_fusion('NaN', 'infinity', 0)"),
    (
        "weighs both by no number",
        "22023",
        f"select pgmatch.check_hybrid({VICTIMS}, 'NaN', 'infinity', 0, null, null, null)",
    ),
    ("asks how deep the victim's are", 1, f"select pgmatch.hybrid_depths({VICTIMS}, false)"),
    (
        "takes the words of others",
        1,
        "select pgmatch.text_matches(null::bigint, 'nods_page_section', 'id',"
        " 'to_tsvector(''english'', s.content)', 'launch', 2147483647)",
    ),
    (
        "takes words by a leak",
        1,
        LEAK,
        "select pgmatch.text_matches(null::bigint, 'nods_page_section', 'id',"
        " 'to_tsvector(''english'', s.content)', 'launch', 10, 'pg_temp.leak(s.content)')",
    ),
)
FAKES = {
    "a temporary nods_page": "create temp table nods_page as select 101 as id, 'x'::text as path, 'mallory' as owner_id",
    "a temporary nods_page_section": "create temp table nods_page_section (like public.nods_page_section)",
    "a temporary view of the sections": "create temp view nods_page_section as select * from public.nods_page_section",
    "a temporary pg_policy": "create temp table pg_policy (polrelid oid, polqual pg_node_tree, polname name)",
    "a temporary pg_class": "create temp table pg_class (oid oid, reltuples real)",
    "a temporary type of the result": "create type pg_temp.nods_section_match as (id bigint)",
    "a temporary vector": "create domain pg_temp.vector as text",
    "a temporary jsonb": "create domain pg_temp.jsonb as text",
    "a temporary current_setting": STEAL.format("text, boolean", "text", '\'{"sub": "victim"}\'::text'),
    "a temporary current_owner": STEAL.format("", "text", "'victim'::text"),
    "a temporary row_security_active": STEAL.format("text", "boolean", "false"),
    "a temporary starts_with": STEAL.format("text, text", "boolean", "true"),
}
SHADOWS = [
    Attempt(
        f"shadow by {name}, {path}, then {call.split()[3].partition('(')[0]}",
        (fake, f"set search_path = {path}", call),
        1,
    )
    for name, fake in FAKES.items()
    for path, call in (
        ("pg_temp, public, pg_catalog, extensions", MATCH),
        (
            "pg_temp, pg_catalog, public, extensions",
            f"select * from search_page_sections({AIMED}, 100, path_prefix => '/')",
        ),
    )
]
OBJECTS = _try(
    "object",
    (
        "a function in the tables' schema",
        "42501",
        "create function public.leak(text) returns text language sql as 'select 1'",
    ),
    ("a function in ours", "42501", "create function pgmatch.leak() returns int language sql as 'select 1'"),
    (
        "an operator in the tables' schema",
        "42501",
        "create operator public.= (leftarg = text, rightarg = text, function = texteq)",
    ),
    (
        "an operator in the extension's",
        "42501",
        "create operator extensions.= (leftarg = text, rightarg = text, function = texteq)",
    ),
    ("a table in the tables' schema", "42501", "create table public.x (id int)"),
    ("a schema", "42501", "create schema evil"),
    ("an extension", "42501", "create extension hstore"),
    ("a role", "42501", "create role evil"),
    (
        "a trigger",
        "42501",
        "create trigger t before insert on nods_page for each row execute function pgmatch.nods_check_parent()",
    ),
    ("a rule", "42501", "create rule r as on insert to nods_page do also select 1"),
    ("a policy", "42501", "create policy p on nods_page using (true)"),
    ("a policy less", "42501", "drop policy pgmatch_tenants_select on nods_page"),
    ("another policy", "42501", "alter policy pgmatch_tenants_select on nods_page using (true)"),
    ("row level security off", "42501", "alter table nods_page disable row level security"),
    ("triggers off", "42501", "alter table nods_page disable trigger all"),
    ("an index", "42501", "create index i on nods_page (path)"),
    ("an index with a function", "42501", LEAK, "create index i on nods_page (pg_temp.leak(path))"),
    ("a child table", "42501", "create temp table child () inherits (public.nods_page)"),
    ("a foreign key to the pages", "42P16", "create temp table x (id bigint references public.nods_page)"),
    ("a publication", "42501", "create publication p for table nods_page"),
    ("a grant, which is only warned of", 0, "grant select on nods_page to public"),
    ("another owner", "42501", "alter table nods_page owner to authenticated"),
    ("another function", "42501", "alter function pgmatch.current_owner() reset search_path"),
    ("a function less", "42501", "drop function pgmatch.current_owner()"),
    ("a default", "42501", "alter table nods_page alter column owner_id set default 'x'"),
    ("a comment", "42501", "comment on table nods_page is 'x'"),
    ("the next id", "42501", f"select setval('nods_page_id_seq', {VICTIM_PAGE})"),
    ("the last id", "42501", "select last_value from nods_page_id_seq"),
    ("the last id of runs", "42501", "select last_value from pgmatch.nods_run_id_seq"),
    ("a vacuum", 0, "vacuum nods_page_section"),
    ("a large object", "42501", "select lo_import('/etc/passwd')"),
    ("a file", "42501", "select pg_read_file('/etc/passwd')"),
    (
        "an event trigger",
        "42501",
        "create event trigger e on ddl_command_end execute function pgmatch.nods_check_parent()",
    ),
    ("a cast", "42501", "create cast (text as integer) without function"),
    ("a collation", "42501", 'create collation public.evil from "C"'),
)
SESSION = _try(
    "session",
    *((f"role {role}", "42501", f"set role {role}") for role in ("service_role", "owner", "postgres")),
    ("no role", "42501", "reset role", "select * from nods_page"),
    ("another session", "42501", "set session authorization postgres"),
    ("row_security off", "42501", "set row_security = off", "select * from nods_page"),
    ("row_security off in a search", "42501", "set row_security = off", MATCH),
    ("row_security off in words", "42501", "set row_security = off", HYBRID),
    ("row_security off in a write", "42501", "set row_security = off", "update nods_page set path = '/x'"),
    ("replication role", "42501", "set session_replication_role = replica"),
    ("system tables", "42501", "set allow_system_table_mods = on"),
    ("an access mode of one's own", 1, "set pgmatch.access = 'public_read'", "select * from nods_page"),
    ("an owner of one's own", 1, "set pgmatch.owner = 'victim'", "select * from nods_page"),
    ("an empty search_path", 1, "set search_path = ''", MATCH.replace("match_page", "public.match_page")),
    (
        "other strings",
        1,
        "set standard_conforming_strings = off",
        f"select * from search_page_sections({AIMED}, 100, path_prefix => '/')",
    ),
    ("other bytes", 1, "set bytea_output = 'escape'", "set xmlbinary = hex", MATCH),
    (
        "a prepared search, then another owner's claims",
        0,
        f"prepare p as {SEARCH}",
        "execute p",
        'set request.jwt.claims = \'{"sub": "nobody at all"}\'',
        "execute p",
    ),
    (
        "a prepared read, then no claims",
        0,
        "prepare p as select * from nods_page",
        "execute p",
        "reset request.jwt.claims",
        "execute p",
    ),
    (
        "a prepared read, then anon",
        "42501",
        "prepare p as select * from nods_page",
        "execute p",
        "set role anon",
        "execute p",
    ),
    (
        "a prepared search, then anon",
        "42501",
        f"prepare p as {MATCH}",
        "execute p",
        "set role anon",
        "execute p",
    ),
    (
        "a generic plan",
        1,
        "set plan_cache_mode = force_generic_plan",
        "prepare p (text) as select * from nods_page where owner_id <> $1",
        "execute p ('x')",
    ),
    (
        "a cursor, then another owner's claims",
        0,
        "begin",
        f"declare c cursor for {SEARCH}",
        'set local request.jwt.claims = \'{"sub": "nobody at all"}\'',
        "fetch all c",
    ),
    ("a cursor that is kept", 1, f"declare c cursor with hold for {MATCH}", "fetch all c"),
    ("a do block", "42501", "do $$ begin perform pgmatch.set_access('public_read'); end $$"),
    (
        "a parallel plan",
        1,
        "set min_parallel_table_scan_size = 0",
        "set parallel_setup_cost = 0",
        "set debug_parallel_query = on",
        "select * from nods_page",
    ),
    ("a parallel search", 1, "set debug_parallel_query = on", MATCH),
    ("a search in a read-only transaction", 1, "begin read only", MATCH),
    ("a search in a serializable transaction", 1, "begin isolation level serializable", MATCH),
    ("an export of a snapshot", 1, "begin isolation level repeatable read", "select pg_export_snapshot()"),
    ("an embedding for the index to return", 1, "set enable_indexscan = off", MATCH),
    ("tuned to return early", 1, "set hnsw.ef_search = 1", "set hnsw.max_scan_tuples = 1", MATCH),
    ("listening", 1, "listen pgrst", MATCH),
    (
        "ending others",
        0,
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'"
        " and pid <> pg_backend_pid() and false",
    ),
    ("a configuration", "42501", "alter system set row_security = off"),
    ("a role's default", "42501", "alter role service_role set row_security = off"),
    ("a database's default", "42501", "alter database postgres set row_security = off"),
)
CLAIMS: dict[str, tuple[str | None, str | int]] = {
    "none": (None, 0),
    "empty": ("", 0),
    "blank": (" ", "22P02"),
    "malformed": ("{", "22P02"),
    "malformed, with the victim": ('{"sub": "victim"', "22P02"),
    "a string": ('"victim"', 0),
    "a number": ("1", 0),
    "null": ("null", 0),
    "true": ("true", 0),
    "an array": ('["sub", "victim"]', 0),
    "an array of claims": ('[{"sub": "victim"}]', 0),
    "an object without sub": ('{"role": "authenticated"}', 0),
    "a sub of null": ('{"sub": null}', 0),
    "an empty sub": ('{"sub": ""}', 0),
    "an array of subs": ('{"sub": ["victim"]}', 0),
    "an object for a sub": ('{"sub": {"sub": "victim"}}', 0),
    "a number for a sub": ('{"sub": 0}', 0),
    "the sub in capitals": ('{"SUB": "victim", "Sub": "victim"}', 0),
    "the victim in capitals": ('{"sub": "Victim"}', 0),
    "the victim with a blank": ('{"sub": "victim "}', 0),
    "the victim with a zero-width space": ('{"sub": "victim\u200b"}', 0),
    "the victim in another script": ('{"sub": "vict\u0456m"}', 0),
    "the victim with NUL": ('{"sub": "victim\\u0000"}', "22P05"),
    "half a surrogate": ('{"sub": "\\ud800"}', "22P02"),
    "an injection": ('{"sub": "x\' or owner_id = \'victim"}', 0),
    "a like pattern": ('{"sub": "%"}', 0),
    "the victim's uuid-like": ('{"sub": "00000000-0000-0000-0000-000000000000"}', 0),
    "user_metadata": ('{"user_metadata": {"sub": "victim"}, "app_metadata": {"sub": "victim"}}', 0),
    "two subs, the last one counts": ('{"sub": "victim", "sub": "nobody at all"}', 0),
    "a hundred thousand levels": ('{"a":' * 100_000 + "1" + "}" * 100_000, "54001"),
    "one MB": (json.dumps({"sub": "x" * 1_000_000}), 0),
}
CLAIMED = [
    Attempt(f"claims: {name}, {what}", (statement,), outcome, claims=claims)
    for name, (claims, outcome) in CLAIMS.items()
    for what, statement in (("table", "select * from nods_page"), ("search", SEARCH))
]
BOMBS = _try(
    "bomb",
    *(
        (
            f"meta of {levels} levels",
            outcome,
            f"select * from search_page_sections({AIMED}, 100,"
            f" meta => (repeat('{{\"a\":', {levels}) || '1' || repeat('}}', {levels}))::jsonb)",
        )
        for levels, outcome in ((1000, "22023"), (100_000, "54001"))
    ),
    (
        "an array of a hundred thousand",
        "22023",
        f"select * from search_page_sections({AIMED}, 100, meta => (select jsonb_agg(i)"
        " from generate_series(1, 100000) as i))",
    ),
    (
        "a number of a hundred thousand digits",
        "22023",
        f"select * from search_page_sections({AIMED}, 100,"
        " meta => jsonb_build_object('n', repeat('9', 100000)::numeric))",
    ),
    *(
        (
            f"a filter of {levels} levels",
            outcome,
            f"select * from search_page_sections({AIMED}, 100,"
            f" filter => (repeat('{{\"$not\":', {levels}) || '{{}}' || repeat('}}', {levels}))::jsonb)",
        )
        for levels, outcome in ((21, "22023"), (100_000, "54001"))
    ),
    (
        "a filter of a hundred thousand conditions",
        "22023",
        f"select * from search_page_sections({AIMED}, 100, filter => (select jsonb_build_object('$or', jsonb_agg("
        " jsonb_build_object('n', i))) from generate_series(1, 100000) as i))",
    ),
    (
        "a filter by long numbers",
        "22023",
        f"select * from search_page_sections({AIMED}, 100, filter => (select jsonb_build_object('n',"
        " jsonb_build_object('$in', jsonb_agg(1e100000))) from generate_series(1, 100) as i))",
    ),
    (
        "a path of two MB",
        "22023",
        f"select * from search_page_sections({AIMED}, 100, path_prefix => repeat('x', 2000000))",
    ),
    (
        "a cycle of one's pages",
        1,
        "update nods_page set parent_page_id = id",
        f"select * from get_page_parents({OWN_PAGE})",
    ),
    (
        "similar to one's section, as many as there are",
        "22023",
        f"select * from find_similar_sections({OWN_SECTION}, 2147483647)",
    ),
    (
        "finish with a list of a hundred thousand",
        1,
        f"select * from nods_finish_ingest({OWN_RUN}, (select jsonb_agg("
        "jsonb_build_object('path', '/mine')) from generate_series(1, 100000) as i))",
    ),
    (
        "sections of ten thousand embeddings",
        "22P02",
        f"select * from nods_put_page({OWN_RUN}, '/bomb', 'x', (select jsonb_agg("
        "jsonb_build_object('content', i::text, 'embedding', 'x')) from generate_series(1, 10000) as i))",
    ),
)
ANONYMOUS = [
    Attempt(f"anon: {name}", (statement,), "42501", role="anon", claims='{"role": "anon", "sub": "victim"}')
    for name, statement in (
        *(
            (f"{verb} {table}", statement.format(table))
            for table in (*TABLES, "pgmatch.install", "pgmatch.search", "pgmatch.member")
            for verb, statement in (
                ("read", "select from {}"),
                ("delete", "delete from {}"),
                ("truncate", "truncate {}"),
            )
        ),
        ("insert a page", "insert into nods_page (path, owner_id) values ('/x', 'victim')"),
        ("insert a section", f"insert into nods_page_section (page_id) values ({VICTIM_PAGE})"),
        ("the next id", "select nextval('nods_page_id_seq')"),
        ("who one is", "select pgmatch.current_owner()"),
        ("a helper", f"select * from pgmatch.nods_nearest({AIMED}, null, 10, null)"),
        ("the fast path", f"select * from pgmatch.nods_walk({AIMED}, 10)"),
        ("words", "select pgmatch.nods_text_question('launch')"),
        ("the mode", "select pgmatch.set_access('public_read')"),
    )
]
DIRECT = [
    Attempt(
        f"pgmatch_user, {attempt.name}",
        attempt.statements,
        attempt.outcome,
        role="pgmatch_user",
        claims=MALLORY,
    )
    for attempt in (*READ[:6], *LEAKY[:2], *WRITE[:2], *WRITE[9:10], *WRITE[14:15], *DELETE[:3], *HELPERS[:3])
]

STATEMENTS = [
    *READ,
    *LEAKY,
    *WRITE,
    *DELETE,
    *HELPERS,
    *SHADOWS,
    *OBJECTS,
    *SESSION,
    *CLAIMED,
    *BOMBS,
    *ANONYMOUS,
    *DIRECT,
]
