"""How an evaluator deals with a trial: as badly as evaluators do. It is late, repeats, contradicts and crashes."""

import random
import time

import httpx2
from lmsearcher import (
    Client,
    ConflictError,
    InvalidRequestError,
    Job,
    LeaseLostError,
    LMSearcherError,
    ResultConflictError,
)
from lmsearcher.models import LeasedTrial

from tests.chaos.plan import METRIC, NONCE
from tests.chaos.posting import NoAnswerError, code_of, is_replay, new_key, post
from tests.chaos.reports import REFUSALS, Reports

WEIGHTS = {
    "report": 58,
    "report_twice": 8,
    "contradict": 5,
    "report_under_a_key": 8,
    "fail": 4,
    "refuse": 2,
    "take_long": 5,
    "be_late": 4,
    "vanish": 4,
    "come_back": 3,
    "give_back": 3,
    "talk_nonsense": 2,
}
"""How often each way of dealing with a trial is taken."""

_OTHER = -1.0
"""The nonce of results that must be refused; no accepted one has it."""


class Ways:
    """For one thread, which alone uses its `reports`."""

    def __init__(
        self, reports: Reports, *, client: Client, http: httpx2.Client, training_s: float, rng: random.Random
    ) -> None:
        self._reports, self._name, self._lives = reports, reports.worker, 0
        self._client, self._http, self._training_s, self._rng = client, http, training_s, rng

    def deal_with(self, job: Job, trial: LeasedTrial, *, way: str | None = None) -> None:
        """In one of WEIGHTS, drawn if not given."""
        [drawn] = self._rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
        getattr(self, f"_{way or drawn}")(job, trial)

    def _report(self, _: Job, trial: LeasedTrial) -> None:
        self._train()
        self._reports.complete(trial, self._nonce())

    def _report_twice(self, _: Job, trial: LeasedTrial) -> None:
        self._train()
        nonce = self._nonce()
        if self._reports.complete(trial, nonce) and self._reports.complete(trial, nonce) is False:
            self._reports.surprise(f"trial {trial.id}: a result was accepted, and refused when it was repeated")

    def _contradict(self, _: Job, trial: LeasedTrial) -> None:
        self._train()
        if not self._reports.complete(trial, self._nonce()):
            return
        metrics = self._reports.metrics(trial, _OTHER)
        try:
            self._client.trials.complete(trial.id, token=trial.lease.token, metrics=metrics)
        except ResultConflictError:
            return
        except LMSearcherError as error:
            self._reports.surprised_by(error, "contradict")
            return
        self._reports.surprise(f"trial {trial.id}: a second, different result was accepted")

    def _report_under_a_key(self, _: Job, trial: LeasedTrial) -> None:
        """The same again is a replay; another body under the key is refused."""
        self._train()
        nonce, path, key = self._nonce(), f"/v1/trials/{trial.id}/result", new_key()
        metrics = self._reports.metrics(trial, nonce)
        body = {"lease_token": trial.lease.token, "state": "completed", "metrics": metrics}
        self._reports.completed("sent", trial, nonce)
        try:
            first = post(self._http, path, body, key=key)
            if not first.is_success:
                self._reports.refused(trial, code_of(first) or str(first.status_code))
                return
            self._reports.completed("accepted", trial, nonce)
            second = post(self._http, path, body, key=key)
            other = post(self._http, path, {**body, "metrics": {**metrics, NONCE: _OTHER}}, key=key)
        except NoAnswerError:
            self._reports.note("unanswered", trial)
            return
        if not (second.is_success and is_replay(second) and second.json() == first.json()):
            self._reports.surprise(f"a repeated result was answered by {second.status_code} {second.text[:300]}")
        if other.status_code != 422:
            self._reports.surprise(
                f"another body under a used key was answered by {other.status_code} {other.text[:300]}"
            )
        self._reports.replayed("result")

    def _fail(self, _: Job, trial: LeasedTrial) -> None:
        self._reports.give_up(trial, state="failed", text=f"gave up with {self._nonce():.0f}")

    def _refuse(self, _: Job, trial: LeasedTrial) -> None:
        self._reports.give_up(trial, state="infeasible", text=f"gave up with {self._nonce():.0f}")

    def _take_long(self, job: Job, trial: LeasedTrial) -> None:
        """Longer than its lease, which heartbeats renew."""
        lease_s = job.snapshot.evaluation.lease_s
        for _ in range(5):
            time.sleep(lease_s / 3)
            if not self._reports.is_needed(trial):
                return
        self._reports.complete(trial, self._nonce())

    def _be_late(self, job: Job, trial: LeasedTrial) -> None:
        """Silent until the lease is over, and then some."""
        time.sleep(job.snapshot.evaluation.lease_s * self._rng.uniform(1.0, 2.0))
        self._reports.complete(trial, self._nonce())

    def _vanish(self, _: Job, trial: LeasedTrial) -> None:
        """Crashes, and comes back under another name: the trial is the sweeper's."""
        self._lives += 1
        self._reports.worker = f"{self._name}.{self._lives}"

    def _come_back(self, _: Job, trial: LeasedTrial) -> None:
        """Crashes, and comes back under its name: asking again brings the trial back, or another had it meanwhile."""

    def _give_back(self, _: Job, trial: LeasedTrial) -> None:
        path, body = f"/v1/trials/{trial.id}/release", {"lease_token": trial.lease.token}
        try:
            answer = post(self._http, path, body, key=new_key())
        except NoAnswerError:
            return
        if not answer.is_success and code_of(answer) not in REFUSALS:
            self._reports.surprise(f"a release was answered by {answer.status_code} {answer.text[:300]}")

    def _talk_nonsense(self, _: Job, trial: LeasedTrial) -> None:
        """Each is refused, and the trial stays as it was."""
        for metrics in ({"other": 1.0}, {METRIC: 1e300}):
            try:
                self._client.trials.complete(trial.id, token=trial.lease.token, metrics=metrics)
            except (InvalidRequestError, ConflictError):
                continue
            except LMSearcherError as error:
                self._reports.surprised_by(error, "nonsense")
                continue
            self._reports.surprise(f"trial {trial.id}: {metrics} were accepted")
        try:
            self._client.trials.complete(trial.id, token=new_key(), metrics={METRIC: 0.0})
        except LeaseLostError:
            pass
        except LMSearcherError as error:
            self._reports.surprised_by(error, "nonsense")
        else:
            self._reports.surprise(f"trial {trial.id}: a result with a foreign token was accepted")
        self._reports.complete(trial, self._nonce())

    def _train(self) -> None:
        if self._training_s > 0:
            time.sleep(min(self._rng.expovariate(1 / self._training_s), 5 * self._training_s))

    def _nonce(self) -> float:
        return float(self._rng.getrandbits(52))
