"""Signing in to the dashboard, and out."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import BrowserSession
from app.db.repositories.browser_sessions import BrowserSessionRepository
from app.domain.keys import Scope
from app.services import audit
from app.services.auth import Principal, session_digest

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
"""A session ends when it is not used for IDLE, and at this age (the database's note_browser_session_use)."""
SESSIONS_OF_A_KEY = 100


def sign_in(session: Session, principal: Principal, now: datetime) -> str:
    """Begins a session with the principal's key: the token for its browser. Raises InsufficientScope.

    The oldest of the key's sessions ends if it has as many as it may.
    """
    principal.require(Scope.READ)
    token = secrets.token_urlsafe(32)
    browser = BrowserSession(token_sha256=session_digest(token), project_id=principal.project_id)
    browser.key_id, browser.created_at, browser.last_used_at = principal.actor, now, now
    browser.expires_at = now + IDLE
    sessions = BrowserSessionRepository(session)
    sessions.add(browser)
    sessions.keep_newest(principal.actor, SESSIONS_OF_A_KEY)
    audit.note(session, principal, "session.started", ("key", principal.actor))
    return token


def sign_out(session: Session, principal: Principal, token: str) -> None:
    """Ends the principal's session of this token."""
    BrowserSessionRepository(session).delete(session_digest(token))
    audit.note(session, principal, "session.ended", ("key", principal.actor))
