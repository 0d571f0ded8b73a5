"""HNSW and IVFFlat indexes on any column of vectors, built while everybody reads and writes."""

from __future__ import annotations

from pgmatch.index.advise import Advice, advise
from pgmatch.index.build import Progress
from pgmatch.index.catalog import find_index, list_indexes
from pgmatch.index.change import Watch, create, drop, rebuild
from pgmatch.index.choose import Choice, Situation
from pgmatch.index.columns import find_column
from pgmatch.index.drift import Drift, measure_drift
from pgmatch.index.expectation import Expectation, expect
from pgmatch.index.models import Column, Index, Plan, Resources, Tuning
from pgmatch.index.plan import build_statement, check_choice, plan_index
from pgmatch.index.report import Entry, Memory, Report, report
from pgmatch.index.sizes import graph_memory, index_size

__all__ = [
    "Advice",
    "Choice",
    "Column",
    "Drift",
    "Entry",
    "Expectation",
    "Index",
    "Memory",
    "Plan",
    "Progress",
    "Report",
    "Resources",
    "Situation",
    "Tuning",
    "Watch",
    "advise",
    "build_statement",
    "check_choice",
    "create",
    "drop",
    "expect",
    "find_column",
    "find_index",
    "graph_memory",
    "index_size",
    "list_indexes",
    "measure_drift",
    "plan_index",
    "rebuild",
    "report",
]
