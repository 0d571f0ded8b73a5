"""Where every setting comes from: `-x key=value`, then the environment, then `.env`, then its default."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote_plus, urlsplit

import psycopg2
from psycopg2.extensions import parse_dsn
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from pgmatch.errors import SettingError


@dataclass(frozen=True)
class Setting:
    """A setting: the environment variables that may hold it, most specific first, and its default."""

    name: str
    variables: tuple[str, ...]
    default: str | None
    meaning: str
    secret: bool = False


@dataclass(frozen=True)
class Found:
    """A setting's value and where it came from."""

    setting: Setting
    value: str | None
    origin: str


SETTINGS = (
    Setting(
        "database_url", ("PGMATCH_DATABASE_URL", "DATABASE_URL"), None, "URL of the database", secret=True
    ),
    Setting("schema", ("PGMATCH_SCHEMA",), "public", "schema of the tables and functions"),
    Setting("dimensions", ("PGMATCH_DIMENSIONS",), "1536", "number of dimensions of the vectors, 1 to 16000"),
    Setting("metric", ("PGMATCH_METRIC",), "ip", "ip, cosine, l2 or l1"),
    Setting("access", ("PGMATCH_ACCESS",), "private", "private, public_read or owner"),
    Setting("model", ("PGMATCH_MODEL",), None, "embedding model to record in the database"),
    Setting(
        "text_config", ("PGMATCH_TEXT_CONFIG",), "english", "text search configuration of the line nods_text"
    ),
    Setting("drop_data", (), "no", "yes allows a downgrade to drop rows"),
    Setting(
        "lock_timeout", ("PGMATCH_LOCK_TIMEOUT",), "5s", "maximum time that a migration waits for a lock"
    ),
    Setting("embedder", ("PGMATCH_EMBEDDER",), "local", "embedding model, as provider:model"),
    Setting(
        "price", ("PGMATCH_PRICE",), None, "price of a million of the embedding model's tokens, such as 0.02"
    ),
    Setting(
        "supabase_url", ("SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"), None, "URL of the Supabase project"
    ),
    Setting(
        "supabase_key",
        (
            "SUPABASE_SECRET_KEY",
            "SUPABASE_SERVICE_ROLE_KEY",
            "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
            "SUPABASE_ANON_KEY",
            "NEXT_PUBLIC_SUPABASE_ANON_KEY",
        ),
        None,
        "key of the Supabase project",
        secret=True,
    ),
    Setting(
        "openai_api_key", ("OPENAI_API_KEY", "OPENAI_KEY"), None, "key for the embedding service", secret=True
    ),
    Setting(
        "openai_base_url", ("OPENAI_BASE_URL",), "https://api.openai.com/v1", "URL of the embedding service"
    ),
    Setting("answer_model", ("PGMATCH_ANSWER_MODEL",), None, "language model that writes answers"),
    Setting("answer_api", ("PGMATCH_ANSWER_API",), "chat", "API of the language model: chat or completions"),
    Setting("answer_url", ("PGMATCH_ANSWER_URL",), None, "URL of the language model, if not openai_base_url"),
    Setting("answer_key", ("PGMATCH_ANSWER_KEY",), None, "key for the language model", secret=True),
    Setting(
        "answer_threshold",
        ("PGMATCH_ANSWER_THRESHOLD",),
        None,
        "similarity that a section must exceed to answer a question",
    ),
    Setting(
        "site_url",
        ("PGMATCH_SITE_URL",),
        None,
        "where the pages are, for the links of pgmatch serve and pgmatch mcp",
    ),
    Setting(
        "serve_origins", ("PGMATCH_SERVE_ORIGINS",), None, "sites whose pages may call pgmatch serve, or *"
    ),
    Setting("serve_hosts", ("PGMATCH_SERVE_HOSTS",), None, "names by which pgmatch serve may be called"),
    Setting(
        "serve_rate",
        ("PGMATCH_SERVE_RATE",),
        "120",
        "requests per minute of one client; an answer counts as 5",
    ),
    Setting(
        "serve_concurrency",
        ("PGMATCH_SERVE_CONCURRENCY",),
        "100",
        "requests that pgmatch serve handles at once",
    ),
)
NAMES = tuple(setting.name for setting in SETTINGS)

MASK = "***"
ENCODE = (
    "Percent-encode special characters in the password: write @ as %40, / as %2F, # as %23, : as %3A, "
    "? as %3F and % as %25."
)
# parameters of other clients that mean nothing to a connection, and that libpq refuses
_FOREIGN = ("pgbouncer", "connection_limit", "pool_timeout", "supa")
_INSTEAD = {
    "ssl": "For SSL, write sslmode=require.",
    "schema": "The schema of pgmatch's tables is the setting PGMATCH_SCHEMA.",
}
_SECRET = re.compile("password|secret|key")
# a # begins a comment only at the start of a word, outside of quotes
_COMMENT = re.compile(r"""\A((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^'"\\])*?)(?<!\S)#.*""")


def read_settings(given: Mapping[str, str] | None = None, folder: Path | None = None) -> dict[str, Found]:
    """Return every setting by name: from `given` (the `-x` options), the environment, `.env` or its default.

    An empty value counts as absent. Raises `SettingError` for an unknown key or a malformed `.env`.
    """
    given = given or {}
    if unknown := sorted(set(given) - set(NAMES)):
        raise SettingError(
            f"option {shown_word(unknown[0])} does not exist", f"Known options: {', '.join(NAMES)}."
        )
    path = (folder or Path.cwd()) / ".env"
    dotenv = read_dotenv(path)
    return {setting.name: _find(setting, given, dotenv) for setting in SETTINGS}


def read_dotenv(path: Path) -> dict[str, str]:
    """Return the `KEY=value` lines of a `.env` file, quoted as in a shell; nothing when there is no file."""
    if not path.is_file():
        return {}
    values = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            words = shlex.split(_COMMENT.sub(r"\1", line))
        except ValueError as error:
            hint = "Quote the value as in a shell: KEY='value'."
            raise SettingError(f"{path.name}:{number}: {error}", hint) from None
        words = words[1:] if words[:1] == ["export"] else words
        if not words:
            continue
        key, equals, value = words[0].partition("=")
        if not equals or len(words) > 1:
            raise SettingError(f"{path.name}:{number}: not KEY=value", "Quote values with spaces: KEY='a b'.")
        values[key] = value
    return values


def _find(setting: Setting, given: Mapping[str, str], dotenv: Mapping[str, str]) -> Found:
    if given.get(setting.name):
        return Found(setting, given[setting.name], "option")
    for source, origin in ((os.environ, "environment"), (dotenv, ".env")):
        for variable in setting.variables:
            if source.get(variable):
                return Found(setting, source[variable], f"{origin} {variable}")
    return Found(setting, setting.default, "default" if setting.default else "not set")


def shown_word(word: str) -> str:
    """Return what was given, as an error may show it: a URL may hold a password."""
    return "what was given" if "@" in word or "://" in word else repr(word)


def database_url(text: str | None) -> URL:
    """Return a database URL for SQLAlchemy with psycopg2, from whatever form of PostgreSQL URL is given.

    `postgres://`, `postgresql://` and `postgresql+<driver>://` are all accepted. Raises `SettingError`,
    never showing any part of the URL's password, if there is no URL, it is malformed, or it is not one of
    PostgreSQL.
    """
    if not text:
        raise SettingError(
            "no database URL is set",
            "Set DATABASE_URL (in the environment or in .env), for example "
            "postgresql://user:password@localhost:5432/name. No database? Run `pgmatch db start` and "
            'use `export DATABASE_URL="$(pgmatch db url)"`. '
            "To ingest and search, SUPABASE_URL and a key are enough.",
        )
    text = text.strip()
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        hint = f"Write it as postgresql://user:password@host:5432/name. {ENCODE}"
        raise SettingError("the database URL is not a URL", hint) from None
    if url.drivername.split("+")[0] not in ("postgres", "postgresql"):
        raise SettingError(
            f"the database URL has the scheme {url.drivername!r}",
            "pgmatch needs postgresql://…. The URL of a Supabase project belongs in SUPABASE_URL.",
        )
    # else part of the password would be taken for the host, or for the name of the database
    login = text.rpartition("@")[0]
    if "@" in login or "?" in login or (login and url.username is None):
        raise SettingError(
            "the database URL has an @ or a ? in the password, or in another wrong place", ENCODE
        )
    _check_parameters(text, url)
    return url.set(drivername="postgresql+psycopg2")


def connectable(url: URL) -> URL:
    """Return the URL without parameters of other clients that libpq refuses."""
    return url.difference_update_query(_FOREIGN)


def masked_url(text: str) -> str:
    """Return a database URL as it may be shown: without its password, or only a mask if it is no such URL."""
    try:
        url = database_url(text)
    except SettingError:
        return MASK
    hidden = {name: MASK for name in url.query if _SECRET.search(name)}
    shown = url.set(drivername=text.strip().partition("://")[0]).update_query_dict(hidden)
    return shown.render_as_string(hide_password=True).replace(quote_plus(MASK), MASK)


def _check_parameters(text: str, url: URL) -> None:
    """Raise `SettingError` for a parameter that libpq does not know, or that has no value."""
    pairs = parse_qsl(text.rpartition("@")[2].partition("?")[2], keep_blank_values=True)
    if not (wrong := [name for name, value in pairs if not value or not _is_known(name)]):
        return
    # a password in the query may have an & in it, after which the rest looks like another parameter
    names = "" if any(map(_SECRET.search, url.query)) else f": {', '.join(wrong)}"
    instead = [_INSTEAD[name] for name in wrong if name in _INSTEAD]
    raise SettingError(
        f"the database URL has parameters that libpq does not know or that have no value{names}",
        " ".join(
            ["Remove them.", *instead, "If another program needs them, set PGMATCH_DATABASE_URL for pgmatch."]
        ),
    )


def _is_known(name: str) -> bool:
    if name in _FOREIGN:
        return True
    try:
        parse_dsn(f"{name}=x")
    except psycopg2.ProgrammingError:
        return False
    return name.isidentifier()


def supabase_api(text: str | None) -> str:
    """Return the URL of the RPC API from that of a Supabase project, or as it is if it has a path.

    Raises `SettingError`, never showing a password, when there is none or it is not one of HTTP.
    """
    if not text:
        raise SettingError(
            "no Supabase URL is set",
            "Set SUPABASE_URL (in the environment or in .env), for example https://PROJECT.supabase.co.",
        )
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise SettingError(
            "SUPABASE_URL is not the URL of a project", "Write it as https://PROJECT.supabase.co."
        )
    path = parts.path.rstrip("/") or "/rest/v1"
    return f"{parts.scheme}://{parts.netloc}{path}"


def refuse_transaction_pooler(url: URL) -> None:
    """Raise `SettingError` when the URL is of a pooler in transaction mode: a session holds no lock there."""
    is_supabase_pooler = (url.host or "").endswith(".pooler.supabase.com") and url.port == 6543
    if is_supabase_pooler or url.query.get("pgbouncer") == "true":
        raise transaction_pooler_error(url)


def transaction_pooler_error(url: URL) -> SettingError:
    """Return the error of what needs a session of its own and was given a pooler in transaction mode."""
    return SettingError(
        f"{url.host}:{url.port} is a pooler in transaction mode, which keeps neither locks nor settings",
        "Use the direct connection or the session pooler, on port 5432"
        + (", without ?pgbouncer=true." if "pgbouncer" in url.query else "."),
    )
