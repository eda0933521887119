"""Restarts processes that die. One that dies too often is reported and not restarted again."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.embedded.errors import StartError
from app.embedded.process import ChildProcess

DEATHS_ALLOWED = 5
WINDOW_S = 60.0
_FIRST_DELAY_S = 0.5


@dataclass(slots=True)
class Service:
    """A process with the function that starts it again; that of a server also waits until the server responds."""

    process: ChildProcess
    start: Callable[[], None]
    deaths: deque[float] = field(default_factory=deque)
    """The times at which it died within the window."""
    restart_at: float | None = None


class Supervisor:
    """Supervises the services; each call of `tick` checks them once."""

    def __init__(
        self,
        services: Sequence[Service],
        *,
        report: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._services = services
        self._report = report
        self._clock = clock

    def tick(self) -> None:
        """Notices deaths, restarts services after their delay, and bounds the logs.

        Raises:
            StartError: A service died more than DEATHS_ALLOWED times within WINDOW_S seconds.
        """
        for service in self._services:
            service.process.bound_log()
            if service.process.is_running():
                continue
            if service.restart_at is None:
                self._plan_restart(service)
            elif self._clock() >= service.restart_at:
                self._restart(service)

    def _plan_restart(self, service: Service) -> None:
        process, now = service.process, self._clock()
        while service.deaths and service.deaths[0] <= now - WINDOW_S:
            service.deaths.popleft()
        service.deaths.append(now)
        if len(service.deaths) > DEATHS_ALLOWED:
            raise StartError(
                f"{process.name} ended {len(service.deaths)} times within {WINDOW_S:g} s; "
                f"the last time it {process.how_it_ended()}. Its log ends:\n{process.log_tail()}"
            )
        delay_s = _FIRST_DELAY_S * 2 ** (len(service.deaths) - 1)
        service.restart_at = now + delay_s
        self._report(f"{process.name} {process.how_it_ended()}; it is started again in {delay_s:g} s")

    def _restart(self, service: Service) -> None:
        service.restart_at = None
        try:
            service.start()
        except StartError as error:  # the next tick counts it as one more death
            self._report(str(error))
