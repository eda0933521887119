"""`python -m tests.chaos`: exits with 1 if any promise was broken."""

import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tests.chaos.plan import Plan, jobs_to_cancel, share
from tests.chaos.run import run


def main(
    *,
    seed: Annotated[int | None, typer.Option(help="Of monkey, clients and jobs; a random one if left out.")] = None,
    trials: Annotated[int, typer.Option(min=20, max=100_000, help="Of all jobs together.")] = 10_000,
    jobs: Annotated[int, typer.Option(min=2, max=50)] = 5,
    to_cancel: Annotated[int, typer.Option(min=0, max=50, help="Further jobs, small ones, that are cancelled.")] = 4,
    clients: Annotated[int, typer.Option(min=1, max=1_000, help="Threads.")] = 64,
    processes: Annotated[int, typer.Option(min=1, max=64, help="That share the clients; killed too.")] = 4,
    training: Annotated[float, typer.Option(min=0, max=60, help="Mean time of an evaluation in seconds.")] = 0.05,
    lease: Annotated[int, typer.Option(min=1, max=600, help="Length of a lease in seconds.")] = 5,
    minutes: Annotated[float, typer.Option(min=0.1, max=600, help="What has not ended then is a violation.")] = 30,
    table: Annotated[
        str | None, typer.Option(help="Benchmark table as objective, e.g. nasbench201/cifar10 (LMSEARCHER_TABLES).")
    ] = None,
) -> None:
    """Kills every part of the service at random while clients search, and audits what is left."""
    chosen = secrets.randbelow(1_000_000) if seed is None else seed
    plan = Plan(
        seed=chosen,
        jobs=share(trials=trials, jobs=jobs, clients=clients, lease_s=lease),
        to_cancel=jobs_to_cancel(jobs=to_cancel, trials=max(8, trials // 20), lease_s=lease),
        clients=clients,
        processes=min(processes, clients),
        training_s=training,
        pause_s=(0.5, 6.0),
        limit_s=60 * minutes,
        table=table,
    )
    folder = Path(tempfile.mkdtemp(prefix="lmsearcher-chaos-"))
    size = f"{plan.trials} trials of {jobs} jobs, and {to_cancel} to be cancelled, {clients} clients"
    typer.echo(f"seed {chosen}; {size}; logs in {folder}")
    outcome = run(plan, folder, typer.echo)
    typer.echo(f"\nseed {chosen}\n{outcome.text()}")
    if outcome.violations:
        typer.echo(f"\neverything that was written is in {folder}")
        raise typer.Exit(1)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    typer.run(main)
