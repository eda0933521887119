"""Results of trials: the order of results, the best score, the failures."""

from dataclasses import dataclass

from app.db.repositories.trial_rows import HeldTrial, LockedJob
from app.domain.errors import InvalidInput, ResultConflict, escape
from app.domain.goal import is_better
from app.domain.lifecycle import TrialState, TrialVerb, next_trial_state
from app.domain.limits import MAX_ABS_SCORE
from app.services.trial_protocol.requests import Report
from app.services.trial_protocol.working_set import Finished, WorkingSet


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


def record(work: WorkingSet, place: int, report: Report) -> tuple[LockedJob, HeldTrial]:
    """Records the result once. The same result again changes nothing.

    Raises InvalidInput (the metric is missing or out of range), NotFound, LeaseLost (unknown token), ResultConflict
    (another result is stored) and IllegalTransition (the trial was cancelled).
    """
    job, trial, _ = work.held(place)
    score = _score(job, report)
    if trial.state in _VERBS:
        _require_same(trial, report, score)
    else:
        finish(work, job, trial, Outcome(_VERBS[report.state], score, dict(report.metrics) or None, report.error))
    return job, trial


def finish(work: WorkingSet, job: LockedJob, trial: HeldTrial, outcome: Outcome) -> None:
    """Records how the trial ends. Afterwards its job continues or ends. Raises IllegalTransition."""
    state = next_trial_state(trial.state, outcome.verb)
    improved = outcome.score is not None and (
        job.best_score is None or is_better(outcome.score, job.best_score, job.goal)
    )
    job.observed += 1
    job.failures += state is TrialState.FAILED
    if improved:
        job.best_score, job.best_trial_id = outcome.score, trial.id
    work.change(job, trial, state)
    trial.lease_expires_at, trial.finished_at = None, work.now
    trial.score, trial.metrics, trial.error = outcome.score, outcome.metrics, outcome.error
    trial.observed, trial.best_so_far = job.observed, job.best_score
    work.touch(job)
    work.finished.setdefault(job.id, []).append(Finished(trial.id, improved))
    work.to_continue.add(job.id)


def _score(job: LockedJob, report: Report) -> float | None:
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


def _require_same(trial: HeldTrial, report: Report, score: float | None) -> None:
    same = trial.state == report.state and trial.score == score and (trial.metrics or {}) == dict(report.metrics)
    if not (same and trial.error == report.error):
        raise ResultConflict(
            f"trial {trial.number} has ended as {trial.state} already, with another result",
            recorded={"state": trial.state, "metrics": trial.metrics, "error": trial.error},
            reported={"state": report.state, "metrics": dict(report.metrics) or None, "error": report.error},
        )
