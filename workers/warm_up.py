"""Before a ranking worker takes its first round it loads its rankers: no round waits for a model, and none is late.

A ranker that does not load is told to /v1/rankers and `lmsearcher-server doctor`; the worker starts all the same, and
rounds that ask for it fall back until a later attempt succeeds.
"""

import time
from typing import Any

import structlog
from celery import signals
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import RankingFailed
from app.language_models import Checkpoint
from app.queue import RANKING_QUEUE
from app.services.rankers import ranker_names
from app.settings import Settings
from workers.runtime import Runtime, runtime

_log = structlog.get_logger(__name__)


def _before_the_first_round(instance: Any, **_: Any) -> None:
    if RANKING_QUEUE in instance.app.amqp.queues.consume_from:
        warm_up(runtime())


def warm_up(held: Runtime) -> None:
    """Loads the rankers that LMSEARCHER_WARM_UP names, the default first; starts none after LMSEARCHER_WARM_UP_S."""
    deadline = time.monotonic() + held.settings.warm_up_s
    for name in _names(held.settings):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            _log.warning("warm_up.out_of_time", ranker=name)
            return
        try:
            _prepare(held, name, timeout_s=left_s)
        except RankingFailed as error:
            _log.warning("warm_up.failed", ranker=name, reason=error.detail)
        except SQLAlchemyError as error:  # the database may start later than the worker
            _log.warning("warm_up.not_told", ranker=name, error=type(error).__name__)
        else:
            _log.info("warm_up.ready", ranker=name)


def _prepare(held: Runtime, name: str, *, timeout_s: float) -> None:
    source = held.settings.llms.get(name.removeprefix("llm:"))
    if held.settings.hub_downloads and isinstance(source, Checkpoint):
        from workers.ranking.hub import HubModel  # noqa: PLC0415  workers that do not rank have no such library

        model = HubModel.parse(source.checkpoint)
        if model is not None and not model.is_cached:
            try:
                model.download(timeout_s=timeout_s)
            except RankingFailed as error:
                held.tell_failed(name, f"{name}: {error.detail}")
                raise
    held.ranker(name)


def _names(settings: Settings) -> list[str]:
    if settings.warm_up == "none":
        return []
    default = settings.default_ranker
    others = ranker_names(settings) if settings.warm_up == "all" else []
    return [default, *(name for name in others if name != default)]


signals.celeryd_after_setup.connect(_before_the_first_round)
