"""The evaluator: threads that lease trials, call the user's function and report its results."""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

from lmsearcher._config import DRAIN_S, LAST_HEARTBEAT_S
from lmsearcher._heartbeats import start_heartbeat_thread
from lmsearcher._lease_keeper import HeldLease, LeaseKeeper
from lmsearcher._sansio import Interrupted, Wait, drive, run_together, sleep_unless
from lmsearcher._transport import Sender
from lmsearcher._worker import EvaluateTrial, EvaluationRun, with_trial_parameter
from lmsearcher._worker_names import numbered_names, reserved_worker_name
from lmsearcher.trial import ActiveTrial, Measurement

# Any, because users know the types of their options: a function may take dict[str, str], for instance.
EvaluationFunction = Callable[[Any], Measurement] | Callable[[Any, ActiveTrial], Measurement]


class Evaluator:
    """Evaluates trials of one job in `workers` threads, the calling thread included. Call run() once."""

    def __init__(
        self,
        sender: Sender,
        keeper: LeaseKeeper,
        job: str,
        function: EvaluationFunction,
        *,
        workers: int,
        worker_name: str | None,
        patience_s: float,
    ) -> None:
        self._sender = sender
        self._keeper = keeper
        self._function = with_trial_parameter(function)
        self._workers = workers
        self._worker_name = worker_name
        self._patience_s = patience_s
        self._stopping = threading.Event()
        self._run = EvaluationRun(
            job,
            keeper,
            stopping=self._stopping.is_set,
            start_heartbeats=partial(start_heartbeat_thread, sender),
            run_callback=lambda callback: callback(),
        )
        self._errors: list[Exception] = []

    def run(self) -> int:
        """Returns the number of reported results. Raises the first error that ended a worker."""
        with nullcontext(self._worker_name) if self._worker_name else reserved_worker_name() as name:
            names = numbered_names(name, self._workers)
            self._keeper.start()
            threads = [
                threading.Thread(target=self._work, args=(name,), name=f"lmsearcher-{name}", daemon=True)
                for name in names[1:]
            ]
            for thread in threads:
                thread.start()
            try:
                self._work(names[0])
                for thread in threads:
                    thread.join()
            finally:
                self._stopping.set()
                self._release_open()
        if self._errors:
            raise self._errors[0]
        return self._run.reported

    def _work(self, worker: str) -> None:
        """The work of one thread. An error ends the other threads after their present trials."""
        try:
            drive(self._run.work(worker), self._perform)
        except Interrupted:
            pass
        except Exception as error:  # noqa: BLE001  run() raises it in the calling thread
            self._errors.append(error)
            self._stopping.set()

    def _perform(self, step: Any) -> Any:
        if isinstance(step, EvaluateTrial):
            return step.run(self._function)
        if isinstance(step, Wait):
            return self._sleep(step.seconds)
        return self._sender.send(step, patience_s=self._patience_s, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        sleep_unless(self._stopping, seconds)

    def _release_open(self) -> None:
        """Releases all open trials. Threads that still evaluate one will hardly finish it in this process."""
        run_together([partial(self._release, lease) for lease in self._run.take_open()], within_s=DRAIN_S)

    def _release(self, lease: HeldLease) -> None:
        self._keeper.drop(lease, wait_s=LAST_HEARTBEAT_S)
        patience_s = DRAIN_S - LAST_HEARTBEAT_S
        drive(self._run.release(lease), lambda request: self._sender.send(request, patience_s=patience_s))
