"""Searches a cell for the digits: creates the job, starts evaluators, shows the search and its result.

python -m examples.digits_cells.search [--url URL]
"""

import argparse
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from lmsearcher import Client, Job, SearchSpace
from lmsearcher.progress import watch

from examples.digits_cells.cells import EDGES, OPERATIONS, edge_name
from examples.digits_cells.report import print_report

STOP_S = 5.0


def cell_space() -> SearchSpace:
    """5 operations on each of 6 edges: 15,625 cells."""
    space = SearchSpace()
    for edge in EDGES:
        space = space.categorical(edge_name(*edge), OPERATIONS)
    return space


def main() -> None:
    parser = argparse.ArgumentParser(description="Searches a cell for handwritten digits.")
    parser.add_argument("--url", help="the server's address; default: LMSEARCHER_URL")
    parser.add_argument("--trials", type=int, default=24)
    parser.add_argument("--evaluators", type=int, default=2, help="processes that train, one CPU thread each")
    parser.add_argument("--ranker", default="compact")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=900.0, metavar="SECONDS")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    with Client(arguments.url) as client:
        job = client.jobs.create(
            name="digits cells",
            space=cell_space(),
            metric="valid_acc",
            max_trials=arguments.trials,
            max_parallel=arguments.evaluators,
            warmup=6,
            ranker=arguments.ranker,
            seed=arguments.seed,
            lease_s=60,
        )
        print(f"job {job.id}: {job.snapshot.space_size} cells, {arguments.trials} trials", flush=True)
        with evaluators(client.base_url, job, count=arguments.evaluators) as processes:
            watch(job, poll_s=0.5, timeout_s=arguments.timeout, on_poll=lambda: require_alive(processes))
        print_report(client, job)


@contextmanager
def evaluators(url: str, job: Job, *, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Runs evaluator processes during the block. At its end it stops them, and cancels a job that still runs."""
    command = [sys.executable, "-m", "examples.digits_cells.evaluate", "--url", url, "--job", job.id]
    processes: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:
        stack.callback(lambda: job.is_over or job.cancel())
        for number in range(1, count + 1):
            process = subprocess.Popen([*command, "--worker", f"evaluator-{number}"])  # noqa: S603  our own module
            stack.callback(stop, process)
            processes.append(process)
        yield processes


def require_alive(processes: list[subprocess.Popen[bytes]]) -> None:
    for number, process in enumerate(processes, start=1):
        if process.poll() not in (None, 0):
            sys.exit(f"evaluator {number} ended with status {process.returncode}; its messages are above")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
