"""The progress display of a real search, in a terminal and outside of one."""

import io
import threading

import pytest
from lmsearcher import Client, SearchSpace, WaitTimeoutError
from lmsearcher.progress import watch
from rich.console import Console


@pytest.mark.parametrize("terminal", [True, False])
def test_watch_shows_trials_best_score_and_rankers(service: Client, space: SearchSpace, *, terminal: bool) -> None:
    job = service.jobs.create(
        name="cells [bold]", space=space, metric="acc", max_trials=4, warmup=2, ranker="surrogate", seed=1
    )
    output = io.StringIO()
    evaluator = threading.Thread(target=service.jobs.get(job.id).evaluate, args=[lambda _: 0.75])
    evaluator.start()
    console = Console(file=output, force_terminal=terminal, width=120)
    assert watch(job, console=console, poll_s=0.05, timeout_s=60).state == "completed"
    evaluator.join()
    shown = output.getvalue()
    for text in ("4/4 trials", "best acc 0.75 (trial 1", "random warm-up", "surrogate"):
        assert text in shown
    assert ("cells [bold]" in shown) is terminal
    if not terminal:
        lines = shown.splitlines()
        assert len(lines) == len({line.split(" s  ", 1)[1] for line in lines})
        assert lines[-1].endswith("completed (budget_used)")


def test_watch_ends_by_timeout_or_on_poll(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=1)
    with pytest.raises(WaitTimeoutError):
        watch(job, console=Console(file=io.StringIO()), poll_s=0.01, timeout_s=0.05)

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        watch(job, console=Console(file=io.StringIO()), on_poll=stop)
