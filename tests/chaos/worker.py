"""One evaluator: asks for trials of any job, deals with each in some way, until every job has ended."""

import random
import time

import httpx2
from lmsearcher import Client, Job, JobFinishedError, LMSearcherError
from lmsearcher.models import LeasedTrial, LeaseResponse

from tests.chaos.client_behaviours import Ways
from tests.chaos.posting import PAUSE_S, NoAnswerError, code_of, is_replay, new_key, post
from tests.chaos.reports import Reports

LEASE_WAIT_S = 1.0
_WAITS_FOR_THE_END = 0.4
"""Share of a cancelled job's trials that are held with heartbeats, so that there is a worker to stop."""


class Worker:
    """For one thread, which alone uses its `reports`. to_cancel: names of jobs. `until` is on time.monotonic()."""

    def __init__(
        self,
        reports: Reports,
        *,
        client: Client,
        http: httpx2.Client,
        jobs: list[Job],
        to_cancel: frozenset[str],
        training_s: float,
        until: float,
        rng: random.Random,
    ) -> None:
        self._reports, self._http, self._jobs, self._to_cancel = reports, http, list(jobs), to_cancel
        self._until, self._rng = until, rng
        self._ways = Ways(reports, client=client, http=http, training_s=training_s, rng=rng)

    def run(self) -> None:
        """Returns when every job has ended, or the time is over."""
        while self._jobs and time.monotonic() < self._until:
            job = self._rng.choice(self._jobs)
            for trial in self._lease(job):
                self._reports.note("leased", trial)
                waits = job.snapshot.name in self._to_cancel and self._rng.random() < _WAITS_FOR_THE_END
                self._ways.deal_with(job, trial, way="take_long" if waits else None)

    def _lease(self, job: Job) -> tuple[LeasedTrial, ...]:
        count = self._rng.choice((1, 1, 1, 2))
        try:
            if self._rng.random() < 0.1:
                return self._lease_under_a_key(job, count)
            answer = job.lease(worker=self._reports.worker, count=count, wait_s=LEASE_WAIT_S)
        except JobFinishedError:
            self._jobs.remove(job)
            return ()
        except (LMSearcherError, NoAnswerError) as error:
            self._reports.surprised_by(error, "lease")
            time.sleep(PAUSE_S)
            return ()
        return answer.trials

    def _lease_under_a_key(self, job: Job, count: int) -> tuple[LeasedTrial, ...]:
        """Twice: the second answer has the same trials, and tokens that are as good."""
        path, key = f"/v1/jobs/{job.id}/trials/lease", new_key()
        body = {"worker": self._reports.worker, "count": count}
        first = post(self._http, path, body, key=key)
        if code_of(first) == "job_finished":
            self._jobs.remove(job)
            return ()
        if not first.is_success:
            self._reports.surprise(f"a lease was answered by {first.status_code} {first.text[:300]}")
            return ()
        trials = LeaseResponse.model_validate_json(first.content).trials
        if not trials:
            return ()
        second = post(self._http, path, body, key=key)
        if not (second.is_success and is_replay(second)):
            self._reports.surprise(f"a repeated lease was answered by {second.status_code} {second.text[:300]}")
            return trials
        again = LeaseResponse.model_validate_json(second.content).trials
        if [t.id for t in again] != [t.id for t in trials]:
            self._reports.surprise(
                f"a repeated lease gave {[t.number for t in again]}, not {[t.number for t in trials]}"
            )
        self._reports.replayed("lease")
        return self._rng.choice((trials, again))
