"""What is wrong with a database, with the evidence and the fix: one function a check, in the registry.

The modules are imported in the order in which the checks are made and repaired: what others need is first.
"""

from __future__ import annotations

# isort: off
from pgmatch.doctor import (
    install,
    functions,
    rules,
    indexes,
    calls,
    recall,
    reach,
)

# isort: on
from pgmatch.doctor.models import LEVELS, Check, Finding, Level, Progress, Report
from pgmatch.doctor.registry import CHECKS
from pgmatch.doctor.run import FLOOR, SAMPLE, Repaired, chosen, diagnose, repair

MODULES = (
    install,
    functions,
    rules,
    indexes,
    calls,
    recall,
    reach,
)

__all__ = [
    "CHECKS",
    "FLOOR",
    "LEVELS",
    "MODULES",
    "SAMPLE",
    "Check",
    "Finding",
    "Level",
    "Progress",
    "Repaired",
    "Report",
    "chosen",
    "diagnose",
    "repair",
]
