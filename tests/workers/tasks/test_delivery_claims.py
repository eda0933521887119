"""Deliveries with workers that die, are late, or are many: no message is lost or delayed."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Project
from app.services.access.principal import operator
from app.services.webhooks import deliveries, endpoints
from app.settings import Settings
from tests.builders import utc_now
from tests.receiver import WebhookReceiver
from tests.servers import ROOT
from tests.stack import SECRET_KEYS
from tests.workers.tasks.hooks import Hooks, claim_and_read, record, running, until
from workers.tasks.deliveries import THREADS


def test_a_worker_killed_between_sending_and_recording_sends_again(
    hooks: Hooks, receiver: WebhookReceiver, settings: Settings
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    receiver.gate.clear()
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database.url,
        "REDIS_URL": settings.broker.url,
        "LMSEARCHER_ENVIRONMENT": "embedded",
        "LMSEARCHER_SECRET_KEYS": SECRET_KEYS,
    }
    command = [sys.executable, "-c", "from workers.tasks.deliveries import deliver_due; deliver_due.run()"]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as worker:
        try:
            until(lambda: bool(receiver.received), within_s=60)
        finally:
            worker.send_signal(signal.SIGKILL)
    receiver.gate.set()
    hooks.run()
    assert (len(receiver.received), hooks.attempts(id_)) == (1, [])
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    hooks.run()
    first, second = receiver.received
    [secret] = hooks.secrets(endpoint_id)
    assert first.verified(secret) == second.verified(secret)
    assert (first.id, second.id, hooks.delivery(id_).state) == (id_, id_, "delivered")


def test_a_late_failure_does_not_undo_a_success(hooks: Hooks, receiver: WebhookReceiver) -> None:
    [id_] = hooks.ping(hooks.listen(receiver.url))
    late = claim_and_read(hooks)
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    hooks.run()
    record(hooks, late, deliveries.Attempt(None, "no complete response within the time", 15_000))
    delivery = hooks.delivery(id_)
    assert (delivery.state, delivery.attempts, delivery.step) == ("delivered", 2, 0)


def test_late_success_counts_and_late_failure_does_not(hooks: Hooks, receiver: WebhookReceiver) -> None:
    [id_] = hooks.ping(hooks.listen(receiver.url))
    early = claim_and_read(hooks)
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    late = claim_and_read(hooks)
    record(hooks, early, deliveries.Attempt(500, None, 10))
    delivery = hooks.delivery(id_)
    assert (delivery.step, delivery.claimed_until) == (0, late.held_until)
    record(hooks, early, deliveries.Attempt(200, None, 10))
    assert hooks.delivery(id_).state == "delivered"
    record(hooks, late, deliveries.Attempt(500, None, 10))
    assert (hooks.delivery(id_).state, len(hooks.attempts(id_))) == ("delivered", 3)


def test_success_after_abandonment_counts(hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None]) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    outgoing = claim_and_read(hooks)
    with hooks.sessions.begin() as session:
        endpoints.disable_by_request(session, operator(DEFAULT_PROJECT_ID), endpoint_id, utc_now())
    sweep()
    assert hooks.delivery(id_).state == "pending"
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    sweep()
    assert hooks.delivery(id_).state == "abandoned"
    record(hooks, outgoing, deliveries.Attempt(200, None, 10))
    assert hooks.delivery(id_).state == "delivered"


def test_claims_do_not_wait_for_each_other(hooks: Hooks, receiver: WebhookReceiver) -> None:
    first, second = hooks.listen(receiver.url), hooks.listen(receiver.url)
    hooks.ping(first, 9)
    [other] = hooks.ping(second)

    def claim(session: Session) -> list[str]:
        session.execute(text("SET LOCAL lock_timeout = '200ms'"))
        return [id_ for _, id_ in deliveries.claim_deliveries(session, utc_now())]

    with hooks.sessions.begin() as one, hooks.sessions.begin() as two, hooks.sessions.begin() as three:
        assert len(claim(one)) == deliveries.PARALLEL
        assert claim(two) == [other]
        assert claim(three) == []


def test_message_can_be_read_until_its_claim_ends(hooks: Hooks, receiver: WebhookReceiver) -> None:
    [id_] = hooks.ping(hooks.listen(receiver.url))
    early = claim_and_read(hooks)
    again = _read(hooks, id_)
    assert again is not None
    assert replace(again, at=early.at) == early
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    assert _read(hooks, id_) is None


def test_sweep_abandons_claimed_messages_of_disabled_endpoint(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None]
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    claim_and_read(hooks)
    with hooks.sessions.begin() as session:
        endpoints.disable_by_request(session, operator(DEFAULT_PROJECT_ID), endpoint_id, utc_now())
    assert _read(hooks, id_) is None
    sweep()
    assert hooks.delivery(id_).state == "abandoned"


def _read(hooks: Hooks, id_: str) -> deliveries.Outgoing | None:
    with hooks.sessions.begin() as session:
        return deliveries.read_delivery(session, DEFAULT_PROJECT_ID, id_, utc_now())


def test_workers_share_the_messages_and_keep_to_the_limit(hooks: Hooks, receiver: WebhookReceiver) -> None:
    """Claims of many threads: no message twice, and no more of an endpoint at a time than there may be."""
    endpoint_id = hooks.listen(receiver.url)
    ids = hooks.ping(endpoint_id, 40)
    claimed: list[str] = []
    barrier = threading.Barrier(8)

    def claim() -> None:
        barrier.wait(10)
        with hooks.sessions.begin() as session:
            claimed.extend(id_ for _, id_ in deliveries.claim_deliveries(session, utc_now()))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(claimed) == len(set(claimed)) == deliveries.PARALLEL
    hooks.run()
    assert len(receiver.received) == 0
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    hooks.run()
    assert sorted(received.id for received in receiver.received) == sorted(ids)


def test_hanging_receiver_does_not_delay_others(hooks: Hooks, receiver: WebhookReceiver) -> None:
    hanging = hooks.listen(receiver.url)
    hooks.ping(hanging, 10)
    receiver.gate.clear()
    with WebhookReceiver() as other, running(hooks):
        until(lambda: len(receiver.received) == deliveries.PARALLEL)
        quick = hooks.listen(other.url)
        hooks.ping(quick, 3)
        until(lambda: len(other.received) == 3, within_s=3)
        assert len(receiver.received) == deliveries.PARALLEL
        receiver.gate.set()
    assert len(receiver.received) == 10


def test_projects_alternate(hooks: Hooks, receiver: WebhookReceiver) -> None:
    stranger = uuid.uuid4()
    with hooks.sessions.begin() as session:
        session.add(Project(id=stranger, name=str(stranger)))
    for _ in range(3):
        hooks.ping(hooks.listen(receiver.url), 20)
    late = hooks.listen(receiver.url, project_id=stranger)
    hooks.ping(late, 1, project_id=stranger)
    turns = []
    for _ in range(3):
        with hooks.sessions.begin() as session:
            turns.append(deliveries.claim_deliveries(session, utc_now()))
    assert [project for turn in turns for project, _ in turn].count(stranger) == 1
    assert {project for project, _ in turns[0] + turns[1]} == {DEFAULT_PROJECT_ID, stranger}


def test_slow_receivers_of_one_project_leave_threads_to_another(hooks: Hooks) -> None:
    """A project may use no more threads than it leaves free."""
    slow_project = uuid.uuid4()
    with hooks.sessions.begin() as session:
        session.add(Project(id=slow_project, name="slow"))
    with ExitStack() as receivers:
        slow = [receivers.enter_context(WebhookReceiver()) for _ in range(5)]
        fast = receivers.enter_context(WebhookReceiver())
        for receiver in slow:
            receiver.gate.clear()
            hooks.ping(hooks.listen(receiver.url, project_id=slow_project), 8, project_id=slow_project)
        with running(hooks):
            until(lambda: sum(len(receiver.received) for receiver in slow) >= THREADS // 2)
            hooks.ping(hooks.listen(fast.url))
            until(lambda: len(fast.received) == 1)
            assert sum(len(receiver.received) for receiver in slow) == THREADS // 2
            for receiver in slow:
                receiver.gate.set()
