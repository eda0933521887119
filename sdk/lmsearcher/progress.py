"""Shows a job while it runs: a live display in a terminal, plain lines elsewhere. Needs lmsearcher[progress]."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from lmsearcher._config import POLL_S, WAIT_TIMEOUT_S
from lmsearcher.errors import WaitTimeoutError
from lmsearcher.job import Job
from lmsearcher.models import JobSnapshot, RoundSummary

_ROUNDS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _View:
    """The job at one moment, with its latest rounds, oldest first."""

    job: JobSnapshot
    rounds: tuple[RoundSummary, ...]
    elapsed_s: float


def watch(
    job: Job,
    *,
    console: Console | None = None,
    poll_s: float = POLL_S,
    timeout_s: float = WAIT_TIMEOUT_S,
    on_poll: Callable[[], None] | None = None,
) -> Job:
    """Shows the job until it is over. Raises WaitTimeoutError.

    Args:
        job: The job to show.
        console: Where to write; the default is standard output.
        poll_s: Seconds between updates.
        timeout_s: How long to wait for the end of the job.
        on_poll: Called after every update. An error that it raises ends the display.
    """
    console = console or Console()
    views = _views(job, poll_s=poll_s, timeout_s=timeout_s, on_poll=on_poll or (lambda: None))
    if console.is_terminal:
        _draw(console, views)
    else:
        _print(console, views)
    return job


def _views(job: Job, *, poll_s: float, timeout_s: float, on_poll: Callable[[], None]) -> Iterator[_View]:
    started = time.monotonic()
    tail = _RoundTail(job)
    while True:
        job.refresh()
        elapsed_s = time.monotonic() - started
        yield _View(job.snapshot, tail.read(), elapsed_s)
        if job.is_over:
            return
        if elapsed_s >= timeout_s:
            raise WaitTimeoutError(f"job {job.id} is still {job.state} after {timeout_s:g} s")
        on_poll()
        time.sleep(poll_s)


class _RoundTail:
    """The latest rounds of a job. Reads a long list once, and then only its end."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._after: str | None = None
        self._settled: tuple[RoundSummary, ...] = ()

    def read(self) -> tuple[RoundSummary, ...]:
        page = self._job.rounds_page(after=self._after)
        while page.next is not None:
            self._after = page.next
            self._settled = page.items[-_ROUNDS_SHOWN:]
            page = self._job.rounds_page(after=self._after)
        return (*self._settled, *page.items)[-_ROUNDS_SHOWN:]


def _draw(console: Console, views: Iterator[_View]) -> None:
    with Live(console=console, auto_refresh=False) as live:
        for view in views:
            live.update(_rendered(view), refresh=True)


def _rendered(view: _View) -> RenderableType:
    job, progress = view.job, view.job.progress
    bar = Table.grid(padding=(0, 1))
    bar.add_row(
        ProgressBar(total=progress.max_trials, completed=progress.finished, width=30),
        Text(f"{progress.finished}/{progress.max_trials} trials, {progress.running} running, {view.elapsed_s:.0f} s"),
    )
    title = Text(f"{job.name}  {job.state}", style="bold")
    return Group(title, bar, Text(_best(job)), _round_table(view.rounds))


def _round_table(rounds: tuple[RoundSummary, ...]) -> Table:
    table = Table("round", "decided by", "history", "ms", box=None)
    for entry in rounds:
        history = "" if entry.history_size is None else str(entry.history_size)
        took = "" if entry.milliseconds is None else f"{entry.milliseconds:.0f}"
        table.add_row(str(entry.number), Text(_decider(entry)), history, took)
    return table


def _print(console: Console, views: Iterator[_View]) -> None:
    """Prints a line for every change in the trials and every decided round."""
    progress_seen, round_seen = "", 0
    for view in views:
        for entry in view.rounds:
            if entry.number > round_seen and entry.ranked_at is not None:
                round_seen = entry.number
                took = "" if entry.milliseconds is None else f", {entry.milliseconds:.0f} ms"
                _line(console, view, f"round {entry.number}: {_decider(entry)}{took}")
        progress = view.job.progress
        text = f"{progress.finished}/{progress.max_trials} trials finished, {_best(view.job)}"
        if view.job.is_over:
            text += f"; {view.job.state} ({view.job.end_reason})"
        if text != progress_seen:
            progress_seen = text
            _line(console, view, text)


def _line(console: Console, view: _View, text: str) -> None:
    console.print(Text(f"{view.elapsed_s:6.1f} s  {text}"), soft_wrap=True)


def _best(job: JobSnapshot) -> str:
    if job.best is None:
        return f"no {job.objective.metric} yet"
    return f"best {job.objective.metric} {job.best.score:.6g} (trial {job.best.number}, {job.best.ncode})"


def _decider(entry: RoundSummary) -> str:
    if entry.source == "warmup":
        return "random warm-up"
    if entry.ranked_at is None:
        return f"{entry.state}, to be ranked by {entry.requested_ranker}"
    if entry.fallback_reason:
        return f"{entry.ranker or 'random draw'} instead of {entry.requested_ranker}: {entry.fallback_reason}"
    return str(entry.ranker or "random draw")
