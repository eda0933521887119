"""The delivery task against a real receiver: signed, retried on schedule, logged, replayed, deleted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from sqlalchemy import select, text
from standardwebhooks import WebhookVerificationError

from app.db.models import DEFAULT_PROJECT_ID, Delivery, WebhookEndpoint, WebhookSecret
from app.domain.backoff import JITTER, WEBHOOK_DELAYS_S
from app.queue import IO_QUEUE
from app.services.access.principal import operator
from app.services.webhooks import deliveries, endpoints
from app.settings import Settings
from tests.builders import utc_now
from tests.receiver import Answer, WebhookReceiver
from tests.workers.tasks.hooks import Hooks, claim_and_read, record


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
    assert (attempt.number, attempt.status, attempt.error, attempt.response) == (1, 204, None, "")
    hooks.run()
    assert len(receiver.received) == 1


def test_every_live_secret_signs_and_an_expired_one_does_not(hooks: Hooks, receiver: WebhookReceiver) -> None:
    endpoint_id = hooks.listen(receiver.url)
    with hooks.sessions.begin() as session:
        now, overlap = utc_now(), timedelta(hours=1)
        endpoints.add_secret(
            session, operator(DEFAULT_PROJECT_ID), endpoint_id, hooks.encryptor, overlap=overlap, now=now
        )
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
    assert len(failed.response) == 2_048
    assert failed.response.startswith("no\ufffdx")
    assert hooks.endpoint(endpoint_id).failing_since is None


def test_retries_follow_the_schedule_and_then_end(hooks: Hooks, receiver: WebhookReceiver) -> None:
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


def test_unreachable_receiver_gets_everything_later(hooks: Hooks, receiver: WebhookReceiver) -> None:
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


def test_failing_endpoint_gets_few_requests(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answer(*[500] * 100)
    endpoint_id = hooks.listen(receiver.url)
    hooks.ping(endpoint_id, 50)
    hooks.run()
    assert len(receiver.received) == deliveries.BACKOFF_AFTER_FAILURES
    held_until = hooks.endpoint(endpoint_id).held_until
    assert held_until is not None
    assert held_until > utc_now()
    for _ in range(12):
        hooks.pass_time(deliveries.LONGEST_HOLD_S * (1 + JITTER))
        hooks.run()
    assert len(receiver.received) == deliveries.BACKOFF_AFTER_FAILURES + 12


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"), [(429, "40", 40), (503, "40", 40), (429, "999999", 3_600), (503, "soon", 0)]
)
def test_retry_after_of_a_receiver_is_respected(
    hooks: Hooks, receiver: WebhookReceiver, status: int, retry_after: str, seconds: float
) -> None:
    receiver.answers.append(Answer(status, {"Retry-After": retry_after}))
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


def test_ping_and_replay_ignore_retry_after(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answers.extend(Answer(503, {"Retry-After": "600"}) for _ in range(2))
    endpoint_id = hooks.listen(receiver.url)
    [first] = hooks.ping(endpoint_id)
    hooks.run()
    [second] = hooks.ping(endpoint_id)
    hooks.run()
    assert [received.id for received in receiver.received] == [first, second]
    with hooks.sessions.begin() as session:
        deliveries.replay(session, operator(DEFAULT_PROJECT_ID), first, utc_now())
    hooks.run()
    assert hooks.delivery(first).state == "delivered"


def test_messages_of_a_deleted_endpoint_are_deleted(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None]
) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    held = claim_and_read(hooks)
    with hooks.sessions.begin() as session:
        endpoints.delete_webhook(session, operator(DEFAULT_PROJECT_ID), endpoint_id)
    hooks.pass_time(60)
    hooks.run()
    assert receiver.received == []
    record(hooks, held, deliveries.Attempt(200, None, 10))
    sweep()
    with hooks.sessions() as session:
        assert session.get(Delivery, id_) is None
        assert session.get(WebhookEndpoint, endpoint_id) is None
        assert session.scalars(select(WebhookSecret)).all() == []


def test_old_messages_are_deleted_with_their_logs(
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


def test_replay_restarts_the_schedule_of_the_same_message(hooks: Hooks, receiver: WebhookReceiver) -> None:
    receiver.answer(200, 500)
    [id_] = hooks.ping(hooks.listen(receiver.url))
    hooks.run()
    with hooks.sessions.begin() as session:
        deliveries.replay(session, operator(DEFAULT_PROJECT_ID), id_, utc_now())
    hooks.run()
    delivery = hooks.delivery(id_)
    assert (delivery.state, delivery.step, delivery.attempts) == ("pending", 1, 2)
    hooks.pass_time(6)
    hooks.run()
    assert [received.id for received in receiver.received] == [id_] * 3
    assert len({received.body for received in receiver.received}) == 1
    assert [attempt.status for attempt in hooks.attempts(id_)] == [200, 500, 200]


def test_sweep_sends_a_wake_up_message_for_due_messages(
    hooks: Hooks, receiver: WebhookReceiver, sweep: Callable[[], None], settings: Settings
) -> None:
    broker = redis.Redis.from_url(settings.broker.url)
    broker.delete(IO_QUEUE)
    sweep()
    assert broker.llen(IO_QUEUE) == 0
    hooks.ping(hooks.listen(receiver.url))
    broker.delete(IO_QUEUE)
    sweep()
    assert broker.llen(IO_QUEUE) == 1
    broker.delete(IO_QUEUE)
