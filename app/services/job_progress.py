"""The step after every change of a job: it ends, or its next round is planned. The job must be locked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.db.models import Callback, Job, Round
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.rounds import RoundRepository
from app.db.repositories.trials import TrialRepository
from app.domain.job_spec import Strategy
from app.domain.lifecycle import CallbackState, EndReason, JobState, JobVerb, RoundState, next_job_state
from app.queue import CALL_DUE, RANK_DUE, enqueue_after_commit
from app.services.webhooks import events


class Progress(Protocol):
    """What the next step of a job depends on."""

    @property
    def state(self) -> JobState: ...
    @property
    def max_trials(self) -> int: ...
    @property
    def max_parallel(self) -> int: ...
    @property
    def max_failures(self) -> int | None: ...
    @property
    def space_size(self) -> str: ...
    @property
    def trials_created(self) -> int: ...
    @property
    def failures(self) -> int: ...
    @property
    def deadline_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class End:
    """The job ends."""

    verb: JobVerb
    reason: EndReason


@dataclass(frozen=True, slots=True)
class PlanRound:
    """The job needs more trials."""


def next_step(job: Progress, now: datetime, open_trials: Callable[[], int]) -> End | PlanRound | None:
    """A job ends when its budget, space, failures or time are used up. Otherwise it may need a round.

    `open_trials` gives the number of open trials; from `max_parallel` on it need not be exact.
    """
    if job.state.ended:
        return None
    if job.max_failures is not None and job.failures >= job.max_failures:
        return End(JobVerb.FAIL, EndReason.MAX_FAILURES)
    if job.deadline_at is not None and job.deadline_at <= now:
        return End(JobVerb.COMPLETE, EndReason.DEADLINE)
    left, still_open = trials_left(job), open_trials()
    if left == 0 and still_open == 0:
        used = job.trials_created >= job.max_trials
        return End(JobVerb.COMPLETE, EndReason.BUDGET_USED if used else EndReason.SPACE_EXHAUSTED)
    if job.state is JobState.RUNNING and still_open < job.max_parallel and left > 0:
        return PlanRound()
    return None


def advance(session: Session, job: Job, now: datetime) -> None:
    """Does the job's next step."""
    match next_step(job, now, lambda: TrialRepository(session).count_open(job)):
        case End(verb, reason):
            end_job(session, job, verb, reason, now)
        case PlanRound():
            _plan_round(session, job, now)


def wake_callbacks(session: Session, job: Job) -> None:
    """Wakes the worker that sends callbacks if the job uses them, because there may be a trial to send."""
    if job.uses_callbacks:
        enqueue_after_commit(session, CALL_DUE)


def trials_left(job: Progress) -> int:
    """How many more trials the job may create, by its budget and its space."""
    return min(job.max_trials, int(job.space_size)) - job.trials_created


def end_job(session: Session, job: Job, verb: JobVerb, reason: EndReason, now: datetime) -> None:
    """Moves the job to its last state, cancels its open trials and abandons its planned round."""
    job.state = next_job_state(job.state, verb)
    job.end_reason = reason
    job.finished_at = now
    job.pause_reason = None
    job.revision += 1
    TrialRepository(session).cancel_open(job.id, now)
    if job.uses_callbacks:
        CallbackRepository(session).close(Callback.job_id == job.id, state=CallbackState.GIVEN_UP)
    if (planned := RoundRepository(session).planned(job.id)) is not None:
        planned.state = RoundState.ABANDONED
    session.flush()
    events.job_ended(session, job, now)


def _plan_round(session: Session, job: Job, now: datetime) -> None:
    rounds = RoundRepository(session)
    if rounds.has_planned(job.id):
        return
    job.rounds_planned += 1
    rounds.add(
        Round(
            project_id=job.project_id,
            job_id=job.id,
            number=job.rounds_planned,
            state=RoundState.PLANNED,
            requested_ranker=Strategy.from_json(job.strategy).ranker,
            planned_at=now,
        )
    )
    enqueue_after_commit(session, RANK_DUE)
