"""A token bucket: so many calls a second in the long run, so many at once."""

from dataclasses import dataclass


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
