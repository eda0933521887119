"""What is stored of an answer for its Idempotency-Key, and the answer again from that."""

import uuid
from dataclasses import asdict
from datetime import datetime

from app.domain.errors import NotFound
from app.domain.lifecycle import JobState, Source, TrialState
from app.services.idempotency import Body
from app.services.trial_protocol.requests import (
    Answer,
    Ask,
    Leased,
    LeasedTrial,
    Recorded,
    Released,
    Renewal,
    Renewed,
    Tell,
    TrialRequest,
)
from app.services.trial_protocol.working_set import WorkingSet


def to_json(answer: Answer) -> Body:
    """What is stored: of leased trials everything except the tokens, of a recorded result what the trial lacks."""
    match answer:
        case Leased():
            trials = [
                {**asdict(trial), "id": str(trial.id), "expires_at": trial.expires_at.isoformat()}
                for trial in answer.trials
            ]
            for trial in trials:
                del trial["token"]
            common = {"job_state": answer.job_state, "metric": answer.metric, "lease_s": answer.lease_s}
            return {"trials": trials, **common}
        case Recorded():
            return {"job_state": answer.job_state}
        case Renewed():
            expires_at = None if answer.expires_at is None else answer.expires_at.isoformat()
            states = {"trial_state": answer.trial_state, "job_state": answer.job_state}
            return {**states, "should_stop": answer.should_stop, "lease": {"expires_at": expires_at}}
        case Released():
            return {"trial_state": answer.trial_state, "job_state": answer.job_state}


def from_json(work: WorkingSet, place: int, request: TrialRequest, stored: Body) -> Answer:
    """The stored answer. Leased trials get further tokens. Raises NotFound and JobBusy."""
    job_state = JobState(stored["job_state"])
    match request:
        case Ask():
            trials = [_leased(work, request.worker, trial) for trial in stored["trials"]]
            return Leased(trials, job_state, stored["metric"], stored["lease_s"], replayed=True)
        case Tell():
            if place not in work.found.held:
                raise NotFound("there is no such trial in this project")
            trial, _ = work.found.held[place]
            architecture = work.architecture(work.job(trial.job_id), trial.ncode)
            return Recorded(trial, architecture, job_state, replayed=True)
        case Renewal():
            until = stored["lease"]["expires_at"]
            expires_at = None if until is None else datetime.fromisoformat(until)
            return Renewed(
                TrialState(stored["trial_state"]), job_state, stored["should_stop"], expires_at, replayed=True
            )
        case _:
            return Released(TrialState(stored["trial_state"]), job_state, replayed=True)


def _leased(work: WorkingSet, worker: str, trial: Body) -> LeasedTrial:
    trial_id, attempt = uuid.UUID(trial["id"]), trial["attempt"]
    return LeasedTrial(
        id=trial_id,
        number=trial["number"],
        ncode=trial["ncode"],
        architecture=trial["architecture"],
        source=Source(trial["source"]),
        attempt=attempt,
        expires_at=datetime.fromisoformat(trial["expires_at"]),
        token=work.add_lease(trial_id, worker=worker, attempt=attempt, again=True),
    )
