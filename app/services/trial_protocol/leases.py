"""Leases: the right of a worker to evaluate a trial for some time."""

from collections.abc import Iterator
from itertools import islice

from app.db.repositories.trial_rows import HeldTrial, LockedJob
from app.domain.errors import InvalidInput, JobFinished, LeaseLost, SpaceExhausted
from app.domain.job_spec import CALLBACK_WORKER, Evaluation
from app.domain.lifecycle import EndReason, JobState, TrialState, TrialVerb, next_trial_state
from app.services.trial_protocol.requests import Ask, Leased, LeasedTrial, Released, Renewed
from app.services.trial_protocol.working_set import WorkingSet


def lease(work: WorkingSet, ask: Ask) -> Leased:
    """Leases up to `count` trials, oldest first: those that the worker has already, then queued ones.

    At most `max_parallel` trials of a job run at the same time. A paused job leases none.

    Raises JobFinished or SpaceExhausted for a job that has ended, InvalidInput for a reserved name, NotFound.
    """
    if ask.worker == CALLBACK_WORKER:
        raise InvalidInput.at("/worker", f"the name {ask.worker!r} is reserved for callbacks", "Choose another name.")
    job = work.job_to_lease(ask.job_id)
    _require_open(work, job)
    until = work.lease_until(job)
    granted = [*islice(_grantable(work, job, ask.worker), ask.count)]
    leased = []
    for trial in granted:
        again = trial.started_at is not None
        work.change(job, trial, next_trial_state(trial.state, TrialVerb.LEASE))
        trial.worker, trial.lease_expires_at, trial.started_at = ask.worker, until, trial.started_at or work.now
        token = work.add_lease(trial.id, worker=ask.worker, attempt=trial.attempt, again=again)
        leased.append(
            LeasedTrial(
                id=trial.id,
                number=trial.number,
                ncode=trial.ncode,
                architecture=work.architecture(job, trial.ncode),
                source=trial.source,
                attempt=trial.attempt,
                expires_at=until,
                token=token,
            )
        )
    if leased:
        work.touch(job)
    return Leased(leased, job.state, job.metric, Evaluation.from_json(job.evaluation).lease_s)


def renew(work: WorkingSet, place: int) -> Renewed:
    """Renews a lease. A late heartbeat leases a queued trial again. Raises NotFound, and LeaseLost if another worker
    has the trial."""
    job, trial, worker = work.held(place)
    if not trial.state.open:
        return Renewed(trial.state, job.state, should_stop=True, expires_at=trial.lease_expires_at)
    if trial.state is TrialState.RUNNING:
        _require_holder(trial, worker)
    else:
        work.touch(job)
    work.change(job, trial, next_trial_state(trial.state, TrialVerb.HEARTBEAT))
    trial.worker, trial.lease_expires_at = worker, work.lease_until(job)
    return Renewed(trial.state, job.state, should_stop=False, expires_at=trial.lease_expires_at)


def release(work: WorkingSet, place: int) -> Released:
    """Queues a running trial of this lease's worker again. The attempt does not count.

    Raises NotFound, LeaseLost if another worker has the trial, and IllegalTransition if it has ended.
    """
    job, trial, worker = work.held(place)
    released = next_trial_state(trial.state, TrialVerb.RELEASE)
    if trial.state is TrialState.RUNNING:
        _require_holder(trial, worker)
        work.change(job, trial, released)
        trial.lease_expires_at = None
        work.touch(job)
        if job.uses_callbacks:
            work.to_release.append(trial)
    return Released(trial.state, job.state)


def _grantable(work: WorkingSet, job: LockedJob, worker: str) -> Iterator[HeldTrial]:
    offered = work.found.offered.get(job.id, ())
    for trial in offered:
        if trial.state is TrialState.RUNNING and trial.worker == worker:
            yield trial
    if job.state is not JobState.RUNNING:
        return
    queued = (trial for trial in offered if trial.state is TrialState.QUEUED)
    yield from islice(queued, max(0, work.free_places(job)))


def _require_open(work: WorkingSet, job: LockedJob) -> None:
    state, reason = job.state, job.end_reason
    if not state.ended and job.deadline_at is not None and job.deadline_at <= work.now:
        work.to_continue.add(job.id)
        state, reason = JobState.COMPLETED, EndReason.DEADLINE
    if not state.ended:
        return
    if reason == EndReason.SPACE_EXHAUSTED:
        raise SpaceExhausted("every architecture of the space has been tried", job_state=state)
    raise JobFinished(f"the job is {state} ({reason}): there is nothing to lease", job_state=state, end_reason=reason)


def _require_holder(trial: HeldTrial, worker: str) -> None:
    if trial.worker != worker:
        raise LeaseLost(f"the lease has ended and worker {trial.worker!r} has the trial now")
