"""A search that is made and dropped leaves every privilege and policy as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.searches.conftest import CREATE, FILL, ON_18
from tests.searches.test_rights import may_call
from tests.servers import Database, PostgresServer, created

pytestmark = ON_18
# every entry of every access list, and every policy
PRIVILEGES = """
    with object (kind, name, acl) as (
      select 'table', c.oid::regclass::text, coalesce(c.relacl, acldefault('r', c.relowner)) from pg_class as c
      union all
      select 'column', a.attrelid::regclass || '.' || a.attname, a.attacl from pg_attribute as a
      union all
      select 'function', p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner)) from pg_proc as p
      union all
      select 'schema', n.nspname, coalesce(n.nspacl, acldefault('n', n.nspowner)) from pg_namespace as n
      where n.nspname !~ '^pg_(temp|toast)'
      union all
      select 'type', t.oid::regtype::text, coalesce(t.typacl, acldefault('T', t.typowner)) from pg_type as t
    )
    select o.kind, o.name, a.grantee::regrole::text, a.privilege_type, a.is_grantable
    from object as o cross join lateral aclexplode(o.acl) as a
    union all
    select 'policy', p.polrelid::regclass::text, p.polname, p.polroles::regrole[]::text, null from pg_policy as p
    order by 1, 2, 3, 4, 5
"""
ROLES = """
    do $$ begin
      if to_regrole('clerk') is null then create role clerk; end if;
      if to_regrole('"Odd from ""x"" role"') is null then create role "Odd from ""x"" role"; end if;
    end $$;
    grant usage on schema shop to clerk, anon, "Odd from ""x"" role"
"""
READERS = (
    "anon",
    "clerk",
    "public",
    '"Odd from ""x"" role"',
    "anon, clerk",
    "authenticated, service_role, anon",
)
SECOND = "select pgmatch.create_search('public.match_more', 'shop.products', grants => %s)"


@pytest.fixture(scope="session")
def alone_template(server: PostgresServer) -> Iterator[Database]:
    """The core without a line."""
    with created(server, "alone", extension_schema="extensions") as made:
        upgrade(made.url, line="core")
        made.execute(FILL)
        yield made


@pytest.fixture(params=["with a line", "alone"])
def unsearched(
    request: pytest.FixtureRequest, create_database: CreateDatabase, server: PostgresServer
) -> Database:
    name = "shop_template" if request.param == "with a line" else "alone_template"
    template = request.getfixturevalue(name)
    database = create_database(server, template=getattr(template, "name", template))
    database.execute(ROLES)
    return database


@pytest.mark.parametrize(
    ("unsearched", "readers"),
    [*(("with a line", readers) for readers in READERS), ("alone", READERS[-1])],
    indirect=["unsearched"],
)
def test_what_was_granted_is_taken_back(unsearched: Database, readers: str) -> None:
    unsearched.execute(f"grant select on shop.products to {readers}")
    before = unsearched.rows(PRIVILEGES)
    usages = unsearched.rows("select line, usages from pgmatch.install order by 1")

    unsearched.execute(CREATE)
    assert unsearched.rows(PRIVILEGES) != before
    unsearched.execute("select pgmatch.drop_search('match_products')")

    assert unsearched.rows(PRIVILEGES) == before
    assert unsearched.rows("select line, usages from pgmatch.install order by 1") == usages


@pytest.mark.parametrize("first", ["match_products", "match_more"])
def test_what_another_search_needs_stays_until_it_is_dropped(unsearched: Database, first: str) -> None:
    unsearched.execute("grant select on shop.products to clerk, anon")
    before = unsearched.rows(PRIVILEGES)
    unsearched.execute(CREATE)
    unsearched.execute(SECOND, (["clerk", "anon"],))
    unsearched.execute(f"select pgmatch.drop_search('{first}')")

    if first == "match_more":
        assert may_call(unsearched, "clerk")
        assert may_call(unsearched, "anon")
    else:
        for role in ("clerk", "anon"):
            with unsearched.as_role(role) as cursor:
                cursor.execute("select * from match_more('[1,2,3,4,5,6,7,8]', 5)")
                assert cursor.rowcount == 5
    unsearched.execute("select pgmatch.drop_search((select name from pgmatch.searches))")
    assert unsearched.rows(PRIVILEGES) == before


def test_roles_that_a_new_declaration_leaves_out_lose_it_all(unsearched: Database) -> None:
    unsearched.execute("grant select on shop.products to clerk, anon")
    unsearched.execute(SECOND, (["anon"],))
    for_anon = unsearched.rows(PRIVILEGES)
    unsearched.execute(SECOND, (["clerk"],))
    assert unsearched.rows(PRIVILEGES) != for_anon
    unsearched.execute(SECOND, (["anon"],))

    assert unsearched.rows(PRIVILEGES) == for_anon


def test_what_was_granted_before_stays(unsearched: Database) -> None:
    unsearched.execute(
        "grant select on shop.products to clerk; grant usage on schema pgmatch, extensions to clerk;"
        "grant execute on function pgmatch.metric_sql(text) to clerk"
    )
    before = unsearched.rows(PRIVILEGES)
    unsearched.execute(CREATE)
    assert may_call(unsearched, "clerk")
    unsearched.execute("select pgmatch.drop_search('match_products')")

    assert unsearched.rows(PRIVILEGES) == before


@pytest.mark.parametrize("mode", ["private", "public_read", "owner"])
def test_the_mode_of_the_day_decides_what_roles_of_an_api_keep(shop: Database, mode: str) -> None:
    shop.execute(ROLES + "; grant select on shop.products to anon, clerk")
    for each in ("public_read", mode):
        shop.execute("select pgmatch.set_access(%s)", (each,))
    wanted = shop.rows(PRIVILEGES)
    shop.execute("select pgmatch.set_access('public_read')")
    shop.execute(CREATE)
    shop.execute("select pgmatch.set_access(%s)", (mode,))
    shop.execute("select pgmatch.drop_search('match_products')")

    assert shop.rows(PRIVILEGES) == wanted


def test_a_role_that_is_gone_stops_nothing(shop: Database) -> None:
    shop.execute("create role passing; grant usage on schema shop to passing")
    shop.execute("grant select on shop.products to passing")
    shop.execute(CREATE)
    shop.execute("drop owned by passing; drop role passing")
    shop.execute("select pgmatch.drop_search('match_products')")

    assert shop.rows("select usages from pgmatch.install where line = 'core'") == [([],)]


@pytest.mark.parametrize("readers", READERS)
def test_the_doctor_finds_nothing_while_a_search_exists(shop: Database, readers: str) -> None:
    shop.execute(ROLES + f"; grant select on shop.products to {readers}")
    shop.execute(CREATE)
    shop.execute("analyze shop.products")
    found = "select d.rule, d.object, d.evidence from pgmatch.doctor() as d where d.level <> 'info'"

    assert shop.rows(found) == []
    shop.execute("select pgmatch.set_access('private')")
    assert may_call(shop, "clerk" if readers == "public" else readers.split(", ")[-1])
    shop.execute("select pgmatch.drop_search('match_products')")
    assert shop.rows(found) == []
