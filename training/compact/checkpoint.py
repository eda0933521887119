"""The whole state of a run: a run resumed from it ends with the same weights as one that never stopped."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.optim import Optimizer

from workers.ranking.compact.model import CompactModel


class ResumeError(Exception):
    """The folder holds a run of another plan; the message says what differs."""


@dataclass(slots=True)
class Progress:
    """How much of a run is done."""

    seed: int
    chunks: int = 0
    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0
    planned: int | None = None
    """The length of the run in chunks, once it is known."""


def save_checkpoint(
    path: Path,
    identity: dict[str, Any],
    progress: Progress,
    model: CompactModel,
    optimisers: tuple[Optimizer, ...],
) -> None:
    """Replaces the file in one step, so that a crash leaves the last checkpoint readable.

    Args:
        path: The file.
        identity: What determines the weights beside the length of the run, by name, in plain values.
        progress: How much is done.
        model: The model.
        optimisers: Its optimisers, in the order in which they are loaded again.
    """
    state: dict[str, Any] = {
        "identity": identity,
        "progress": {name: getattr(progress, name) for name in Progress.__slots__},
        "model": model.state_dict(),
        "optimisers": [optimiser.state_dict() for optimiser in optimisers],
    }
    unfinished = path.with_suffix(".part")
    torch.save(state, unfinished)
    unfinished.replace(path)


def load_checkpoint(
    path: Path, identity: dict[str, Any], model: CompactModel, optimisers: tuple[Optimizer, ...]
) -> Progress:
    """Fills model and optimisers. Raises OSError if there is no such file, ResumeError if it is of another run."""
    state = torch.load(path, weights_only=True)
    saved: dict[str, Any] = state.get("identity", {})
    if differing := [name for name in {**identity, **saved} if identity.get(name) != saved.get(name)]:
        raise ResumeError(
            f"{path} is of another run, which differs in {', '.join(differing)}: choose another folder, or delete it"
        )
    model.load_state_dict(state["model"])
    for optimiser, moments in zip(optimisers, state["optimisers"], strict=True):
        optimiser.load_state_dict(moments)
    return Progress(**state["progress"])
