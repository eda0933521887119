"""What a project may use: limits that the operator sets by project, with defaults for the others."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Quotas:
    """0 is without limit.

    open_jobs: that have not ended. open_trials: that may run at a time, the sum of `max_parallel` of the open jobs.
    requests_per_s, requests_burst: tokens that the request bucket gains a second, and holds. ranking_s_per_hour: of
    rankers' work."""

    open_jobs: int = 0
    open_trials: int = 0
    requests_per_s: float = 0.0
    requests_burst: int = 1
    ranking_s_per_hour: float = 0.0

    def overridden(self, own: Mapping[str, Any]) -> "Quotas":
        """own: what a project has of its own, by name. Names of other versions are passed over."""
        known = {field.name for field in fields(self)}
        return replace(self, **{name: value for name, value in own.items() if name in known})


NO_LIMITS = Quotas()


@dataclass(frozen=True, slots=True)
class Rate:
    """per_s: tokens gained a second. burst: tokens that a bucket holds, at least 1."""

    per_s: float
    burst: int


class TokenBucket:
    """Full at first. now: seconds of any clock that does not go back."""

    __slots__ = ("_at", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._tokens = float(rate.burst)
        self._at = now

    def take(self, rate: Rate, now: float) -> float:
        """Takes one token; 0.0, or if there is none the seconds until there is one."""
        self._fill(rate, now)
        if self._tokens < 1:
            return (1 - self._tokens) / rate.per_s
        self._tokens -= 1
        return 0.0

    def left(self, rate: Rate, now: float) -> int:
        self._fill(rate, now)
        return int(self._tokens)

    def _fill(self, rate: Rate, now: float) -> None:
        self._tokens = min(float(rate.burst), self._tokens + max(0.0, now - self._at) * rate.per_s)
        self._at = now
