"""The methods compared, by name. A method's revision changes when its results would: older runs are then done again."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.pool import PoolKind
from benchmarks.quality.baselines import local_search, random_search, regularized_evolution
from benchmarks.quality.ranked import PerfectRanker, ranked_search, ranker
from benchmarks.quality.search import Search
from benchmarks.quality.tpe import tpe


@dataclass(frozen=True, slots=True)
class Method:
    """run spends a search's budget. ranker: name of the ranker behind it, if any."""

    name: str
    label: str
    run: Callable[[Search], None]
    ranker: str | None = None

    @property
    def revision(self) -> str:
        return "1" if self.ranker is None else ranker(self.ranker).revision


def _perfect(*, kind: PoolKind, size: int) -> Method:
    def run(search: Search) -> None:
        ranked_search(search, PerfectRanker(search.task), kind=kind, size=size)

    return Method(f"perfect_{kind}_{size}", f"perfect ranker, {kind} pool of {size}", run)


def _ranked(name: str, *, kind: PoolKind = "extended", size: int = 256) -> Method:
    def run(search: Search) -> None:
        ranked_search(search, ranker(name), kind=kind, size=size)

    suffix = "" if kind == "extended" else f"_{kind}_{size}"
    return Method(f"{name}{suffix}", f"{name}, {kind} pool of {size}", run, name)


METHODS = {
    method.name: method
    for method in (
        Method("random", "random search", random_search),
        Method("evolution", "regularized evolution", regularized_evolution),
        Method("local_search", "local search", local_search),
        Method("tpe", "Optuna TPE", tpe),
        _ranked("surrogate"),
        _ranked("compact"),
        _ranked("surrogate", kind="uniform", size=10),
        _ranked("compact", kind="uniform", size=10),
        _perfect(kind="uniform", size=10),
    )
}
