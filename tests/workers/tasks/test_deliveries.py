"""The delivery task against a real receiver: signed, retried, logged; nothing lost, nothing sent that may not be."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import redis
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from standardwebhooks import WebhookVerificationError

from app.db.models import DEFAULT_PROJECT_ID, Delivery, DeliveryAttempt, Project, WebhookEndpoint, WebhookSecret
from app.db.session import SessionFactory
from app.domain.backoff import JITTER, WEBHOOK_DELAYS_S
from app.domain.events import EventType
from app.integrations.sealing import Sealer
from app.queue import IO_QUEUE
from app.services import deliveries, webhooks
from app.settings import Settings
from tests.builders import utc_now
from tests.receiver import Answer, WebhookReceiver
from tests.servers import ROOT
from tests.stack import SECRET_KEYS


@dataclass
class Hooks:
    """Endpoints of the default project, at a receiver; `run` is the worker, `pass_time` the clock."""

    sessions: SessionFactory
    sealer: Sealer
    run: Callable[[], None]

    def listen(self, url: str, *types: EventType, project_id: uuid.UUID = DEFAULT_PROJECT_ID) -> uuid.UUID:
        with self.sessions.begin() as session:
            webhook = webhooks.create_webhook(
                session, project_id, self.sealer, url=url, description="", types=types, now=utc_now()
            )
            return webhook.endpoint.id

    def secrets(self, endpoint_id: uuid.UUID) -> list[str]:
        """The newest first."""
        with self.sessions() as session:
            query = select(WebhookSecret).where(WebhookSecret.endpoint_id == endpoint_id)
            rows = session.scalars(query.order_by(WebhookSecret.created_at.desc()))
            return [webhooks.reveal(row.id, row.sealed, self.sealer) for row in rows]

    def ping(self, endpoint_id: uuid.UUID, count: int = 1, *, project_id: uuid.UUID = DEFAULT_PROJECT_ID) -> list[str]:
        with self.sessions.begin() as session:
            return [deliveries.ping(session, project_id, endpoint_id, utc_now()).id for _ in range(count)]

    def delivery(self, id_: str) -> Delivery:
        with self.sessions() as session:
            return session.get_one(Delivery, id_)

    def endpoint(self, id_: uuid.UUID) -> WebhookEndpoint:
        with self.sessions() as session:
            return session.get_one(WebhookEndpoint, id_)

    def attempts(self, id_: str) -> list[DeliveryAttempt]:
        with self.sessions() as session:
            query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == id_).order_by(DeliveryAttempt.number)
            return list(session.scalars(query))

    def pass_time(self, seconds: float) -> None:
        """Whatever was to happen within this time is due."""
        back = timedelta(seconds=seconds)
        with self.sessions.begin() as session:
            for statement in (
                """UPDATE delivery SET next_attempt_at = next_attempt_at - :back, claimed_until = claimed_until - :back,
                    created_at = created_at - :back, finished_at = finished_at - :back""",
                """UPDATE webhook_endpoint SET held_until = held_until - :back,
                    failing_since = failing_since - :back, created_at = created_at - :back""",
                "UPDATE webhook_secret SET expires_at = expires_at - :back, created_at = created_at - :back",
            ):
                session.execute(text(statement), {"back": back})


@pytest.fixture
def hooks(sessions: SessionFactory, settings: Settings, deliver_due: Callable[[], None]) -> Hooks:
    return Hooks(sessions, Sealer.of(settings), deliver_due)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


@contextmanager
def running(hooks: Hooks) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=hooks.run, daemon=True)
    thread.start()
    yield thread
    thread.join(30)
    assert not thread.is_alive()


def until(condition: Callable[[], bool], *, within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_message_arrives_signed_and_is_logged(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answers.append(Answer(204))
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    hooks.run()
    [received] = receiver.received
    [secret] = hooks.secrets(endpoint_id)
    message = received.verified(secret)
    assert (message["type"], message["data"]["webhook"]["id"]) == ("webhook.ping", str(endpoint_id))
    assert (received.id, received.path, received.headers["content-type"]) == (id_, "/hooks", "application/json")
    delivery = hooks.delivery(id_)
    assert (delivery.state, delivery.attempts, received.body.decode()) == ("delivered", 1, delivery.body)
    [attempt] = hooks.attempts(id_)
    assert (attempt.number, attempt.status, attempt.error, attempt.answer) == (1, 204, None, "")
    hooks.run()
    assert len(receiver.received) == 1


def test_every_live_secret_signs_and_an_expired_one_does_not(hooks: Hooks, receiver: WebhookReceiver) -> None:
    endpoint_id = hooks.listen(receiver.url)
    with hooks.sessions.begin() as session:
        now, overlap = utc_now(), timedelta(hours=1)
        webhooks.add_secret(session, DEFAULT_PROJECT_ID, endpoint_id, hooks.sealer, overlap=overlap, now=now)
    hooks.ping(endpoint_id)
    hooks.run()
    new, old = hooks.secrets(endpoint_id)
    assert receiver.received[0].verified(new) == receiver.received[0].verified(old)
    hooks.pass_time(3_601)
    hooks.ping(endpoint_id)
    hooks.run()
    receiver.received[1].verified(new)
    with pytest.raises(WebhookVerificationError):
        receiver.received[1].verified(old)


@pytest.mark.parametrize("status", [301, 400, 404, 500, 503])
def test_anything_but_2xx_is_tried_again_under_the_same_id(
    hooks: Hooks, receiver: WebhookReceiver, status: int
) -> None:
    receiver.answers.append(Answer(status, {"Location": receiver.url + "/elsewhere"}, b"no\x00" + b"x" * 5_000))
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    hooks.run()
    wait = (hooks.delivery(id_).next_attempt_at - utc_now()).total_seconds()
    assert 3 < wait <= 5 * (1 + JITTER)
    hooks.pass_time(6)
    hooks.run()
    first, second = receiver.received
    [secret] = hooks.secrets(endpoint_id)
    assert (first.id, first.body, first.path) == (second.id, second.body, second.path)
    assert first.verified(secret) == second.verified(secret)
    failed, delivered = hooks.attempts(id_)
    assert (failed.status, delivered.status) == (status, 200)
    assert len(failed.answer) == 2_048
    assert failed.answer.startswith("no\ufffdx")
    assert hooks.endpoint(endpoint_id).failing_since is None


def test_the_schedule_and_its_end(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answer(*[500] * 10)
    [id_] = hooks.ping(hooks.listen(receiver.url))
    for delay in WEBHOOK_DELAYS_S:
        hooks.run()
        delivery = hooks.delivery(id_)
        wait = (delivery.next_attempt_at - utc_now()).total_seconds()
        assert delivery.state == "pending"
        assert delay - 2 < wait <= delay * (1 + JITTER)
        with hooks.sessions.begin() as session:  # not pass_time: ten attempts take longer than an endpoint may fail
            session.execute(text("UPDATE delivery SET next_attempt_at = now()"))
            session.execute(text("UPDATE webhook_endpoint SET held_until = NULL"))
    hooks.run()
    assert (hooks.delivery(id_).state, len(hooks.attempts(id_))) == ("failed", 10)
    hooks.run()
    assert len(receiver.received) == 10


def test_a_receiver_that_is_away_for_a_while_gets_everything(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.stop()
    endpoint_id = hooks.listen(receiver.url)
    ids = hooks.ping(endpoint_id, 12)
    for _ in range(3):
        hooks.run()
        hooks.pass_time(120)
    assert {hooks.delivery(id_).state for id_ in ids} == {"pending"}
    assert hooks.attempts(ids[0])[0].error == "the connection was refused"
    receiver.start_again()
    for _ in range(3):
        hooks.pass_time(400)
        hooks.run()
    assert {hooks.delivery(id_).state for id_ in ids} == {"delivered"}
    assert {received.id for received in receiver.received} == set(ids)


def test_an_endpoint_that_fails_is_not_hammered(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answer(*[500] * 100)
    endpoint_id = hooks.listen(receiver.url)
    hooks.ping(endpoint_id, 50)
    hooks.run()
    assert len(receiver.received) == deliveries.PATIENCE
    held_until = hooks.endpoint(endpoint_id).held_until
    assert held_until is not None
    assert held_until > utc_now()
    for _ in range(12):
        hooks.pass_time(deliveries.LONGEST_HOLD_S * (1 + JITTER))
        hooks.run()
    assert len(receiver.received) == deliveries.PATIENCE + 12


@pytest.mark.parametrize(
    ("status", "asked", "seconds"), [(429, "40", 40), (503, "40", 40), (429, "999999", 3_600), (503, "soon", 0)]
)
def test_a_busy_receiver_says_when_to_come_back(
    hooks: Hooks, receiver: WebhookReceiver, status: int, asked: str, seconds: float
) -> None:
    receiver.answers.append(Answer(status, {"Retry-After": asked}))
    endpoint_id = hooks.listen(receiver.url)
    [first] = hooks.ping(endpoint_id)
    hooks.run()
    held_until = hooks.endpoint(endpoint_id).held_until
    wait = (hooks.delivery(first).next_attempt_at - utc_now()).total_seconds()
    if not seconds:
        assert held_until is None
        assert wait <= 6
        return
    assert held_until is not None
    assert abs((held_until - utc_now()).total_seconds() - seconds) < 3
    assert abs(wait - seconds) < 3
    with hooks.sessions.begin() as session:  # what is written now waits as well
        session.execute(text("UPDATE delivery SET next_attempt_at = now()"))
    hooks.run()
    assert len(receiver.received) == 1
    hooks.pass_time(seconds + 1)
    hooks.run()
    assert hooks.delivery(first).state == "delivered"


def test_a_call_by_hand_does_not_wait_for_a_busy_receiver(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answers.extend(Answer(503, {"Retry-After": "600"}) for _ in range(2))
    endpoint_id = hooks.listen(receiver.url)
    [first] = hooks.ping(endpoint_id)
    hooks.run()
    [second] = hooks.ping(endpoint_id)
    hooks.run()
    assert [received.id for received in receiver.received] == [first, second]
    with hooks.sessions.begin() as session:
        deliveries.replay(session, DEFAULT_PROJECT_ID, first, utc_now())
    hooks.run()
    assert hooks.delivery(first).state == "delivered"


def test_gone_disables_at_once_tells_the_others_and_abandons_the_rest(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None]
) -> None:
    receiver.answer(*[410] * 20)
    with WebhookReceiver() as other:
        watch = hooks.listen(other.url, EventType.WEBHOOK_DISABLED)
        gone = hooks.listen(receiver.url, EventType.JOB_STARTED)
        ids = hooks.ping(gone, 20)
        hooks.run()
        endpoint = hooks.endpoint(gone)
        assert (endpoint.state, endpoint.disabled_reason) == ("disabled", "the receiver answered 410 Gone")
        [told] = [received.verified(hooks.secrets(watch)[0]) for received in other.received]
        assert told["type"] == "webhook.disabled"
        assert told["data"]["webhook"]["disabled_reason"] == endpoint.disabled_reason
    assert len(receiver.received) <= deliveries.PARALLEL
    sweep()
    assert {hooks.delivery(id_).state for id_ in ids} == {"abandoned"}
    calls = len(receiver.received)
    hooks.run()
    assert len(receiver.received) == calls


def test_an_endpoint_that_fails_for_days_is_disabled_with_a_reason(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answer(*[500] * 3)
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    hooks.run()
    since = hooks.endpoint(endpoint_id).failing_since
    assert since is not None
    hooks.pass_time(deliveries.DISABLE_AFTER.total_seconds() - 60)
    hooks.run()
    assert hooks.endpoint(endpoint_id).state == "enabled"
    hooks.pass_time(400)
    hooks.run()
    endpoint = hooks.endpoint(endpoint_id)
    assert endpoint.state == "disabled"
    assert endpoint.disabled_reason is not None
    assert "no message has been delivered since" in endpoint.disabled_reason
    assert endpoint.disabled_reason.endswith("status 500")
    assert len(hooks.attempts(id_)) == 3


def test_a_success_in_between_saves_an_endpoint(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answer(500, 200, 500)
    endpoint_id = hooks.listen(receiver.url)
    for _ in range(3):
        hooks.ping(endpoint_id)
        hooks.run()
        with hooks.sessions.begin() as session:
            session.execute(text("UPDATE delivery SET next_attempt_at = now() + interval '9 days'"))
        hooks.pass_time(deliveries.DISABLE_AFTER.total_seconds() - 60)
    assert hooks.endpoint(endpoint_id).state == "enabled"


@pytest.fixture
def strict(hooks: Hooks, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker in production: no subnet is allowed."""
    from workers.runtime import runtime  # noqa: PLC0415  tasks read their settings when they are imported

    open_but_for_subnets = {
        "environment": "production",
        "outbound_allow_http": True,
        "outbound_ports": (receiver.port,),
    }
    held = runtime()
    strict = replace(held, settings=held.settings.model_copy(update=open_but_for_subnets))
    monkeypatch.setattr("workers.tasks.deliveries.runtime", lambda: strict)


@pytest.mark.usefixtures("strict")
def test_a_refused_address_is_never_called_and_never_tried_again(hooks: Hooks, receiver: WebhookReceiver) -> None:
    [id_] = hooks.ping(hooks.listen(receiver.url))
    hooks.run()
    assert (hooks.delivery(id_).state, receiver.received) == ("failed", [])
    [attempt] = hooks.attempts(id_)
    assert (attempt.status, attempt.error) == (
        None,
        "the host is an address outside the public internet, in no subnet that the operator has allowed",
    )
    hooks.pass_time(10 * 86_400)
    hooks.run()
    assert len(hooks.attempts(id_)) == 1


@pytest.mark.usefixtures("strict")
def test_a_name_that_has_moved_inside_since_it_was_registered_is_refused(
    hooks: Hooks, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    [id_] = hooks.ping(hooks.listen(f"http://receiver.example.com:{receiver.port}/"))
    hooks.run()
    assert (hooks.delivery(id_).state, receiver.received) == ("failed", [])
    [attempt] = hooks.attempts(id_)
    assert attempt.error is not None
    assert attempt.error.startswith("the host's name leads to an address outside the public internet")
    assert "127.0.0.1" not in attempt.error


def test_a_secret_that_cannot_be_read_is_the_operator_s_to_mend(hooks: Hooks, receiver: WebhookReceiver) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    with hooks.sessions.begin() as session:
        secret = session.scalars(select(WebhookSecret)).one()
        sound, secret.sealed = secret.sealed, secret.sealed.replace("test.", "gone.")
    hooks.run()
    assert receiver.received == []
    [attempt] = hooks.attempts(id_)
    assert attempt.error is not None
    assert "could not be signed" in attempt.error
    with hooks.sessions.begin() as session:
        session.scalars(select(WebhookSecret)).one().sealed = sound
    hooks.pass_time(6)
    hooks.run()
    assert hooks.delivery(id_).state == "delivered"


def test_a_worker_killed_between_sending_and_recording_sends_again(
    hooks: Hooks, receiver: WebhookReceiver, settings: Settings
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    receiver.gate.clear()
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
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
    record(hooks, late, deliveries.Attempt(None, "no whole answer within the time", 15_000))
    delivery = hooks.delivery(id_)
    assert (delivery.state, delivery.attempts, delivery.step) == ("delivered", 2, 0)


def test_a_late_success_counts_and_a_late_failure_takes_no_place_in_the_schedule(
    hooks: Hooks, receiver: WebhookReceiver
) -> None:
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


def test_a_message_that_was_given_up_while_it_arrived_has_arrived(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None]
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    outgoing = claim_and_read(hooks)
    with hooks.sessions.begin() as session:
        webhooks.disable_by_request(session, DEFAULT_PROJECT_ID, endpoint_id, utc_now())
    sweep()
    assert hooks.delivery(id_).state == "pending"
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    sweep()
    assert hooks.delivery(id_).state == "abandoned"
    record(hooks, outgoing, deliveries.Attempt(200, None, 10))
    assert hooks.delivery(id_).state == "delivered"


def test_a_claim_waits_for_no_other(hooks: Hooks, receiver: WebhookReceiver) -> None:
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


def test_a_message_is_not_sent_after_its_claim_or_after_its_endpoint_was_disabled(
    hooks: Hooks, receiver: WebhookReceiver
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    early = claim_and_read(hooks)

    def read() -> deliveries.Outgoing | None:
        with hooks.sessions.begin() as session:
            return deliveries.read_delivery(session, DEFAULT_PROJECT_ID, id_, utc_now())

    again = read()
    assert again is not None
    assert replace(again, at=early.at) == early
    with hooks.sessions.begin() as session:
        webhooks.disable_by_request(session, DEFAULT_PROJECT_ID, endpoint_id, utc_now())
    assert read() is None
    with hooks.sessions.begin() as session:
        webhooks.enable_webhook(session, DEFAULT_PROJECT_ID, endpoint_id)
    assert read() is not None
    hooks.pass_time(deliveries.CLAIM.total_seconds())
    assert read() is None


def claim_and_read(hooks: Hooks) -> deliveries.Outgoing:
    with hooks.sessions.begin() as session:
        [(project_id, id_)] = deliveries.claim_deliveries(session, utc_now())
        outgoing = deliveries.read_delivery(session, project_id, id_, utc_now())
    assert outgoing is not None
    return outgoing


def record(hooks: Hooks, outgoing: deliveries.Outgoing, attempt: deliveries.Attempt) -> None:
    with hooks.sessions.begin() as session:
        deliveries.record_attempt(session, outgoing, attempt, utc_now(), random.Random(1))


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


def test_a_receiver_that_hangs_delays_nobody_else(hooks: Hooks, receiver: WebhookReceiver) -> None:
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


def test_projects_take_turns(hooks: Hooks, receiver: WebhookReceiver) -> None:
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


def test_a_message_of_a_deleted_endpoint_is_not_sent_and_goes(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None]
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    held = claim_and_read(hooks)
    with hooks.sessions.begin() as session:
        webhooks.delete_webhook(session, DEFAULT_PROJECT_ID, endpoint_id)
    hooks.pass_time(60)
    hooks.run()
    assert receiver.received == []
    record(hooks, held, deliveries.Attempt(200, None, 10))
    sweep()
    with hooks.sessions() as session:
        assert session.get(Delivery, id_) is None
        assert session.get(WebhookEndpoint, endpoint_id) is None
        assert session.scalars(select(WebhookSecret)).all() == []


def test_old_messages_are_forgotten_with_their_logs(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None]
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [old] = hooks.ping(endpoint_id)
    hooks.run()
    hooks.pass_time(deliveries.KEEP_DELIVERIES.total_seconds() + 60)
    [new] = hooks.ping(endpoint_id)
    hooks.run()
    sweep()
    assert hooks.attempts(old) == []
    with hooks.sessions() as session:
        assert session.scalars(select(Delivery.id)).all() == [new]


def test_a_replay_sends_the_same_message_again_from_the_start_of_the_schedule(
    hooks: Hooks, receiver: WebhookReceiver
) -> None:
    receiver.answer(200, 500)
    [id_] = hooks.ping(hooks.listen(receiver.url))
    hooks.run()
    with hooks.sessions.begin() as session:
        deliveries.replay(session, DEFAULT_PROJECT_ID, id_, utc_now())
    hooks.run()
    delivery = hooks.delivery(id_)
    assert (delivery.state, delivery.step, delivery.attempts) == ("pending", 1, 2)
    hooks.pass_time(6)
    hooks.run()
    assert [received.id for received in receiver.received] == [id_] * 3
    assert len({received.body for received in receiver.received}) == 1
    assert [attempt.status for attempt in hooks.attempts(id_)] == [200, 500, 200]


def test_the_sweep_rings_for_what_is_due(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None], settings: Settings
) -> None:
    broker = redis.Redis.from_url(settings.redis_url)
    broker.delete(IO_QUEUE)
    sweep()
    assert broker.llen(IO_QUEUE) == 0
    hooks.ping(hooks.listen(receiver.url))
    broker.delete(IO_QUEUE)
    sweep()
    assert broker.llen(IO_QUEUE) == 1
    broker.delete(IO_QUEUE)
