"""Optuna's samplers after the shared warm-up: the tree-structured Parzen estimator, and the Gaussian process.

Both may repeat an architecture, which costs an evaluation, as in Optuna.
"""

import warnings
from collections.abc import Iterator

import optuna

from app.domain.search_space import Point
from benchmarks.quality.search import WARMUP, Search

REFUSALS = 100
"""Forbidden architectures that a sampler may propose in a row before the search fails. They cost nothing, and get
the worst score so far; otherwise a deterministic sampler would propose them again."""


def tpe(search: Search) -> Iterator[Point]:
    """Default settings but for the seed, the length of the warm-up and, with parallel workers, the constant liar."""
    liar = search.parallel > 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(seed=search.seed, n_startup_trials=WARMUP, constant_liar=liar)
    return _proposals(search, sampler)


def gp_sampler(search: Search) -> Iterator[Point]:
    """Default settings but for the seed, the length of the warm-up, and that equal architectures score the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.GPSampler(seed=search.seed, n_startup_trials=WARMUP, deterministic_objective=True)
    return _proposals(search, sampler)


def _proposals(search: Search, sampler: optuna.samplers.BaseSampler) -> Iterator[Point]:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    distributions = _distributions(search)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for point, gain in search.finished:
        params = dict(zip(distributions, point, strict=True))
        study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, value=gain))
    started: list[optuna.trial.Trial] = []
    reported, warmup = 0, len(search.gains)
    while True:
        while reported < len(search.gains) - warmup:
            study.tell(started[reported], search.gains[warmup + reported])
            reported += 1
        trial, point = _ask(search, study, distributions)
        started.append(trial)
        yield point


def _ask(
    search: Search, study: optuna.Study, distributions: dict[str, optuna.distributions.BaseDistribution]
) -> tuple[optuna.trial.Trial, Point]:
    for _ in range(REFUSALS):
        trial = study.ask(distributions)
        point = tuple(int(trial.params[name]) for name in distributions)
        if search.task.space.violated(point) is None:
            return trial, point
        study.tell(trial, min(search.gains))
    raise RuntimeError(f"Optuna proposed {REFUSALS} forbidden architectures in a row")


def _distributions(search: Search) -> dict[str, optuna.distributions.BaseDistribution]:
    return {
        d.name: optuna.distributions.IntDistribution(0, len(d.options) - 1)
        if d.ordered
        else optuna.distributions.CategoricalDistribution(range(len(d.options)))
        for d in search.task.space.dimensions
    }
