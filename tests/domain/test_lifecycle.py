"""Every state with every verb has a defined answer."""

import itertools

import pytest

from app.domain.errors import IllegalTransition, JobFinished
from app.domain.lifecycle import (
    JOB_TRANSITIONS,
    TRIAL_TRANSITIONS,
    JobState,
    JobVerb,
    TrialState,
    TrialVerb,
    next_job_state,
    next_trial_state,
)


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(JobState, JobVerb)))
def test_jobs(state: JobState, verb: JobVerb) -> None:
    if (state, verb) in JOB_TRANSITIONS:
        assert next_job_state(state, verb) is JOB_TRANSITIONS[state, verb]
    else:
        assert state.ended
        with pytest.raises(JobFinished, match=state):
            next_job_state(state, verb)


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(TrialState, TrialVerb)))
def test_trials(state: TrialState, verb: TrialVerb) -> None:
    if (state, verb) in TRIAL_TRANSITIONS:
        assert state.open
        assert next_trial_state(state, verb) is TRIAL_TRANSITIONS[state, verb]
    else:
        with pytest.raises(IllegalTransition, match=state):
            next_trial_state(state, verb)
