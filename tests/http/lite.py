"""An HTTP server with the interface of Supabase's API, in front of a database of the tests."""

from __future__ import annotations

import json
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import jwt
import psycopg2

from tools.node import program

SERVER = Path(__file__).with_name("server.mjs")
STOP_SECONDS = 10

GRANTS = """
    select format('grant usage on schema extensions to %I', r.rolname)
    from pg_roles as r
    where r.rolname in ('anon', 'authenticated', 'service_role') and to_regnamespace('extensions') is not null
"""


class LiteError(Exception):
    """The server does not start."""


@dataclass(frozen=True)
class Lite:
    """A running server: what a client of a Supabase project is given, and the secret that signs users' tokens."""

    url: str
    publishable_key: str
    secret_key: str
    jwt_secret: str

    @property
    def rest_url(self) -> str:
        """The URL that PostgREST has in a project."""
        return f"{self.url}/rest/v1"

    def user_token(self, sub: str, **claims: Any) -> str:
        """Return the access token (HS256) of a signed-in user; `claims` are added, or replace what they name.

        Send it as `Authorization: Bearer …` with the publishable key as `apikey`.
        """
        now = int(time.time())
        usual = {"sub": sub, "role": "authenticated", "aud": "authenticated", "iat": now, "exp": now + 3600}
        return jwt.encode({**usual, **claims}, self.jwt_secret, "HS256")


@contextmanager
def serving(database_url: str, *, schemas: Sequence[str] = ("public",)) -> Iterator[Lite]:
    """Serve a database on a free port of the loopback until the context ends.

    The first of `schemas` is the default one. Start it when the migrations have run: functions and tables are read
    once. The API's roles get USAGE on the schema `extensions`, as in a project.
    """
    _open_extensions(database_url)
    keys = {
        "publishableKey": f"sb_publishable_{secrets.token_urlsafe(16)}",
        "secretKey": f"sb_secret_{secrets.token_urlsafe(16)}",
        "jwtSecret": secrets.token_urlsafe(32),
    }
    settings = json.dumps({"databaseUrl": database_url, "schemas": list(schemas), **keys})
    # It stops when its standard input ends, so also when this process dies.
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            [program("node"), str(SERVER), settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            url = f"http://127.0.0.1:{_port(process, log)}"
            yield Lite(url, keys["publishableKey"], keys["secretKey"], keys["jwtSecret"])
        finally:
            _stop(process)


def _open_extensions(database_url: str) -> None:
    """Grant what Supabase does; without it the server, not knowing the type vector, answers another code than 42501."""
    with closing(psycopg2.connect(database_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(GRANTS)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _port(process: subprocess.Popen[str], log: IO[str]) -> int:
    """Wait until the server listens, and return its port."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait()
        log.seek(0)
        raise LiteError(f"the HTTP server did not start:\n{log.read()}")
    return int(json.loads(line)["port"])


def _stop(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
