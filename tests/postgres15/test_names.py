"""What tests/index/test_names.py asks, of PostgreSQL 15."""

from __future__ import annotations

from tests.index.test_names import (
    installed,
    test_a_malformed_column_finds_nothing,
    test_a_malformed_name_finds_nothing,
)

__all__ = ["installed", "test_a_malformed_column_finds_nothing", "test_a_malformed_name_finds_nothing"]
