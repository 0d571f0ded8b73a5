"""Making the checks, and repairing what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError

from pgmatch.doctor.models import LEVELS, Check, Finding, Patient, Progress, Report
from pgmatch.doctor.patient import examine
from pgmatch.doctor.registry import CHECKS
from pgmatch.errors import PgmatchError
from pgmatch.pooler import refuse_shared_session
from pgmatch.settings import connectable, refuse_transaction_pooler

FLOOR = 0.9  # of the recall
SAMPLE = 50
_CAREFULLY = "set transaction read only; set local lock_timeout = '5s'; set local jit = off"
# What a role or a revision does not have; there are checks for either.
_NOT_FOR_US = ("42501", "42883", "42P01", "42703", "3F000")


@dataclass(frozen=True, slots=True)
class Repaired:
    """What `--fix` did about a finding; `failure` is why it could not."""

    finding: Finding
    failure: str | None = None


def diagnose(
    connection: Connection,
    url: URL,
    *,
    only: Sequence[str] = (),
    sample: int = SAMPLE,
    floor: float = FLOOR,
    progress: Progress | None = None,
) -> Report:
    """Make the checks, all or those named, and return what they found, the worst first.

    Nothing is changed: every check runs in a read-only transaction of `connection`, which is rolled back.
    What the role may not look at is a finding too. Raises `PgmatchError` for a check that does not exist.
    """
    checks = chosen(only)
    patient = examine(connection, url, sample=sample, floor=floor, progress=progress)
    if not patient.lines:
        # whatever was asked for: that nothing is there, or may be read, does not pass for health
        needless = [one for one in checks if one.needs == "nothing"]
        checks = [one for one in CHECKS.values() if one.name == "not_installed" or one in needless]
    findings: list[Finding] = []
    for done, one in enumerate(checks):
        if progress:
            progress("checks", done, len(checks))
        findings += _made(patient, one)
    if progress:
        progress("checks", len(checks), len(checks))
    return Report(
        server=patient.server,
        lines=patient.lines,
        is_owner=patient.is_owner,
        names=tuple(one.name for one in checks),
        findings=tuple(sorted(findings, key=lambda finding: LEVELS.index(finding.level))),
    )


def repair(
    url: URL, findings: Iterable[Finding], tell: Callable[[Finding], None] | None = None
) -> tuple[Repaired, ...]:
    """Repair what can be repaired without touching rows, each fix once, in the order of the checks.

    `tell` is called before each. One that fails is undone, and the others go on. Raises `SettingError` behind
    a pooler in transaction mode, where a repair would leave its settings to others.
    """
    refuse_transaction_pooler(url)
    order = list(CHECKS)
    wanted = {finding.fix: finding for finding in findings if finding.repair is not None}
    done = []
    engine = create_engine(connectable(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        refuse_shared_session(connection)
        connection.execute(text("set lock_timeout = '5s'"))
        for finding in sorted(wanted.values(), key=lambda finding: order.index(finding.check)):
            if tell:
                tell(finding)
            done.append(Repaired(finding, _attempt(connection, finding)))
    return tuple(done)


def chosen(only: Sequence[str] = ()) -> list[Check]:
    """Return all checks or those named, in their order; raise `PgmatchError` for one that does not exist."""
    if unknown := [name for name in only if name not in CHECKS]:
        raise PgmatchError(f"check {unknown[0]!r} does not exist", f"There are: {', '.join(CHECKS)}.")
    return [one for name, one in CHECKS.items() if not only or name in only]


def _made(patient: Patient, one: Check) -> list[Finding]:
    """Make a check in a transaction of its own; what keeps it from being made is what it finds."""
    if one.needs == "owner" and not patient.is_owner:
        return [
            _unchecked(
                one, f"{patient.server.role} does not own what pgmatch installed. Connect as the owner."
            )
        ]
    patient.connection.rollback()
    try:
        # no settings of the session, which a pooler would hand on
        patient.connection.execute(text(_CAREFULLY))
        return [replace(finding, check=one.name) for finding in one.find(patient)]
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        is_ours = getattr(error.orig, "pgcode", None) not in _NOT_FOR_US
        return [_unchecked(one, f"{said}.", is_worse=is_ours)]
    except PgmatchError as error:
        return [_unchecked(one, f"{error.message}.")]
    finally:
        patient.connection.rollback()


def _unchecked(one: Check, why: str, *, is_worse: bool = False) -> Finding:
    return Finding(
        "warning" if is_worse else "info",
        f"check {one.name}",
        f"Not checked: {why}",
        is_unchecked=True,
        check=one.name,
    )


def _attempt(connection: Connection, finding: Finding) -> str | None:
    if finding.repair is None:
        return None
    try:
        finding.repair(connection)
    except DBAPIError as error:
        return str(error.orig).strip().splitlines()[0]
    except PgmatchError as error:
        return error.message
    return None
