from __future__ import annotations

import pytest

from pgmatch.embedded.memory import GB, MB, settings


@pytest.mark.parametrize(
    ("ram", "cpus", "shared_buffers", "maintenance_work_mem", "cache", "workers"),
    [
        (256 * MB, 1, "128MB", "64MB", "256MB", "0"),
        (2 * GB, 2, "512MB", "256MB", "1024MB", "1"),
        (16 * GB, 8, "4096MB", "2048MB", "8192MB", "7"),
        (512 * GB, 96, "8192MB", "2048MB", "262144MB", "7"),
    ],
)
def test_memory_follows_the_machine_within_bounds(
    ram: int, cpus: int, shared_buffers: str, maintenance_work_mem: str, cache: str, workers: str
) -> None:
    assert settings(ram, cpus, shared_memory=ram) == {
        "shared_buffers": shared_buffers,
        "maintenance_work_mem": maintenance_work_mem,
        "effective_cache_size": cache,
        "max_parallel_maintenance_workers": workers,
    }


@pytest.mark.parametrize(("shared_memory", "kind"), [(64 * MB, "mmap"), (8 * GB, None), (None, None)])
def test_a_small_dev_shm_does_not_limit_parallel_index_builds(
    shared_memory: int | None, kind: str | None
) -> None:
    assert settings(8 * GB, 4, shared_memory).get("dynamic_shared_memory_type") == kind
