"""The names of the Celery tasks, and the wake-up messages, which are sent after the outermost transaction has
committed.

All work is a row in Postgres, so a lost message costs at most one sweep interval.
"""

import threading
from collections.abc import Callable, Mapping

import structlog
from celery import Celery
from kombu.entity import Queue
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

RANK_DUE = "ranking.rank_due"
CALL_DUE = "callbacks.call_due"
SWEEP = "io.sweep"
DELIVER_DUE = "io.deliver_due"

RANKING_QUEUE = "ranking"
CALLBACKS_QUEUE = "callbacks"
IO_QUEUE = "io"

ENOUGH_WAITING = 16
"""The most messages in a queue. It is more than one so that several workers wake up."""

CLOSE_S = 5.0

_QUEUES = (RANKING_QUEUE, CALLBACKS_QUEUE, IO_QUEUE)
_ROUTES = {RANK_DUE: RANKING_QUEUE, CALL_DUE: CALLBACKS_QUEUE, SWEEP: IO_QUEUE, DELIVER_DUE: IO_QUEUE}
_ENQUEUED = "enqueued_tasks"
_log = structlog.get_logger(__name__)


def make_celery(redis_url: str | None = None) -> Celery:
    """The Celery application of a process that sends messages. Workers add their tasks, and a configuration with the
    broker."""
    celery = Celery("lmsearcher", broker=redis_url, set_as_current=False)
    celery.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        task_time_limit=300,
        task_soft_time_limit=240,
        worker_soft_shutdown_timeout=5,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_publish_retry=False,
        broker_transport_options={
            "visibility_timeout": 600,
            "socket_connect_timeout": 2,
            "socket_timeout": 10,
            "polling_interval": 0.2,
        },
        # A lost message costs one sweep. A message that waits for its acknowledgement when the broker dies can stop the
        # worker: kombu 5.7 fails to put it back ("Unrecoverable error: AttributeError"), and Celery ends.
        task_queues=[Queue(name, no_ack=True) for name in _QUEUES],
        task_routes={task: {"queue": queue} for task, queue in _ROUTES.items()},
        task_default_queue=IO_QUEUE,
    )
    return celery


def enqueue_after_commit(session: Session, task: str) -> None:
    """Sends a wake-up message for a task when this session's transaction commits, at most one for each task."""
    session.info.setdefault(_ENQUEUED, set()).add(task)


def send_enqueued_after_commit(factory: sessionmaker[Session], send_message: Callable[[str], None]) -> None:
    """Makes all sessions of this factory send their enqueued messages after the commit.

    `send_message` gets the name of a task. If a message is lost, the sweep sends it again.
    """

    def after_commit(session: Session) -> None:
        # This is also called when a savepoint is released; the outer transaction may still be rolled back.
        if session.in_nested_transaction():
            return
        for task in sorted(session.info.pop(_ENQUEUED, ())):
            send_message(task)

    def after_rollback(session: Session) -> None:
        if not session.in_nested_transaction():
            session.info.pop(_ENQUEUED, None)

    event.listen(factory, "after_commit", after_commit)
    event.listen(factory, "after_rollback", after_rollback)


class BackgroundSender:
    """Sends messages from a thread of its own, so that no request waits for the broker. Messages for the same task that
    wait to be sent become one."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery
        self._due: set[str] = set()
        self._news = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def __call__(self, task: str) -> None:
        with self._news:
            self._due.add(task)
            if self._thread is None:  # here, because a thread does not survive the fork of a worker's process
                self._thread = threading.Thread(target=self._send, name="wake-ups", daemon=True)
                self._thread.start()
            self._news.notify()

    def close(self) -> None:
        """Sends what is due, for CLOSE_S seconds at most."""
        with self._news:
            self._closed = True
            self._news.notify()
            thread = self._thread
        if thread is not None:
            thread.join(CLOSE_S)

    def _send(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._due or self._closed)
                due = sorted(self._due)
                self._due.clear()
            if not due:
                return
            for task in due:
                send(self._celery, task)


def waiting_messages(broker: Redis) -> Mapping[str, int | None]:
    """How many messages wait in each queue; None if the broker is unreachable."""
    try:
        with broker.pipeline(transaction=False) as pipeline:
            for queue in _QUEUES:
                pipeline.llen(queue)
            return dict(zip(_QUEUES, pipeline.execute(), strict=True))
    except RedisError:
        return dict.fromkeys(_QUEUES)


def send(celery: Celery, task: str) -> None:
    """Sends one message unless enough of them wait. An unreachable broker is logged.

    A worker that takes one message looks for everything that is due. So further messages add nothing, and a queue
    without workers stays short.
    """
    queue = celery.conf.task_routes[task]["queue"]
    try:
        with celery.producer_or_acquire() as producer:
            if producer.channel.client.llen(queue) < ENOUGH_WAITING:
                celery.send_task(task, retry=False, producer=producer)
    except (OperationalError, RedisError) as error:
        _log.warning("wake_up.broker_unreachable", task=task, error=str(error))
