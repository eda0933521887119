"""What a worker tells the service about its trials, and writes down of it: before it asks, and after the answer."""

from lmsearcher import Client, ConflictError, LeaseLostError, LMSearcherError
from lmsearcher.models import LeasedTrial

from tests.chaos.journal import Entry, Event, Journal
from tests.chaos.objective import Score
from tests.chaos.plan import METRIC, NONCE
from tests.chaos.posting import is_absence

REFUSALS = {"lease_lost", "result_conflict", "illegal_transition"}
"""Codes that a result may meet: the trial has ended, or is another's."""


class Reports:
    """`score` gives what a trial is worth; `worker` is whose they are."""

    def __init__(self, client: Client, journal: Journal, score: Score, worker: str) -> None:
        self._client, self._journal, self._score, self.worker = client, journal, score, worker

    def metrics(self, trial: LeasedTrial, nonce: float) -> dict[str, float]:
        return {METRIC: self._score(trial.ncode), NONCE: nonce}

    def complete(self, trial: LeasedTrial, nonce: float) -> bool | None:
        """Whether the result was accepted; None if there was no answer."""
        self.completed("sent", trial, nonce)
        try:
            self._client.trials.complete(trial.id, token=trial.lease.token, metrics=self.metrics(trial, nonce))
        except LMSearcherError as error:
            return self._not_accepted(trial, error)
        self.completed("accepted", trial, nonce)
        return True

    def completed(self, event: Event, trial: LeasedTrial, nonce: float) -> None:
        self.note(event, trial, state="completed", score=self._score(trial.ncode), nonce=nonce)

    def give_up(self, trial: LeasedTrial, *, state: str, text: str) -> None:
        self.note("sent", trial, state=state, detail=text)
        try:
            self._client.trials.fail(trial.id, token=trial.lease.token, error=text, infeasible=state == "infeasible")
        except LMSearcherError as error:
            self._not_accepted(trial, error)
            return
        self.note("accepted", trial, state=state, detail=text)

    def is_needed(self, trial: LeasedTrial) -> bool:
        """Renews the lease. False once the worker was stopped, or has lost the trial."""
        self.note("beat", trial)
        try:
            answer = self._client.trials.heartbeat(trial.id, token=trial.lease.token)
        except LeaseLostError as error:
            self.refused(trial, error.code)
            return False
        except LMSearcherError as error:
            self.surprised_by(error, "heartbeat")
            self.note("unanswered", trial)
            return True
        self.note("stopped" if answer.should_stop else "continued", trial)
        return not answer.should_stop

    def _not_accepted(self, trial: LeasedTrial, error: LMSearcherError) -> bool | None:
        if isinstance(error, ConflictError):
            self.refused(trial, error.code)
            return False
        self.surprised_by(error, "result")
        self.note("unanswered", trial)
        return None

    def refused(self, trial: LeasedTrial, code: str) -> None:
        if code not in REFUSALS:
            self.surprise(f"trial {trial.id}: a result was refused as {code}")
        self.note("refused", trial, detail=code)

    def surprised_by(self, error: Exception, what: str) -> None:
        """Notes what the protocol does not allow."""
        if not is_absence(error):
            self.surprise(f"{what}: {type(error).__name__}: {error}")

    def replayed(self, what: str) -> None:
        self._journal.note(Entry("replayed", self.worker, detail=what))

    def surprise(self, detail: str) -> None:
        self._journal.note(Entry("surprise", self.worker, detail=detail))

    def note(
        self,
        event: Event,
        trial: LeasedTrial,
        *,
        state: str = "",
        score: float | None = None,
        nonce: float | None = None,
        detail: str = "",
    ) -> None:
        self._journal.note(Entry(event, self.worker, trial.id, trial.ncode, state, score, nonce, detail))
