"""The methods compared, by name. A method's revision changes when its results would: older runs are then done again."""

import ast
import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from app.domain import history, pool
from app.domain.search_space import Point
from benchmarks.quality import ranked
from benchmarks.quality.baselines import local_search, random_search, regularized_evolution
from benchmarks.quality.gp_ei import gp_ei
from benchmarks.quality.ranked import PerfectRanker, Protocol, ranked_search, ranker
from benchmarks.quality.search import Propose, Search


@dataclass(frozen=True, slots=True)
class Method:
    """slow: gets fewer seeds by default. repeats: may evaluate an architecture twice.

    ranker: name and weights of the service's ranker behind it, if any.
    """

    name: str
    label: str
    propose: Propose
    slow: bool = False
    repeats: bool = False
    ranker: tuple[str, Path | None] | None = None

    @property
    def revision(self) -> str:
        return "2" if self.ranker is None else f"2-{ranker(*self.ranker).revision}-{_service_code()}"

    @property
    def available(self) -> bool:
        """Whether the service has the ranker behind the method."""
        return self.ranker is None or self.ranker[1] is not None or ranked.exists(self.ranker[0])


@cache
def _service_code() -> str:
    """Digest of the code that makes a round; layout and comments do not count."""
    code = "".join(ast.dump(ast.parse(inspect.getsource(module))) for module in (history, pool, ranked))
    return hashlib.sha256(code.encode()).hexdigest()[:8]


def _tpe(search: Search) -> Iterator[Point]:
    from benchmarks.quality.optuna_samplers import tpe  # noqa: PLC0415  imports take seconds: when needed

    return tpe(search)


def _gp_sampler(search: Search) -> Iterator[Point]:
    from benchmarks.quality.optuna_samplers import gp_sampler  # noqa: PLC0415  as above

    return gp_sampler(search)


def _smac(search: Search) -> Iterator[Point]:
    from benchmarks.quality.smac_forest import smac  # noqa: PLC0415  as above

    return smac(search)


def _perfect(protocol: Protocol) -> Method:
    def propose(search: Search) -> Iterator[Point]:
        return ranked_search(search, PerfectRanker(search.task), protocol)

    name = f"perfect_{protocol.pool}_{protocol.size}"
    return Method(name, f"perfect ranker, {protocol.pool} pool of {protocol.size}", propose)


def _ranked(name: str, *, suffix: str = "", label: str = "", protocol: Protocol = Protocol()) -> Method:  # noqa: B008  frozen
    return Method(f"{name}{suffix}", f"{name}{label}", partial(_propose, name, None, protocol), ranker=(name, None))


def _propose(name: str, weights: Path | None, protocol: Protocol, search: Search) -> Iterator[Point]:
    return ranked_search(search, ranker(name, weights), protocol)


_UNIFORM = Protocol(pool="uniform", size=10)


def _methods() -> Iterator[Method]:
    yield Method("random", "random search", random_search)
    yield Method("evolution", "regularized evolution", regularized_evolution)
    yield Method("local_search", "local search", local_search)
    yield Method("tpe", "Optuna TPE", _tpe, repeats=True)
    yield Method("gp_sampler", "Optuna GPSampler", _gp_sampler, slow=True, repeats=True)
    yield Method("smac", "SMAC3, random forest", _smac, slow=True)
    yield Method("gp_ei", "GP + EI (frozen)", gp_ei)
    yield _perfect(_UNIFORM)
    for name in ("surrogate", "compact", "auto"):
        yield _ranked(name)
        yield _ranked(name, suffix="_uniform_10", label=", the paper's protocol", protocol=_UNIFORM)
        yield _ranked(name, suffix="_shuffled", label=", history shuffled", protocol=Protocol(shuffled=True))
        yield _ranked(name, suffix="_relabelled", label=", options relabelled", protocol=Protocol(relabelled=True))
        for limit in (25, 50, 100):
            protocol = Protocol(history=limit)
            yield _ranked(name, suffix=f"_history_{limit}", label=f", history of {limit}", protocol=protocol)


METHODS = {method.name: method for method in _methods()}


def add_compact(variants: dict[str, Path]) -> None:
    """Makes `compact:<name>` a method for every folder of weights."""
    for name, folder in variants.items():
        full, propose = f"compact:{name}", partial(_propose, "compact", folder, Protocol())
        METHODS[full] = Method(full, full, propose, ranker=("compact", folder))
