"""SMAC3 (Lindauer et al. 2022): a random forest, expected improvement, and local search on it, after the warm-up."""

import logging
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from ConfigSpace import (
    CategoricalHyperparameter,
    Configuration,
    ConfigurationSpace,
    ForbiddenAndConjunction,
    ForbiddenInClause,
    OrdinalHyperparameter,
)
from smac import HyperparameterOptimizationFacade as Facade
from smac import Scenario
from smac.runhistory.dataclasses import TrialInfo, TrialValue

from app.domain.search_space import Point, SearchSpace
from benchmarks.quality.search import Search

TRIALS = 100_000
"""More than any search has: the budget is the search's."""


def smac(search: Search) -> Iterator[Point]:
    """Default settings but for the warm-up in place of a Sobol design. Pending points are left out of the choice."""
    logging.getLogger("smac").setLevel(logging.ERROR)
    space = _configuration_space(search)
    with TemporaryDirectory() as folder:
        scenario = Scenario(space, deterministic=True, n_trials=TRIALS, seed=search.seed, output_directory=Path(folder))
        optimizer = Facade(
            scenario,
            _evaluated_elsewhere,
            initial_design=Facade.get_initial_design(scenario, n_configs=0),
            logging_level=False,
            overwrite=True,
        )
        seed = 0
        for point, gain in search.finished:
            info = TrialInfo(_configuration(space, point), seed=seed)
            optimizer.tell(info, TrialValue(cost=-gain), save=False)
        suggested: list[TrialInfo] = []
        reported, warmup = 0, len(search.gains)
        while True:
            while reported < len(search.gains) - warmup:
                optimizer.tell(suggested[reported], TrialValue(cost=-search.gains[warmup + reported]), save=False)
                reported += 1
            info = optimizer.ask()
            suggested.append(info)
            yield tuple(int(info.config[d.name]) for d in search.task.space.dimensions)


def _evaluated_elsewhere(config: Configuration, seed: int = 0) -> float:
    raise NotImplementedError(f"{config}, {seed}: results are reported")


def _configuration(space: ConfigurationSpace, point: Point) -> Configuration:
    return Configuration(space, values={f"p{d}": option for d, option in enumerate(point)})


def _configuration_space(search: Search) -> ConfigurationSpace:
    space: SearchSpace = search.task.space
    parameters = {
        d.name: OrdinalHyperparameter(d.name, list(range(len(d.options))))
        if d.ordered
        else CategoricalHyperparameter(d.name, list(range(len(d.options))))
        for d in space.dimensions
    }
    configurations = ConfigurationSpace(seed=search.seed)
    configurations.add(*parameters.values())
    for clause in space.forbidden:
        parts = [ForbiddenInClause(parameters[space.dimensions[d].name], sorted(options)) for d, options in clause]
        configurations.add(ForbiddenAndConjunction(*parts))
    return configurations
