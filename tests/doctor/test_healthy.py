"""A healthy database gives no finding that one would have to act on."""

from __future__ import annotations

import pytest

from pgmatch.doctor import CHECKS
from tests.doctor.conftest import Copy, Doctor

SOUND = {"error": 0, "warning": 0, "info": 0}


@pytest.mark.parametrize("mode", ["private", "public_read", "owner", "on_16"])
def test_a_healthy_database_of_every_mode_has_nothing_wrong(copy: Copy, doctor: Doctor, mode: str) -> None:
    report = doctor.see(copy(mode))
    assert (report["findings"], report["counts"]) == ([], SOUND)
    assert report["checks"] == list(CHECKS)
