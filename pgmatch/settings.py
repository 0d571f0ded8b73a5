"""Where every setting comes from: `-x key=value`, then the environment, then `.env`, then its default."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

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
    Setting("database_url", ("PGMATCH_DATABASE_URL", "DATABASE_URL"), None, "the database", secret=True),
    Setting("schema", ("PGMATCH_SCHEMA",), "public", "schema of the tables and functions"),
    Setting("dimensions", ("PGMATCH_DIMENSIONS",), "1536", "length of the vectors, 1 to 16000"),
    Setting("metric", ("PGMATCH_METRIC",), "ip", "ip, cosine or l2"),
    Setting("access", ("PGMATCH_ACCESS",), "private", "private, public_read or owner"),
    Setting("model", ("PGMATCH_MODEL",), None, "name of the embedding model, as recorded in the database"),
    Setting(
        "text_config", ("PGMATCH_TEXT_CONFIG",), "english", "text search configuration of the line nods_text"
    ),
    Setting("drop_data", (), "no", "yes lets a downgrade drop rows"),
    Setting("lock_timeout", ("PGMATCH_LOCK_TIMEOUT",), "5s", "how long a migration waits for a lock"),
    Setting("embedder", ("PGMATCH_EMBEDDER",), "local", "what turns text into vectors, as provider:model"),
    Setting("supabase_url", ("SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"), None, "the Supabase project"),
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
        "the Supabase key",
        secret=True,
    ),
    Setting(
        "openai_api_key", ("OPENAI_API_KEY", "OPENAI_KEY"), None, "key of the embedding service", secret=True
    ),
    Setting("openai_base_url", ("OPENAI_BASE_URL",), "https://api.openai.com/v1", "the embedding service"),
)
NAMES = tuple(setting.name for setting in SETTINGS)


def read_settings(given: Mapping[str, str] | None = None, folder: Path | None = None) -> dict[str, Found]:
    """Return every setting by name: from `given` (the `-x` options), the environment, `.env` or its default.

    An empty value counts as absent. Raises `SettingError` for an unknown key or a malformed `.env`.
    """
    given = given or {}
    if unknown := sorted(set(given) - set(NAMES)):
        raise SettingError(f"option {unknown[0]!r} does not exist", f"Known options: {', '.join(NAMES)}.")
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
            words = shlex.split(line, comments=True)
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


def database_url(text: str | None) -> URL:
    """Return a database URL for SQLAlchemy with psycopg2, from whatever form of PostgreSQL URL is given.

    `postgres://`, `postgresql://` and `postgresql+<driver>://` are all accepted. Raises `SettingError`,
    never showing the URL's password, when there is none or it is not one of PostgreSQL.
    """
    if not text:
        raise SettingError(
            "no database URL is set",
            "Set DATABASE_URL (in the environment or in .env), for example "
            "postgresql://user:password@localhost:5432/name. No database? Run `pgmatch db start` and "
            'use `export DATABASE_URL="$(pgmatch db url)"`. '
            "To ingest and search SUPABASE_URL and a key will do.",
        )
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        hint = "Write it as postgresql://user:password@host:5432/name."
        raise SettingError("DATABASE_URL is not a URL", hint) from None
    if url.drivername.split("+")[0] not in ("postgres", "postgresql"):
        raise SettingError(
            f"DATABASE_URL is of the kind {url.drivername!r}",
            "pgmatch needs PostgreSQL: postgresql://…. The URL of a Supabase project is for SUPABASE_URL.",
        )
    return url.set(drivername="postgresql+psycopg2")


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
        f"{url.host}:{url.port} is a pooler in transaction mode, which keeps no lock and no setting",
        "Use the direct connection or the session pooler, on port 5432.",
    )
