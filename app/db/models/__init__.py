"""All tables; importing this fills `Base.metadata`."""

from app.db.models.audit import AuditEvent
from app.db.models.browser_session import BrowserSession
from app.db.models.callback import Callback
from app.db.models.delivery import Delivery, DeliveryAttempt
from app.db.models.idempotency import IdempotencyRecord
from app.db.models.job import Job
from app.db.models.key import ApiKey
from app.db.models.lease_expiry import LeaseExpiry
from app.db.models.project import DEFAULT_PROJECT_ID, Project
from app.db.models.ranker import RankerRevision, RankerState
from app.db.models.ranking import RankingCall
from app.db.models.ranking_use import RankingUse
from app.db.models.round import Round
from app.db.models.trial import Lease, Trial
from app.db.models.webhook import WebhookEndpoint, WebhookSecret
from app.db.models.worker import Worker

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
    "RankingCall",
    "RankingUse",
    "Round",
    "Trial",
    "WebhookEndpoint",
    "WebhookSecret",
    "Worker",
]
