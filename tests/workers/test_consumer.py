"""A worker that has lost its broker tries again soon, however long it has been trying."""

import time
from types import SimpleNamespace

import pytest
from kombu.exceptions import OperationalError

from app.embedded.ports import LOOPBACK, free_port
from app.queue import make_celery
from workers.broker import PromptConsumer


@pytest.mark.usefixtures("_worker_environment")
def test_the_workers_use_it() -> None:
    from workers.celery_app import celery  # noqa: PLC0415  reads the environment

    assert celery.conf.worker_consumer == f"{PromptConsumer.__module__}:{PromptConsumer.__name__}"


def test_the_pause_between_tries_stays_short() -> None:
    """Five tries within three seconds; Celery's own pauses are 2, 4, 6 and 8."""
    consumer = PromptConsumer.__new__(PromptConsumer)
    consumer.app = make_celery(f"redis://{LOOPBACK}:{free_port()}/0")
    consumer.app.conf.broker_connection_max_retries = 4
    consumer.first_connection_attempt, consumer.broker_connection_retry_attempt = True, 0
    start = time.monotonic()
    with consumer.app.connection_for_read() as connection, pytest.raises(OperationalError):
        consumer.ensure_connected(connection)
    assert consumer.broker_connection_retry_attempt >= 3
    assert time.monotonic() - start < 10


def test_what_came_before_the_broker_died_does_not_end_the_worker(redis_url: str) -> None:
    consumer = PromptConsumer.__new__(PromptConsumer)
    consumer.hub = SimpleNamespace(call_soon=lambda act: act())
    with make_celery(redis_url).connection_for_read() as connection:
        channel = connection.channel()
        message = channel.Message({"properties": {"delivery_tag": "1", "delivery_info": {}}}, channel=channel)
    with pytest.raises(AttributeError):
        message.ack()
    consumer.call_soon_ack(message.ack_log_error, None, ())
