"""The event types of webhooks, and the states of endpoints and deliveries."""

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
    """The state of an endpoint. A deleted one is hidden; maintenance deletes its messages in small steps, then the
    endpoint."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    DELETED = "deleted"


class DeliveryState(StrEnum):
    """The state of a delivery.

    It is `failed` if the endpoint refused it or the last attempt failed, and `abandoned` if its endpoint was disabled
    before it was delivered.
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    ABANDONED = "abandoned"
