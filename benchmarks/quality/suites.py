"""What is compared on what."""

from dataclasses import dataclass

from benchmarks.quality.tables import SOURCES


@dataclass(frozen=True, slots=True)
class Suite:
    """Names of tasks and methods; seeds: how many (0, 1, ...) unless told otherwise."""

    tasks: tuple[str, ...]
    methods: tuple[str, ...]
    seeds: int


_NASBENCH201 = tuple(task for task in SOURCES if task.startswith("nasbench201/"))
_METHODS = ("random", "evolution", "local_search", "tpe", "surrogate", "compact")

SUITES = {
    "nasbench201": Suite(_NASBENCH201, _METHODS, seeds=20),
    "spaces": Suite(tuple(task for task in SOURCES if task not in _NASBENCH201), _METHODS, seeds=10),
    "pools": Suite(
        _NASBENCH201,
        ("perfect_uniform_10", "surrogate_uniform_10", "compact_uniform_10", "surrogate", "compact"),
        seeds=10,
    ),
}
