"""Events of jobs, trials and webhooks. They are written to the outbox in the transaction that causes them.

A message contains what changed, with the names of the API. Its length is bounded: texts are cut, and architectures and
metrics are left out, as GET /v1/trials/{trial} returns them.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db.models import Delivery, Job, Trial, WebhookEndpoint
from app.db.repositories.deliveries import DeliveryRepository, Message
from app.domain.events import EventType
from app.domain.lifecycle import JobState, TrialState
from app.domain.text import rfc3339
from app.queue import DELIVER_DUE, enqueue_after_commit

SHOWN_ERROR = 1_000
"""The most characters of a trial's error text in a message."""
_ENDS = {
    JobState.COMPLETED: EventType.JOB_COMPLETED,
    JobState.FAILED: EventType.JOB_FAILED,
    JobState.CANCELLED: EventType.JOB_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class _Event:
    """An event; `subject` distinguishes it from others of its type."""

    type: EventType
    subject: str
    data: dict[str, Any]


def job_started(session: Session, job: Job, now: datetime) -> None:
    _emit(session, job, [_Event(EventType.JOB_STARTED, str(job.id), {"job": _job(job)})], now)


def job_ended(session: Session, job: Job, now: datetime) -> None:
    _emit(session, job, [_Event(_ENDS[job.state], str(job.id), {"job": _job(job)})], now)


def trial_finished(session: Session, job: Job, trial: Trial, now: datetime, *, improved: bool) -> None:
    """Records the end of a trial. An infeasible trial counts as failed here. `improved`: with the best score so far."""
    if not job.subscribed_events:
        return
    data = {"job": _job(job), "trial": _trial(trial)}
    completed = trial.state == TrialState.COMPLETED
    events = [_Event(EventType.TRIAL_COMPLETED if completed else EventType.TRIAL_FAILED, str(trial.id), data)]
    if improved:
        events.append(_Event(EventType.BEST_IMPROVED, str(trial.id), data))
    _emit(session, job, events, now)


def lease_expired(session: Session, job: Job, trial: Trial, *, attempt: int, now: datetime) -> None:
    """Records that the lease of this attempt expired. The trial waits for the next attempt, or has failed."""
    data = {"job": _job(job), "trial": _trial(trial), "lease": {"attempt": attempt, "worker": trial.worker}}
    _emit(session, job, [_Event(EventType.TRIAL_LEASE_EXPIRED, f"{trial.id}/{attempt}", data)], now)


def webhook_disabled(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Records for the project's other endpoints that this one receives no more messages."""
    shown = {
        **_webhook(endpoint),
        "state": endpoint.state,
        "disabled_reason": endpoint.disabled_reason,
        "disabled_at": _time(endpoint.disabled_at),
    }
    event = _Event(EventType.WEBHOOK_DISABLED, f"{endpoint.id}/{_time(now)}", {"webhook": shown})
    _write(session, endpoint.project_id, [event], now)


def webhook_ping(session: Session, endpoint: WebhookEndpoint, now: datetime) -> Delivery:
    """A message for this endpoint only, whatever its subscriptions."""
    event = _Event(EventType.WEBHOOK_PING, str(uuid.uuid4()), {"webhook": _webhook(endpoint)})
    delivery = DeliveryRepository(session).write_to(endpoint, _message(event, now), now)
    enqueue_after_commit(session, DELIVER_DUE)
    return delivery


def _emit(session: Session, job: Job, events: Sequence[_Event], now: datetime) -> None:
    subscribed = [event for event in events if event.type in job.subscribed_events]
    if subscribed:
        _write(session, job.project_id, subscribed, now)


def _write(session: Session, project_id: uuid.UUID, events: Sequence[_Event], now: datetime) -> None:
    if DeliveryRepository(session).write(project_id, [_message(event, now) for event in events], now):
        enqueue_after_commit(session, DELIVER_DUE)


def _message(event: _Event, now: datetime) -> Message:
    body = {"type": event.type, "timestamp": _time(now), "data": event.data}
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return event.type, f"{event.type}/{event.subject}", text


def _webhook(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """The endpoint without its address, which may contain a token: other endpoints receive this message."""
    return {"id": str(endpoint.id), "description": endpoint.description}


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": str(job.id),
        "name": job.name,
        "state": job.state,
        "end_reason": job.end_reason,
        "created_at": _time(job.created_at),
        "finished_at": _time(job.finished_at),
        "objective": {"metric": job.metric, "goal": job.goal},
        "progress": {"trials": job.trials_created, "max_trials": job.max_trials, "rounds": job.rounds_planned},
        "best": None if job.best_trial_id is None else {"trial": str(job.best_trial_id), "score": job.best_score},
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "id": str(trial.id),
        "job": str(trial.job_id),
        "number": trial.number,
        "ncode": trial.ncode,
        "round": trial.round_number,
        "source": trial.source,
        "state": trial.state,
        "attempt": trial.attempt,
        "worker": trial.worker,
        "score": trial.score,
        "error": None if trial.error is None else trial.error[:SHOWN_ERROR],
        "created_at": _time(trial.created_at),
        "started_at": _time(trial.started_at),
        "finished_at": _time(trial.finished_at),
    }


def _time(at: datetime | None) -> str | None:
    """The time as the API writes it."""
    return None if at is None else rfc3339(at)
