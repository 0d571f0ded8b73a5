"""The checks that are rules in SQL, see pgmatch.doctor(): one function each, whose body is a query.

The query runs as this package has it, not as the database's function. So a rule also works where pgmatch is
not installed or is older, and where functions are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import text

from pgmatch.doctor import frozen
from pgmatch.doctor.models import Check, Finding, Patient
from pgmatch.doctor.registry import CHECKS
from pgmatch.doctor.repair import following
from pgmatch.lines import LINES

RULES: dict[str, frozen.Function] = {}
_PREFIX = "doctor_"
_PINNED = text("select pgmatch.pinned_path(:line)")
_SET = text("select set_config(:name, :value, true)")


def _find(rule: frozen.Function, patient: Patient) -> Iterator[Finding]:
    """Yield what a rule finds, under the settings of its header."""
    for name, value in rule.settings.items():
        found = value or patient.connection.scalar(_PINNED, {"line": rule.line})
        patient.connection.execute(_SET, {"name": name, "value": found})
    rows = patient.connection.exec_driver_sql(
        f"select * from ({rule.body}) as f (level, object, evidence, fix, is_safe)",  # noqa: S608 - the package's own
        execution_options={"no_parameters": True},
    )
    for row in rows.all():
        steps = tuple(row.fix)
        yield Finding(row.level, row.object, row.evidence, steps, following(steps) if row.is_safe else None)


def _enter(rule: frozen.Function) -> None:
    name = rule.name.partition(_PREFIX)[2]
    RULES[name] = rule
    CHECKS[name] = Check(name, name, partial(_find, rule), "owner" if "pgmatch." in rule.body else "nothing")


for _line in LINES:
    for _rule in frozen.functions(_line, frozen.head(_line)):
        if _PREFIX in _rule.name:
            _enter(_rule)
