"""How many examples the property tests try: few and always the same, or as many as PGMATCH_EXAMPLES says."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("PGMATCH_EXAMPLES", "0"))


def profile(examples: int, **options: int) -> settings:
    """Return the settings of a test that tries so many examples by default; more are drawn at random."""
    return settings(
        max_examples=EXAMPLES or examples,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        print_blob=True,
        # to shrink a failure takes minutes, which are for who looks into it
        phases=list(Phase) if EXAMPLES else [Phase.explicit, Phase.generate],
        **options,  # type: ignore[arg-type]
    )
