"""The rules of Supabase's database linter that a package can break, in queries of our own, each with a violation.

0005 (unused index) is not here: it judges by use, and on a fresh database every index is unused. Rules about other
products of the platform (0002, 0012, 0015, 0016, 0017, 0019, 0021, 0025: its own auth, storage, queues, and kinds of
tables that we do not make) cannot be broken by what we install.
"""

from __future__ import annotations

from dataclasses import dataclass

OURS = "n.nspname in ('public', 'pgmatch')"
NOT_OF_AN_EXTENSION = "not exists (select from pg_depend as d where d.objid = {0}.oid and d.deptype = 'e')"
TABLES = f"""
    pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace and {OURS} and c.relkind in ('r', 'p')
"""
FUNCTIONS = f"""
    pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace and {OURS} and {NOT_OF_AN_EXTENSION.format("p")}
"""
# a superuser may write what `create extension` would
GRAPHQL = """
    insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    values (99999, 'pg_graphql', 10, 'public'::regnamespace, true, '1.5')
"""


def _exposed(role: str) -> str:
    return f"""
        select c.oid::regclass::text from {TABLES}
        where exists (select from pg_extension as e where e.extname = 'pg_graphql')
          and has_any_column_privilege('{role}', c.oid, 'select')
    """


def _definer(role: str) -> str:
    return f"select p.oid::regprocedure::text from {FUNCTIONS} where p.prosecdef and has_function_privilege('{role}', p.oid, 'execute')"


@dataclass(frozen=True)
class Rule:
    """A query that returns what breaks the rule, and what it finds after a violation."""

    name: str
    query: str
    violation: str
    found: str


DEFINER = """
    create function public.open() returns int language sql security definer set search_path = '' as 'select 1';
    revoke all on function public.open() from public; grant execute on function public.open() to {}
"""
RULES = (
    Rule(
        "0001 unindexed foreign keys",
        f"""
        select format('%s.%s', c.oid::regclass, k.conname)
        from {TABLES} join pg_constraint as k on k.conrelid = c.oid and k.contype = 'f'
        where not exists (
          select from pg_index as x
          where x.indrelid = k.conrelid and x.indpred is null and x.indisvalid
            and (x.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey
        )
        """,
        "drop index nods_page_parent_page_id_idx",
        "nods_page.nods_page_parent_page_id_fkey",
    ),
    Rule(
        "0003 policies that call a function for every row",
        f"""
        select format('%s.%s', c.oid::regclass, p.polname)
        from {TABLES} join pg_policy as p on p.polrelid = c.oid
        cross join unnest(array[pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)]) as e (text)
        -- what stands in a select of its own is worked out once
        where regexp_replace(e.text, '\\( SELECT [^()]*(\\([^()]*\\)[^()]*)*\\)', '', 'g')
          ~ '(auth\\.\\w+|current_setting|current_owner)\\('
        """,
        "create policy slow on nods_page using (owner_id = current_setting('request.jwt.claims', true)::json ->> 'sub')",
        "nods_page.slow",
    ),
    Rule(
        "0004 tables without a primary key",
        f"""
        select c.oid::regclass::text from {TABLES}
        where not exists (select from pg_index as x where x.indrelid = c.oid and x.indisprimary)
        """,
        "alter table nods_page_section drop constraint nods_page_section_pkey",
        "nods_page_section",
    ),
    Rule(
        "0006 several permissive policies for a role and an action",
        f"""
        select format('%s %s %s', c.oid::regclass, r.rolname, a.action)
        from {TABLES} join pg_policy as p on p.polrelid = c.oid and p.polpermissive
        join pg_roles as r on (r.oid = any(p.polroles) or p.polroles = '{{0}}') and r.rolname !~ '^pg_'
        cross join unnest(case p.polcmd when '*' then '{{r,a,w,d}}' else array[p.polcmd::text] end) as a (action)
        where not r.rolbypassrls
        group by 1 having count(*) > 1
        """,
        "create policy one on nods_page for select using (false); create policy two on nods_page using (false)",
        "nods_page anon r",
    ),
    Rule(
        "0007 policies on a table without row level security",
        f"""
        select c.oid::regclass::text from {TABLES}
        where not c.relrowsecurity and exists (select from pg_policy as p where p.polrelid = c.oid)
        """,
        "alter table nods_page disable row level security",
        "nods_page",
    ),
    Rule(
        "0008 row level security without a policy",
        f"""
        select c.oid::regclass::text from {TABLES}
        where c.relrowsecurity and not exists (select from pg_policy as p where p.polrelid = c.oid)
        """,
        "drop policy pgmatch_nobody on pgmatch.member",
        "pgmatch.member",
    ),
    Rule(
        "0009 duplicate indexes",
        f"""
        select c.oid::regclass::text
        from {TABLES} join pg_index as x on x.indrelid = c.oid join pg_class as i on i.oid = x.indexrelid
        group by c.oid, replace(pg_get_indexdef(i.oid), quote_ident(i.relname), '') having count(*) > 1
        """,
        "create index again on nods_page (parent_page_id)",
        "nods_page",
    ),
    Rule(
        "0010 views with their owner's rights",
        f"""
        select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where {OURS} and c.relkind = 'v' and not coalesce(c.reloptions::text ~ 'security_invoker=(true|on|1)', false)
        """,
        "create view open as select * from nods_page",
        "open",
    ),
    Rule(
        "0011 functions without a fixed search_path",
        f"""
        select p.oid::regprocedure::text from {FUNCTIONS}
        where not exists (select from unnest(p.proconfig) as s where s like 'search_path=%')
        """,
        "alter function pgmatch.current_owner() reset search_path",
        "pgmatch.current_owner()",
    ),
    Rule(
        "0013 tables of the API without row level security",
        f"select c.oid::regclass::text from {TABLES} where n.nspname = 'public' and not c.relrowsecurity",
        "create table public.bare (id int primary key)",
        "bare",
    ),
    Rule(
        "0014 extensions in the schema of the API",
        "select e.extname from pg_extension as e where e.extnamespace = 'public'::regnamespace",
        "alter extension vector set schema public",
        "vector",
    ),
    Rule(
        "0018 columns of types that an upgrade of the server cannot keep",
        f"""
        select format('%s.%s', c.oid::regclass, a.attname)
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace and {OURS}
        join pg_attribute as a on a.attrelid = c.oid and not a.attisdropped
        where a.atttypid in (
          'regcollation'::regtype, 'regconfig'::regtype, 'regdictionary'::regtype, 'regnamespace'::regtype,
          'regoper'::regtype, 'regoperator'::regtype, 'regproc'::regtype, 'regprocedure'::regtype
        )
        """,
        "alter table nods_page add column config regconfig",
        "nods_page.config",
    ),
    Rule(
        "0022 outdated extensions",
        "select e.name from pg_available_extensions as e where e.installed_version <> e.default_version",
        "update pg_extension set extversion = '0.8.0' where extname = 'vector'",
        "vector",
    ),
    Rule(
        "0024 policies for writing that are always true",
        f"""
        select format('%s.%s', c.oid::regclass, p.polname)
        from {TABLES} join pg_policy as p on p.polrelid = c.oid and p.polpermissive and p.polcmd <> 'r'
        where (p.polroles = '{{0}}' or p.polroles && array['anon'::regrole, 'authenticated'::regrole]::oid[])
          and (
            -- an insert has only a check, and a missing check is the condition
            p.polcmd <> 'a' and coalesce(pg_get_expr(p.polqual, c.oid), 'true') = 'true'
            or p.polcmd <> 'd'
              and coalesce(pg_get_expr(p.polwithcheck, c.oid), pg_get_expr(p.polqual, c.oid), 'true') = 'true'
          )
        """,
        "create policy open on nods_page for insert to authenticated with check (true)",
        "nods_page.open",
    ),
    Rule(
        "0026 tables that anon sees through pg_graphql",
        _exposed("anon"),
        f"{GRAPHQL}; grant select (path) on nods_page to anon",
        "nods_page",
    ),
    Rule(
        "0027 tables that authenticated sees through pg_graphql",
        _exposed("authenticated"),
        f"{GRAPHQL}; grant select (path) on nods_page to authenticated",
        "nods_page",
    ),
    Rule("0028 definer functions that anon may execute", _definer("anon"), DEFINER.format("anon"), "open()"),
    Rule(
        "0029 definer functions that authenticated may execute",
        _definer("authenticated"),
        DEFINER.format("authenticated"),
        "open()",
    ),
    Rule(
        "0030 indexes that are not valid",
        f"select x.indexrelid::regclass::text from {TABLES} join pg_index as x on x.indrelid = c.oid where not x.indisvalid",
        "update pg_index set indisvalid = false where indexrelid = 'nods_page_path_prefix_idx'::regclass",
        "nods_page_path_prefix_idx",
    ),
)
