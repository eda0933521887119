"""One client process, killed and started again at any time: its threads come back under their names."""

import os
import random
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import httpx2
import typer
from lmsearcher import Client, Job, LMSearcherError

from tests.chaos.journal import Entry, Journal
from tests.chaos.objective import objective
from tests.chaos.plan import Plan
from tests.chaos.posting import PAUSE_S
from tests.chaos.reports import Reports
from tests.chaos.resending import Recorder, Resender
from tests.chaos.worker import Worker

TIMEOUT_S = 10
_GRACE_S = 60


def main(
    jobs: list[str],
    *,
    plan_file: Annotated[Path, typer.Option()],
    url: Annotated[str, typer.Option()],
    journal_file: Annotated[Path, typer.Option()],
    name: Annotated[str, typer.Option()],
    threads: Annotated[int, typer.Option()],
    ends_at: Annotated[float, typer.Option(help="On this machine's monotonic clock, which its processes share.")],
) -> None:
    """Runs its threads until every job has ended, or the time is over. Requests of the first are all sent again."""
    plan, journal = Plan.read(plan_file), Journal(journal_file)
    score, to_cancel = objective(plan.table), frozenset(job.name for job in plan.to_cancel)
    seed = f"{plan.seed} {name} {journal_file.stat().st_size} {os.getpid()}"
    recorder, ended = Recorder(), threading.Event()

    def worker(number: int, client: Client, http: httpx2.Client) -> Callable[[], None]:
        return Worker(
            Reports(client, journal, score, f"{name}-{number}"),
            client=client,
            http=http,
            jobs=[_find(client, job, until=ends_at) for job in jobs],
            to_cancel=to_cancel,
            training_s=plan.training_s,
            until=ends_at,
            rng=random.Random(f"{seed} {number}"),
        ).run

    with (
        Client(url, timeout_s=TIMEOUT_S) as client,
        httpx2.Client(base_url=url, timeout=TIMEOUT_S) as http,
        Client(url, timeout_s=TIMEOUT_S, transport=recorder) as recorded_client,
        httpx2.Client(base_url=url, timeout=TIMEOUT_S, transport=recorder) as recorded_http,
    ):
        resender = Resender(recorder, http, journal, name=f"{name}-resender", rng=random.Random(f"{seed} resender"))
        first = worker(0, recorded_client, recorded_http)
        others = [worker(number, client, http) for number in range(1, threads)]
        runs = [lambda: _until_end(first, ended), partial(resender.run, ended, limit_s=plan.limit_s), *others]
        started = [threading.Thread(target=_run, args=(run, journal, name), daemon=True) for run in runs]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join(timeout=max(0.0, ends_at + _GRACE_S - time.monotonic()))


def _find(client: Client, job: str, *, until: float) -> Job:
    while True:
        try:
            return client.jobs.get(job)
        except LMSearcherError:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE_S)


def _until_end(run: Callable[[], None], ended: threading.Event) -> None:
    try:
        run()
    finally:
        ended.set()


def _run(run: Callable[[], None], journal: Journal, name: str) -> None:
    try:
        run()
    except Exception:  # noqa: BLE001  a thread that ends silently would look like one that is done
        journal.note(Entry("surprise", name, detail=traceback.format_exc()))


if __name__ == "__main__":
    typer.run(main)
