"""What is compared on what."""

from dataclasses import dataclass

from benchmarks.quality.tables import SOURCES

SLOW_SEEDS = 5
"""Seeds of the methods that take a minute and more a search."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Names of tasks and methods; seeds: how many (0, 1, ...) by default. parallel: workers."""

    tasks: tuple[str, ...]
    methods: tuple[str, ...]
    seeds: int
    parallel: int = 1


def _tasks(*tables: str) -> tuple[str, ...]:
    return tuple(task for task in SOURCES if task.split("/")[0] in tables)


_NASBENCH201 = _tasks("nasbench201")
_ALL = _tasks("nasbench201", "nasbench_macro", "nasbench_graph", "hpobench_mlp", "hpolib_fcnet")
_BASELINES = ("random", "evolution", "local_search", "tpe", "gp_sampler", "smac", "gp_ei")
_PAPER = ("perfect_uniform_10", "compact_uniform_10")
_OURS = ("surrogate", "compact", "auto")
_METHODS = (*_BASELINES, *_PAPER, *_OURS)

SUITES = {
    "all": Suite(_ALL, _METHODS, seeds=30),
    "nasbench201": Suite(_NASBENCH201, _METHODS, seeds=30),
    "nasbench_macro": Suite(_tasks("nasbench_macro"), _METHODS, seeds=30),
    "nasbench_graph": Suite(_tasks("nasbench_graph"), _METHODS, seeds=30),
    "hpobench_mlp": Suite(_tasks("hpobench_mlp"), _METHODS, seeds=30),
    "hpolib_fcnet": Suite(_tasks("hpolib_fcnet"), _METHODS, seeds=30),
    "lora_rank_glue": Suite(_tasks("lora_rank_glue"), _METHODS, seeds=30),
    "parallel": Suite(_ALL, (*_BASELINES, *_OURS), seeds=10, parallel=8),
    "pools": Suite(
        _NASBENCH201, ("perfect_uniform_10", "surrogate_uniform_10", "compact_uniform_10", *_OURS), seeds=10
    ),
    "history": Suite(
        _NASBENCH201,
        ("random", "compact_shuffled", "compact_history_25", "compact_history_50", "compact_history_100", "compact"),
        seeds=10,
    ),
    "weights": Suite(_NASBENCH201, ("compact",), seeds=10),
    "labels": Suite(_ALL, ("compact", "compact_relabelled"), seeds=10),
}
