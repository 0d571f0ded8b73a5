"""Attempts of one tenant on the rows of another, by SQL and over HTTP: none succeeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.http.lite import Lite, serving
from tests.security.attacks import calls, requests, statements
from tests.security.attacks.attempt import Attempt, Call, Request
from tests.security.attacks.harness import (
    CHANGED,
    READ,
    Target,
    attacked,
    complaints,
    over_http,
    requested,
)
from tests.servers import PostgresServer


def name(attempt: Attempt | Call | Request) -> str:
    return attempt.name


@pytest.fixture(scope="module")
def template(supabase_server: PostgresServer, install_template: Callable[..., str]) -> str:
    options = {"access": "owner", "dimensions": "3", "model": "m"}
    return install_template(supabase_server, "nods_text", default_privileges="grant_all", **options)


@pytest.fixture(scope="module")
def target(supabase_server: PostgresServer, template: str) -> Iterator[Target]:
    with attacked(supabase_server, "attacked", template) as made:
        yield made


@pytest.fixture(scope="module")
def server(target: Target) -> Iterator[Lite]:
    with serving(target.database.url) as made:
        # it grants USAGE on a schema
        target.note()
        yield made


@pytest.fixture(scope="module")
def client(server: Lite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.rest_url, timeout=60) as made:
        yield made


@pytest.mark.parametrize("attempt", statements.STATEMENTS, ids=name)
def test_by_sql(target: Target, attempt: Attempt) -> None:
    assert complaints(target, target.attempt(attempt), attempt.outcome) == []


@pytest.mark.parametrize("call", calls.CALLS, ids=name)
def test_by_call(target: Target, call: Call) -> None:
    assert complaints(target, target.call(call), call.outcome) == []


@pytest.mark.parametrize("call", calls.OVER_HTTP, ids=name)
def test_by_call_over_http(target: Target, client: httpx.Client, server: Lite, call: Call) -> None:
    assert complaints(target, over_http(client, server, call), call.outcome) == []


@pytest.mark.parametrize("request_", requests.REQUESTS, ids=name)
def test_by_request_over_http(target: Target, client: httpx.Client, server: Lite, request_: Request) -> None:
    assert complaints(target, requested(client, server, request_), request_.outcome) == []


def test_the_attempts_are_many_and_each_is_another() -> None:
    every: list[Attempt | Call | Request] = [*statements.STATEMENTS, *calls.CALLS, *requests.REQUESTS]
    assert len({name(attempt) for attempt in every}) == len(every) >= 600
    tried = [(a.statements, a.role, a.claims) for a in statements.STATEMENTS]
    assert len(set(tried)) == len(tried)


FUNCTIONS = """
    select
      n.nspname, p.proname,
      has_function_privilege('authenticated', p.oid, 'execute'),
      array(
        select 'null::' || case when t.typname ~ '^any' then 'text' else format_type(t.oid, null) end
        from unnest(p.proargtypes) with ordinality as a (type, place)
        join pg_type as t on t.oid = a.type
        order by a.place
      )
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname in ('public', 'pgmatch')
      and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
"""


def test_every_function_that_a_tenant_may_call_has_been_attempted(target: Target) -> None:
    text = repr(statements.STATEMENTS)
    called = {call.function for call in calls.CALLS}
    missing = [
        function
        for schema, function, is_allowed, _ in target.database.rows(FUNCTIONS)
        if (
            function not in called
            if schema == "public"
            else is_allowed and f"pgmatch.{function}(" not in text
        )
    ]
    assert missing == []


def test_a_tenant_may_call_no_other_function(target: Target) -> None:
    refused = [
        Attempt(function, (f"select {schema}.{function}({', '.join(nulls)})",), "42501")
        for schema, function, is_allowed, nulls in target.database.rows(FUNCTIONS)
        if not is_allowed
    ]
    assert len(refused) > 100
    found = [what for one in refused for what in complaints(target, target.attempt(one), one.outcome)]
    assert found == []


@pytest.mark.parametrize(
    ("damage", "tried", "read", "changed"),
    [
        (
            "alter table nods_page disable row level security;"
            "alter table nods_page_section disable row level security",
            [*statements.READ, *statements.DELETE],
            35,
            3,
        ),
        (
            "create policy open on nods_page_section for select using (true)",
            [*statements.READ, *statements.LEAKY],
            15,
            0,
        ),
        (
            "alter policy pgmatch_tenants_update on nods_page using (true) with check (true)",
            statements.WRITE,
            0,
            2,
        ),
        ("drop trigger pgmatch_check_parent on nods_page", statements.WRITE, 0, 4),
        (
            "grant delete on nods_page to anon; grant truncate on nods_page_section to authenticated",
            statements.DELETE,
            0,
            1,
        ),
    ],
    ids=["no row level security", "an open policy", "a wrong policy", "no trigger", "a grant"],
)
def test_many_succeed_on_a_database_that_is_damaged(
    supabase_server: PostgresServer,
    template: str,
    damage: str,
    tried: list[Attempt],
    read: int,
    changed: int,
) -> None:
    with attacked(supabase_server, "damaged", template) as damaged:
        damaged.database.execute(damage)
        damaged.note()
        found = [what for a in tried for what in complaints(damaged, damaged.attempt(a), a.outcome)]
        found += [
            what
            for c in (calls.MATCH[0], calls.HYBRID[0], *calls.RELATIVES)
            for what in complaints(damaged, damaged.call(c), c.outcome)
        ]
    assert found.count(READ) >= read
    assert found.count(CHANGED) >= changed
