"""What the requests of a batch mean for their jobs: a round is planned, a job ends, events and callbacks follow."""

from datetime import timedelta
from functools import partial

from app.db.models import Callback, Job
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.jobs import JobRepository
from app.db.repositories.trials import TrialRepository
from app.domain.lifecycle import CallbackState, next_job_state
from app.queue import RANK_DUE, enqueue_after_commit
from app.services.job_progress import End, PlanRound, end_job, next_step, wake_callbacks
from app.services.trial_protocol.working_set import WorkingSet
from app.services.webhooks import events

RESEND_RELEASED_AFTER = timedelta(seconds=5)
"""If an evaluator gives a trial back, it is not sent again before this time has passed."""


def decide_next_steps(work: WorkingSet) -> None:
    """Decides for each job that a request has changed whether it ends or needs a round."""
    for job_id in work.to_continue:
        job = work.job(job_id)
        match next_step(job, work.now, partial(work.open_trials, job)):
            case End() as end:
                job.state, job.end_reason = next_job_state(job.state, end.verb), end.reason
                work.ends[job_id] = end
            case PlanRound() if not work.found.counts[job_id].planned:
                job.rounds_planned += 1
                work.changes.jobs[job_id] = job
                work.changes.rounds.append(job)
                enqueue_after_commit(work.session, RANK_DUE)


def continue_jobs(work: WorkingSet) -> None:
    """After the changes are written: ends jobs, and does what only jobs with callbacks or webhooks need."""
    session, now = work.session, work.now
    for trial in work.to_release:
        CallbackRepository(session).close(
            Callback.trial_id == trial.id, state=CallbackState.GIVEN_UP, next_try_at=now + RESEND_RELEASED_AFTER
        )
    for job_id in {trial.job_id for trial in work.to_release} | work.to_continue:
        locked = work.job(job_id)
        if not (job_id in work.ends or locked.uses_callbacks or locked.has_webhooks):
            continue
        job = JobRepository(session).lock(job_id)
        _tell_of_results(work, job)
        wake_callbacks(session, job)
        if (end := work.ends.get(job_id)) is not None:
            end_job(session, job, end.verb, end.reason, now)


def _tell_of_results(work: WorkingSet, job: Job) -> None:
    session, now = work.session, work.now
    for finished in work.finished.get(job.id, ()):
        if job.uses_callbacks:
            CallbackRepository(session).close(Callback.trial_id == finished.trial_id, state=CallbackState.ANSWERED)
        if job.subscribed_events:
            trial = TrialRepository(session).get(job.project_id, finished.trial_id, lock=True)
            events.trial_finished(session, job, trial, now, improved=finished.improved)
