"""The training loop: chunks come from one background process, every batch is one step, every few chunks are saved."""

import json
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  the name that torch itself documents
from torch.optim import Optimizer

from training.compact.batches import EPISODES, Batch, Chunk, batches, draw_chunk
from training.compact.checkpoint import Progress, load_checkpoint, save_checkpoint
from training.compact.optimisation import CLIP_NORM, build_optimisers, learning_rate, set_rate
from training.compact.table_mix import TableMix
from training.compact.validation import Quality, validate, validation_batches
from training.processes import end_with_parent
from workers.ranking.compact.model import CompactModel, Shape

CHUNK_TIMEOUT_S = 600
SAVE_EVERY, VALIDATE_EVERY = 5, 20
PLANNED_AFTER = 0.1
"""Share of the minutes after which the speed is known well enough to fix the length of the run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run is `chunks` long; or, if that is None, as many chunks as fit into `minutes` at the speed of its beginning.

    Equal seed, chunks, episodes, shape and tables give equal weights on one machine, interrupted or not.
    """

    seed: int
    chunks: int | None = None
    minutes: float = 30.0
    episodes: int = EPISODES
    shape: Shape = field(default_factory=Shape)
    validation_episodes: int = 128
    tables: TableMix | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """What decides the weights besides the length, by name, in plain values."""
        tables = {} if self.tables is None else self.tables.identity
        return {"seed": self.seed, "episodes": self.episodes, **asdict(self.shape), **tables}


def train(plan: Plan, folder: Path) -> tuple[CompactModel, Progress, list[Quality]]:
    """Trains, or resumes what the folder's checkpoint holds. Writes checkpoint.pt and log.jsonl into the folder.

    Raises ResumeError, and what draw_chunk raises.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    model = CompactModel(plan.shape)
    optimisers = build_optimisers(model)
    saved = folder / "checkpoint.pt"
    progress = Progress(plan.seed, planned=plan.chunks)
    if saved.exists():
        progress = load_checkpoint(saved, plan.identity, model, optimisers)
    held_out = validation_batches(episodes=plan.validation_episodes)
    began = time.monotonic() - progress.seconds
    for chunk in _chunks(plan, progress):
        losses = _train_chunk(chunk, plan, progress, model, optimisers)
        progress.chunks += 1
        progress.seconds = time.monotonic() - began
        _fix_length(plan, progress)
        due = progress.chunks % VALIDATE_EVERY == 0
        _log(folder, progress, float(np.mean(losses)), validate(model, held_out) if due else [])
        if progress.chunks % SAVE_EVERY == 0 or progress.chunks == progress.planned:
            save_checkpoint(saved, plan.identity, progress, model, optimisers)
    return model.eval(), progress, validate(model, held_out)


def _chunks(plan: Plan, progress: Progress) -> Iterator[Chunk]:
    """The chunks still to be trained on, drawn two ahead in another process; ends when progress says so."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=end_with_parent) as process:
        ahead: list[Future[Chunk]] = []
        number = progress.chunks
        while progress.planned is None or progress.chunks < progress.planned:
            while len(ahead) < 2:
                ahead.append(process.submit(draw_chunk, plan.seed, number, episodes=plan.episodes, tables=plan.tables))
                number += 1
            yield ahead.pop(0).result(timeout=CHUNK_TIMEOUT_S)


def _train_chunk(
    chunk: Chunk, plan: Plan, progress: Progress, model: CompactModel, optimisers: tuple[Optimizer, ...]
) -> list[float]:
    """One step a batch; the losses in nats."""
    order = np.random.default_rng([plan.seed, progress.chunks, 1])
    cut_up = list(batches(chunk, order))
    losses = []
    for i, batch in enumerate(cut_up):
        done = 0.0 if progress.planned is None else (progress.chunks + i / len(cut_up)) / progress.planned
        set_rate(optimisers, learning_rate(progress.steps, done))
        losses.append(_step(batch, model, optimisers))
        progress.steps += 1
        progress.tokens += len(batch.labels) * (batch.labels.shape[1] + batch.history.points.shape[1])
    return losses


def _step(batch: Batch, model: CompactModel, optimisers: tuple[Optimizer, ...]) -> float:
    logits = model(batch.history, batch.candidates)  # [B, m, BINS]
    loss = F.cross_entropy(logits.flatten(0, 1), batch.labels.flatten())
    model.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
    for optimiser in optimisers:
        optimiser.step()
    return loss.item()


def _fix_length(plan: Plan, progress: Progress) -> None:
    allowed_s = plan.minutes * 60
    if progress.planned is None and progress.seconds >= PLANNED_AFTER * allowed_s:
        progress.planned = max(progress.chunks + 1, round(progress.chunks * allowed_s / progress.seconds))


def _log(folder: Path, progress: Progress, loss: float, quality: list[Quality]) -> None:
    line = {**{n: getattr(progress, n) for n in Progress.__slots__}, "loss": loss}
    line["seconds"] = round(progress.seconds, 1)
    if quality:
        line["validation"] = [asdict(q) for q in quality]
    with (folder / "log.jsonl").open("a") as log:
        log.write(json.dumps(line) + "\n")
