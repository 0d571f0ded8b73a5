"""Size PostgreSQL's memory for vector search from the machine's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MB = 1024**2
GB = 1024**3

_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def settings(ram: int, cpus: int, shared_memory: int | None) -> dict[str, str]:
    """Return PostgreSQL settings for a machine that other programs share.

    `ram` is in bytes; `cpus` is at least 1; `shared_memory` is the bytes free on /dev/shm, or None where
    there is no such folder.
    """
    build = _clamp(ram // 8, 64 * MB, 2 * GB)
    chosen = {
        "shared_buffers": _megabytes(_clamp(ram // 4, 128 * MB, 8 * GB)),
        "effective_cache_size": _megabytes(max(ram // 2, 256 * MB)),
        "maintenance_work_mem": _megabytes(build),
        "max_parallel_maintenance_workers": str(_clamp(cpus - 1, 0, 7)),
    }
    # A parallel HNSW build keeps its graph in shared memory, and containers often have 64 MB of it.
    if shared_memory is not None and shared_memory < build + 64 * MB:
        chosen["dynamic_shared_memory_type"] = "mmap"
    return chosen


def machine_settings() -> dict[str, str]:
    """Return `settings` for the machine, or the container, that this runs on."""
    ram = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limits = (_limit(path) for path in _CGROUP_LIMITS)
    shm = Path("/dev/shm")  # noqa: S108 - measured, never written to
    free = shutil.disk_usage(shm).free if shm.is_dir() else None
    return settings(min([ram, *filter(None, limits)]), os.cpu_count() or 1, free)


def _limit(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


def _megabytes(size: int) -> str:
    return f"{size // MB}MB"
