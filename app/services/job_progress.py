"""The step after every change of a job: it ends, or its next round is planned. The job must be locked."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db.models import Callback, Job, Round
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.rounds import RoundRepository
from app.db.repositories.trials import TrialRepository
from app.domain.job_spec import Strategy
from app.domain.lifecycle import CallbackState, EndReason, JobState, JobVerb, RoundState, next_job_state
from app.queue import CALL_DUE, RANK_DUE, enqueue_after_commit
from app.services.webhooks import events


def advance(session: Session, job: Job, now: datetime, *, open_trials: int | None = None) -> None:
    """Ends a job whose budget, space, failures or time are used up. Otherwise plans a round if more trials are needed.

    `open_trials` is the number of open trials, if it is known; counting stops at `max_parallel`.
    """
    if job.state.ended:
        return
    if job.max_failures is not None and job.failures >= job.max_failures:
        end_job(session, job, JobVerb.FAIL, EndReason.MAX_FAILURES, now)
    elif job.deadline_at is not None and job.deadline_at <= now:
        end_job(session, job, JobVerb.COMPLETE, EndReason.DEADLINE, now)
    else:
        if open_trials is None:
            open_trials = TrialRepository(session).count_open(job)
        left = trials_left(job)
        if left == 0 and open_trials == 0:
            used = job.trials_created >= job.max_trials
            reason = EndReason.BUDGET_USED if used else EndReason.SPACE_EXHAUSTED
            end_job(session, job, JobVerb.COMPLETE, reason, now)
        elif job.state == JobState.RUNNING and open_trials < job.max_parallel and left > 0:
            _plan_round(session, job, now)


def wake_callbacks(session: Session, job: Job) -> None:
    """Wakes the worker that sends callbacks if the job uses them, because there may be a trial to send."""
    if job.uses_callbacks:
        enqueue_after_commit(session, CALL_DUE)


def trials_left(job: Job) -> int:
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
