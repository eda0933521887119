"""A whole run: start, clients, monkey, job actions, audit."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import LiteralString

import psycopg
from lmsearcher import Client
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

from tests.chaos.audit import audit
from tests.chaos.called import CalledJob
from tests.chaos.job_actions import JobActions
from tests.chaos.journal import read_journal
from tests.chaos.monkey import Monkey
from tests.chaos.objective import objective, space_json
from tests.chaos.outcome import Outcome
from tests.chaos.plan import METRIC, JobPlan, Plan
from tests.chaos.recovery import Probes
from tests.chaos.replay import unreplayable_rounds
from tests.chaos.stack import Stack
from tests.chaos.webhook import ChaosWebhook
from tests.chaos.webhook_audit import audit_messages, read_received

MAX_ATTEMPTS = 5
_LAST_CLIENTS_S = 90


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Outcome:
    """In an empty `folder`, which keeps logs, journals and the database's files. Bounded by plan.limit_s and a few
    minutes. Raises StartError when the service does not come up before any kill."""
    with Stack(folder) as stack, ExitStack() as running:
        urls = {"url": stack.url, "database_url": stack.postgres.url, "redis_url": stack.valkey.url}
        webhook = ChaosWebhook(stack)
        with Probes(**urls, folder=folder, webhook=webhook) as probes:
            jobs = _create_jobs(stack.url, plan)
            called = running.enter_context(CalledJob(stack.url, plan, folder, max_attempts=MAX_ATTEMPTS))
            began = time.monotonic()
            ends_at = began + plan.limit_s
            journals = stack.start_clients(plan, jobs, ends_at=ends_at)
            job_actions = _job_actions(stack, plan, jobs, called.id, until=ends_at)
            thread = threading.Thread(target=job_actions.run, daemon=True)
            thread.start()
            monkey = Monkey(stack, probes, seed=plan.seed, pause_s=plan.pause_s, say=say)
            monkey.rage(until=ends_at)
            _join_clients(stack, until=ends_at + _LAST_CLIENTS_S)
            seconds = time.monotonic() - began
            called.wait_for_end()
            thread.join(_LAST_CLIENTS_S)
            probes.finish()
        webhook.wait_for_all()
        stack.stop_applications()
        entries = [entry for path in [*journals, called.file, probes.journal] for entry in read_journal(path)]
        received = list(read_received(webhook.file))
        engine = create_engine(make_url(stack.postgres.url).set(drivername="postgresql+psycopg"))
        with Session(engine) as session:
            replayed, unreplayable = unreplayable_rounds(session, seed=plan.seed)
        engine.dispose()
        with psycopg.connect(stack.postgres.url) as connection:
            found = audit(connection, entries, objective(plan.table), job_actions.orders)
            found += audit_messages(connection, received)
            states = _count(connection, "SELECT state, count(*) FROM trial GROUP BY state")
            rounds = _count(connection, "SELECT coalesce(source, state), count(*) FROM round GROUP BY 1")
        found += [
            *monkey.violations,
            *job_actions.surprises,
            *called.violations(),
            *unreplayable,
            *logged_faults(stack.logs),
        ]
        return Outcome(
            trials=plan.trials,
            seconds=seconds,
            strikes=monkey.strikes,
            orders=job_actions.orders,
            events=Counter(entry.event for entry in entries),
            received=Counter(message.id for message in received),
            calls=called.calls,
            states=states,
            rounds=rounds,
            replayed=replayed,
            violations=found,
        )


def logged_faults(logs: Path) -> list[str]:
    """What no kill excuses: answers 500 (a service that is hurt says 503), odd statements, locks in no order."""
    return [
        f"{rule}: {line[:500]}"
        for file, word, rule in _FAULTS
        for line in (logs / file).read_text(errors="replace").splitlines()
        if word in line
    ]


_FAULTS = (
    ("api.log", "request.failed", "the API answered 500"),
    ("api.log", "SAWarning", "SQLAlchemy warns of a statement"),
    ("postgres.log", "deadlock detected", "transactions waited for each other"),
)


def _create_jobs(url: str, plan: Plan) -> list[str]:
    with Client(url) as client:
        return [_create(client, plan, number, job) for number, job in enumerate((*plan.jobs, *plan.to_cancel))]


def _create(client: Client, plan: Plan, number: int, job: JobPlan) -> str:
    created = client.jobs.create(
        name=job.name,
        space=space_json(plan.table),
        metric=METRIC,
        max_trials=job.trials,
        max_parallel=job.parallel,
        ranker=job.ranker,
        warmup=job.warmup,
        lease_s=job.lease_s,
        max_attempts=MAX_ATTEMPTS,
        seed=plan.seed + number,
    )
    return created.id


def _job_actions(stack: Stack, plan: Plan, jobs: list[str], called: str, *, until: float) -> JobActions:
    """jobs: ids, in the order of the plan. called: of one more, which gets actions too."""
    to_cancel = zip(jobs[len(plan.jobs) :], plan.to_cancel, strict=True)
    return JobActions(
        url=stack.url,
        database_url=stack.postgres.url,
        jobs=[*jobs[: len(plan.jobs)], called],
        to_cancel={id_: job.cancel_after for id_, job in to_cancel if job.cancel_after is not None},
        file=stack.folder / "orders.jsonl",
        until=until,
        rng=random.Random(f"{plan.seed} job actions"),
    )


def _join_clients(stack: Stack, *, until: float) -> None:
    while stack.clients_run() and time.monotonic() < until:
        time.sleep(0.1)


def _count(connection: psycopg.Connection, query: LiteralString) -> Counter[str]:
    return Counter({str(name): int(count) for name, count in connection.execute(query)})
