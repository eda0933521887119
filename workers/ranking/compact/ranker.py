"""`CompactRanker`: a ranking request as tensors, through the model, to one score a candidate."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from app.domain.history import History
from app.domain.ranking import Points, Ranking, RankingRequest
from app.domain.search_space import SearchSpace
from app.domain.surrogate import log_expected_improvement
from workers.ranking.compact.acquisition import preference
from workers.ranking.compact.model import CompactModel, Memory
from workers.ranking.compact.scores import CENTRES, Values, absolute_scores, quantiles, relative_scores
from workers.ranking.compact.trials import Layout, Trials
from workers.ranking.compact.weights_file import SHIPPED, load_model


class CompactRanker:
    """Deterministic, on the CPU; without a history all candidates score 0.

    Two views alternate: the network's, and that of the Gaussian process inside it, which leads a search out of the
    basins in which the network alone stays (docs/compact-ranker.md).
    """

    name = "compact"

    def __init__(self, model: CompactModel, revision: str) -> None:
        self._model = model
        self.revision = revision

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> "CompactRanker":
        """The ranker with the weights of a folder. Raises OSError, ValueError."""
        return cls(*load_model(folder))

    @torch.inference_mode()
    def rank(self, request: RankingRequest) -> Ranking:
        """A score a candidate: expected improvement in units of (best - median), or its logarithm in quantiles."""
        if not len(request.history) or not len(request.candidates):
            return Ranking((0.0,) * len(request.candidates))
        memory = self._read(request)
        candidates = _points(request.candidates, _varied(request.space))
        if _is_network_turn(request):
            scores = preference(self._model.predict(memory, candidates)[0]).double().numpy()
        else:
            mean, deviation = (t[0].double().numpy() for t in self._model.regress(memory, candidates))
            scores = log_expected_improvement(mean, deviation, float(memory.fitted.targets.max()))
        return Ranking(tuple(scores.tolist()))

    @torch.inference_mode()
    def distribution(self, request: RankingRequest) -> Values:
        """What the network expects of every candidate: shares of the bins between EDGES, [candidates, BINS].

        Relative scores (scores.py) are those of the history with the pending trials as believed. Raises ValueError
        without a history, in which nothing gives scores a unit.
        """
        return self._shares(self._read(request), request.candidates, _varied(request.space))

    def _read(self, request: RankingRequest) -> Memory:
        """The history, in which pending trials got the score that the network expects of them."""
        varied = _varied(request.space)
        memory = self._model.read(_trials(request.space, varied, request.history))
        if not len(request.pending):
            return memory
        means = self._shares(memory, request.pending, varied) @ CENTRES
        believed = request.history.with_beliefs(request.pending, absolute_scores(request.history.scores, means))
        return self._model.read(_trials(request.space, varied, believed))

    def _shares(self, memory: Memory, points: Points, varied: list[int]) -> Values:
        """[points, BINS], each row sums to 1."""
        return np.asarray(self._model.predict(memory, _points(points, varied))[0].double().softmax(-1).numpy())


def _is_network_turn(request: RankingRequest) -> bool:
    """Whether the network ranks: it alternates as the history grows; once that is full, the seed decides."""
    return (len(request.history) + request.seed) % 2 == 1


def _varied(space: SearchSpace) -> list[int]:
    """The dimensions that distinguish architectures; at least one."""
    return [d for d, count in enumerate(space.option_counts) if count > 1] or [0]


def _points(points: Points, varied: list[int]) -> Tensor:
    return torch.from_numpy(points[:, varied].astype(np.int64))[None]


def _trials(space: SearchSpace, varied: list[int], history: History) -> Trials:
    counts = torch.tensor([[space.option_counts[d] for d in varied]])
    ordered = torch.tensor([[space.dimensions[d].ordered for d in varied]])
    return Trials(
        Layout(counts, ordered),
        _points(history.points, varied),
        torch.from_numpy(relative_scores(history.scores, history.scores)).float()[None],
        torch.from_numpy(quantiles(history.scores)).float()[None],
    )
