"""Who is calling: the holder of an API key, or of a lease token. In the embedded mode, which listens on loopback only,
whoever sends neither."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from app.db.models import DEFAULT_PROJECT_ID
from app.db.repositories.callers import CallerRepository
from app.domain.errors import InsufficientScope, NotAuthenticated
from app.domain.keys import ALL_SCOPES, Key, Scope, allows, parse_key
from app.services.trials import LEASE_PREFIX

_MAX_TOKEN_LENGTH = 200
_HOW = "send the header `Authorization: Bearer <key>` with a valid key"
_INVALID = "the key is not valid"


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: everything it sees belongs to its project.

    actor: a key's public id, or "embedded", "operator", "service", "lease". trial_id: the only trial that a lease
    token opens. address, request_id: where the call comes from, for the audit log. quotas: the project's own.
    """

    project_id: uuid.UUID
    actor: str
    scopes: frozenset[str]
    trial_id: uuid.UUID | None = None
    address: str | None = None
    request_id: str | None = None
    quotas: Mapping[str, Any] = field(default_factory=dict)

    def require(self, scope: Scope) -> None:
        """Raises InsufficientScope."""
        if not allows(self.scopes, scope):
            raise InsufficientScope(f"this needs the scope `{scope}`, which the key does not have", scope=scope.value)


def operator(project_id: uuid.UUID) -> Principal:
    """Who works at the command line, with the database's own credentials."""
    return Principal(project_id, "operator", ALL_SCOPES)


def service(project_id: uuid.UUID) -> Principal:
    """This service itself, where it does on its own what people do otherwise."""
    return Principal(project_id, "service", frozenset())


def session_digest(token: str) -> bytes:
    """What the database keeps of a browser's session: 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


EMBEDDED = Principal(DEFAULT_PROJECT_ID, "embedded", ALL_SCOPES)


class Authenticator:
    """Asks the database at every call, so that a key that is revoked is refused from then on."""

    def __init__(self, engine: Engine, *, key_needed: bool) -> None:
        self._callers = CallerRepository(engine)
        self._key_needed = key_needed

    @property
    def key_needed(self) -> bool:
        return self._key_needed

    def without_credentials(self) -> Principal:
        """Raises NotAuthenticated, but in the embedded mode."""
        if self._key_needed:
            raise NotAuthenticated(_HOW)
        return EMBEDDED

    def authenticate(self, authorization: str) -> Principal:
        """authorization: the header's value (RFC 6750 bearer token). Raises NotAuthenticated."""
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not 0 < len(token) <= _MAX_TOKEN_LENGTH:
            raise NotAuthenticated(_HOW)
        if token.startswith(LEASE_PREFIX):
            return self._holder_of_lease(token)
        key = parse_key(token)
        if key is None:
            raise NotAuthenticated("this is no key: its form or its checksum is wrong; look for a typing error")
        return self._holder_of_key(key)

    def authenticate_browser(self, token: str) -> Principal:
        """token: of a browser's session. Raises NotAuthenticated."""
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
        """Found by its hash: what a comparison's time could tell is of no use to guess 192 random bits."""
        found = self._callers.lease(hashlib.sha256(token.encode()).digest())
        if found is None:
            raise NotAuthenticated("the lease token is not, or no longer, valid")
        return Principal(found.project_id, "lease", frozenset(), trial_id=found.trial_id, quotas=found.quotas)
