"""What the service's Gaussian process answers to the same samples: what histories give away without training."""

from collections.abc import Sequence

import numpy as np

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ranking import RankingRequest
from app.domain.search_space import SearchSpace
from app.domain.surrogate import SurrogateRanker
from training.language_model.samples import Sample


def surrogate_right(samples: Sequence[Sample]) -> float:
    """Share of the samples whose best candidate has the highest expected improvement; a digit counts as a dimension."""
    ranker = SurrogateRanker()
    return float(np.mean([ranker.rank(_request(sample)).order[0] == sample.answer for sample in samples]))


def _request(sample: Sample) -> RankingRequest:
    places = len(sample.candidates[0])
    space = SearchSpace(tuple(categorical(f"digit {i}", list(range(10))) for i in range(places)))
    entries = [entry.split("|") for entry in sample.history.split(",") if entry]
    history = History(_points([code for code, _ in entries], places), np.array([float(score) for _, score in entries]))
    return RankingRequest(space, history, _points(sample.candidates, places))


def _points(codes: Sequence[str], places: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array([[int(digit) for digit in code] for code in codes], dtype=np.int64).reshape(len(codes), places)
