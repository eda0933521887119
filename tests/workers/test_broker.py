"""A worker that has lost its broker reconnects soon, however long the outage was."""

import time
from types import SimpleNamespace

import pytest
from kombu.exceptions import OperationalError

from app.embedded.ports import LOOPBACK, free_port
from app.queue import make_celery
from workers.broker import ReconnectingConsumer
from workers.celery_app import celery


@pytest.mark.usefixtures("_worker_environment")
def test_workers_use_the_reconnecting_consumer() -> None:
    assert celery.conf.worker_consumer == f"{ReconnectingConsumer.__module__}:{ReconnectingConsumer.__name__}"


def test_pauses_between_attempts_stay_short() -> None:
    """Five attempts take three seconds; with Celery's own pauses of 2, 4, 6 and 8 s they would take 20."""
    consumer = ReconnectingConsumer.__new__(ReconnectingConsumer)
    consumer.app = make_celery(f"redis://{LOOPBACK}:{free_port()}/0")
    consumer.app.conf.broker_connection_max_retries = 4
    consumer.first_connection_attempt, consumer.broker_connection_retry_attempt = True, 0
    start = time.monotonic()
    with consumer.app.connection_for_read() as connection, pytest.raises(OperationalError):
        consumer.ensure_connected(connection)
    assert consumer.broker_connection_retry_attempt >= 3
    assert time.monotonic() - start < 10


def test_message_before_outage_does_not_end_worker(redis_url: str) -> None:
    consumer = ReconnectingConsumer.__new__(ReconnectingConsumer)
    consumer.hub = SimpleNamespace(call_soon=lambda act: act())
    with make_celery(redis_url).connection_for_read() as connection:
        channel = connection.channel()
        message = channel.Message({"properties": {"delivery_tag": "1", "delivery_info": {}}}, channel=channel)
    with pytest.raises(AttributeError):
        message.ack()
    consumer.call_soon_ack(message.ack_log_error, None, ())
