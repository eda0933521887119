"""The SQL about the outbox and its log."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, case, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from app.db.models import Delivery, DeliveryAttempt, WebhookEndpoint
from app.db.repositories.pages import Page, cut, decode_moment, moment
from app.domain.errors import NotFound
from app.domain.events import DeliveryState, EndpointState

Message = tuple[str, str, str]
"""The type of the event, what identifies the event, and the text to send."""
_IS_ENABLED = WebhookEndpoint.state == EndpointState.ENABLED


class DeliveryRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, project_id: uuid.UUID, messages: Sequence[Message], now: datetime) -> int:
        """Adds one row for each message and each enabled endpoint that subscribes to its type. Returns the number of
        rows.

        An endpoint gets one message for one event.
        """
        types, events, bodies = zip(*messages, strict=True)
        columns = [bindparam(None, list(values), type_=ARRAY(Text)) for values in (types, events, bodies)]
        given: Any = func.unnest(*columns)
        message = given.table_valued("type", "event", "body", joins_implicitly=True).render_derived()
        row = _row(
            WebhookEndpoint.project_id, WebhookEndpoint.id, (message.c.type, message.c.event, message.c.body), now
        )
        rows = (
            select(*row.values())
            .select_from(WebhookEndpoint)
            .where(WebhookEndpoint.project_id == project_id, _IS_ENABLED)
            .where(message.c.type == func.any(WebhookEndpoint.events))
        )
        statement = insert(Delivery).from_select([*row], rows).on_conflict_do_nothing().returning(Delivery.id)
        return len(self._session.scalars(statement).all())

    def write_to(self, endpoint: WebhookEndpoint, message: Message, now: datetime) -> Delivery:
        """Adds one message for this endpoint, whatever its subscriptions."""
        row = _row(literal(endpoint.project_id), literal(endpoint.id), [literal(text) for text in message], now)
        return self._session.scalars(insert(Delivery).values(row).returning(Delivery)).one()

    def get(self, project_id: uuid.UUID, delivery_id: str, *, lock: bool = False) -> Delivery:
        """The project's delivery. Raises NotFound."""
        query = (
            select(Delivery)
            .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
            .where(
                Delivery.id == delivery_id,
                Delivery.project_id == project_id,
                WebhookEndpoint.state != EndpointState.DELETED,
            )
        )
        if lock:
            query = query.with_for_update(of=Delivery).execution_options(populate_existing=True)
        delivery = self._session.scalar(query)
        if delivery is None:
            raise NotFound("there is no such delivery in this project")
        return delivery

    def page(self, endpoint_id: uuid.UUID, *, state: str | None, limit: int, after: str | None) -> Page[Delivery]:
        """The endpoint's deliveries, newest first."""
        query = select(Delivery).where(Delivery.endpoint_id == endpoint_id)
        if state is not None:
            query = query.where(Delivery.state == state)
        if after is not None:
            query = query.where(tuple_(Delivery.created_at, Delivery.id) < decode_moment(after))
        query = query.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(limit + 1)
        rows = self._session.scalars(query).all()
        return cut(rows, limit, lambda delivery: moment(delivery.created_at, delivery.id))

    def log(self, delivery_id: str, limit: int) -> Sequence[DeliveryAttempt]:
        """The latest attempts, newest first."""
        query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
        return self._session.scalars(query.order_by(DeliveryAttempt.number.desc()).limit(limit)).all()

    def add_attempt(self, attempt: DeliveryAttempt) -> None:
        self._session.add(attempt)

    def claim(
        self, *, now: datetime, until: datetime, parallel: int, without_projects: Collection[uuid.UUID] = ()
    ) -> list[tuple[uuid.UUID, str]]:
        """Claims due messages of the next endpoint until `until`. Returns projects and ids; locked endpoints are
        skipped.

        The next endpoint is the one served longest ago in the project served longest ago. At most `parallel` messages
        of an endpoint are claimed at the same time, and only one while the endpoint fails. `without_projects` are left
        out.
        """
        endpoint = self._session.scalar(_next_endpoint(now, parallel, without_projects))
        if endpoint is None:
            return []
        endpoint.served_at = now
        room = func.greatest(0, (1 if endpoint.failures else parallel) - _held(endpoint.id, now))
        due = (
            select(Delivery.id)
            .where(
                Delivery.endpoint_id == endpoint.id,
                Delivery.state == DeliveryState.PENDING,
                Delivery.next_attempt_at <= now,
            )
            .order_by(Delivery.next_attempt_at)
            .limit(room)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(Delivery)
            .where(Delivery.id.in_(due))
            .values(claimed_until=until, next_attempt_at=until)
            .returning(Delivery.project_id, Delivery.id)
            .execution_options(synchronize_session=False)
        )
        return [(project, id_) for project, id_ in self._session.execute(statement)]

    def any_due(self, now: datetime) -> bool:
        query = select(WebhookEndpoint.id).where(*_may_receive(now), _due(now)).limit(1)
        return self._session.scalar(query) is not None

    def abandon(self, now: datetime, limit: int) -> None:
        """Ends the messages of disabled endpoints, except those that a worker is sending."""
        waiting = (
            select(Delivery.id)
            .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
            .where(WebhookEndpoint.state == EndpointState.DISABLED, Delivery.state == DeliveryState.PENDING)
            .where(or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= now))
            .limit(limit)
            .with_for_update(of=Delivery, skip_locked=True)
        )
        values = {"state": DeliveryState.ABANDONED, "finished_at": now, "claimed_until": None}
        statement = update(Delivery).where(Delivery.id.in_(waiting)).values(values)
        self._session.execute(statement.execution_options(synchronize_session=False))

    def delete_old(self, finished_before: datetime, limit: int) -> None:
        """Deletes old ended messages and the messages of deleted endpoints, with their logs."""
        old = select(Delivery.id).where(Delivery.state != DeliveryState.PENDING, Delivery.finished_at < finished_before)
        lost = (
            select(Delivery.id)
            .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
            .where(WebhookEndpoint.state == EndpointState.DELETED)
        )
        for query in (old, lost):
            statement = delete(Delivery).where(Delivery.id.in_(query.limit(limit)))
            self._session.execute(statement.execution_options(synchronize_session=False))


def _row(project_id: Any, endpoint_id: Any, message: Sequence[Any], now: datetime) -> dict[str, Any]:
    type_, event, body = message
    return {
        "id": literal("msg_") + func.replace(func.gen_random_uuid().cast(Text), "-", ""),
        "project_id": project_id,
        "endpoint_id": endpoint_id,
        "type": type_,
        "event": event,
        "body": body,
        "state": literal(DeliveryState.PENDING, Delivery.state.type),
        "attempts": literal(0),
        "step": literal(0),
        "next_attempt_at": literal(now),
        "created_at": literal(now),
    }


def _due(now: datetime) -> Any:
    pending = select(Delivery.id).where(
        Delivery.endpoint_id == WebhookEndpoint.id, Delivery.state == DeliveryState.PENDING
    )
    return pending.where(Delivery.next_attempt_at <= now).exists()


def _held(endpoint_id: Any, now: datetime) -> Any:
    held = select(func.count()).where(Delivery.endpoint_id == endpoint_id, Delivery.claimed_until > now)
    return held.scalar_subquery()


def _may_receive(now: datetime) -> list[Any]:
    return [_IS_ENABLED, or_(WebhookEndpoint.held_until.is_(None), WebhookEndpoint.held_until <= now)]


def _next_endpoint(now: datetime, parallel: int, without_projects: Collection[uuid.UUID]) -> Any:
    other = aliased(WebhookEndpoint)
    turn = select(func.max(other.served_at)).where(other.project_id == WebhookEndpoint.project_id).scalar_subquery()
    room = case((WebhookEndpoint.failures > 0, 1), else_=parallel) - _held(WebhookEndpoint.id, now)
    return (
        select(WebhookEndpoint)
        .where(*_may_receive(now), _due(now), room > 0, WebhookEndpoint.project_id.not_in(without_projects))
        .order_by(turn.asc().nulls_first(), WebhookEndpoint.served_at.asc().nulls_first(), WebhookEndpoint.created_at)
        .limit(1)
        .with_for_update(of=WebhookEndpoint, skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
