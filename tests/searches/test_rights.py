"""Who may call a made function: those who may read the table, and what they see is what policies let them see."""

from __future__ import annotations

import pytest
from psycopg2.errors import InsufficientPrivilege

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.searches.calls import call
from tests.searches.conftest import CREATE, FILL, ON_18
from tests.servers import Database, PostgresServer

pytestmark = ON_18

QUERY = "'[1,2,3,4,5,6,7,8]'"
FOUND = f"select id from public.match_products({QUERY}, 5)"
GRANTED = (
    "select a.grantee::regrole::text from pg_proc as p, aclexplode(p.proacl) as a"
    " where p.proname = 'match_products' and a.grantee <> p.proowner order by 1"
)
FILTERED = f"select id from public.match_products({QUERY}, 5, category => 'shoes', min_content_length => 10)"


@pytest.fixture
def clerks(shop: Database) -> Database:
    """The table, and a role that no API knows, in a server where the next test may make it again."""
    shop.execute("do $$ begin if to_regrole('clerk') is null then create role clerk; end if; end $$")
    shop.execute("grant usage on schema shop to clerk, anon, service_role")
    return shop


def may_call(database: Database, role: str) -> bool:
    """Say whether the role gets rows, on both paths; else it must be refused."""
    try:
        return all(len(call(database, each, role=role).rows) == 5 for each in (FOUND, FILTERED))
    except InsufficientPrivilege:
        return False


def test_those_who_may_read_these_columns_may_call_it(clerks: Database) -> None:
    clerks.execute(
        "grant select on shop.products to clerk;"
        "grant select (id, name, price, description, category) on shop.products to anon;"  # without the embedding
        "alter default privileges grant execute on functions to anon;" + CREATE
    )

    assert {role: may_call(clerks, role) for role in ("clerk", "anon", "service_role")} == {
        "clerk": True,
        "anon": False,
        "service_role": False,
    }
    assert call(clerks, FOUND, role="clerk").is_fast
    assert clerks.rows(GRANTED) == [("clerk",)]


def test_a_grant_of_columns_is_enough(clerks: Database) -> None:
    clerks.execute(
        "grant select (id, name, price, description, category, embedding) on shop.products to anon;" + CREATE
    )

    assert may_call(clerks, "anon")
    assert not may_call(clerks, "clerk")


def test_everybody_may_call_it_if_everybody_may_read(clerks: Database) -> None:
    clerks.execute("grant usage on schema shop to public; grant select on shop.products to public;" + CREATE)

    assert may_call(clerks, "clerk")
    assert may_call(clerks, "anon")


def test_the_declaration_names_who_may_call_it(clerks: Database) -> None:
    clerks.execute("grant select on shop.products to clerk, anon, service_role;")
    clerks.execute(CREATE.replace("content =>", "grants => '{clerk}', content =>"))
    assert [may_call(clerks, role) for role in ("clerk", "anon", "service_role")] == [True, False, False]

    clerks.execute(CREATE.replace("content =>", "grants => '{anon,service_role}', content =>"))
    assert [may_call(clerks, role) for role in ("clerk", "anon", "service_role")] == [False, True, True]


def test_a_caller_sees_the_rows_that_policies_let_it_see(clerks: Database) -> None:
    clerks.execute(
        "grant select on shop.products to clerk, anon;"
        "alter table shop.products enable row level security;"
        "create policy cheap on shop.products for select to clerk using (price <= 3);"
        "create policy everything on shop.products for select to anon using (true);" + CREATE
    )

    cheap = call(clerks, FOUND, role="clerk")
    everything = call(clerks, FOUND, role="anon")

    assert sorted(cheap.rows) == [(1,), (2,), (3,)]
    assert len(everything.rows) == 5
    assert call(clerks, FOUND).is_fast


def test_a_plan_follows_the_role_and_the_policies_in_one_session(clerks: Database) -> None:
    clerks.execute("grant select on shop.products to clerk;" + CREATE)
    connection = clerks.connect()
    connection.autocommit = True
    found = []
    with connection.cursor() as cursor:
        for change in (
            "select",
            "set role clerk",
            "reset role; alter table shop.products enable row level security; set role clerk",
            "reset role; create policy cheap on shop.products for select using (price <= 3); set role clerk",
            "reset role",
            "set role clerk",
            "reset role; drop policy cheap on shop.products; create policy dear on shop.products using (price > 298);"
            " set role clerk",
        ):
            cursor.execute(change)
            cursor.execute(FOUND)
            found.append(cursor.rowcount)
    connection.close()

    assert found == [5, 5, 0, 3, 5, 3, 2]


def test_an_owner_who_is_no_superuser_creates_and_calls_it(
    create_database: CreateDatabase, server: PostgresServer
) -> None:
    database = create_database(server, owner="owner", extension_schema="extensions")
    url = server.url(database.name, "owner")
    upgrade(url, dimensions="3")
    connection = Database(url, database.name, server)
    connection.execute(FILL)
    connection.execute(CREATE)

    assert connection.rows(f"select count(*) from public.match_products({QUERY}, 5)") == [(5,)]


@pytest.mark.parametrize("access", ["private", "public_read", "owner"])
def test_a_change_of_the_access_mode_leaves_callers_their_function(clerks: Database, access: str) -> None:
    clerks.execute("grant select on shop.products to clerk, anon;" + CREATE)
    clerks.execute("select pgmatch.set_access(%s)", (access,))

    assert may_call(clerks, "clerk")
    assert may_call(clerks, "anon")


def test_a_tuned_index_is_fast_for_every_caller(clerks: Database) -> None:
    clerks.execute("grant select on shop.products to clerk, anon;" + CREATE)
    clerks.execute("select pgmatch.tune_index('shop.products_embedding_idx', ef_search => 99)")

    assert call(clerks, FOUND, role="anon").is_fast
    assert call(clerks, FOUND, role="clerk").is_fast
