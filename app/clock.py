"""The only clock is the database's, so that leases and deadlines mean the same to every process."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def database_now(session: Session) -> datetime:
    """When the session's transaction began, by Postgres."""
    return session.scalars(select(func.now())).one()
