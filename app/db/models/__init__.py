"""All tables. Importing this module fills `Base.metadata`."""

from app.db.models.access import DEFAULT_PROJECT_ID, ApiKey, BrowserSession, Project
from app.db.models.audit import AuditEvent
from app.db.models.callback import Callback
from app.db.models.idempotency import IdempotencyRecord
from app.db.models.job import Job
from app.db.models.ranker import RankerRevision, RankerState, Worker
from app.db.models.round import Round, StatelessRanking
from app.db.models.trial import Lease, Trial
from app.db.models.usage import LeaseExpiry, RankingUse
from app.db.models.webhook import Delivery, DeliveryAttempt, WebhookEndpoint, WebhookSecret

__all__ = [
    "DEFAULT_PROJECT_ID",
    "ApiKey",
    "AuditEvent",
    "BrowserSession",
    "Callback",
    "Delivery",
    "DeliveryAttempt",
    "IdempotencyRecord",
    "Job",
    "Lease",
    "LeaseExpiry",
    "Project",
    "RankerRevision",
    "RankerState",
    "RankingUse",
    "Round",
    "StatelessRanking",
    "Trial",
    "WebhookEndpoint",
    "WebhookSecret",
    "Worker",
]
