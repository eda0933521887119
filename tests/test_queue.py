"""Wake-up messages are sent after the outermost commit, and only then."""

import base64
import json
import pickle
from functools import partial

import pytest
import redis
from celery import Celery
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads, prepare_accept_content
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.queue import (
    CALLBACKS_QUEUE,
    ENOUGH_WAITING,
    IO_QUEUE,
    RANK_DUE,
    RANKING_QUEUE,
    SWEEP,
    BackgroundSender,
    enqueue_after_commit,
    make_celery,
    send,
    send_enqueued_after_commit,
)


@pytest.fixture
def broker(redis_url: str) -> redis.Redis:
    broker = redis.Redis.from_url(redis_url)
    broker.delete(RANKING_QUEUE, IO_QUEUE)
    return broker


@pytest.fixture
def sessions_with_broker(engine: Engine, redis_url: str) -> sessionmaker[Session]:
    factory = sessionmaker(engine)
    send_enqueued_after_commit(factory, partial(send, make_celery(redis_url)))
    return factory


def waiting(broker: redis.Redis) -> int:
    return int(broker.llen(RANKING_QUEUE))


def test_one_message_is_sent_after_the_commit(sessions_with_broker: sessionmaker[Session], broker: redis.Redis) -> None:
    with sessions_with_broker.begin() as session:
        session.execute(text("SELECT 1"))
        enqueue_after_commit(session, RANK_DUE)
        enqueue_after_commit(session, RANK_DUE)
        assert waiting(broker) == 0
    assert waiting(broker) == 1


def test_a_rollback_sends_nothing(sessions_with_broker: sessionmaker[Session], broker: redis.Redis) -> None:
    with sessions_with_broker() as session:
        session.execute(text("SELECT 1"))
        enqueue_after_commit(session, RANK_DUE)
        session.rollback()
        session.execute(text("SELECT 1"))
        session.commit()
    assert waiting(broker) == 0


def test_savepoints_neither_send_nor_drop_messages(
    sessions_with_broker: sessionmaker[Session], broker: redis.Redis
) -> None:
    with sessions_with_broker.begin() as session:
        enqueue_after_commit(session, RANK_DUE)
        with session.begin_nested():
            session.execute(text("SELECT 1"))
        assert waiting(broker) == 0
        savepoint = session.begin_nested()
        savepoint.rollback()
    assert waiting(broker) == 1


def test_a_queue_without_readers_stays_short(sessions_with_broker: sessionmaker[Session], broker: redis.Redis) -> None:
    for _ in range(ENOUGH_WAITING + 5):
        with sessions_with_broker.begin() as session:
            session.execute(text("SELECT 1"))
            enqueue_after_commit(session, RANK_DUE)
    assert waiting(broker) == ENOUGH_WAITING
    broker.rpop(RANKING_QUEUE)
    with sessions_with_broker.begin() as session:
        session.execute(text("SELECT 1"))
        enqueue_after_commit(session, RANK_DUE)
    assert waiting(broker) == ENOUGH_WAITING


def test_a_broker_that_is_away_is_no_error() -> None:
    away: Celery = make_celery("redis://127.0.0.1:1/0")
    send(away, SWEEP)


def test_a_background_sender_sends_all_before_it_is_closed(redis_url: str, broker: redis.Redis) -> None:
    sender = BackgroundSender(make_celery(redis_url))
    for _ in range(100):
        sender(RANK_DUE)
    sender(SWEEP)
    sender.close()
    assert 1 <= waiting(broker) <= ENOUGH_WAITING
    assert broker.llen(IO_QUEUE) == 1


def test_no_message_waits_to_be_acknowledged() -> None:
    """A broker that dies with one of those stops a worker for good (docs/decisions/0002-rows-first.md)."""
    queues = make_celery("redis://127.0.0.1:1/0").amqp.queues
    assert {name: queue.no_ack for name, queue in queues.items()} == dict.fromkeys(
        (RANKING_QUEUE, CALLBACKS_QUEUE, IO_QUEUE), True
    )


def test_messages_are_json_and_say_nothing_but_the_tasks_name(
    sessions_with_broker: sessionmaker[Session], broker: redis.Redis
) -> None:
    with sessions_with_broker.begin() as session:
        enqueue_after_commit(session, RANK_DUE)
    message = json.loads(broker.lindex(RANKING_QUEUE, 0) or "")
    assert message["content-type"] == "application/json"
    positional, named, _ = json.loads(base64.b64decode(message["body"]))
    assert (message["headers"]["task"], positional, named) == (RANK_DUE, [], {})


def test_nothing_but_json_is_read() -> None:
    kinds = make_celery("redis://127.0.0.1:1/0").conf.accept_content
    accepted = prepare_accept_content(kinds)
    body = pickle.dumps([[], {}, {}])
    with pytest.raises(ContentDisallowed):
        loads(body, "application/x-python-serialize", "binary", accept=accepted)
