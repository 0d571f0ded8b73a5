"""Targets: a limit, and whether what was measured is within it."""

from __future__ import annotations

from bench.results import Target
from bench.statistics import Interval

NOT_MEASURED = "not measured in this run"
Measured = Interval | float | None


def at_most(name: str, limit: float, measured: Measured, unit: str = "x") -> Target:
    """Return a target that is met by `limit` or less; an interval counts by its middle."""
    value = _value(measured)
    return Target(
        name,
        f"≤ {limit:g} {unit}".rstrip(),
        _shown(measured, unit),
        None if value is None else value <= limit,
    )


def at_least(name: str, limit: float, measured: Measured, unit: str = "x") -> Target:
    """Return a target that is met by `limit` or more; an interval counts by its middle."""
    value = _value(measured)
    return Target(
        name,
        f"≥ {limit:g} {unit}".rstrip(),
        _shown(measured, unit),
        None if value is None else value >= limit,
    )


def equal(name: str, tolerance: float, measured: Measured) -> Target:
    """Return a target that is met by a ratio that differs from 1 by `tolerance` or less."""
    value = _value(measured)
    met = None if value is None else abs(value - 1) <= tolerance
    return Target(name, f"1 ± {tolerance:g} x", _shown(measured, "x"), met)


def _value(measured: Measured) -> float | None:
    return measured.value if isinstance(measured, Interval) else measured


def _shown(measured: Measured, unit: str) -> str:
    if measured is None:
        return NOT_MEASURED
    text = str(measured) if isinstance(measured, Interval) else f"{measured:.3g}"
    return f"{text} {unit}".rstrip()
