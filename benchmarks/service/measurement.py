"""What is measured: trials that went through ask and tell, and what follows from their times."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class MeasuredTrial(NamedTuple):
    """One trial. Times in seconds, began_at and ended_at on the machine's monotonic clock, which processes share."""

    trial: str
    score: float
    began_at: float
    ask_s: float
    tell_s: float
    ended_at: float


class Window(NamedTuple):
    """What began before is warm-up; nothing begins after its end, but what has begun is finished."""

    begins_at: float
    ends_at: float


def repeat(one_trial: Callable[[], MeasuredTrial], window: Window) -> list[MeasuredTrial]:
    """One client: a trial after the other until the window's end, and at least one that began in it or later."""
    reported = [one_trial()]
    while reported[-1].began_at < window.begins_at or reported[-1].ended_at < window.ends_at:
        reported.append(one_trial())
    return reported


@dataclass(frozen=True, slots=True)
class Setting:
    """who: the service, or Optuna with a sampler. existing: finished trials before the first ask."""

    who: str
    existing: int
    clients: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """reported: by client, without the warm-up. processor_s: of the window, by kind of process."""

    reported: Sequence[Sequence[MeasuredTrial]]
    seconds: float
    processor_s: Mapping[str, float]

    @property
    def trials(self) -> int:
        return sum(len(of_client) for of_client in self.reported)

    @property
    def rate(self) -> float:
        """Trials/s: of every client over its own time, so that the last trial of a slow one counts whole."""
        return sum(len(of_client) / (of_client[-1].ended_at - of_client[0].began_at) for of_client in self.reported)

    def ask_ms(self, quantile: float) -> float:
        return 1e3 * float(np.quantile([reported.ask_s for client in self.reported for reported in client], quantile))

    def tell_ms(self, quantile: float) -> float:
        return 1e3 * float(np.quantile([reported.tell_s for client in self.reported for reported in client], quantile))

    @property
    def processor_ms(self) -> dict[str, float]:
        """Milliseconds a trial, by kind of process."""
        done = self.rate * self.seconds
        return {kind: 1e3 * spent / done for kind, spent in self.processor_s.items()}
