"""The checks that are rules in SQL, see pgmatch.doctor(): one function each, whose body is a query.

The query runs as this package has it, not as the database's function. So a rule also works where pgmatch is
not installed or is older, and where functions are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from sqlalchemy import text

from pgmatch.doctor import frozen
from pgmatch.doctor.models import Check, Finding, Patient
from pgmatch.doctor.registry import CHECKS
from pgmatch.doctor.repair import following
from pgmatch.lines import LINES

_PREFIX = "doctor_"
_PINNED = text("select pgmatch.pinned_path(:line)")
_SET = text("select set_config(:name, :value, true)")


def _find(rules: Sequence[frozen.Function], patient: Patient) -> Iterator[Finding]:
    """Yield what a rule finds, which several lines may have."""
    for rule in rules:
        yield from _find_in_line(rule, patient)


def _find_in_line(rule: frozen.Function, patient: Patient) -> Iterator[Finding]:
    """Yield what the rule of a line finds, under the settings of its header."""
    if patient.lines and rule.line not in {line.name for line in patient.lines}:
        return
    if {rule.line, LINES[rule.line].base} & {line for line in patient.unread.values() if line}:
        return
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


def _name_of(rule: frozen.Function) -> str:
    return rule.name.partition(_PREFIX)[2]


def _rules() -> Iterator[frozen.Function]:
    for line in LINES:
        for function in frozen.functions(line, frozen.head(line)):
            if _PREFIX in function.name:
                yield function


RULES = {name: tuple(rules) for name, rules in groupby(sorted(_rules(), key=_name_of), _name_of)}
for _name, _of_lines in RULES.items():
    _is_owners = any("pgmatch." in rule.body for rule in _of_lines)
    CHECKS[_name] = Check(_name, partial(_find, _of_lines), "owner" if _is_owners else "nothing")
