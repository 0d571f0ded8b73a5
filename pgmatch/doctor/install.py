"""What is installed, and whether it is the newest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch import __version__
from pgmatch.doctor import frozen
from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check
from pgmatch.lines import DEFAULT, LINES, command
from pgmatch.lines.nods import MARK, SECTION
from pgmatch.migrate import upgrade
from pgmatch.migrate.recover import state, with_objects

# Of the guide, or ours: beside the type of ours.
_TABLES = """
    select format('%I.%I', n.nspname, c.relname) as name,
      exists (
        select from pg_type as t where t.typnamespace = n.oid and t.typname = :mark
      ) as is_ours
    from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and c.relname = :table
    order by is_ours desc, name limit 1
"""


@check(needs="nothing")
def not_installed(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where there is no record of an install, or the role may not read it."""
    if patient.lines:
        return
    if patient.has_record and not patient.is_owner:
        # not a note: who runs this each night would take a database that nobody looked at for a healthy one
        yield Finding(
            "error",
            "table pgmatch.install",
            f"{patient.server.role} may not read it, so nothing can be checked. Connect as the owner.",
            is_unchecked=True,
        )
        return
    named = {"mark": MARK, "table": SECTION}
    table = patient.connection.execute(text(_TABLES), named).one_or_none()
    if table is not None and table.is_ours:
        lost = _lost(patient)
        yield Finding(
            "error",
            f"database {patient.server.database}",
            f"pgmatch made {table.name}, but its record is missing, as in a copy of the schema without data"
            " or after a restore without the schema pgmatch. An upgrade rebuilds it from the catalog, except"
            " the model.",
            tuple(command(name, "upgrade head") for name in lost),
            partial(recovering, lost),
        )
        return
    stamped = state(patient.connection, DEFAULT).stamped
    said = f", and {table.name} is there already" if table else ""
    said += f", although pgmatch.{DEFAULT}_version says {stamped}" if stamped else ""
    yield Finding(
        "error",
        f"database {patient.server.database}",
        f"pgmatch is not installed here{said}.",
        (*(("pgmatch adopt --plan",) if table else ()), "pgmatch alembic upgrade head"),
    )


@check(needs="owner")
def line_unrecorded(patient: Patient) -> Iterator[Finding]:
    """Yield the lines whose objects are here, but which the record does not have."""
    for name in _lost(patient):
        yield Finding(
            "warning",
            f"line {name}",
            "Its objects are here, but the record does not have it: nothing upgrades it or keeps its"
            " privileges.",
            (command(name, "upgrade head"),),
            partial(recovering, (name,)),
        )


def _lost(patient: Patient) -> tuple[str, ...]:
    recorded = {line.name for line in patient.lines if line.revision}
    found = with_objects(patient.connection, [name for name in LINES if name not in recorded])
    return tuple(name for name in LINES if name in found)


def recovering(names: tuple[str, ...], connection: Connection) -> None:
    """Install lines over what they left, as `pgmatch alembic upgrade head` does."""
    for name in names:
        upgrade(connection.engine.url.render_as_string(hide_password=False), name)


@check()
def revision_behind(patient: Patient) -> Iterator[Finding]:
    """Yield the lines that are behind this package, or ahead of it."""
    for line in patient.lines:
        head = frozen.head(line.name)
        if frozen.revisions(line.name, line.revision) is None:
            yield Finding(
                "warning",
                f"line {line.name}",
                f"Is at revision {line.revision}, which pgmatch {__version__} does not know: a newer version"
                " installed it. Its functions are not checked.",
                ("pip install --upgrade pgmatch",),
            )
        elif line.revision != head:
            yield Finding(
                "warning",
                f"line {line.name}",
                f"Is at revision {line.revision}, and the newest is {head}.",
                (command(line.name, "upgrade head"),),
            )


@check(needs="owner")
def revision_contradicted(patient: Patient) -> Iterator[Finding]:
    """Yield the lines whose version table says another revision than the record, as after a `stamp`."""
    for line in patient.lines:
        name = f"pgmatch.{line.name}_version"
        stamped = state(patient.connection, line.name).stamped
        if stamped == line.revision or line.revision is None:
            continue
        evidence = (
            f"Says {stamped}, but revision {line.revision} is installed: an upgrade would start at the wrong"
            " revision."
            if stamped
            else f"Is missing or empty, although revision {line.revision} is installed."
        )
        yield Finding(
            "error" if stamped else "warning",
            f"table {name}",
            evidence,
            (command(line.name, f"stamp {line.revision}"),),
        )
