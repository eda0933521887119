"""Evaluation: a model's accuracy, compared with chance and with a Gaussian process on the same samples."""

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.workers.ranking.tiny_llama import make_tiny_llama
from training.language_model.encoding import SampleEncoder
from training.language_model.evaluation import evaluate_checkpoint
from training.language_model.reference import surrogate_right
from training.language_model.samples import Sample
from workers.ranking.checkpoints.loading import load_model, load_tokenizer


def additive(rng: np.random.Generator, *, history: int, pool: int) -> Sample:
    """A sample of a random additive function of four positions of three options."""
    effects = rng.normal(size=(4, 3))
    points = np.array([[int(d) for d in np.base_repr(i, 3).zfill(4)] for i in rng.permutation(81)[: history + pool]])
    scores = effects[np.arange(4), points].sum(1)
    codes = ["".join(map(str, point)) for point in points.tolist()]
    shown = np.argsort(-scores[:history])
    unit = (scores - scores[:history].min()) / np.ptp(scores[:history])
    text = "".join(f"{codes[i]}|{round(float(unit[i]), 4)}," for i in shown)
    return Sample(text, tuple(codes[history:]), int(scores[history:].argmax()))


def test_a_gaussian_process_reads_histories_and_guesses_without() -> None:
    rng = np.random.default_rng(0)
    samples = [additive(rng, history=40, pool=5) for _ in range(60)]
    assert surrogate_right(samples) > 0.6
    assert surrogate_right([Sample("", s.candidates, s.answer) for s in samples]) < 0.4


def test_an_evaluation_is_what_full_forwards_give(tmp_path: Path) -> None:
    folder = make_tiny_llama(tmp_path)
    rng = np.random.default_rng(1)
    samples = [additive(rng, history=6, pool=int(rng.integers(2, 7))) for _ in range(30)]
    found = evaluate_checkpoint(folder, samples, device="cpu")
    model, encoder = load_model(folder, torch.device("cpu")), SampleEncoder(load_tokenizer(folder))
    shares = [_shares(model, encoder, sample) for sample in samples]
    assert found.plain.nats == pytest.approx(
        -np.mean([s[x.answer] for s, x in zip(shares, samples, strict=True)]), abs=1e-4
    )
    assert found.plain.right == np.mean([s.argmax() == x.answer for s, x in zip(shares, samples, strict=True)])
    assert found.plain.chance == pytest.approx(np.mean([1 / len(s.candidates) for s in samples]))
    assert found.relabelled.nats != found.plain.nats
    assert found.surrogate_right == surrogate_right(samples)


def _shares(
    model: torch.nn.Module, encoder: SampleEncoder, sample: Sample
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Log shares of the candidates, each by a forward of its own; without the end token."""
    totals = []
    for number in range(len(sample.candidates)):
        encoded = encoder.encode(Sample(sample.history, sample.candidates, number))
        ids = torch.tensor(encoded["input_ids"])[:-1]
        with torch.inference_mode():
            log_probs = model(input_ids=ids[None]).logits[0].double().log_softmax(-1)
        places = [i for i, label in enumerate(encoded["labels"][:-1]) if label >= 0]
        totals.append(sum(float(log_probs[i - 1, ids[i]]) for i in places))
    return np.asarray(torch.tensor(totals, dtype=torch.float64).log_softmax(0).numpy())
