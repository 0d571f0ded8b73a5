"""The matrix role x object x privilege of every access mode, under old and new default privileges."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import CreateDatabase
from tests.migrations.test_truth import ACCESS_MODES, GOLDEN
from tests.security.matrix import LINES, ROLES, install, matrix_text
from tests.servers import Database, DefaultPrivileges, PostgresServer, created


def without_schemas(text: str) -> str:
    """Leave out the schemas: USAGE on those that are the user's is only ever added."""
    head, _, rest = text.partition("schema collections")
    return head + rest[rest.index("sequence ") :]


@pytest.fixture(params=["none", "grant_all"])
def regime(request: pytest.FixtureRequest) -> DefaultPrivileges:
    return "grant_all" if request.param == "grant_all" else "none"


@pytest.mark.parametrize("access", ACCESS_MODES)
def test_effective_privileges_are_the_golden_ones_under_old_and_new_defaults(
    supabase_server: PostgresServer, create_database: CreateDatabase, access: str, regime: DefaultPrivileges
) -> None:
    made = create_database(
        supabase_server, owner="owner", extension_schema="extensions", default_privileges=regime
    )
    install(made, access)
    golden = (GOLDEN / f"access_{access}.txt").read_text("utf-8")
    assert matrix_text(made) == golden, "if this is meant: make golden, and read the diff"


def test_changing_the_mode_gives_the_same_matrix_as_installing_in_it(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(
        supabase_server, owner="owner", extension_schema="extensions", default_privileges="grant_all"
    )
    install(made, "private")
    for access in (*ACCESS_MODES[1:], *ACCESS_MODES):
        for line in LINES:
            if line != "nods_text":  # it has the mode of nods
                made.execute("set role owner; select pgmatch.set_access(%s, %s)", (access, line))
        golden = (GOLDEN / f"access_{access}.txt").read_text("utf-8")
        assert without_schemas(matrix_text(made)) == without_schemas(golden)


@pytest.fixture(scope="module")
def plain(supabase_server: PostgresServer, migrated: str) -> Iterator[tuple[Database, str]]:
    """A database with its matrix; every test takes back what it grants."""
    with created(supabase_server, "matrix", template=migrated) as made:
        if not made.rows("select from pg_roles where rolname = 'pgmatch_user'"):
            made.execute("create role pgmatch_user nologin")
        matrix = matrix_text(made)
        yield made, matrix
        assert matrix_text(made) == matrix


def test_the_matrix_has_every_role_of_every_object(plain: tuple[Database, str]) -> None:
    _, matrix = plain
    objects = [line for line in matrix.splitlines() if not line.startswith(" ")]
    assert matrix.count("\n  ") == len(ROLES) * len(objects)


@pytest.mark.parametrize(
    "grant",
    [
        "grant select on nods_page to public",
        "grant update (checksum) on nods_page to anon",
        "grant truncate on nods_page_section to service_role",
        "grant usage on sequence nods_page_id_seq to anon",
        "grant execute on function pgmatch.register(text, text, text, text, text, name, boolean) to public",
        "grant create on schema public to authenticated",
        "grant service_role to anon with inherit true",
        "alter table nods_page owner to service_role",
    ],
)
def test_the_matrix_sees_privileges_of_every_origin(plain: tuple[Database, str], grant: str) -> None:
    database, matrix = plain
    assert matrix_text(database, grant) != matrix
