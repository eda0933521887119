"""The statements that are sent to Postgres, by SQLAlchemy and together by `execute_together`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.db.repositories import trial_requests
from app.db.session import Statement, execute_together


@contextmanager
def before_statements(session: Session, act: Callable[[str], object]) -> Iterator[None]:
    """Calls `act` with every statement of this session, before it is sent."""

    def before(_: object, __: object, statement: str, *___: object) -> None:
        act(statement)

    def together(used: Session, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        if used is session:
            for statement, _ in statements:
                act(statement)
        return execute_together(used, statements)

    event.listen(session.connection(), "before_cursor_execute", before)
    with patch.object(trial_requests, "execute_together", together):
        yield


@contextmanager
def counted_round_trips(engine: Engine) -> Iterator[list[str]]:
    """What is sent through this engine: one text for each round trip."""
    sent: list[str] = []

    def before(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    def together(session: Session, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        sent.append("; ".join(statement for statement, _ in statements))
        return execute_together(session, statements)

    event.listen(engine, "before_cursor_execute", before)
    try:
        with patch.object(trial_requests, "execute_together", together):
            yield sent
    finally:
        event.remove(engine, "before_cursor_execute", before)
