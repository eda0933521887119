"""The Celery application: `celery -A workers.celery_app worker -Q ranking --pool=solo`, `-Q io,callbacks`; `beat`."""

import os
from typing import Any

import structlog
from celery import signals
from celery.schedules import schedule

from app.logging import configure_logging
from app.queue import SWEEP, make_celery
from app.settings import Settings
from workers.broker import steady_now

_settings = Settings()

# Read by libraries that are imported later: no process of ours asks a model hub, but for the one that downloads.
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")

celery = make_celery(_settings.redis_url)
celery.conf.imports = (
    "workers.lifecycle",
    "workers.tasks.callbacks",
    "workers.tasks.deliveries",
    "workers.tasks.rounds",
    "workers.tasks.sweep",
)
celery.conf.worker_consumer = "workers.broker:PromptConsumer"
celery.conf.beat_schedule = {
    "sweep": {"task": SWEEP, "schedule": schedule(_settings.sweep_interval_s, nowfun=steady_now)}
}


@signals.setup_logging.connect
def _configure_logging(**_: Any) -> None:
    configure_logging(_settings.log_level)


@signals.task_prerun.connect
def _bind_task(task_id: str, task: Any, **_: Any) -> None:
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)


@signals.task_postrun.connect
def _unbind_task(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()
