"""Rules that every object we make must keep, each with a violation that shows that the rule can see one."""

from __future__ import annotations

import pytest

from tests.servers import Database

RULES = {
    "every function is pinned, pg_temp last": (
        """
        select p.oid::regprocedure::text from pg_proc as p
        where p.pronamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
          and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
          and not exists (select from unnest(p.proconfig) as c where c ~ '^search_path=.*pg_temp$')
        """,
        "alter function get_page_parents(bigint) set search_path = public",
    ),
    "no function's header sets pgvector's parameters": (
        """
        select p.oid::regprocedure::text from pg_proc as p, unnest(p.proconfig) as c
        where c ~ '^(hnsw|ivfflat)\\.' and p.pronamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
        """,
        "alter function get_page_parents(bigint) set hnsw.ef_search = 100",
    ),
    "no function runs with its owner's rights": (
        """
        select p.oid::regprocedure::text from pg_proc as p
        where p.prosecdef and p.pronamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
        """,
        "alter function get_page_parents(bigint) security definer",
    ),
    "PUBLIC may execute none": (
        """
        select p.oid::regprocedure::text
        from pg_proc as p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
        where a.grantee = 0 and p.pronamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
          and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
        """,
        "grant execute on function get_page_parents(bigint) to public",
    ),
    "every table has row level security": (
        """
        select c.oid::regclass::text from pg_class as c
        where c.relkind = 'r' and not c.relrowsecurity
          and c.relnamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
        """,
        "alter table nods_page disable row level security",
    ),
    "every table that a role may reach has a policy for it": (
        """
        select distinct format('%s %s', c.oid::regclass, a.grantee::regrole)
        from pg_class as c, aclexplode(c.relacl) as a
        where c.relkind = 'r' and a.grantee <> c.relowner and a.grantee <> 0
          and c.relnamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
          and not exists (select from pg_policy as p where p.polrelid = c.oid and a.grantee = any(p.polroles))
        """,
        "drop policy pgmatch_writers on nods_page",
    ),
    "one permissive policy a role and action": (
        """
        select format('%s %s', p.polrelid::regclass, r::regrole) from pg_policy as p, unnest(p.polroles) as r
        where p.polpermissive group by p.polrelid, r having count(*) > 1
        """,
        "create policy twice on nods_page for select to service_role using (true)",
    ),
    "every foreign key is indexed": (
        """
        select k.conrelid::regclass || '.' || k.conname from pg_constraint as k
        where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
          and not exists (
            select from pg_index as x where x.indrelid = k.conrelid and x.indisvalid
              and (x.indkey::int2[])[0:cardinality(k.conkey) - 1] = k.conkey
          )
        """,
        "drop index nods_page_section_page_id_idx",
    ),
    "no name is overloaded": (
        """
        select p.proname from pg_proc as p
        where p.pronamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
          and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
        group by p.proname having count(*) > 1
        """,
        "create function get_page_parents(text) returns int language sql set search_path = pg_temp as 'select 1'",
    ),
    "the extension is not in the schema of the API": (
        "select 'vector' from pg_extension where extname = 'vector' and extnamespace = 'public'::regnamespace",
        "alter extension vector set schema public",
    ),
    "no two indexes are the same": (
        """
        select format('%s', x.indrelid::regclass) from pg_index as x
        where x.indrelid in ('nods_page'::regclass, 'nods_page_section'::regclass)
        group by x.indrelid, x.indkey, x.indclass, pg_get_expr(x.indexprs, x.indrelid) having count(*) > 1
        """,
        "create index again on nods_page (parent_page_id)",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_holds_and_sees_its_violation(database: Database, rule: str) -> None:
    query, violation = RULES[rule]
    assert database.rows(query) == []
    database.execute(violation)
    assert database.rows(query) != [], "the rule is blind"
