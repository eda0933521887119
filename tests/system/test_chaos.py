"""A short run of the chaos test: every part is killed at least once, and every promise holds."""

from pathlib import Path

import typer

from tests.chaos.plan import Plan, jobs_to_cancel, share
from tests.chaos.run import run
from tests.chaos.stack import APPLICATIONS

PLAN = Plan(
    seed=4,
    jobs=share(trials=90, jobs=3, clients=12, lease_s=3),
    to_cancel=jobs_to_cancel(jobs=2, trials=32, lease_s=3),
    clients=12,
    processes=2,
    training_s=0.8,
    pause_s=(0.2, 0.8),
    limit_s=150,
)


def test_nothing_is_lost_doubled_or_left_open_while_everything_is_killed(tmp_path: Path) -> None:
    outcome = run(PLAN, tmp_path, typer.echo)
    typer.echo(outcome.text())
    assert list(outcome.violations) == []
    assert outcome.kinds == {*APPLICATIONS, "postgres", "valkey", "listener", "flush", "client"}
    assert {"accepted", "replayed", "resent"} <= set(outcome.events)
    assert {"pause", "resume", "cancel"} <= set(outcome.obeyed)
