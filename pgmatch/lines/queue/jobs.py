"""The functions of the line `queue`, as a connection calls them: what workers and the status need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from pgmatch.errors import SettingError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_HAS_QUEUE = """
    select coalesce(bool_and(has_function_privilege(p.oid, 'execute')), false)
    from pg_proc as p
    where p.proname = 'queue_status'
      and p.pronamespace = (
        select n.oid from pg_namespace as n
        where n.nspname = 'pgmatch' and has_schema_privilege(n.oid, 'usage')
      )
    having count(*) > 0
"""
_SOURCES = "select * from pgmatch.queue_status()"
_CLAIM = "select * from pgmatch.claim_jobs(:source, :batch_size, :timeout, :attempts)"
_FINISH = "select * from pgmatch.finish_jobs(:source, :jobs, :tries, :hashes, :embeddings, :attempts)"
_FAIL = "select * from pgmatch.fail_jobs(:source, :jobs, :tries, :errors, :attempts)"
_SET_MODEL = "select * from pgmatch.set_job_model(:source, :model)"
_RETRY = "select * from pgmatch.retry_jobs(cast(:target as regclass), :embedding)"


@dataclass(frozen=True, slots=True)
class Source:
    """A column that workers fill, and how many jobs it has.

    `target` and `dimensions` are None if its table is gone, `model` is None until the first worker records
    its own. `failing` jobs are tried again later; `dead` ones failed too often. `oldest_seconds` is the age
    of the oldest that is not dead, None for none. `problem` says why no worker can fill it, None if one can.
    """

    source: int
    target: str | None
    embedding: str
    model: str | None
    dimensions: int | None
    waiting: int
    running: int
    failing: int
    oldest_seconds: float | None
    dead: int
    problem: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A text to embed; `attempt` counts from 1."""

    job: int
    attempt: int
    content: str
    content_hash: str


def has_queue(connection: Connection) -> bool:
    """Return whether the line is installed, and the role may see its queues."""
    return bool(connection.scalar(text(_HAS_QUEUE)))


def read_sources(connection: Connection) -> list[Source]:
    """Return the columns that workers fill. Raises `SettingError` where the role may not see them."""
    if not has_queue(connection):
        raise SettingError(
            "the line queue is not installed here, or this role may not use it",
            "Install it: pgmatch alembic -n queue upgrade head. "
            "Workers connect as the owner or as service_role.",
        )
    return [Source(**row._mapping) for row in connection.execute(text(_SOURCES))]


def retry(connection: Connection, source: Source) -> int:
    """Queue the jobs of a column that failed too often again, and return how many."""
    if source.target is None:
        return 0
    return int(connection.scalar(text(_RETRY), {"target": source.target, "embedding": source.embedding}) or 0)


def claim(connection: Connection, source: int, batch_size: int, timeout: int, attempts: int) -> list[Job]:
    """Take jobs, which others may take over after `timeout` seconds."""
    given = {"source": source, "batch_size": batch_size, "timeout": timeout, "attempts": attempts}
    return [Job(**row._mapping) for row in connection.execute(text(_CLAIM), given)]


def set_model(connection: Connection, source: int, model: str) -> None:
    """Record the model of a column; raise if another is recorded."""
    connection.execute(text(_SET_MODEL), {"source": source, "model": model})


def finish(
    connection: Connection, source: int, jobs: Sequence[Job], embeddings: Sequence[str], attempts: int
) -> int:
    """Store the embeddings of jobs, written as Postgres does, and return how many were."""
    hashes = [job.content_hash for job in jobs]
    given = {**_numbers(source, jobs, attempts), "hashes": hashes, "embeddings": list(embeddings)}
    return int(connection.scalar(text(_FINISH), given) or 0)


def fail(
    connection: Connection, source: int, jobs: Sequence[Job], errors: Sequence[str | None], attempts: int
) -> None:
    """Say why jobs failed; a None gives the job back."""
    connection.execute(
        text(_FAIL), {**_numbers(source, jobs, attempts), "errors": [_storable(error) for error in errors]}
    )


def _storable(error: str | None) -> str | None:
    """Return an error without what Postgres keeps in no text: NUL, and halves of characters."""
    return error and error.encode("utf-8", "replace").decode().replace("\0", "")


def _numbers(source: int, jobs: Sequence[Job], attempts: int) -> dict[str, object]:
    return {
        "source": source,
        "jobs": [job.job for job in jobs],
        "tries": [job.attempt for job in jobs],
        "attempts": attempts,
    }
