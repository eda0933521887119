"""The states of jobs and trials, and for each a table of what every action does in every state."""

from enum import StrEnum

from app.domain.errors import IllegalTransition, JobFinished


class JobState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self in (JobState.COMPLETED, JobState.CANCELLED, JobState.FAILED)


OPEN_JOB_STATES = tuple(state for state in JobState if not state.ended)


class JobVerb(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    COMPLETE = "complete"
    FAIL = "fail"


class EndReason(StrEnum):
    BUDGET_USED = "budget_used"
    SPACE_EXHAUSTED = "space_exhausted"
    MAX_FAILURES = "max_failures"
    DEADLINE = "deadline"
    ROUND_FAILED = "round_failed"
    CANCELLED = "cancelled"


class TrialState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    INFEASIBLE = "infeasible"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        return self in (TrialState.QUEUED, TrialState.RUNNING)

    @property
    def observed(self) -> bool:
        """Whether the trial has a result of any kind."""
        return self in (TrialState.COMPLETED, TrialState.FAILED, TrialState.INFEASIBLE)


class TrialVerb(StrEnum):
    LEASE = "lease"
    HEARTBEAT = "heartbeat"
    RELEASE = "release"
    EXPIRE = "expire"
    COMPLETE = "complete"
    FAIL = "fail"
    MARK_INFEASIBLE = "mark_infeasible"
    CANCEL = "cancel"


class RoundState(StrEnum):
    PLANNED = "planned"
    RANKED = "ranked"
    ABANDONED = "abandoned"


class Source(StrEnum):
    """What chose the architecture of a trial: a random draw, the job's ranker, or the surrogate in its place."""

    WARMUP = "warmup"
    RANKED = "ranked"
    FALLBACK = "fallback"


class CallbackState(StrEnum):
    """The state of the callbacks for one attempt of a trial.

    `pending`: to be sent. `accepted`: the evaluator will report. `answered`: there is a result. `given_up`: not sent
    again, unless the same attempt is leased again.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    GIVEN_UP = "given_up"

    @property
    def open(self) -> bool:
        return self in (CallbackState.PENDING, CallbackState.ACCEPTED)


class RankingState(StrEnum):
    """The state of a stateless ranking."""

    PLANNED = "planned"
    RANKED = "ranked"


JOB_TRANSITIONS: dict[tuple[JobState, JobVerb], JobState] = {
    (JobState.RUNNING, JobVerb.PAUSE): JobState.PAUSED,
    (JobState.RUNNING, JobVerb.RESUME): JobState.RUNNING,
    (JobState.RUNNING, JobVerb.CANCEL): JobState.CANCELLED,
    (JobState.RUNNING, JobVerb.COMPLETE): JobState.COMPLETED,
    (JobState.RUNNING, JobVerb.FAIL): JobState.FAILED,
    (JobState.PAUSED, JobVerb.PAUSE): JobState.PAUSED,
    (JobState.PAUSED, JobVerb.RESUME): JobState.RUNNING,
    (JobState.PAUSED, JobVerb.CANCEL): JobState.CANCELLED,
    (JobState.PAUSED, JobVerb.COMPLETE): JobState.COMPLETED,
    (JobState.PAUSED, JobVerb.FAIL): JobState.FAILED,
    (JobState.CANCELLED, JobVerb.CANCEL): JobState.CANCELLED,
}
"""Pairs that are missing here are refused. A paused job ends like any other when its last running trial reports."""

TRIAL_TRANSITIONS: dict[tuple[TrialState, TrialVerb], TrialState] = {
    (TrialState.QUEUED, TrialVerb.LEASE): TrialState.RUNNING,
    (TrialState.QUEUED, TrialVerb.HEARTBEAT): TrialState.RUNNING,
    (TrialState.QUEUED, TrialVerb.RELEASE): TrialState.QUEUED,
    (TrialState.QUEUED, TrialVerb.COMPLETE): TrialState.COMPLETED,
    (TrialState.QUEUED, TrialVerb.FAIL): TrialState.FAILED,
    (TrialState.QUEUED, TrialVerb.MARK_INFEASIBLE): TrialState.INFEASIBLE,
    (TrialState.QUEUED, TrialVerb.CANCEL): TrialState.CANCELLED,
    (TrialState.RUNNING, TrialVerb.LEASE): TrialState.RUNNING,
    (TrialState.RUNNING, TrialVerb.HEARTBEAT): TrialState.RUNNING,
    (TrialState.RUNNING, TrialVerb.RELEASE): TrialState.QUEUED,
    (TrialState.RUNNING, TrialVerb.EXPIRE): TrialState.QUEUED,
    (TrialState.RUNNING, TrialVerb.COMPLETE): TrialState.COMPLETED,
    (TrialState.RUNNING, TrialVerb.FAIL): TrialState.FAILED,
    (TrialState.RUNNING, TrialVerb.MARK_INFEASIBLE): TrialState.INFEASIBLE,
    (TrialState.RUNNING, TrialVerb.CANCEL): TrialState.CANCELLED,
}
"""A queued trial accepts heartbeats and results: its lease has expired, but the worker that had it was only late."""


def next_job_state(state: JobState, verb: JobVerb) -> JobState:
    """The state after this action. Raises JobFinished for a job that has ended."""
    if (state, verb) not in JOB_TRANSITIONS:
        raise JobFinished(f"the job is {state}: `{verb}` is not possible any more", job_state=state)
    return JOB_TRANSITIONS[state, verb]


def next_trial_state(state: TrialState, verb: TrialVerb) -> TrialState:
    """The state after this action. Raises IllegalTransition, for instance for the result of a cancelled trial."""
    if (state, verb) not in TRIAL_TRANSITIONS:
        raise IllegalTransition(f"the trial is {state}: `{verb}` is not possible any more", trial_state=state)
    return TRIAL_TRANSITIONS[state, verb]
