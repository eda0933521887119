"""The log of a Celery process."""

from typing import Any

from celery import signals

from app.environment import log_unknown_variables
from app.logging import configure_logging
from app.settings import Settings
from workers.celery_app import worker_settings


@signals.setup_logging.connect
def _configure_logging(**_: Any) -> None:
    configure_logging(worker_settings().log.level)
    log_unknown_variables(Settings)
