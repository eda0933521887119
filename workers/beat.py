"""The Celery application of beat, which sends a message for each sweep. It loads no tasks: they need ten times as much.

Start it with `celery -A workers.beat beat -S workers.broker:SweepScheduler`.
"""

from app.queue import make_celery
from workers.celery_app import Configuration


class _BeatConfiguration(Configuration):
    imports = ("workers.process_logging",)


celery = make_celery()
celery.config_from_object(_BeatConfiguration())
