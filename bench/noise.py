"""Was the machine quiet? What a run says about the trust its figures deserve."""

from __future__ import annotations

import os
from dataclasses import dataclass

import psutil

from bench.results import Ratio, Results

WIDEST = 0.05  # how far the ratio of two equal contenders may be from 1
MOST_STEAL = 0.02  # part of the time that the hypervisor took away
BUSY = 0.5  # load average, for each core, before the run has done anything


@dataclass(frozen=True)
class Watch:
    """The machine's clocks at the start of a run."""

    times: dict[str, float]

    @classmethod
    def begin(cls, results: Results) -> Watch:
        """Start to watch; warn if the machine is busy already."""
        load, cores = os.getloadavg()[0], os.cpu_count() or 1
        results.machine["load_before"] = round(load, 2)
        if load > BUSY * cores:
            results.warnings.append(f"the machine was busy before the run: load {load:.1f} on {cores} cores")
        return cls(_times())

    def end(self, results: Results) -> None:
        """Record how much of the time was stolen; warn if it was much."""
        spent = {key: value - self.times.get(key, 0.0) for key, value in _times().items()}
        stolen = spent.get("steal", 0.0) / max(sum(spent.values()), 1e-9)
        results.machine["steal"] = round(stolen, 4)
        if stolen > MOST_STEAL:
            results.warnings.append(f"the hypervisor took {stolen:.0%} of the processor time away")


def check_control(results: Results, ratio: Ratio) -> None:
    """Warn if two equal contenders, asked in turn, differ by more than 5 %, or may."""
    interval = ratio.interval
    if interval.low < 1 - WIDEST or interval.high > 1 + WIDEST:
        where = " ".join(filter(None, (ratio.experiment, ratio.dataset, ratio.case)))
        results.warnings.append(f"noisy: the same contender twice gave a ratio of {interval} in {where}")


def _times() -> dict[str, float]:
    # guest time is part of user time already
    times = psutil.cpu_times()._asdict()
    return {key: value for key, value in times.items() if not key.startswith("guest")}
