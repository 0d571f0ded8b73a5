"""SQL files reach the server as they stand."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pgmatch.migrate.ops import escape_colons


@pytest.mark.parametrize(
    "sql",
    ["'[[:space:]]'", "1::int", "':name'", "'{\"a\":1}'", "x[1:2]", "x[:2]", "'a:b'", "f(a => :b)", "'::x'"],
)
def test_colons_stay_what_they_are(sql: str) -> None:
    assert str(text(escape_colons(sql))) == sql
