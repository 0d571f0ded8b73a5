"""A database URL: what is refused, what is said about it, and that no password is ever shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

import pgmatch
from pgmatch.client.errors import Caller, database_error
from pgmatch.errors import PgmatchError, SettingError
from pgmatch.settings import database_url, masked_url, read_dotenv
from tests.cli.conftest import Run, run
from tests.servers import Database

__all__ = ["run"]

LETTERS = "жцюфщ"  # that no message, host or setting has
SPECIAL = "@/#:%?&=[] \\'+"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://postgres:p@ss/w#rd@db.example.co:5432/postgres",
        "postgresql://u:secret@@h/db",
        "postgresql://u:p@h/db?application_name=a@b",
        "postgresql://u/x:secret@h/db",
        "postgresql://h/db?user=u&password=se@cret",
        "postgresql://h:1/db?user=u&password=se@cret",
        "postgresql://u:a?b@h/db",
    ],
)
def test_a_character_in_a_password_that_ends_it_is_refused_with_how_to_write_it(url: str) -> None:
    with pytest.raises(SettingError, match="in the password") as refused:
        database_url(url)
    assert "percent-encode" in str(refused.value).lower()
    assert "%40" in str(refused.value)


@pytest.mark.parametrize("password", ["pa/ss#w:rd", "100%", "a%zz", "[a]", "p w"])
def test_other_characters_that_can_mean_only_the_password_are_taken(password: str) -> None:
    url = database_url(f"postgresql://u:{password}@h:5432/db")
    assert (url.username, url.password, url.host, url.port, url.database) == ("u", password, "h", 5432, "db")


def test_what_is_percent_encoded_arrives_as_it_is() -> None:
    url = database_url(" postgresql://u:p%40ss%2Fw%23rd%3A%25@h/db\n")
    assert (url.password, url.host) == ("p@ss/w#rd:%", "h")


@pytest.mark.parametrize(
    ("url", "name", "words"),
    [
        ("postgresql+asyncpg://u:p@h/db?ssl=require", "ssl", "sslmode=require"),
        ("postgresql://u:p@h/db?schema=public&sslmode=require", "schema", "PGMATCH_SCHEMA"),
        ("postgresql+pg8000://u:p@h/db?prepared_statement_cache_size=0", "prepared_statement_cache_size", ""),
        ("postgresql://u:p@h/db?sslmode", "sslmode", ""),
        ("postgresql://u:p@h/db?sslmode=&x y=1", "x y", ""),
    ],
)
def test_a_parameter_that_libpq_refuses_is_named_with_what_to_do(url: str, name: str, words: str) -> None:
    with pytest.raises(SettingError, match="libpq does not know") as refused:
        database_url(url)
    assert name in refused.value.message
    assert "Remove" in str(refused.value.hint)
    assert words in str(refused.value.hint)


def test_a_value_that_libpq_refuses_is_not_said_to_be_an_unreachable_server() -> None:
    with (
        pgmatch.connect("postgresql://u:p@127.0.0.1:1/db?sslmode=no-verify") as database,
        pytest.raises(PgmatchError, match="no-verify") as refused,
    ):
        database.pgmatch_info()
    assert refused.value.hint == "Correct the parameter in the URL."


def test_parameters_of_prisma_and_supabase_do_not_hinder_a_command(database: Database, run: Run) -> None:
    url = f"{database.url}?pgbouncer=true&connection_limit=1&pool_timeout=2&supa=base-pooler.x"
    assert run("index", "list", url=url).exit_code == 0
    refused = run("index", "create", url=url)
    assert "without ?pgbouncer=true" in refused.stderr


def test_a_wrong_password_is_answered_with_how_to_write_one() -> None:
    # made up, because the server of the tests asks for no password
    answer = Exception(
        'connection to server at "h" failed: FATAL:  password authentication failed for user "u"'
    )
    error = database_error(
        OperationalError("", None, answer), Caller(database_url("postgresql://u:p@h/db"), "public", "connect")
    )
    assert "Percent-encode" in str(error.hint)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("DATABASE_URL=postgresql://u:12#34@h/db", "postgresql://u:12#34@h/db"),
        ("DATABASE_URL=postgresql://u:p@h/db # it's mine", "postgresql://u:p@h/db"),
        ("DATABASE_URL='a # b' # c", "a # b"),
        ('DATABASE_URL="a \\" # b"', 'a " # b'),
        ("# DATABASE_URL=x", None),
    ],
)
def test_a_comment_of_dotenv_begins_with_a_word(tmp_path: Path, line: str, value: str | None) -> None:
    (tmp_path / ".env").write_text(line)
    assert read_dotenv(tmp_path / ".env").get("DATABASE_URL") == value


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "postgres://user:pw@host:5432/db?sslmode=require",
            "postgres://user:***@host:5432/db?sslmode=require",
        ),
        ("postgresql+asyncpg://user:p/w@host/db", "postgresql+asyncpg://user:***@host/db"),
        ("postgresql://user@host/db", "postgresql://user@host/db"),
        ("postgresql://h/db?user=u&password=pw", "postgresql://h/db?password=***&user=u"),
        ("postgresql://user:p@w@host/db", "***"),
        ("postgresql://user:pw", "***"),
        ("host=h password=pw", "***"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert masked_url(url) == shown


passwords = st.lists(
    st.tuples(st.text(LETTERS, min_size=1, max_size=2), st.sampled_from(SPECIAL)), min_size=2, max_size=6
).map(lambda pairs: "".join(letters + special for letters, special in pairs) + LETTERS[0])


def outputs(run: Run, password: str) -> Iterator[str]:
    """Everything that is said about a URL with this password; nothing listens at its address."""
    for url in (
        f"postgresql://user:{password}@127.0.0.1:1/db",
        f"postgresql+asyncpg://user:{password}@127.0.0.1:1/db?ssl=require",
        f"postgresql://127.0.0.1:1/db?user=u&password={password}",
        f"postgresql://user:{password.replace('@', '')}",  # with one, what follows is a host
    ):
        for call in (lambda url=url: pgmatch.connect(url).pgmatch_info(), lambda url=url: database_url(url)):
            try:
                call()
            except PgmatchError as error:
                yield str(error)
        for command in (
            ["config"],
            ["doctor", "--json"],
            ["alembic", "current"],
            ["sql", "-x", url],
            ["sql", "-x", f"{url}=1"],
            ["search", "x", "--supabase-url", url],
        ):
            done = run(*command, url=url)
            yield done.stdout + done.stderr


@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(passwords)
def test_no_part_of_a_password_is_ever_shown(run: Run, password: str) -> None:
    parts = {password[at : at + 3] for at in range(len(password) - 2)}
    for output in outputs(run, password):
        assert not [part for part in parts if part in output], output
