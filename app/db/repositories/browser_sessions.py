"""All SQL about sessions of browsers, but how they are recognised (callers.py)."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db.models import BrowserSession


class BrowserSessionRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, browser: BrowserSession) -> None:
        self._session.add(browser)
        self._session.flush()

    def keep_newest(self, key_id: str, count: int) -> None:
        """Ends all but the newest sessions of a key."""
        older = (
            select(BrowserSession.token_sha256)
            .where(BrowserSession.key_id == key_id)
            .order_by(BrowserSession.created_at.desc(), BrowserSession.token_sha256)
            .offset(count)
        )
        self._session.execute(delete(BrowserSession).where(BrowserSession.token_sha256.in_(older)))

    def delete(self, token_sha256: bytes) -> None:
        self._session.execute(delete(BrowserSession).where(BrowserSession.token_sha256 == token_sha256))

    def delete_expired(self, now: datetime, limit: int) -> None:
        """Removes at most `limit` of those that are over."""
        over = select(BrowserSession.token_sha256).where(BrowserSession.expires_at <= now).limit(limit)
        self._session.execute(delete(BrowserSession).where(BrowserSession.token_sha256.in_(over)))
