"""Who is calling. One bearer key in production, everybody in the embedded mode (which listens on loopback only)."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass

from app.db.models import DEFAULT_PROJECT_ID
from app.domain.errors import NotAuthenticated
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: everything it sees belongs to its project."""

    project_id: uuid.UUID


def authenticate(settings: Settings, authorization: str | None) -> Principal:
    """authorization: the header's value (RFC 6750 bearer token). Raises NotAuthenticated."""
    if settings.api_key_sha256 is None:
        return Principal(DEFAULT_PROJECT_ID)
    scheme, _, key = (authorization or "").partition(" ")
    digest = hashlib.sha256(key.strip().encode()).hexdigest()
    if scheme.lower() != "bearer" or not hmac.compare_digest(digest, settings.api_key_sha256.get_secret_value()):
        raise NotAuthenticated("send the header `Authorization: Bearer <key>` with a valid key")
    return Principal(DEFAULT_PROJECT_ID)
