"""The records that services return. Other layers may read them, and only services change them."""

from app.db.models import ApiKey, AuditEvent, Callback, Delivery, Job, Round, Trial, WebhookSecret
from app.db.repositories.callbacks import CallbackCounts
from app.db.repositories.operations import Queue
from app.db.repositories.round_outcomes import Tried
from app.db.repositories.trial_rows import HeldTrial

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Callback",
    "CallbackCounts",
    "Delivery",
    "HeldTrial",
    "Job",
    "Queue",
    "Round",
    "Trial",
    "Tried",
    "WebhookSecret",
]
