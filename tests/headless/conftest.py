"""Databases with the line docs."""

from __future__ import annotations

from tests.cli.conftest import _no_settings, run

__all__ = ["_no_settings", "run"]
