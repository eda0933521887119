"""What the arrays of a table do not say: names of dimensions and options, direction of metrics, origin.

A JSON file beside the table: `{"goals": {"valid_acc": "maximize"}, "dimensions": [{"name": ..., "options": [...]}],
"origin": {...}}`. Only `goals` is read; the rest is for people. Without it, directions are guessed from names.
"""

import json
from pathlib import Path
from typing import cast

from app.domain.goal import Goal

MAX_BYTES = 2**20

_HIGHER = {"acc", "accuracy", "top1", "top5", "auc", "f1", "bleu", "map", "miou", "dice", "psnr", "valid", "test"}
_LOWER = {"loss", "err", "error", "mse", "rmse", "mae", "perplexity", "ppl", "nll", "wer", "per"}
_NO_SCORE = {"std", "seed", "seeds", "runs", "time", "latency", "params", "flops", "macs", "energy", "size"}


class DescriptionError(Exception):
    """The description of a table cannot be read; the message names the file and the fault."""


def guess_goal(metric: str) -> Goal | None:
    """The direction that the words of a metric's name (cifar10_valid_acc) tell; None: not a score, or unclear."""
    words = set(metric.lower().replace("-", "_").split("_"))
    if words & _NO_SCORE:
        return None
    if words & _LOWER:
        return "minimize"
    return "maximize" if words & _HIGHER else None


def read_goals(path: Path) -> dict[str, Goal]:
    """Direction by metric, in the file's order; empty if there is no file or it names none. Raises DescriptionError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DescriptionError(f"{path}: more than {MAX_BYTES:,} bytes")
        content = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise DescriptionError(f"{path} is not readable JSON: {error}") from error
    goals = content.get("goals", {}) if isinstance(content, dict) else None
    if not isinstance(goals, dict) or any(goal not in {"maximize", "minimize"} for goal in map(str, goals.values())):
        raise DescriptionError(f'{path}: `goals` has to map metrics to "maximize" or "minimize"')
    return cast("dict[str, Goal]", goals)
