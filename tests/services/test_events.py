"""What is written to the outbox: in the transaction of the change, once, short, and only for subscribers."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Delivery, Job, Project, Trial, WebhookEndpoint
from app.db.session import SessionFactory
from app.domain.events import EventType
from app.domain.lifecycle import TrialState, TrialVerb
from app.domain.limits import MAX_DIMENSIONS, MAX_MESSAGE_BYTES, MAX_OPTIONS
from app.integrations.encryption import Encryptor
from app.services import jobs
from app.services.access.principal import operator
from app.services.maintenance import expire_lease
from app.services.trial_protocol.batch import end_trial
from app.services.trial_protocol.requests import Report
from app.services.trial_protocol.results import Outcome
from app.services.webhooks import endpoints, events
from app.settings import Settings
from tests.builders import utc_now
from tests.requests_of_workers import lease_trials, report_result
from tests.services.search import add_job, evaluate_all

ALL = tuple(EventType)


@dataclass
class Outbox:
    sessions: SessionFactory
    encryptor: Encryptor

    def listen(self, *types: EventType, project_id: uuid.UUID = DEFAULT_PROJECT_ID) -> uuid.UUID:
        with self.sessions.begin() as session:
            webhook = endpoints.create_webhook(
                session,
                operator(project_id),
                self.encryptor,
                url="https://receiver.example/",
                description="",
                types=types or ALL,
                now=utc_now(),
            )
            return webhook.endpoint.id

    def messages(self, endpoint_id: uuid.UUID | None = None) -> list[dict[str, Any]]:
        with self.sessions() as session:
            query = select(Delivery.body).order_by(Delivery.created_at, Delivery.type)
            if endpoint_id is not None:
                query = query.where(Delivery.endpoint_id == endpoint_id)
            return [json.loads(body) for body in session.scalars(query)]

    def types(self, endpoint_id: uuid.UUID | None = None) -> list[str]:
        return sorted(message["type"] for message in self.messages(endpoint_id))


@pytest.fixture
def outbox(sessions: SessionFactory, settings: Settings) -> Outbox:
    return Outbox(sessions, Encryptor.of(settings))


def report(session: Session, job: Job, state: Any, value: float = 0.0, *, error: str | None = None) -> uuid.UUID:
    [leased] = lease_trials(session, job.project_id, job.id, worker="w", count=1, now=utc_now()).trials
    metrics = {"acc": value} if state == "completed" else {}
    report = Report(TrialState(state), metrics, error)
    report_result(session, job.project_id, leased.id, token=leased.token, report=report, now=utc_now())
    return leased.id


def test_a_job_from_start_to_end(outbox: Outbox) -> None:
    outbox.listen()
    with outbox.sessions.begin() as session:
        job = add_job(session, max_trials=5)
        ids = [report(session, job, "completed", value) for value in (1.0, 0.5, 2.0)]
        failed, infeasible = report(session, job, "failed", error="boom"), report(session, job, "infeasible")
    sent = [(m["type"], m["data"].get("trial", {}).get("id")) for m in outbox.messages()]
    assert sorted(sent, key=str) == sorted(
        [
            ("job.started", None),
            *(("trial.completed", str(id_)) for id_ in ids),
            ("best.improved", str(ids[0])),
            ("best.improved", str(ids[2])),
            ("trial.failed", str(failed)),
            ("trial.failed", str(infeasible)),
            ("job.completed", None),
        ],
        key=str,
    )
    [end] = [m for m in outbox.messages() if m["type"] == "job.completed"]
    assert end["data"]["job"] | {"created_at": None, "finished_at": None} == {
        "id": str(job.id),
        "name": "cells",
        "state": "completed",
        "end_reason": "budget_used",
        "created_at": None,
        "finished_at": None,
        "objective": {"metric": "acc", "goal": "maximize"},
        "progress": {"trials": 5, "max_trials": 5, "rounds": 1},
        "best": {"trial": str(ids[2]), "score": 2.0},
    }
    [failure] = [m["data"]["trial"] for m in outbox.messages() if m["data"].get("trial", {}).get("id") == str(failed)]
    assert (failure["state"], failure["error"], failure["score"], failure["worker"]) == ("failed", "boom", None, "w")


def test_a_job_that_fails_or_is_cancelled(outbox: Outbox) -> None:
    outbox.listen(EventType.JOB_FAILED, EventType.JOB_CANCELLED, EventType.JOB_COMPLETED)
    with outbox.sessions.begin() as session:
        failing, cancelled = add_job(session, max_failures=1), add_job(session)
        report(session, failing, "failed")
        for _ in range(2):
            jobs.cancel_job(session, cancelled.project_id, cancelled.id, utc_now())
    sent = {m["type"]: (m["data"]["job"]["id"], m["data"]["job"]["end_reason"]) for m in outbox.messages()}
    assert sent == {"job.failed": (str(failing.id), "max_failures"), "job.cancelled": (str(cancelled.id), "cancelled")}


def test_every_lease_that_expires(outbox: Outbox, sweep: Callable[[], None]) -> None:
    outbox.listen(EventType.TRIAL_LEASE_EXPIRED, EventType.TRIAL_FAILED)
    with outbox.sessions.begin() as session:
        job = add_job(session)
    for attempt in range(3):
        with outbox.sessions.begin() as session:
            [leased] = lease_trials(
                session, job.project_id, job.id, worker=f"w{attempt}", count=1, now=utc_now() - timedelta(hours=1)
            ).trials
        sweep()
    sent = [m for m in outbox.messages() if m["type"] == "trial.lease_expired"]
    leases = [{"attempt": attempt + 1, "worker": f"w{attempt}"} for attempt in range(3)]
    assert [m["data"]["lease"] for m in sent] == leases
    assert [m["data"]["trial"]["state"] for m in sent] == ["queued", "queued", "failed"]
    assert outbox.types().count("trial.failed") == 1
    with outbox.sessions.begin() as session:
        expire_lease(session, job.project_id, leased.id, utc_now())
    assert len(outbox.messages()) == 4


def test_each_endpoint_hears_what_it_wants_and_no_other_project_s(outbox: Outbox) -> None:
    stranger = uuid.uuid4()
    with outbox.sessions.begin() as session:
        session.add(Project(id=stranger, name=str(stranger)))
    ends, starts = outbox.listen(EventType.JOB_COMPLETED), outbox.listen(EventType.JOB_STARTED)
    foreign, off = outbox.listen(project_id=stranger), outbox.listen()
    with outbox.sessions.begin() as session:
        endpoints.disable_by_request(session, operator(DEFAULT_PROJECT_ID), off, utc_now())
        evaluate_all(session, add_job(session, max_trials=5))
    assert outbox.types(ends) == ["job.completed"]
    assert outbox.types(starts) == ["job.started"]
    assert outbox.types(foreign) == outbox.types(off) == []


def test_a_change_that_is_undone_tells_nothing(outbox: Outbox) -> None:
    outbox.listen()
    with outbox.sessions() as session:
        evaluate_all(session, add_job(session, max_trials=5))
        session.rollback()
    assert outbox.messages() == []


def test_an_endpoint_gets_one_message_for_an_event(outbox: Outbox) -> None:
    outbox.listen(EventType.JOB_STARTED)
    with outbox.sessions.begin() as session:
        job = add_job(session)
        events.job_started(session, job, utc_now())
    assert outbox.types() == ["job.started"]


def test_an_endpoint_that_comes_while_a_job_runs_hears_of_it(outbox: Outbox) -> None:
    with outbox.sessions.begin() as session:
        job = add_job(session)
    outbox.listen(EventType.TRIAL_COMPLETED)
    with outbox.sessions.begin() as session:
        report(session, job, "completed", 1.0)
    assert outbox.types() == ["trial.completed"]


def test_the_longest_message_is_short_enough(outbox: Outbox) -> None:
    outbox.listen()
    wide = "\N{GRINNING FACE}"
    with outbox.sessions.begin() as session:
        job = add_job(session, max_trials=5)
        job.name, job.metric = wide * 200, wide * 64
        session.flush()
        [leased] = lease_trials(
            session, job.project_id, job.id, worker=wide * 64, count=1, now=utc_now() - timedelta(hours=1)
        ).trials
        session.get_one(Trial, leased.id).ncode = str(MAX_OPTIONS - 1) * MAX_DIMENSIONS
        failure = Outcome(TrialVerb.FAIL, None, {wide * 63 + str(i): 1e-300 for i in range(10)}, "\x01" * 10_000)
        end_trial(session, job.project_id, leased.id, failure, utc_now())
    with outbox.sessions() as session:
        longest = max(len(body.encode()) for body in session.scalars(select(Delivery.body)))
    assert 8_000 < longest <= MAX_MESSAGE_BYTES


def test_no_message_contains_an_endpoint_address(outbox: Outbox) -> None:
    gone, _ = outbox.listen(), outbox.listen()
    with outbox.sessions.begin() as session:
        endpoint = session.get_one(WebhookEndpoint, gone)
        endpoint.description = "\N{GRINNING FACE}" * 200
        events.webhook_ping(session, endpoint, utc_now())
        endpoints.disable_by_request(session, operator(DEFAULT_PROJECT_ID), gone, utc_now())
    sent = {message["type"]: message["data"]["webhook"] for message in outbox.messages()}
    assert sent["webhook.disabled"]["disabled_reason"] == "disabled by request"
    assert sent["webhook.ping"] == {"id": str(gone), "description": "\N{GRINNING FACE}" * 200}
    assert "receiver.example" not in str(outbox.messages())
