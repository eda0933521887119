"""What was said to whole jobs, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verb = Literal["pause", "resume", "cancel"]


@dataclass(frozen=True, slots=True)
class Order:
    """A pause, resume or cancel that was answered. code: of the refusal; "" if it was accepted.

    asked_at, answered_at: seconds of the database's clock, read before the first try and after the answer.
    received_at: read with answered_at, on the monotonic clock that journals are written by.
    """

    verb: Verb
    job: str
    code: str
    asked_at: float
    answered_at: float
    received_at: float

    @property
    def accepted(self) -> bool:
        return not self.code


def cancelled_jobs(orders: Sequence[Order]) -> list[str]:
    return sorted({order.job for order in orders if order.verb == "cancel" and order.accepted})


def pauses(orders: Sequence[Order]) -> list[tuple[str, float, float]]:
    """(job, from, to): a job was paused at least between these two times of the database's clock."""
    found = []
    paused: dict[str, float] = {}
    for order in orders:
        since = paused.pop(order.job, None)
        if since is not None:
            found.append((order.job, since, order.asked_at))
        if order.verb == "pause" and order.accepted:
            paused[order.job] = order.answered_at
    return found
