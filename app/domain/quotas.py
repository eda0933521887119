"""What a project may use: limits that an operator sets, by project or for all that have none of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Quotas:
    """0 is without limit.

    open_jobs: that have not ended. open_trials: that may run at a time, the sum of `max_parallel` of the open jobs.
    calls_per_s, calls_burst: tokens that a call's bucket gains, and holds. ranking_s_per_hour: of rankers' work.
    """

    open_jobs: int = 0
    open_trials: int = 0
    calls_per_s: float = 0.0
    calls_burst: int = 1
    ranking_s_per_hour: float = 0.0

    def overridden(self, own: Mapping[str, Any]) -> "Quotas":
        """own: what a project has of its own, by name. Names of other versions are passed over."""
        known = {field.name for field in fields(self)}
        return replace(self, **{name: value for name, value in own.items() if name in known})


NO_LIMITS = Quotas()
