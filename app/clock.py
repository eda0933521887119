"""The time. All processes use the database's clock, so that leases and deadlines mean the same everywhere."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db.session import BEGAN_AT


def database_now(session: Session) -> datetime:
    """The start time of the transaction of this session_scope, by Postgres."""
    began: datetime = session.info[BEGAN_AT]
    return began
