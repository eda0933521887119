"""Event types of webhooks, and the states of endpoints and deliveries."""

from enum import StrEnum


class EventType(StrEnum):
    JOB_STARTED = "job.started"
    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"
    TRIAL_COMPLETED = "trial.completed"
    TRIAL_FAILED = "trial.failed"
    TRIAL_LEASE_EXPIRED = "trial.lease_expired"
    BEST_IMPROVED = "best.improved"
    WEBHOOK_PING = "webhook.ping"
    WEBHOOK_DISABLED = "webhook.disabled"


class EndpointState(StrEnum):
    """deleted: hidden; the sweep deletes its messages in small steps, then the endpoint itself."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    DELETED = "deleted"


class DeliveryState(StrEnum):
    """failed: refused, or after its last attempt. abandoned: its endpoint was disabled before."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    ABANDONED = "abandoned"
