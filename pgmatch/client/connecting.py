"""From a URL, a key and the settings to a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pgmatch.client.credentials import Credentials
from pgmatch.client.database import AsyncDatabase, Database
from pgmatch.client.sql import CONNECTIONS, SqlTransport
from pgmatch.client.transport import ThreadedTransport, Transport
from pgmatch.errors import SettingError
from pgmatch.lines import DEFAULT, LINES
from pgmatch.settings import Found, database_url, read_settings, supabase_api

if TYPE_CHECKING:
    from pgmatch.client.rpc import Api

_NO_KEY_HINT = (
    "Pass it to connect; or set SUPABASE_SECRET_KEY (or SUPABASE_SERVICE_ROLE_KEY) to ingest, or "
    "SUPABASE_ANON_KEY to search, in the environment or in .env."
)


def connect(
    url: str | None = None,
    key: str | None = None,
    *,
    schema: str | None = None,
    user_id: str | None = None,
    access_token: str | None = None,
    timeout: float | None = None,
    line: str = DEFAULT,
    model: str | None = None,
    read_only: bool = False,
) -> Database:
    """Return the functions of a database, as the methods of an object.

    `url` says how it is called: by SQL with a PostgreSQL URL in any usual form, by RPC with the URL of a
    Supabase project. Without it `DATABASE_URL` is read, from the environment or `.env`, and if that is not
    set `SUPABASE_URL`. `schema` is where pgmatch is installed: by default `PGMATCH_SCHEMA`, else public.
    `line` is whose pages are meant: "nods", or "docs", which is in the schema docs by default. `model` pins
    the model of your vectors: a search raises `PgmatchError`, naming both, once the database uses another.
    With `read_only`, every transaction by SQL only reads; the API does so for functions that only read.

    By SQL, the search_path plays no part, and poolers of any mode will do. `user_id` is for the access mode
    owner: every call acts for this user, as the role pgmatch_user under row level security, whoever logs in.
    That login must be a member of pgmatch_user. A call raises `DatabaseError` where row level security would
    be skipped.

    By RPC, which needs `pip install 'pgmatch[rpc]'`, `key` is the project's secret or publishable key;
    without it the settings are read: the secret key if it is there. `access_token` is a signed-in user's, for
    whom every call then acts. `timeout` is how many seconds the API may take to answer; by default 60.

    No connection is opened before the first call. Raises `SettingError` for a missing or malformed URL or
    key, and for an argument of the other way of calling.
    """
    transport = open_transport(url, key, schema, user_id, access_token, timeout, line, read_only=read_only)
    return Database(transport, line, model)


def open_transport(
    url: str | None,
    key: str | None,
    schema: str | None,
    user_id: str | None,
    access_token: str | None,
    timeout: float | None,
    line: str = DEFAULT,
    *,
    read_only: bool = False,
) -> Transport:
    """Return what carries the calls of `connect`, whose arguments these are."""
    target = _target(url, key, schema, user_id, access_token, timeout, line, read_only=read_only)
    if isinstance(target, SqlTransport):
        return target
    from pgmatch.client.rpc import RpcTransport

    return RpcTransport(target)


def connect_async(
    url: str | None = None,
    key: str | None = None,
    *,
    schema: str | None = None,
    user_id: str | None = None,
    access_token: str | None = None,
    timeout: float | None = None,
    line: str = DEFAULT,
    model: str | None = None,
    read_only: bool = False,
) -> AsyncDatabase:
    """Return the functions of a database for asyncio: the methods of `connect`'s object, to be awaited.

    The arguments are those of `connect`. By SQL the calls are made in threads, up to 15 at once: one that is
    cancelled is cancelled in Postgres too. It need not be awaited itself: `async with connect_async() as
    database`.
    """
    target = _target(url, key, schema, user_id, access_token, timeout, line, read_only=read_only)
    if isinstance(target, SqlTransport):
        return AsyncDatabase(ThreadedTransport(target, CONNECTIONS), line, model)
    from pgmatch.client.rpc import AsyncRpcTransport

    return AsyncDatabase(AsyncRpcTransport(target), line, model)


def _target(
    url: str | None,
    key: str | None,
    schema: str | None,
    user_id: str | None,
    access_token: str | None,
    timeout: float | None,
    line: str,
    *,
    read_only: bool,
) -> SqlTransport | Api:
    """Return what is connected to; raise `SettingError` for what does not fit together."""
    is_url_rpc = bool(url) and str(url).lower().startswith(("http://", "https://"))
    given = {
        "supabase_url" if is_url_rpc else "database_url": url or "",
        "supabase_key": key or "",
        "schema": schema or "",
    }
    found = read_settings(given)  # an empty one counts as not given
    where = schema_of(found, line)
    by_rpc = is_url_rpc if url else _is_rpc(found, key or access_token, user_id)
    if by_rpc:
        _refuse("user_id", user_id, "By RPC pass the user's access_token.")
        return _api(found, where, access_token, timeout)
    _refuse("key", key, "It is for the URL of a Supabase project, https://PROJECT.supabase.co.")
    _refuse("access_token", access_token, "By SQL pass user_id.")
    _refuse("timeout", timeout, "By SQL set it in the URL: ?options=-c%20statement_timeout=8s.")
    location = database_url(found["database_url"].value)
    return SqlTransport(location, where, user_id=user_id, read_only=read_only)


def _is_rpc(found: Mapping[str, Found], proof: str | None, user_id: str | None) -> bool:
    """Whether no URL means RPC: when something of RPC's is given, or the settings have nothing else."""
    if proof or user_id:
        return user_id is None
    return not found["database_url"].value and bool(found["supabase_url"].value)


def _refuse(name: str, value: object, hint: str) -> None:
    if value is not None:
        way = "RPC" if name == "user_id" else "SQL"
        raise SettingError(f"{name} has no meaning for calls by {way}", hint)


def schema_of(found: Mapping[str, Found], line: str) -> str:
    """Return where a line is; raise `SettingError` for one without pages."""
    alike = [each.name for each in LINES.values() if DEFAULT in (each.name, each.like)]
    if line not in alike:
        raise SettingError(f"the line {line!r} has no pages", f"Use one of: {', '.join(alike)}.")
    return installed_in(found, line)


def installed_in(found: Mapping[str, Found], line: str) -> str:
    """Return the schema of a line by the settings."""
    schema = found["schema"]
    return schema.value if schema.value and schema.origin != "default" else LINES[line].schema


def _api(found: Mapping[str, Found], schema: str, access_token: str | None, timeout: float | None) -> Api:
    try:
        from pgmatch.client.rpc import TIMEOUT, Api
    except ImportError as error:
        raise SettingError(
            f"calling by RPC needs the Python package {error.name!r}", "pip install 'pgmatch[rpc]'"
        ) from error
    url, key = supabase_api(found["supabase_url"].value), found["supabase_key"].value
    if not key:
        raise SettingError("no Supabase key is set", _NO_KEY_HINT)
    if timeout is not None and not (isinstance(timeout, int | float) and timeout > 0):
        raise SettingError(f"timeout {timeout!r} is not a number of seconds above 0", "The default is 60.")
    for name, value in (("key", key), ("access_token", access_token)):
        if not isinstance(value, str | None):
            raise SettingError(
                f"{name} is a {type(value).__name__}", "Pass the text from the project's settings."
            )
    credentials = Credentials(key.strip(), access_token and access_token.strip())
    return Api(url, schema, credentials, TIMEOUT if timeout is None else timeout)
