"""A whole run: start, clients, monkey, audit."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from lmsearcher import Client
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

from tests.chaos.audit import audit
from tests.chaos.journal import read_journal
from tests.chaos.monkey import Monkey, Strike
from tests.chaos.objective import objective, space_json
from tests.chaos.plan import METRIC, JobPlan, Plan
from tests.chaos.recovery import Probes
from tests.chaos.replay import unreplayable_rounds
from tests.chaos.stack import Stack

MAX_ATTEMPTS = 5
_LAST_CLIENTS_S = 90


@dataclass(frozen=True, slots=True)
class Outcome:
    """seconds: from the start of the clients to the end of the last. violations: none if all promises held."""

    trials: int
    seconds: float
    strikes: Sequence[Strike]
    events: Counter[str]
    states: Counter[str]
    rounds: Counter[str]
    replayed: int
    violations: Sequence[str]

    @property
    def kinds(self) -> set[str]:
        return {strike.kind for strike in self.strikes}

    def text(self) -> str:
        """For people: rates, kills and recovery by kind, violations."""
        lines = [
            f"{self.trials} trials in {self.seconds:.1f} s, {self.trials / self.seconds:.1f} trials/s",
            "trials: " + _counts(self.states),
            "rounds: " + _counts(self.rounds) + f"; {self.replayed} replayed",
            "clients: " + _counts(self.events),
            "",
            f"{'struck':<10}{'times':>6}  recovery after the start, median and worst",
        ]
        for kind in sorted(self.kinds):
            times = [s.recovery_s for s in self.strikes if s.kind == kind and s.recovery_s is not None]
            measured = f"{statistics.median(times):6.1f} s {max(times):6.1f} s" if times else "not waited for"
            lines.append(f"{kind:<10}{sum(s.kind == kind for s in self.strikes):>6}  {measured}")
        found = [f"{len(self.violations)} violations:", *self.violations] if self.violations else ["no violation"]
        return "\n".join([*lines, "", *found])


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Outcome:
    """In an empty `folder`, which keeps logs, journals and the database's files. Bounded by plan.limit_s and a few
    minutes. Raises StartError when the service does not come up before any kill."""
    with Stack(folder) as stack:
        urls = {"url": stack.url, "database_url": stack.postgres.url, "redis_url": stack.valkey.url}
        with Probes(**urls, folder=folder) as probes:
            jobs = _create_jobs(stack.url, plan)
            began = time.monotonic()
            ends_at = began + plan.limit_s
            journals = stack.start_clients(plan, jobs, ends_at=ends_at)
            monkey = Monkey(stack, probes, seed=plan.seed, pause_s=plan.pause_s, say=say)
            monkey.rage(until=ends_at)
            _join_clients(stack, until=ends_at + _LAST_CLIENTS_S)
            seconds = time.monotonic() - began
            probes.finish()
        stack.stop_applications()
        entries = [entry for path in [*journals, probes.journal] for entry in read_journal(path)]
        engine = create_engine(make_url(stack.postgres.url).set(drivername="postgresql+psycopg"))
        with Session(engine) as session:
            replayed, unreplayable = unreplayable_rounds(session, seed=plan.seed)
        engine.dispose()
        with psycopg.connect(stack.postgres.url) as connection:
            found = audit(connection, entries, objective(plan.table))
            states = _count(connection, "SELECT state, count(*) FROM trial GROUP BY state")
            rounds = _count(connection, "SELECT coalesce(source, state), count(*) FROM round GROUP BY 1")
        violations = [*monkey.violations, *found, *unreplayable, *internal_errors(stack.logs / "api.log")]
        events = Counter[str](entry.event for entry in entries)
        return Outcome(plan.trials, seconds, monkey.strikes, events, states, rounds, replayed, violations)


def internal_errors(log: Path) -> list[str]:
    """Answers 500: a service that is hurt says 503."""
    lines = log.read_text(errors="replace").splitlines()
    return [f"the API answered 500: {line[:500]}" for line in lines if "request.failed" in line]


def _create_jobs(url: str, plan: Plan) -> list[str]:
    with Client(url) as client:
        return [_create(client, plan, number, job) for number, job in enumerate(plan.jobs)]


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


def _join_clients(stack: Stack, *, until: float) -> None:
    while stack.clients_run() and time.monotonic() < until:
        time.sleep(0.1)


def _count(connection: psycopg.Connection, query: LiteralString) -> Counter[str]:
    return Counter({str(name): int(count) for name, count in connection.execute(query)})


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counter.items()))
