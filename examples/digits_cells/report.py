"""The result of a search, compared with its random trials."""

from collections.abc import Sequence
from statistics import fmean

from lmsearcher import Client, Job
from lmsearcher.models import Trial


def print_report(client: Client, job: Job) -> None:
    """Raises SystemExit if the search was not completed."""
    if job.state != "completed" or job.best is None:
        raise SystemExit(f"the search ended early: {job.state} ({job.snapshot.end_reason})")
    trials = list(job.trials(state="completed"))
    warmup = [trial for trial in trials if trial.source == "warmup"]
    later = [trial for trial in trials if trial.source != "warmup"]
    best = client.trials.get(job.best.trial)

    print(f"\nBest cell: NCode {best.ncode}, trial {best.number} ({best.source})")
    for edge, operation in best.architecture.items():
        print(f"  {edge}  {operation}")
    print(f"\n{'':34}validation    test")
    print(row("best cell", [best]))
    if warmup:
        print(row("best of the random warm-up", [max(warmup, key=score)]))
        print(row(f"mean of the random warm-up ({len(warmup)})", warmup))
    if later:
        print(row(f"mean of the later trials ({len(later)})", later))
    print(f"\nThe API's documentation, while the server runs: {client.base_url}/docs", flush=True)


def score(trial: Trial) -> float:
    return metric(trial, "valid_acc")


def metric(trial: Trial, name: str) -> float:
    return (trial.metrics or {})[name]


def row(label: str, trials: Sequence[Trial]) -> str:
    """One line of the table: mean accuracies of the trials, in percent."""
    valid, test = (100 * fmean(metric(trial, name) for trial in trials) for name in ("valid_acc", "test_acc"))
    return f"{label:<34}{valid:8.1f} %{test:8.1f} %"
