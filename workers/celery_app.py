"""The Celery application of the workers.

Start it with `celery -A workers.celery_app worker -Q ranking --pool=solo` or with `worker -Q io,callbacks`;
docs/operations.md has the whole commands. Importing this module reads no settings: they are read when Celery first
needs a value of its configuration.
"""

import os
from functools import cache
from typing import Any

from celery.schedules import schedule

from app.queue import SWEEP, make_celery
from app.settings import Settings
from workers.broker import ReconnectingConsumer, steady_now

# Libraries that are imported later read these. Only the process that downloads a checkpoint may connect to a model hub.
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")


@cache
def worker_settings() -> Settings:
    """The settings of this process, read from the environment on first use."""
    return Settings()


class Configuration:
    """Celery's configuration of a worker process; app/queue.py has what producers need as well.

    The attributes are named as Celery's settings.
    """

    imports: tuple[str, ...] = (
        "workers.process_logging",
        "workers.lifecycle",
        "workers.tasks.callbacks",
        "workers.tasks.deliveries",
        "workers.tasks.rounds",
        "workers.tasks.sweep",
    )
    worker_consumer = f"{ReconnectingConsumer.__module__}:{ReconnectingConsumer.__name__}"

    @property
    def broker_url(self) -> str:
        return worker_settings().broker.url

    @property
    def beat_schedule(self) -> dict[str, dict[str, Any]]:
        interval = schedule(worker_settings().broker.sweep_interval_s, nowfun=steady_now)
        return {"sweep": {"task": SWEEP, "schedule": interval}}


celery = make_celery()
celery.config_from_object(Configuration())
