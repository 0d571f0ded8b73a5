"""pgvector itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import text

from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check
from pgmatch.index.columns import create_extension

_OFFERED = "select a.default_version from pg_available_extensions as a where a.name = 'vector'"
_GRAPHS = """
    select format('%I.%I', n.nspname, c.relname)
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
    where c.relkind = 'i' order by 1
"""
_OLDEST = (0, 8, 0)
_REPAIRED = (0, 8, 5)
_KNOWN_BAD = {
    (0, 8, 2): "writes past its memory when it builds HNSW indexes in parallel",
    (0, 8, 3): "corrupts HNSW indexes in vacuum",
    (
        0,
        8,
        4,
    ): "corrupts HNSW indexes in vacuum, and fails to insert into IVFFlat indexes built on empty tables",
}


@check("pgvector is in this database", needs="nothing")
def extension_missing(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where pgvector is neither there nor about to be created by an install."""
    if patient.server.extension is not None:
        return
    create = create_extension(patient.connection)
    offered = patient.connection.scalar(text(_OFFERED))
    if offered is None:
        yield Finding(
            "error",
            "extension vector",
            "The server does not have pgvector.",
            ("apt-get install postgresql-NN-pgvector  # on the server, NN is its version", create),
        )
    elif patient.has_record:
        yield Finding(
            "error",
            "extension vector",
            "Was dropped from this database, together with every column that held vectors.",
            (create,),
        )


@check("pgvector is new enough, and none of the versions that corrupt", needs="nothing")
def extension_version(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for a version that is too old or known to be bad, and for one that can be updated."""
    if patient.server.extension_version is None:
        return
    version, offered = (
        patient.server.extension_version,
        str(patient.connection.scalar(text(_OFFERED)) or patient.server.extension_version),
    )
    numbers = _numbers(version)
    if numbers < _OLDEST:
        evidence = f"{version} is installed, but pgmatch needs 0.8.0 or later."
        yield Finding("error", "extension vector", evidence, tuple(_update(offered, _OLDEST)))
    elif numbers in _KNOWN_BAD:
        graphs = patient.connection.scalars(text(_GRAPHS)).all()
        yield Finding(
            "error",
            "extension vector",
            f"{version} is installed, which {_KNOWN_BAD[numbers]}.",
            (
                *_update(offered, _REPAIRED),
                # what was damaged stays so
                *(f"reindex index concurrently {name};" for name in graphs),
            ),
        )
    elif numbers < _numbers(offered):
        yield Finding(
            "info",
            "extension vector",
            f"{version} is installed, and the server provides {offered}.",
            ("alter extension vector update;",),
        )


def _update(offered: str, wanted: tuple[int, ...]) -> Iterator[str]:
    if _numbers(offered) < wanted or _numbers(offered) in _KNOWN_BAD:
        needed = ".".join(map(str, wanted))
        yield f"apt-get install postgresql-NN-pgvector  # on the server: {needed} or later; it has {offered}"
    yield "alter extension vector update;"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
