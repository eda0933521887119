"""Optuna's default sampler, the tree-structured Parzen estimator, after the shared warm-up."""

import optuna

from benchmarks.quality.search import Search


def tpe(search: Search) -> None:
    """Default settings but for the seed. It may repeat an architecture, which costs an evaluation, as in Optuna."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    distributions = _distributions(search)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=search.seed))
    for point, gain in search.warm_up():
        params = dict(zip(distributions, point, strict=True))
        study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, value=gain))
    while search.left:
        trial = study.ask(distributions)
        point = tuple(int(trial.params[name]) for name in distributions)
        study.tell(trial, search.evaluate(point))


def _distributions(search: Search) -> dict[str, optuna.distributions.BaseDistribution]:
    return {
        d.name: optuna.distributions.IntDistribution(0, len(d.options) - 1)
        if d.ordered
        else optuna.distributions.CategoricalDistribution(range(len(d.options)))
        for d in search.task.space.dimensions
    }
