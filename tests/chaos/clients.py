"""One client process, killed and started again at any time: its threads come back under their names."""

import os
import random
import threading
import time
import traceback
from pathlib import Path
from typing import Annotated

import httpx2
import typer
from lmsearcher import Client, Job, LMSearcherError

from tests.chaos.journal import Entry, Journal
from tests.chaos.objective import objective
from tests.chaos.plan import Plan
from tests.chaos.reports import Reports
from tests.chaos.worker import PAUSE_S, Worker

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
    """Runs its threads until every job has ended, or the time is over."""
    plan = Plan.read(plan_file)
    journal, score = Journal(journal_file), objective(plan.table)
    with Client(url, timeout_s=TIMEOUT_S) as client, httpx2.Client(base_url=url, timeout=TIMEOUT_S) as http:
        found = [_find(client, job, until=ends_at) for job in jobs]
        workers = [
            Worker(
                Reports(client, journal, score, f"{name}-{number}"),
                client=client,
                http=http,
                jobs=found,
                training_s=plan.training_s,
                until=ends_at,
                rng=random.Random(f"{plan.seed} {name} {number} {journal_file.stat().st_size} {os.getpid()}"),
            )
            for number in range(threads)
        ]
        started = [threading.Thread(target=_run, args=(worker, journal, name), daemon=True) for worker in workers]
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


def _run(worker: Worker, journal: Journal, name: str) -> None:
    try:
        worker.run()
    except Exception:  # noqa: BLE001  a thread that ends silently would look like one that is done
        journal.note(Entry("surprise", name, detail=traceback.format_exc()))


if __name__ == "__main__":
    typer.run(main)
