"""The HTTP API as an application of its own; app/main.py adds the dashboard to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import redis
from fastapi import FastAPI
from redis.backoff import NoBackoff
from redis.retry import Retry

from app import __version__
from app.api.concurrency import WaitingRequests
from app.api.group_commit import GroupCommit
from app.api.job_events import Watcher, on_stop
from app.api.middleware import BodyLimit, RequestContext
from app.api.openapi import DocumentedApi
from app.api.routes import (
    audit,
    callbacks,
    events,
    figures,
    health,
    jobs,
    keys,
    operations,
    rankings,
    rounds,
    spaces,
    trial_protocol,
    trials,
    webhooks,
)
from app.api.waiting_asks import WaitingAsks
from app.environment import log_unknown_variables
from app.interpreter import keep_out_of_collections, switch_often
from app.logging import configure_logging
from app.queue import make_celery
from app.services.access.authentication import Authenticator
from app.services.access.quotas import default_quotas
from app.services.job_changes import JobChanges
from app.services.rankings import require_ranker
from app.services.transactions import Database
from app.services.trial_protocol.batch import answer
from app.settings import Settings
from app.web.errors import install_handlers
from app.web.rate_limits import RequestGate
from app.web.request_slots import RequestSlots

DESCRIPTION = """Search for neural architectures with few, expensive evaluations.

Define a search space, create a job, lease trials, evaluate them wherever you like, and report the results. After a
random warm-up every trial is chosen by a ranker that orders a pool of candidates given the history.

Errors are problem+json (RFC 9457): `code` is stable, `errors[].pointer` names the field, and `errors[].hint` says how
to correct it.
"""


def create_api(settings: Settings | None = None) -> FastAPI:
    """Builds the application; settings come from the environment unless given. Raises InvalidInput on a bad default."""
    settings = settings or Settings()
    configure_logging(settings.log.level)
    log_unknown_variables(Settings)
    require_ranker(settings, settings.ranking.default, "LMSEARCHER_RANKING_DEFAULT")
    key_needed = settings.environment == "production"
    celery = make_celery(settings.broker.url)
    database = Database(settings, celery)
    gate = RequestGate(default_quotas(settings), settings.broker.url)
    changes = JobChanges(None if settings.database.pgbouncer else settings.database.url)
    watcher = Watcher(database, changes)
    waiting = WaitingRequests(settings.limits.max_waiting)
    group_commit = GroupCommit(partial(answer, database.sessions))
    broker = redis.Redis.from_url(
        settings.broker.url, socket_connect_timeout=2, socket_timeout=2, retry=Retry(NoBackoff(), 0)
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        changes.start()
        keep_out_of_collections()
        switch_often()
        with on_stop(watcher.stop):
            yield
        await changes.close()
        await watcher.close()
        await group_commit.close()
        await gate.close()
        broker.close()
        database.close()
        celery.close()

    api = DocumentedApi(
        title="LM-Searcher",
        version=__version__,
        docs_url=None,  # app/dashboard/routes/api_reference.py has them from files of ours
        redoc_url=None,
        description=DESCRIPTION,
        redirect_slashes=False,  # Starlette would redirect to the host that the request names
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    api.key_needed = key_needed
    api.state.settings, api.state.database, api.state.broker = settings, database, broker
    api.state.authenticator = Authenticator(database.engine, key_needed=key_needed)
    api.state.gate, api.state.slots = gate, RequestSlots()
    api.state.group_commit, api.state.waiting = group_commit, waiting
    api.state.waiting_asks = WaitingAsks(changes, waiting)
    api.state.watcher, api.state.streaming = watcher, WaitingRequests(settings.limits.max_waiting)
    install_handlers(api)
    api.add_middleware(BodyLimit, limit=settings.limits.max_body_bytes)
    api.add_middleware(RequestContext, access_log=settings.log.access)
    for module in (
        jobs,
        events,
        callbacks,
        trial_protocol,
        trials,
        rounds,
        figures,
        rankings,
        spaces,
        webhooks,
        keys,
        audit,
        operations,
        health,
    ):
        api.include_router(module.router)
    return api
