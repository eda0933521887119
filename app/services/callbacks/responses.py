"""Records the response to a callback in one transaction: a result, an acceptance (202), or a retry."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Callback, Job, Trial
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.jobs import JobRepository
from app.db.repositories.trials import TrialRepository
from app.domain.backoff import exponential, retry_after
from app.domain.errors import DomainError, IllegalTransition, ResultConflict
from app.domain.job_spec import CALLBACK_WORKER, Evaluation
from app.domain.lifecycle import CallbackState, JobState, TrialState
from app.domain.text import storable
from app.integrations.outbound_http import Refused, Response, Unreachable
from app.services.callbacks.requests import CallbackRequest
from app.services.callbacks.status import pause_uncallable, withdraw_callback
from app.services.reports import NoResult, read_report
from app.services.trial_protocol.batch import answer_one
from app.services.trial_protocol.requests import Tell

FIRST_DELAY_S, LONGEST_DELAY_S = 1.0, 60.0
LONGEST_HOLD_S = 3_600.0
"""The most seconds of a Retry-After header that are honoured."""
_MAX_REASON = 500
_jitter = random.Random()


def record_response(
    session: Session, request: CallbackRequest, response: Response | Refused | Unreachable, now: datetime
) -> str:
    """Records the outcome of a try once. Returns the state of the callback, for the log.

    An outcome is late if the callback has been sent again, or the trial has continued without it. A late outcome has
    only the effect of a late report.
    """
    job = JobRepository(session).get(request.project_id, request.job_id, lock=True)
    trial = TrialRepository(session).get(request.project_id, request.trial_id)
    callback = CallbackRepository(session).get(request.trial_id, request.attempt)
    if callback is None:
        return "deleted"
    if callback.tries == request.tries:
        callback.claimed_until = None
    if isinstance(response, Response):
        callback.last_status, callback.last_response = response.status, response.excerpt
    else:
        callback.last_status = callback.last_response = None
    job.revision += 1
    _Outcome(session, request, now, job, trial, callback).book(response)
    session.flush()
    return callback.state


@dataclass(frozen=True, slots=True)
class _Outcome:
    session: Session
    request: CallbackRequest
    now: datetime
    job: Job
    trial: Trial
    callback: Callback

    def book(self, response: Response | Refused | Unreachable) -> None:
        if isinstance(response, Refused):
            self._stop(f"the evaluator's address may not be called: {response}")
        elif isinstance(response, Unreachable):
            self._try_again(str(response))
        elif response.status == 200 and response.truncated:
            self._try_again("the response is too long for a result")
        elif response.status == 200:
            self._take_result(response)
        elif response.status == 202:
            self._accept()
        elif response.status == 410:
            self._stop("the evaluator answered 410 Gone: it accepts no more callbacks")
        elif response.status in (429, 503) and "retry-after" in response.headers:
            self._hold(response)
        elif 300 <= response.status < 400:
            self._try_again(f"the evaluator answered {response.status}: redirects are not followed")
        else:
            self._try_again(f"the evaluator answered {response.status}")

    @property
    def _is_current(self) -> bool:
        """Whether the evaluator has the trial because of this try."""
        callback, trial = self.callback, self.trial
        running = (
            trial.state == TrialState.RUNNING and trial.worker == CALLBACK_WORKER and trial.attempt == callback.attempt
        )
        return running and callback.state == CallbackState.PENDING and callback.tries == self.request.tries

    def _take_result(self, response: Response) -> None:
        try:
            request, report = self.request, read_report(response.body)
            tell = Tell(request.trial_id, request.token, report)
            answer_one(self.session, request.project_id, tell, self.now)
        except NoResult as error:
            self._try_again(str(error))
        except (IllegalTransition, ResultConflict) as error:  # it has ended, another way
            self._note(error.detail)
        except DomainError as error:
            self._try_again(f"the response is no result: {error.detail}")

    def _accept(self) -> None:
        """Records the acceptance. The time until the first heartbeat begins now, because the lease may be nearly
        used up."""
        if not self._is_current:
            return
        self.callback.state = CallbackState.ACCEPTED
        lease_s = Evaluation.from_json(self.job.evaluation).lease_s
        self.trial.lease_expires_at = self.now + timedelta(seconds=lease_s)

    def _stop(self, reason: str) -> None:
        if Evaluation.from_json(self.job.evaluation).url != self.request.url:
            self._try_again(f"{reason} (the address has been changed since)")
            return
        self._note(reason)
        if self._is_current:
            withdraw_callback(self.callback, self.trial, self.now)
        pause_uncallable(self.session, self.job, reason, self.now)

    def _hold(self, response: Response) -> None:
        """Pauses all callbacks of the job, because the whole evaluator is busy."""
        wait_s = retry_after(response.headers["retry-after"], now=self.now, longest_s=LONGEST_HOLD_S)
        until = self.now + timedelta(seconds=max(FIRST_DELAY_S, wait_s))
        self.job.callbacks_paused_until = max(until, self.job.callbacks_paused_until or until)
        self._try_again(f"the evaluator answered {response.status}, Retry-After {wait_s:g} s", until)

    def _try_again(self, reason: str, at: datetime | None = None) -> None:
        """Sends the callback again within the lease. If it would have to wait longer, the trial is queued again, so
        that no attempt is lost."""
        self._note(reason)
        if not self._is_current:
            return
        tries = self.callback.tries
        delay_s = exponential(tries, first_s=FIRST_DELAY_S, longest_s=LONGEST_DELAY_S, rng=_jitter)
        self.callback.next_try_at = at or self.now + timedelta(seconds=delay_s)
        too_late = at is not None and at >= (self.trial.lease_expires_at or at)
        if too_late or self.job.state != JobState.RUNNING:
            withdraw_callback(self.callback, self.trial, self.callback.next_try_at)

    def _note(self, reason: str) -> None:
        self.callback.last_error, self.callback.failed_at = storable(reason)[:_MAX_REASON], self.now
