"""All figures of a job by name. A new figure is one more entry here."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.domain import analysis
from app.domain.errors import NotFound
from app.services.figures.distribution import DISTRIBUTION
from app.services.figures.figure import Figure
from app.services.figures.history import HISTORY, HISTORY_TIME
from app.services.figures.options import IMPORTANCE, OPTIONS
from app.services.figures.parallel import PARALLEL
from app.services.figures.ranker_agreement import AGREEMENT, CALIBRATION
from app.services.figures.ranker_latency import FALLBACK, LATENCY
from app.services.figures.ranker_regret import REGRET
from app.services.figures.timeline import TIMELINE
from app.services.figures.tradeoff import TRADEOFF

_ALL = (
    HISTORY,
    HISTORY_TIME,
    IMPORTANCE,
    OPTIONS,
    PARALLEL,
    DISTRIBUTION,
    TIMELINE,
    TRADEOFF,
    AGREEMENT,
    CALIBRATION,
    REGRET,
    FALLBACK,
    LATENCY,
)
_BY_NAME = {figure.name: figure for figure in _ALL}


def list_figures() -> Sequence[Figure]:
    return _ALL


def find_figure(name: str) -> Figure:
    """The figure with this name. Raises NotFound with the list of names."""
    if name not in _BY_NAME:
        raise NotFound(f"there is no figure {name!r}; there are {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


@cache
def code_digest() -> str:
    """A digest that changes with the drawing code, so that cached figures of another version are not used."""
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, Path(analysis.__file__).parent):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
