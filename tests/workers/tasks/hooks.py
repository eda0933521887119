"""Webhooks of a project and the worker that sends, for the tests of the delivery task."""

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, text

from app.db.models import DEFAULT_PROJECT_ID, Delivery, DeliveryAttempt, WebhookEndpoint, WebhookSecret
from app.db.session import SessionFactory
from app.domain.events import EventType
from app.integrations.encryption import Encryptor
from app.services.access.principal import operator
from app.services.webhooks import deliveries, endpoints
from tests.builders import utc_now


@dataclass
class Hooks:
    """Endpoints of the default project, at a receiver; `run` is the worker, `pass_time` the clock."""

    sessions: SessionFactory
    encryptor: Encryptor
    run: Callable[[], None]

    def listen(self, url: str, *types: EventType, project_id: uuid.UUID = DEFAULT_PROJECT_ID) -> uuid.UUID:
        with self.sessions.begin() as session:
            webhook = endpoints.create_webhook(
                session, operator(project_id), self.encryptor, url=url, description="", types=types, now=utc_now()
            )
            return webhook.endpoint.id

    def secrets(self, endpoint_id: uuid.UUID) -> list[str]:
        """The newest first."""
        with self.sessions() as session:
            query = select(WebhookSecret).where(WebhookSecret.endpoint_id == endpoint_id)
            rows = session.scalars(query.order_by(WebhookSecret.created_at.desc()))
            return [endpoints.reveal(row, self.encryptor) for row in rows]

    def ping(self, endpoint_id: uuid.UUID, count: int = 1, *, project_id: uuid.UUID = DEFAULT_PROJECT_ID) -> list[str]:
        with self.sessions.begin() as session:
            return [deliveries.ping(session, operator(project_id), endpoint_id, utc_now()).id for _ in range(count)]

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


def claim_and_read(hooks: Hooks) -> deliveries.Outgoing:
    with hooks.sessions.begin() as session:
        [(project_id, id_)] = deliveries.claim_deliveries(session, utc_now())
        outgoing = deliveries.read_delivery(session, project_id, id_, utc_now())
    assert outgoing is not None
    return outgoing


def record(hooks: Hooks, outgoing: deliveries.Outgoing, attempt: deliveries.Attempt) -> None:
    with hooks.sessions.begin() as session:
        deliveries.record_attempt(session, outgoing, attempt, utc_now(), random.Random(1))
