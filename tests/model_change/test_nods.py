"""The model of sections is changed: clients see it in pgmatch_info, and tenants still see only rows of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg2 import errors

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.lines.nods import EMBEDDED
from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.model_change.conftest import NEW, OLD, Model, begin, build, fill
from tests.servers import Database, PostgresServer, created

BEGIN = (
    f"select pgmatch.change_model('new', content => $c${EMBEDDED}$c$, dimensions => 16, metric => 'cosine')"
)
ROLES = ("anon", "authenticated", "service_role")
CALLS = (
    "change_model('new')",
    "switch_model()",
    "switch_model_back()",
    "clean_model()",
    "model_status()",
    "model_indexes()",
    "measure_overlap()",
)


@pytest.fixture(scope="module")
def tenants(supabase_server: PostgresServer) -> Iterator[Database]:
    """Two tenants with a page each, in the middle of a change."""
    with created(supabase_server, "tenants", extension_schema="extensions") as made:
        upgrade(made.url, access="owner", dimensions="8", model="old")
        upgrade(made.url, "queue")
        for tenant in ("ann", "ben"):
            with made.transaction() as cursor:
                cursor.execute(
                    "select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{tenant}"}}']
                )
                cursor.execute("insert into nods_page (path) values (%s) returning id", [f"/{tenant}"])
                (page,) = cursor.fetchone() or ()
                for text in (f"{tenant} writes", f"{tenant} reads"):
                    cursor.execute(
                        "insert into nods_page_section (page_id, context, content, embedding)"
                        " values (%s, 'About', %s, %s)",
                        [page, text, str(OLD.vector(f"About\n{text}"))],
                    )
        yield made


def found(database: Database, tenant: str, model: Model, text: str) -> list[str]:
    with database.as_role("authenticated", {"sub": tenant}) as cursor:
        cursor.execute(
            "select content from match_page_sections(%s::extensions.vector, -2, 5, 0)",
            [str(model.vector(text))],
        )
        return [content for (content,) in cursor.fetchall()]


def findings(database: Database) -> list[tuple[str, ...]]:
    return database.rows(
        "select level, rule, object from pgmatch.doctor() where level <> 'info' and rule <> 'checksums' order by 1, 2, 3"
    )


def test_a_change_of_sections_from_the_first_step_to_the_last(tenants: Database) -> None:
    privileges = """
        select distinct attacl::text from pg_attribute
        where attrelid = 'nods_page_section'::regclass and attname like 'embedding%' and not attisdropped
    """
    info = "select dimensions, model, metric from pgmatch_info() where line = 'nods'"
    near = {"ann": ["ann reads", "ann writes"], "ben": ["ben reads", "ben writes"]}
    healthy, granted = findings(tenants), tenants.rows(privileges)
    begin(tenants, BEGIN)
    assert tenants.rows(privileges) == granted
    assert fill(tenants, NEW) == 4
    build(tenants)
    assert findings(tenants) == healthy

    # an ingest in between writes both
    with pgmatch.connect(tenants.url) as client:
        run = client.nods_begin_ingest("docs", "old", 8)
        section = {"content": "ann sings", "context": "About", "embedding": OLD.vector("About\nann sings")}
        client.nods_put_page(run, "/new", "x", sections=[section])
    assert fill(tenants, NEW) == 1

    for tenant, contents in near.items():
        assert found(tenants, tenant, OLD, f"About\n{contents[0]}") == contents
        with tenants.as_role("authenticated", {"sub": tenant}) as cursor:
            cursor.execute("select content from nods_page_section where embedding_new is not null order by 1")
            assert [content for (content,) in cursor.fetchall()] == contents
    with pgmatch.connect(tenants.url, model="old") as client:
        assert client.match_page_sections(OLD.vector("x"))
        begun = client.nods_begin_ingest("docs", "old", 8)
    assert tenants.rows(info) == [(8, "old", "ip")]
    tenants.execute("select pgmatch.switch_model()")
    assert tenants.rows(info) == [(16, "new", "cosine")]
    assert findings(tenants) == healthy
    for tenant, contents in near.items():
        assert found(tenants, tenant, NEW, f"About\n{contents[0]}") == contents
    # clients of the old model are refused by its name
    with pgmatch.connect(tenants.url) as client:
        with pytest.raises(DatabaseError, match="old"):
            client.nods_begin_ingest("docs", "old", 8)
        with pytest.raises(DatabaseError, match="over"):
            client.nods_put_page(begun, "/late", "x", sections=[section])
        with pytest.raises(DatabaseError, match="8 dimensions"):
            client.match_page_sections(OLD.vector("x"), 0, 5, 0)
        run = client.nods_begin_ingest("docs", "new", 16)
        assert client.match_page_sections(NEW.vector("x"))
    # one that pins its model also if the vectors have the same length
    with (
        pgmatch.connect(tenants.url, model="old") as client,
        pytest.raises(PgmatchError, match='embeddings of "new" now, not those of "old"'),
    ):
        client.match_page_sections(NEW.vector("x"))
    with pgmatch.connect(tenants.url, model="new") as client:
        assert client.search_page_sections(NEW.vector("x"))
        section = {"content": "ann runs", "context": "About", "embedding": NEW.vector("About\nann runs")}
        client.nods_put_page(run, "/newer", "x", sections=[section])
    assert fill(tenants, OLD) == 1
    tenants.execute("select pgmatch.switch_model_back()")
    assert tenants.rows(info) == [(8, "old", "ip")]
    for tenant, contents in near.items():
        assert found(tenants, tenant, OLD, f"About\n{contents[0]}") == contents
    tenants.execute("select pgmatch.switch_model()")
    tenants.execute("select pgmatch.clean_model()")
    assert tenants.rows(privileges) == granted
    assert findings(tenants) == healthy


@pytest.mark.parametrize("role", ROLES)
def test_only_the_owner_may_change_a_model(tenants: Database, role: str) -> None:
    for call in CALLS:
        with tenants.as_role(role) as cursor, pytest.raises(errors.InsufficientPrivilege):
            cursor.execute(f"select * from pgmatch.{call}")
    with tenants.as_role(role) as cursor, pytest.raises(errors.InsufficientPrivilege):
        cursor.execute("select * from pgmatch.model_change")


def test_sections_of_the_line_docs_are_searched_by_their_new_model(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    database = create_database(supabase_server, extension_schema="extensions")
    upgrade(database.url, "docs", dimensions="8", model="old")
    upgrade(database.url, "queue")
    with pgmatch.connect(database.url, line="docs") as client:
        run = client.nods_begin_ingest("docs", "old", 8)
        sections = [{"content": f"text {i}", "embedding": OLD.vector(f"text {i}")} for i in range(9)]
        client.nods_put_page(run, "/page", "x", sections=sections)
    begin(database, BEGIN.replace("'new'", "'new', 'docs.page_section'"))
    assert fill(database, NEW) == 9
    build(database)
    for model, swap in ((NEW, "switch_model"), (OLD, "switch_model_back"), (NEW, "switch_model")):
        database.execute(f"select pgmatch.{swap}()")
        with pgmatch.connect(database.url, line="docs", model=model.name) as client:
            [first, *_] = client.match_page_sections(model.vector("text 7"), 0, 3, 0)
            assert first.content == "text 7"
            assert [each.model for each in client.pgmatch_info() if each.line == "docs"] == [model.name]
    database.execute("select pgmatch.clean_model()")
    with pgmatch.connect(database.url, line="docs", model="new") as client:
        assert client.match_page_sections(NEW.vector("text 7"), 0, 1, 0)[0].content == "text 7"
