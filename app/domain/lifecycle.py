"""The states of jobs and trials, and the one table each that says what every verb does in every state."""

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
        """Whether there is a result of any kind."""
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
    """What decided on a trial: a random draw, the job's ranker, or the surrogate in its place."""

    WARMUP = "warmup"
    RANKED = "ranked"
    FALLBACK = "fallback"


class CallbackState(StrEnum):
    """pending: to be sent. accepted: the evaluator has it and will report. answered: there is a result. given_up: no
    request follows, unless the same attempt is leased again."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    GIVEN_UP = "given_up"

    @property
    def open(self) -> bool:
        return self in (CallbackState.PENDING, CallbackState.ACCEPTED)


class RankingState(StrEnum):
    """Of a stateless ranking."""

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
"""Missing pairs are refused. A paused job whose last running trial reports ends like any other."""

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
"""A queued trial accepts heartbeats and results: its lease has expired, but the worker that held it was only late."""


def next_job_state(state: JobState, verb: JobVerb) -> JobState:
    """Raises JobFinished for a job that has ended."""
    if (state, verb) not in JOB_TRANSITIONS:
        raise JobFinished(f"the job is {state}: `{verb}` is not possible any more", job_state=state)
    return JOB_TRANSITIONS[state, verb]


def next_trial_state(state: TrialState, verb: TrialVerb) -> TrialState:
    """Raises IllegalTransition, for instance when a cancelled trial is reported."""
    if (state, verb) not in TRIAL_TRANSITIONS:
        raise IllegalTransition(f"the trial is {state}: `{verb}` is not possible any more", trial_state=state)
    return TRIAL_TRANSITIONS[state, verb]
