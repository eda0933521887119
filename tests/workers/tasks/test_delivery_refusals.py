"""Where the delivery task stops: endpoints that are gone or fail for days, addresses that may not be called."""

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from app.db.models import WebhookSecret
from app.domain.events import EventType
from app.services.webhooks import deliveries
from tests.receiver import WebhookReceiver
from tests.settings import changed
from tests.workers.tasks.hooks import Hooks
from workers.runtime import runtime


def test_status_410_disables_the_endpoint_and_informs_others(
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
        [message] = [received.verified(hooks.secrets(watch)[0]) for received in other.received]
        assert message["type"] == "webhook.disabled"
        assert message["data"]["webhook"]["disabled_reason"] == endpoint.disabled_reason
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


def test_success_between_failures_keeps_endpoint_enabled(hooks: Hooks, receiver: WebhookReceiver) -> None:
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
    open_but_for_subnets = {
        "environment": "production",
        "outbound": {"allow_http": True, "ports": (receiver.port,)},
    }
    held = runtime()
    strict = replace(held, settings=changed(held.settings, **open_but_for_subnets))
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
def test_host_that_moved_to_a_private_address_is_refused(
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


def test_unreadable_secret_delays_delivery_until_corrected(hooks: Hooks, receiver: WebhookReceiver) -> None:
    endpoint_id = hooks.listen(receiver.url)
    [id_] = hooks.ping(endpoint_id)
    with hooks.sessions.begin() as session:
        secret = session.scalars(select(WebhookSecret)).one()
        sound, secret.encrypted = secret.encrypted, secret.encrypted.replace("test.", "gone.")
    hooks.run()
    assert receiver.received == []
    [attempt] = hooks.attempts(id_)
    assert attempt.error is not None
    assert "could not be signed" in attempt.error
    with hooks.sessions.begin() as session:
        session.scalars(select(WebhookSecret)).one().encrypted = sound
    hooks.pass_time(6)
    hooks.run()
    assert hooks.delivery(id_).state == "delivered"
