"""Trials under a lease: heartbeat, release, result. The job is locked first, so that requests do not conflict."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.db.models import Callback, Job, Lease, Trial
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.jobs import JobRepository
from app.db.repositories.pages import Page
from app.db.repositories.trial_pages import Reason, TrialPageRepository
from app.db.repositories.trials import TrialRepository
from app.domain.errors import InvalidInput, LeaseLost, NotFound, ResultConflict, escape
from app.domain.filters import Digits, TrialFilter, TrialSort
from app.domain.goal import is_better
from app.domain.job_spec import Evaluation
from app.domain.lifecycle import CallbackState, TrialState, TrialVerb, next_trial_state
from app.domain.limits import MAX_ABS_SCORE
from app.domain.ncode import widths
from app.domain.search_space import SearchSpace
from app.services.job_progress import advance, wake_callbacks
from app.services.leases import token_digest
from app.services.spaces import space_of
from app.services.webhooks import events

RESEND_RELEASED_AFTER = timedelta(seconds=5)
"""If an evaluator gives a trial back, it is not sent again before this time has passed."""


@dataclass(frozen=True, slots=True)
class HeartbeatOutcome:
    """The outcome of a heartbeat; `should_stop` says that the result of the trial is no longer needed."""

    job: Job
    trial: Trial
    should_stop: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A reported result. A completed trial has metrics, a failed or infeasible one has an error text."""

    state: TrialState
    metrics: Mapping[str, float]
    error: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a trial ends; only a completed trial has a score."""

    verb: TrialVerb
    score: float | None = None
    metrics: dict[str, float] | None = None
    error: str | None = None


_VERBS = {
    TrialState.COMPLETED: TrialVerb.COMPLETE,
    TrialState.FAILED: TrialVerb.FAIL,
    TrialState.INFEASIBLE: TrialVerb.MARK_INFEASIBLE,
}


def heartbeat(
    session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, token: str, now: datetime
) -> HeartbeatOutcome:
    """Renews the lease. A late heartbeat leases a requeued trial again. Raises LeaseLost if another worker has it."""
    trials = TrialRepository(session)
    job, trial, lease = _require_lease(*trials.held(project_id, trial_id, token_digest(token)))
    expires_at = now + timedelta(seconds=Evaluation.from_json(job.evaluation).lease_s)
    if trials.renew(trial_id, worker=lease.worker, expires_at=expires_at):
        set_committed_value(trial, "lease_expires_at", expires_at)
        return HeartbeatOutcome(job, trial, should_stop=False)
    job, trial, lease = _locked(session, project_id, trial_id, token)
    state = trial.state
    if not state.open:
        return HeartbeatOutcome(job, trial, should_stop=True)
    if state is TrialState.RUNNING and trial.worker != lease.worker:
        raise _taken(trial)
    if state is TrialState.QUEUED:
        job.revision += 1
    trial.state = next_trial_state(state, TrialVerb.HEARTBEAT)
    trial.worker = lease.worker
    trial.lease_expires_at = expires_at
    return HeartbeatOutcome(job, trial, should_stop=False)


def release_trial(
    session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, token: str, now: datetime
) -> tuple[Job, Trial]:
    """Queues a running trial of this lease's worker again. The attempt does not count.

    Raises LeaseLost if another worker has the trial, and IllegalTransition if it has ended.
    """
    job, trial, lease = _locked(session, project_id, trial_id, token)
    state = trial.state
    released = next_trial_state(state, TrialVerb.RELEASE)
    if state is TrialState.RUNNING:
        if trial.worker != lease.worker:
            raise _taken(trial)
        trial.state = released
        trial.lease_expires_at = None
        job.revision += 1
        if job.uses_callbacks:
            CallbackRepository(session).close(
                Callback.trial_id == trial.id, state=CallbackState.GIVEN_UP, next_try_at=now + RESEND_RELEASED_AFTER
            )
        wake_callbacks(session, job)
    return job, trial


def report_result(
    session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, token: str, report: Report, now: datetime
) -> tuple[Job, Trial]:
    """Stores the result once. The same result again changes nothing.

    Raises InvalidInput (the metric is missing or out of range), LeaseLost (unknown token), ResultConflict (another
    result is stored) and IllegalTransition (the trial was cancelled).
    """
    job, trial, _ = _locked(session, project_id, trial_id, token)
    score = _score(job, report)
    if trial.state in _VERBS:
        _require_same(trial, report, score)
        return job, trial
    outcome = Outcome(_VERBS[report.state], score, dict(report.metrics) or None, report.error)
    finish_trial(session, job, trial, outcome, now)
    return job, trial


def finish_trial(session: Session, job: Job, trial: Trial, outcome: Outcome, now: datetime) -> None:
    """Records a result: the order of results, the best score and the failures. Then the job continues or ends.

    Job and trial must be locked.
    """
    state = next_trial_state(trial.state, outcome.verb)
    to_job: dict[str, Any] = {"observed": job.observed + 1, "revision": job.revision + 1}
    if state is TrialState.FAILED:
        to_job["failures"] = job.failures + 1
    if outcome.score is not None and _better(job, outcome.score):
        to_job |= {"best_score": outcome.score, "best_trial_id": trial.id}
    to_trial = {
        "state": state,
        "lease_expires_at": None,
        "score": outcome.score,
        "metrics": outcome.metrics,
        "error": outcome.error,
        "observed": job.observed + 1,
        "best_so_far": to_job.get("best_score", job.best_score),
        "finished_at": now,
    }
    open_trials = TrialRepository(session).book(job, trial, to_trial=to_trial, to_job=to_job)
    if job.uses_callbacks:
        CallbackRepository(session).close(Callback.trial_id == trial.id, state=CallbackState.ANSWERED)
    wake_callbacks(session, job)
    events.trial_finished(session, job, trial, now)
    advance(session, job, now, open_trials=open_trials)


def get_trial(session: Session, project_id: uuid.UUID, trial_id: uuid.UUID) -> tuple[Job, Trial]:
    """The trial and its job. Raises NotFound."""
    trial = TrialRepository(session).get(project_id, trial_id)
    return JobRepository(session).get(project_id, trial.job_id), trial


def list_history(session: Session, job: Job, *, limit: int, after: str | None) -> Page[Trial]:
    """The trials with a result, in the order of their results."""
    return TrialRepository(session).history_page(job.id, limit=limit, after=after)


def _locked(session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, token: str) -> tuple[Job, Trial, Lease]:
    return _require_lease(*TrialRepository(session).held(project_id, trial_id, token_digest(token), lock=True))


def _require_lease(job: Job, trial: Trial, lease: Lease | None) -> tuple[Job, Trial, Lease]:
    if lease is None:
        raise LeaseLost("the lease token does not belong to this trial")
    return job, trial, lease


def _taken(trial: Trial) -> LeaseLost:
    return LeaseLost(f"the lease has ended and worker {trial.worker!r} has the trial now")


def _score(job: Job, report: Report) -> float | None:
    if report.state != TrialState.COMPLETED:
        return None
    pointer = f"/metrics/{escape(job.metric)}"
    score = report.metrics.get(job.metric)
    if score is None:
        raise InvalidInput.at(
            pointer, f"the objective {job.metric!r} is missing", f"Report {job.metric!r}, or the state failed."
        )
    if not abs(score) <= MAX_ABS_SCORE:
        raise InvalidInput.at(
            pointer, "the score is out of range", f"Stay within ±{MAX_ABS_SCORE:g}, or report the state failed."
        )
    return score


def _require_same(trial: Trial, report: Report, score: float | None) -> None:
    same = trial.state == report.state and trial.score == score and (trial.metrics or {}) == dict(report.metrics)
    if not (same and trial.error == report.error):
        raise ResultConflict(
            f"trial {trial.number} has ended as {trial.state} already, with another result",
            recorded={"state": trial.state, "metrics": trial.metrics, "error": trial.error},
            reported={"state": report.state, "metrics": dict(report.metrics) or None, "error": report.error},
        )


def _better(job: Job, score: float) -> bool:
    return job.best_score is None or is_better(score, job.best_score, job.goal)


def list_trials(
    session: Session, job: Job, filters: TrialFilter, *, sort: TrialSort = "number", limit: int, after: str | None
) -> Page[Trial]:
    """The job's trials that match the filters. Trials without a value to sort by are left out.

    Raises InvalidInput for a cursor of another list.
    """
    return TrialPageRepository(session).page(job.id, filters, sort=sort, limit=limit, after=after)


def count_trials(session: Session, job: Job, filters: TrialFilter, *, sort: TrialSort) -> int:
    """How many trials the whole list has."""
    if filters == TrialFilter() and sort in ("number", "-number"):
        return job.trials_created
    return TrialPageRepository(session).count(job.id, filters, sort=sort)


def get_numbered(session: Session, job: Job, number: int) -> Trial:
    """The trial with this number. Raises NotFound."""
    trial = TrialPageRepository(session).numbered(job.id, number)
    if trial is None:
        raise NotFound(f"the job has no trial {number}")
    return trial


def latest_unsuccessful(session: Session, job: Job, *, limit: int) -> Sequence[Trial]:
    """Failed and infeasible trials, the latest result first."""
    return TrialPageRepository(session).latest_unsuccessful(job.id, limit)


def count_reasons(session: Session, job: Job, *, limit: int) -> Sequence[Reason]:
    """The reasons of failed and infeasible trials, which are the first lines of their errors; the most frequent
    first."""
    return TrialPageRepository(session).reasons(job.id, limit)


def digits_of_option(job: Job, text: str) -> Digits:
    """The digits of the NCodes that have an option. Raises InvalidInput.

    `text` is `dimension=option`, with the option as JSON or as plain text. An inactive dimension has the digits of its
    first option, so the result also requires that the dimension is active.
    """
    space = space_of(job).space
    for d, dimension in enumerate(space.dimensions):
        if text.startswith(f"{dimension.name}="):
            option = text[len(dimension.name) + 1 :]
            found = [i for i, value in enumerate(dimension.options) if option in (str(value), json.dumps(value))]
            if found:
                return _chosen(space, d, found)
    raise InvalidInput.at(
        "?option", "no dimension of the job has this option", "Write dimension=option, as the job's space has them."
    )


def _chosen(space: SearchSpace, dimension: int, options: Sequence[int]) -> Digits:
    """The digits of these options, and those that make the dimension active. Conditions have no cycles, so this
    ends."""
    layout = widths(space)
    starts = (0, *accumulate(layout))
    width = layout[dimension]
    here = (starts[dimension], width, [str(i).zfill(width) for i in options])
    parents = space.condition_of.get(dimension, ())
    return [here, *(part for parent, allowed in parents for part in _chosen(space, parent, sorted(allowed)))]
