"""What the embedded server must remember between starts: its password and its port."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from pgmatch.embedded.folders import not_ours
from pgmatch.errors import EmbeddedServerError


@dataclass(frozen=True)
class Record:
    """The superuser's password and the TCP port of the last start."""

    password: str
    port: int | None = None


def read(path: Path) -> Record | None:
    """Return what the file holds, or None if there is none.

    Raises `EmbeddedServerError` when the file belongs to another user, or was damaged.
    """
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise not_ours(path, str(error.strerror)) from error
    except (ValueError, TypeError) as error:
        raise EmbeddedServerError(f"{path} is damaged: {error}") from error


def write(path: Path, record: Record) -> None:
    """Replace the file in one step; only its owner may read it."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(record), file)
    new.replace(path)


def new() -> Record:
    """Return a record with a fresh password."""
    return Record(secrets.token_urlsafe(24))
