"""How well a model ranks candidates of functions that it was not trained on."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  the name that torch itself documents
from scipy.stats import rankdata

from training.compact.batches import Batch, draw_chunk, make_batch
from training.synthetic.spaces import Values
from workers.ranking.compact.model import CompactModel
from workers.ranking.compact.scores import CENTRES

VALIDATION_SEED = 2**40
"""Training seeds are smaller, so no validation function is ever trained on."""
CUTS = (10, 50, 150)
_POOL = 10


@dataclass(frozen=True, slots=True)
class Quality:
    """How good predictions are at one length of the history."""

    history: int
    nats: float
    """Cross-entropy of the bins."""
    rank_correlation: float
    """Spearman's, of predicted means and scores, mean over the functions."""
    top_of_ten: float
    """Share of pools of ten in which the highest predicted mean is the true best."""


def validation_batches(*, episodes: int = 128, per_batch: int = 16) -> list[tuple[int, list[Batch]]]:
    """(history length, batches) at every cut, always the same."""
    chunk = draw_chunk(VALIDATION_SEED, 0, episodes=episodes, cuts=CUTS)
    members = [list(chunk.episodes[i : i + per_batch]) for i in range(0, episodes, per_batch)]
    return [(n, [make_batch(group, cut, n) for group in members]) for cut, n in enumerate(CUTS)]


@torch.inference_mode()
def validate(model: CompactModel, sets: list[tuple[int, list[Batch]]]) -> list[Quality]:
    """One Quality a history length."""
    model.eval()
    found = [_quality(model, n, group) for n, group in sets]
    model.train()
    return found


def _quality(model: CompactModel, n: int, group: list[Batch]) -> Quality:
    nats, predicted, true = [], [], []
    for batch in group:
        logits = model(batch.history, batch.candidates)
        nats.append(F.cross_entropy(logits.flatten(0, 1), batch.labels.flatten()).item())
        predicted.append(logits.double().softmax(-1).numpy() @ CENTRES)
        true.append(batch.scores.numpy())
    guess, truth = np.concatenate(predicted), np.concatenate(true)
    pools = guess.shape[1] // _POOL
    ten = (len(guess), pools, _POOL)
    hits = guess[:, : pools * _POOL].reshape(ten).argmax(2) == truth[:, : pools * _POOL].reshape(ten).argmax(2)
    return Quality(n, float(np.mean(nats)), _rank_correlation(guess, truth), float(hits.mean()))


def _rank_correlation(left: Values, right: Values) -> float:
    a, b = (rankdata(v, axis=1) - (v.shape[1] + 1) / 2 for v in (left, right))
    norm = np.sqrt((a**2).sum(1) * (b**2).sum(1))
    return float(((a * b).sum(1) / np.maximum(norm, 1e-12)).mean())
