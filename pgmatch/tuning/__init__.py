"""Measuring what searches through a vector index find, and choosing how thorough they shall be."""

from __future__ import annotations

from pgmatch.tuning.models import Index, Measurement, Setting, Stored, Truth
from pgmatch.tuning.run import Report, tune
from pgmatch.tuning.session import Session

__all__ = ["Index", "Measurement", "Report", "Session", "Setting", "Stored", "Truth", "tune"]
