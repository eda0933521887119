"""Lease tokens. The database stores only their hashes."""

import hashlib
import secrets
import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from app.db.models import Lease
from app.db.repositories.trials import TrialRepository
from app.domain.keys import LEASE_PREFIX

KEPT_LEASES = 8
"""How many tokens of a trial are kept: more than one, because a late result of an earlier lease is accepted."""


def new_token() -> str:
    return f"{LEASE_PREFIX}{secrets.token_urlsafe(24)}"


def token_digest(token: str) -> bytes:
    """The SHA-256 of a lease token."""
    return hashlib.sha256(token.encode()).digest()


def reissue_token(
    session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, worker: str, attempt: int, now: datetime
) -> str:
    """A further token for a lease of this worker, with the rights of the first. The first is unknown: only hashes
    are stored."""
    trials = TrialRepository(session)
    trial = trials.get(project_id, trial_id, lock=True)
    token = new_token()
    lease = Lease(token_hash=token_digest(token), project_id=project_id, trial_id=trial.id, worker=worker)
    lease.attempt, lease.issued_at = attempt, now
    trials.add_lease(lease)
    trials.delete_old_leases(trial.id, keep=KEPT_LEASES)
    return token
