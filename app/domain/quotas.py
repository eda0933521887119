"""What a project may use: limits that the operator sets for a project, and defaults for the others."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Quotas:
    """The limits of a project; 0 means no limit.

    Args:
        open_jobs: Jobs that have not ended.
        open_trials: Trials that may run at the same time: the sum of `max_parallel` of the open jobs.
        requests_per_s: Tokens that the request bucket gains in a second.
        requests_burst: The most tokens that the request bucket holds.
        ranking_s_per_hour: Seconds of rankers' work in an hour.
    """

    open_jobs: int = 0
    open_trials: int = 0
    requests_per_s: float = 0.0
    requests_burst: int = 1
    ranking_s_per_hour: float = 0.0

    def overridden(self, own: Mapping[str, Any]) -> "Quotas":
        """These quotas with the project's own values, by name. Unknown names, of other versions, are ignored."""
        known = {field.name for field in fields(self)}
        return replace(self, **{name: value for name, value in own.items() if name in known})


NO_LIMITS = Quotas()


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate limit: tokens gained in a second, and the most tokens in the bucket, at least 1."""

    per_s: float
    burst: int


class TokenBucket:
    """A token bucket, full at first. `now` is in seconds of any clock that does not go back."""

    __slots__ = ("_at", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._tokens = float(rate.burst)
        self._at = now

    def take(self, rate: Rate, now: float) -> float:
        """Takes one token and returns 0.0; without a token, returns the seconds until there is one."""
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
