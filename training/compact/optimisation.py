"""The optimisers: Muon (Jordan et al. 2024) for the matrices of the blocks, AdamW for everything else."""

from collections.abc import Sequence

from torch import nn
from torch.optim import AdamW, Muon, Optimizer

PEAK_RATE = 3e-3
WARMUP_STEPS = 40
DECAY_FROM = 0.3
FINAL_SHARE = 0.02
CLIP_NORM = 1.0


def build_optimisers(model: nn.Module) -> tuple[Optimizer, Optimizer]:
    """(Muon, AdamW). Kernel coefficients are matrices in shape only, so AdamW has them."""
    named = list(model.named_parameters())
    matrices = [p for name, p in named if name.startswith("blocks.") and p.ndim == 2 and "nearness" not in name]
    chosen = {id(p) for p in matrices}
    others = [p for _, p in named if id(p) not in chosen]
    return (
        Muon(matrices, lr=PEAK_RATE, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        AdamW(others, lr=PEAK_RATE, weight_decay=0.0, betas=(0.9, 0.98)),
    )


def learning_rate(step: int, progress: float) -> float:
    """Warm-up by steps, constant until DECAY_FROM of the run, then linear to FINAL_SHARE; `progress` is 0 to 1."""
    decay = 1.0 if progress < DECAY_FROM else max(FINAL_SHARE, (1 - progress) / (1 - DECAY_FROM))
    return PEAK_RATE * min(1.0, (step + 1) / WARMUP_STEPS) * decay


def set_rate(optimisers: Sequence[Optimizer], rate: float) -> None:
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = rate
