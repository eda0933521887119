"""The scheduler of the sweeps: it does not depend on the date of the machine."""

import json
from datetime import UTC, datetime

import pytest
import redis
from celery import Celery
from celery.beat import ScheduleEntry

from app.queue import ENOUGH_WAITING, IO_QUEUE, SWEEP, make_celery
from workers.broker import SweepScheduler
from workers.celery_app import celery as workers

LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


@pytest.fixture
def celery(_worker_environment: None, redis_url: str) -> Celery:
    """A producer with the workers' schedule."""
    app = make_celery(redis_url)
    app.conf.beat_schedule = workers.conf.beat_schedule
    return app


@pytest.fixture
def entry(celery: Celery) -> ScheduleEntry:
    found: ScheduleEntry = SweepScheduler(app=celery).schedule["sweep"]
    return found


def test_a_date_set_back_delays_no_sweep(celery: Celery, entry: ScheduleEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(celery, "now", lambda: LONG_AGO)
    assert entry.task == SWEEP
    assert entry.is_due().next <= entry.schedule.run_every.total_seconds()


def test_sweeps_never_expire_and_few_wait(celery: Celery, entry: ScheduleEntry, redis_url: str) -> None:
    broker = redis.Redis.from_url(redis_url)
    broker.delete(IO_QUEUE)
    scheduler = SweepScheduler(app=celery, lazy=True)
    for _ in range(ENOUGH_WAITING + 2):
        scheduler.apply_async(entry)
    messages = [json.loads(message) for message in broker.lrange(IO_QUEUE, 0, -1)]
    broker.delete(IO_QUEUE)
    assert len(messages) == ENOUGH_WAITING
    assert {(m["headers"]["task"], m["headers"]["expires"]) for m in messages} == {(SWEEP, None)}
