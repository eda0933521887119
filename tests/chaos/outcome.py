"""The findings of a run, and their report."""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.monkey import Strike
from tests.chaos.orders import Order


@dataclass(frozen=True, slots=True)
class Outcome:
    """seconds: from the start of the clients to the end of the last. received: how often each webhook message came.

    violations: none if all promises held.
    """

    trials: int
    seconds: float
    strikes: Sequence[Strike]
    orders: Sequence[Order]
    events: Counter[str]
    received: Counter[str]
    calls: int
    states: Counter[str]
    rounds: Counter[str]
    replayed: int
    violations: Sequence[str]

    @property
    def kinds(self) -> set[str]:
        return {strike.kind for strike in self.strikes}

    @property
    def obeyed(self) -> list[str]:
        """Verbs of the orders that were accepted."""
        return [order.verb for order in self.orders if order.accepted]

    def text(self) -> str:
        """For people: rates, kills and recovery by kind, violations."""
        lines = [
            f"{self.trials} trials in {self.seconds:.1f} s, {self.trials / self.seconds:.1f} trials/s",
            "trials: " + _counts(self.states),
            "rounds: " + _counts(self.rounds) + f"; {self.replayed} replayed",
            "clients: " + _counts(self.events),
            f"webhook: {len(self.received)} messages, {self.received.total()} deliveries",
            f"evaluator: {self.calls} calls",
            "jobs: " + _counts(Counter(self.obeyed)) + "; refused " + str(len(self.orders) - len(self.obeyed)),
            "",
            f"{'struck':<10}{'times':>6}  recovery after the start, median and worst",
        ]
        for kind in sorted(self.kinds):
            times = [s.recovery_s for s in self.strikes if s.kind == kind and s.recovery_s is not None]
            measured = f"{statistics.median(times):6.1f} s {max(times):6.1f} s" if times else "not waited for"
            lines.append(f"{kind:<10}{sum(s.kind == kind for s in self.strikes):>6}  {measured}")
        found = [f"{len(self.violations)} violations:", *self.violations] if self.violations else ["no violation"]
        return "\n".join([*lines, "", *found])


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counter.items()))
