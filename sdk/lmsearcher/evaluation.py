"""The evaluator: threads that lease trials, run the user's function, and report what came of it."""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

from lmsearcher import trial
from lmsearcher._config import DRAIN_S, LAST_BEAT_S
from lmsearcher._heartbeats import beat_from_thread
from lmsearcher._lease_keeper import Kept, LeaseKeeper
from lmsearcher._sansio import Interrupted, Wait, drive, run_together, sleep_unless
from lmsearcher._transport import Sender
from lmsearcher._worker import JobWork, Measure, taking_trial
from lmsearcher._worker_names import worker_slot
from lmsearcher.trial import ActiveTrial

# Any, because users know the types of their options: def train(architecture: dict[str, str]) is as good as Mapping.
EvaluationFunction = Callable[[Any], trial.Measurement] | Callable[[Any, ActiveTrial], trial.Measurement]


class Evaluator:
    """Evaluates trials of the job with this id in `workers` threads, the calling one included. For one run()."""

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
        self._function = taking_trial(function)
        self._workers = workers
        self._worker_name = worker_name
        self._patience_s = patience_s
        self._stopping = threading.Event()
        self._work = JobWork(
            job,
            keeper,
            stopping=self._stopping.is_set,
            beat=partial(beat_from_thread, sender),
            call=lambda callback: callback(),
        )
        self._errors: list[Exception] = []

    def run(self) -> int:
        """The number of results reported. Raises what the first worker that could not go on raised."""
        with nullcontext(self._worker_name) if self._worker_name else worker_slot() as name:
            names = worker_names(name, self._workers)
            self._keeper.start()
            threads = [
                threading.Thread(target=self._live, args=(name,), name=f"lmsearcher-{name}", daemon=True)
                for name in names[1:]
            ]
            for thread in threads:
                thread.start()
            try:
                self._live(names[0])
                for thread in threads:
                    thread.join()
            finally:
                self._stopping.set()
                self._drain()
        if self._errors:
            raise self._errors[0]
        return self._work.reported

    def _live(self, worker: str) -> None:
        """One worker's life. Whatever ends it early ends the others after their present trial."""
        try:
            drive(self._work.of(worker), self._perform)
        except Interrupted:
            pass
        except Exception as error:  # noqa: BLE001  handed to the thread that called run()
            self._errors.append(error)
            self._stopping.set()

    def _perform(self, step: Any) -> Any:
        if isinstance(step, Measure):
            return step.run(self._function)
        if isinstance(step, Wait):
            return self._sleep(step.seconds)
        return self._sender.send(step, patience_s=self._patience_s, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        sleep_unless(self._stopping, seconds)

    def _drain(self) -> None:
        """Gives back what is left, also what other threads still evaluate: this process will hardly end it."""
        run_together([partial(self._give_back, kept) for kept in self._work.take_open()], within_s=DRAIN_S)

    def _give_back(self, kept: Kept) -> None:
        self._keeper.let_go(kept, wait_s=LAST_BEAT_S)
        drive(self._work.give_back(kept), lambda call: self._sender.send(call, patience_s=DRAIN_S - LAST_BEAT_S))


def worker_names(name: str, workers: int) -> list[str]:
    if workers < 1:
        raise ValueError(f"workers is {workers}; it must be at least 1")
    return [name if workers == 1 else f"{name}-{i}" for i in range(workers)]
