"""Accuracy on held-out samples, scored as the service scores: is the likeliest candidate the best one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import torch

from app.domain.tournament import log_shares
from training.language_model.reference import surrogate_right
from training.language_model.samples import Sample, relabel
from workers.ranking.checkpoints.loading import choose_device, load_model, load_tokenizer, require_safe
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.scoring import Block, PrefixScorer

TOKEN_BUDGET = 1_024
RELABELLING_SEED = 0


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How often the best candidate is found, and how likely it is."""

    samples: int
    right: float
    """Share of the samples whose likeliest candidate is the best one."""
    error: float
    """The standard error of `right`."""
    chance: float
    """What `right` is expected to be for a guess."""
    nats: float
    """Mean -log share of the best candidate."""
    uniform_nats: float
    """The same for a guess."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The accuracy of a model, and what to compare it with."""

    plain: Accuracy
    relabelled: Accuracy
    """Of the same samples with permuted labels. Far below `plain`, the model has memorised labels."""
    surrogate_right: float
    """`right` of a Gaussian process, which knows nothing but the histories."""


def evaluate_checkpoint(folder: Path, samples: Sequence[Sample], *, device: Any = "auto") -> Evaluation:
    """Raises UnusableCheckpoint if the service could not load the folder."""
    require_safe(folder)
    encoder = PromptEncoder(load_tokenizer(folder))
    model = load_model(folder, choose_device(device))
    rng = np.random.default_rng(RELABELLING_SEED)
    relabelled = [relabel(sample, rng) for sample in samples]
    plain, permuted = (_accuracy(model, encoder, part) for part in (samples, relabelled))
    return Evaluation(plain, permuted, surrogate_right(samples))


def _accuracy(model: Any, encoder: PromptEncoder, samples: Sequence[Sample]) -> Accuracy:
    shares = [answer_shares(model, encoder, sample) for sample in samples]
    own = np.array([row[sample.answer] for row, sample in zip(shares, samples, strict=True)])
    right = float(np.mean(own == np.array([max(row) for row in shares])))
    sizes = [len(sample.candidates) for sample in samples]
    return Accuracy(
        samples=len(samples),
        right=right,
        error=sqrt(right * (1 - right) / len(samples)),
        chance=float(np.mean([1 / size for size in sizes])),
        nats=-float(own.mean()),
        uniform_nats=float(np.mean([log(size) for size in sizes])),
    )


def answer_shares(model: Any, encoder: PromptEncoder, sample: Sample) -> list[float]:
    """Per candidate the log of its share of the likelihood, in nats, as the service scores a pool of this size."""
    codes = encoder.codes(sample.candidates)
    with torch.inference_mode():
        scorer = PrefixScorer(model, encoder.prefix(sample.history))
        (row,) = scorer.score([Block(encoder.listing(codes), codes)], token_budget=TOKEN_BUDGET)
    return log_shares(row)
