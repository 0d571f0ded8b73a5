"""What is installed, and whether it is the newest."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from pgmatch import __version__
from pgmatch.doctor import frozen
from pgmatch.doctor.models import Finding, Line, Patient
from pgmatch.doctor.registry import check

_VERSION = "select v.version_num from pgmatch.{line}_version as v"
_LEFT = """
    select n.nspname = 'pgmatch' as is_version, format('%I.%I', n.nspname, c.relname) as name,
      has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as is_readable
    from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p')
      and (c.relname = 'nods_page_section' or (n.nspname, c.relname) = ('pgmatch', 'nods_version'))
    order by name
"""
_HAS_VERSION = "select to_regclass(:name) is not null"


@check("pgmatch is installed in this database", needs="nothing")
def not_installed(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where there is no record of an install, or the role may not read it."""
    if not patient.has_record:
        evidence, before = _left(patient)
        yield Finding(
            "error",
            f"database {patient.server.database}",
            f"pgmatch is not installed here{evidence}.",
            (*before, "pgmatch alembic upgrade head"),
        )
    elif not patient.lines:
        # not a note: who runs this each night would take a database that nobody looked at for a healthy one
        yield Finding(
            "error",
            "table pgmatch.install",
            f"{patient.server.role} may not read it, so nothing can be checked: connect as the owner.",
            is_unchecked=True,
        )


def _left(patient: Patient) -> tuple[str, tuple[str, ...]]:
    """Return what is there without a record, and the command that has to come before an upgrade."""
    for row in patient.connection.execute(text(_LEFT)).all():
        if not row.is_version:
            return f", and {row.name} is there already", ("pgmatch adopt --plan",)
        if row.is_readable and (stamped := patient.connection.scalar(text(_VERSION.format(line="nods")))):
            # an upgrade would find nothing to do
            return f", although {row.name} says {stamped}", ("pgmatch alembic stamp base",)
    return "", ()


@check("The newest revision is installed")
def revision_behind(patient: Patient) -> Iterator[Finding]:
    """Yield the lines that are behind this package, or ahead of it."""
    for line in patient.lines:
        head = frozen.head(line.name)
        if frozen.revisions(line.name, line.revision) is None:
            yield Finding(
                "warning",
                f"line {line.name}",
                f"Is at revision {line.revision}, which pgmatch {__version__} does not know: a newer one made"
                " it. Its functions are not checked.",
                ("pip install --upgrade pgmatch",),
            )
        elif line.revision != head:
            yield Finding(
                "warning",
                f"line {line.name}",
                f"Is at revision {line.revision}, and the newest is {head}.",
                (f"{_alembic(line)} upgrade head",),
            )


@check("Alembic's version and the record agree", needs="owner")
def revision_contradicted(patient: Patient) -> Iterator[Finding]:
    """Yield the lines whose version table says another revision than the record, as after a `stamp`."""
    for line in patient.lines:
        name = f"pgmatch.{line.name}_version"
        if not patient.connection.scalar(text(_HAS_VERSION), {"name": name}):
            # exported SQL without Alembic, and projects with a history of their own
            continue
        stamped = patient.connection.scalar(text(_VERSION.format(line=line.name)))
        if stamped is not None and stamped != line.revision:
            yield Finding(
                "error",
                f"table {name}",
                f"Says {stamped}, and what is there is of revision {line.revision}: an upgrade would begin at"
                " the wrong one.",
                (f"{_alembic(line)} stamp {line.revision}",),
            )


def _alembic(line: Line) -> str:
    return "pgmatch alembic" if line.name == "nods" else f"pgmatch alembic -n {line.name}"
