"""Authentication by API key, lease token or browser session.

The embedded mode listens on loopback only and needs no credentials.
"""

import hashlib
import secrets
import time
from collections import OrderedDict
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, BrowserSession
from app.db.repositories.credentials import CredentialRepository
from app.db.repositories.keys import BrowserSessionRepository
from app.domain.errors import NotAuthenticated
from app.domain.keys import ALL_SCOPES, LEASE_PREFIX, Key, Scope, parse_key
from app.services.access import audit
from app.services.access.principal import Principal

_MAX_TOKEN_LENGTH = 200
_HOW = "send the header `Authorization: Bearer <key>` with a valid key"
_INVALID = "the key is not valid"


def session_digest(token: str) -> bytes:
    """The SHA-256 under which the database stores a browser session: 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def _digest(authorization: str) -> bytes:
    return hashlib.sha256(authorization.encode()).digest()


EMBEDDED = Principal(DEFAULT_PROJECT_ID, "embedded", ALL_SCOPES)


REMEMBERED_S = 1.0
"""So long the workers of a revoked key may go on. Everything else is refused at once."""
MOST_REMEMBERED = 10_000


class Authenticator:
    """Authenticates requests. It reads the database, so that a revoked key is refused at once; only for the requests of
    workers it remembers the holders of keys for REMEMBERED_S."""

    def __init__(self, engine: Engine, *, key_needed: bool) -> None:
        self._callers = CredentialRepository(engine)
        self._key_needed = key_needed
        self._remembered: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()

    @property
    def key_needed(self) -> bool:
        return self._key_needed

    def without_credentials(self) -> Principal:
        """The caller of a request without credentials. Raises NotAuthenticated, except in the embedded mode."""
        if self._key_needed:
            raise NotAuthenticated(_HOW)
        return EMBEDDED

    def remembered(self, authorization: str) -> Principal | None:
        """The holder of this key, if `authenticate` has recognised it in the last REMEMBERED_S."""
        principal, until = self._remembered.get(_digest(authorization), (None, 0.0))
        return principal if time.monotonic() < until else None

    def forget(self, public_id: str) -> None:
        """Forgets the holder of a key that has been revoked."""
        for digest, (principal, _) in list(self._remembered.items()):
            if principal.actor == public_id:
                self._remembered.pop(digest, None)

    def authenticate(self, authorization: str) -> Principal:
        """The caller with this value of the Authorization header (RFC 6750 bearer token). Raises NotAuthenticated."""
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not 0 < len(token) <= _MAX_TOKEN_LENGTH:
            raise NotAuthenticated(_HOW)
        if token.startswith(LEASE_PREFIX):
            return self._holder_of_lease(token)
        key = parse_key(token)
        if key is None:
            raise NotAuthenticated("this is no key: its form or its checksum is wrong; look for a typing error")
        asked_at = time.monotonic()
        principal = self._holder_of_key(key)
        self._remembered[_digest(authorization)] = principal, asked_at + REMEMBERED_S
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return principal

    def authenticate_browser(self, token: str) -> Principal:
        """The caller with the token of a browser session. Raises NotAuthenticated."""
        digest = session_digest(token)
        found = self._callers.browser_session(digest)
        if found is None:
            raise NotAuthenticated("the session has ended, or its key has: sign in again")
        if found.unnoted:
            self._callers.note_session_use(digest)
        return Principal(found.project_id, found.key_id, frozenset(found.scopes), quotas=found.quotas)

    def _holder_of_key(self, key: Key) -> Principal:
        found = self._callers.key(key.public_id)
        if found is None or not key.matches(found.secret_sha256):
            raise NotAuthenticated(_INVALID)
        if found.revoked or found.expired:
            raise NotAuthenticated(f"the key {key.public_id} {'is revoked' if found.revoked else 'has expired'}")
        if found.unnoted:
            self._callers.note_use(key.public_id)
        return Principal(found.project_id, key.public_id, frozenset(found.scopes), quotas=found.quotas)

    def _holder_of_lease(self, token: str) -> Principal:
        """The worker with this lease token, found by its hash: no timing helps to guess 192 random bits."""
        found = self._callers.lease(hashlib.sha256(token.encode()).digest())
        if found is None:
            raise NotAuthenticated("the lease token is not, or no longer, valid")
        return Principal(found.project_id, "lease", frozenset(), trial_id=found.trial_id, quotas=found.quotas)


IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
"""A session ends when it has not been used for IDLE, or at this age (see the database's note_browser_session_use)."""
SESSIONS_OF_A_KEY = 100


def sign_in(session: Session, principal: Principal, now: datetime) -> str:
    """Begins a browser session with the principal's key, and returns its token. Raises InsufficientScope.

    If the key has too many sessions, the oldest one ends.
    """
    principal.require(Scope.READ)
    token = secrets.token_urlsafe(32)
    browser = BrowserSession(token_sha256=session_digest(token), project_id=principal.project_id)
    browser.key_id, browser.created_at, browser.last_used_at = principal.actor, now, now
    browser.expires_at = now + IDLE
    sessions = BrowserSessionRepository(session)
    sessions.add(browser)
    sessions.keep_newest(principal.actor, SESSIONS_OF_A_KEY)
    audit.record(session, principal, "session.started", ("key", principal.actor))
    return token


def sign_out(session: Session, principal: Principal, token: str) -> None:
    """Ends the principal's session with this token."""
    BrowserSessionRepository(session).delete(session_digest(token))
    audit.record(session, principal, "session.ended", ("key", principal.actor))
