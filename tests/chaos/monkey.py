"""Kills one part after another at random times, starts it again, and measures until it is seen to work."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.recovery import Probe, Probes
from tests.chaos.stack import APPLICATIONS, SWEEP_S, Stack

RECOVERS_WITHIN_S = 90
"""Longer is a violation."""
_LONGEST_ABSENCE_S = 4.0
_POLL_S = 0.05
_EARLY = 0.2
"""Share of the strikes that do not wait for the part to work again: the next part is killed before."""


@dataclass(frozen=True, slots=True)
class Strike:
    """away_s: how long the part was left dead. recovery_s: from its start until it worked, None if not waited for."""

    kind: str
    at_s: float
    away_s: float
    recovery_s: float | None


class Monkey:
    """For the thread that made the stack."""

    def __init__(
        self,
        stack: Stack,
        probes: Probes,
        *,
        seed: int,
        pause_s: tuple[float, float],
        say: Callable[[str], None],
    ) -> None:
        self._stack, self._probes, self._say = stack, probes, say
        self._rng = random.Random(seed)
        self._pause_s = pause_s
        self._began = time.monotonic()
        self.strikes: list[Strike] = []
        self.violations: list[str] = []

    def rage(self, *, until: float) -> None:
        """Until the clients have ended, but every kind once; never longer than `until` (monotonic)."""
        others = [*APPLICATIONS, "postgres", "valkey", "listener", "flush"]
        self._rng.shuffle(others)
        first = ["client", *others]
        while time.monotonic() < until and (first or self._stack.clients_run()):
            if self._stack.clients_run():
                self._pause(until)
            self._strike(first.pop(0) if first else self._rng.choice(["client", *others]))

    def _pause(self, until: float) -> None:
        wake = min(until, time.monotonic() + self._rng.uniform(*self._pause_s))
        while time.monotonic() < wake and self._stack.clients_run():
            time.sleep(_POLL_S)

    def _strike(self, kind: str) -> None:
        name = self._rng.choice(self._stack.client_names) if kind == "client" else kind
        if kind == "client" and not self._stack.processes[name].is_running():
            return
        probe = self._probes.after_kill(name)
        at_s, away_s = time.monotonic() - self._began, self._absence(kind)
        if kind == "flush":
            self._probes.flush()
        else:
            self._stack.kill(name)
            time.sleep(away_s)
            started = time.monotonic()
            self._stack.start(name)
        started = time.monotonic() if kind == "flush" else started
        every_kind_seen = len({strike.kind for strike in self.strikes}) > len(APPLICATIONS) + 4
        early = every_kind_seen and self._rng.random() < _EARLY
        recovery_s = None if early else self._await(probe, name, started)
        self.strikes.append(Strike(kind, at_s, away_s, recovery_s))
        worked = "not waited for" if recovery_s is None else f"works after {recovery_s:.1f} s"
        self._say(f"{at_s:6.1f} s  {name} struck, away for {away_s:.1f} s, {worked}")

    def _absence(self, kind: str) -> float:
        """beat stays down until the sweeps that it started are over, or they would look like its recovery."""
        if kind == "flush":
            return 0.0
        if kind == "beat":
            return 2 * SWEEP_S + 0.2
        return self._rng.choice((0.0, 0.0, self._rng.uniform(0, _LONGEST_ABSENCE_S)))

    def _await(self, probe: Probe, name: str, started: float) -> float | None:
        while not probe():
            if time.monotonic() > started + RECOVERS_WITHIN_S:
                self.violations.append(f"{name} did not work {RECOVERS_WITHIN_S} s after its start")
                return None
            if name.startswith("client") and not self._stack.clients_run():
                return None  # nothing was left for it to do
            time.sleep(_POLL_S)
        return time.monotonic() - started
