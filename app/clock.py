"""The only clock is the database's, so that leases and deadlines mean the same to every process."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.db.session import BEGAN_AT


def database_now(session: Session) -> datetime:
    """When the transaction of this session_scope began, by Postgres."""
    began: datetime = session.info[BEGAN_AT]
    return began
