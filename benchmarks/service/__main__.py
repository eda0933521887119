"""The service's speed against Optuna's: `python -m benchmarks.service` (docs/performance.md)."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.markdown import insert
from benchmarks.service.measurement import Measurement, Setting
from benchmarks.service.optuna_storage import PROCESSES, SAMPLERS, fill_cache, make_study, measure_optuna
from benchmarks.service.processes import ProcessFigures, measure_processes
from benchmarks.service.report import COMPACT, PRODUCTION, SERVICE, markdown
from benchmarks.service.service import Service, in_production, measure_service, running_service

WARM_UP_S = 2.0
COMPACT_EXISTING, COMPACT_CLIENTS = 200, 8
PRODUCTION_EXISTING = 2_000


class Part(StrEnum):
    OURS = "ours"
    COMPACT = "compact"
    OPTUNA = "optuna"
    PRODUCTION = "production"
    PROCESSES = "processes"


EXISTING, CLIENTS, PARTS = [200, 2_000, 100_000], [8, 64], [*Part]


def main(
    *,
    seconds: Annotated[float, typer.Option(min=0.1, max=300, help="Of every setting, after its warm-up.")] = 8,
    existing: Annotated[
        list[int], typer.Option(min=1, max=1_000_000, help="Finished trials, each in turn.")
    ] = EXISTING,
    clients: Annotated[list[int], typer.Option(min=2, max=500, help="Of the service, each in turn.")] = CLIENTS,
    only: Annotated[list[Part], typer.Option(help="All parts if left out.")] = PARTS,
    repeats: Annotated[int, typer.Option(min=1, max=100, help="Their medians are shown.")] = 1,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file that receives the tables; only printed if left out.")
    ] = None,
) -> None:
    """Ask and tell, over and over, against the service and against Optuna on the same Postgres."""
    results: dict[Setting, list[Measurement]] = defaultdict(list)
    processes: list[ProcessFigures] = []
    with running_service() as service:
        if Part.PROCESSES in only:
            with tempfile.TemporaryDirectory() as logs:
                processes = measure_processes(service, Path(logs))
        for part in [part for _ in range(repeats) for part in only]:
            for setting, measurement in _measure(part, service, existing, clients, seconds):
                results[setting] += [measurement] if measurement else []
                rate = f"{measurement.rate:.1f} trials/s" if measurement else "not measured"
                typer.echo(f"{setting.who}, {setting.existing} existing, {setting.clients} clients: {rate}", err=True)
    text = markdown(results, processes)
    print(text)
    if document is not None:
        insert(document, "service", f"\n{text}\n")


def _measure(
    part: Part, service: Service, existing: list[int], clients: list[int], seconds: float
) -> Iterator[tuple[Setting, Measurement | None]]:
    match part:
        case Part.OURS:
            for setting in [Setting(SERVICE, e, c) for e in existing for c in clients]:
                yield setting, measure_service(service, setting, ranked=False, seconds=seconds, warm_up_s=WARM_UP_S)
        case Part.COMPACT:
            setting = Setting(COMPACT, COMPACT_EXISTING, COMPACT_CLIENTS)
            yield setting, measure_service(service, setting, ranked=True, seconds=seconds, warm_up_s=WARM_UP_S)
        case Part.OPTUNA:
            for number in existing:
                yield from _measure_optuna(service, number, seconds)
        case Part.PRODUCTION:
            setting = Setting(PRODUCTION, PRODUCTION_EXISTING, clients[0])
            with in_production(service) as closed:
                yield setting, measure_service(closed, setting, ranked=False, seconds=seconds, warm_up_s=WARM_UP_S)
        case Part.PROCESSES:
            pass  # once, not in every repeat


def _measure_optuna(service: Service, existing: int, seconds: float) -> Iterator[tuple[Setting, Measurement | None]]:
    """No measurement where its cache takes too long to fill."""
    settings = {sampler: Setting(f"Optuna, {sampler}", existing, PROCESSES) for sampler in SAMPLERS}
    url = make_study(service.engine, existing=existing)
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "storage.pickle"
        try:
            fill_cache(url, cache)
        except TimeoutError as error:
            typer.echo(f"{existing} existing trials: {error}", err=True)
            yield from ((setting, None) for setting in settings.values())
            return
        for sampler, setting in settings.items():
            yield setting, measure_optuna(url, cache, sampler, seconds=seconds, warm_up_s=WARM_UP_S)


if __name__ == "__main__":
    typer.run(main)
