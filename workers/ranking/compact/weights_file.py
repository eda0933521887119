"""Weights as a folder of model.safetensors, config.json and MODEL_CARD.md, and the digest that names them."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import load, save

from workers.ranking.compact.model import CompactModel, Shape

SHIPPED = Path(__file__).parent / "weights"
FORMAT = 4
"""Increased with every change of the code that changes a ranking; part of the revision."""

_TENSORS, _CONFIG = "model.safetensors", "config.json"


def save_model(model: CompactModel, shape: Shape, folder: Path) -> None:
    """Writes weights and config; the folder is created if it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().contiguous() for name, tensor in model.state_dict().items()}
    (folder / _TENSORS).write_bytes(save(tensors))
    (folder / _CONFIG).write_text(json.dumps({"format": FORMAT, **asdict(shape)}, indent=2) + "\n")


def load_model(folder: Path) -> tuple[CompactModel, str]:
    """The model in evaluation mode and its revision: the first 12 hex digits of the SHA-256 of config and weights.

    Raises OSError if a file is missing, ValueError if the weights are of another format.
    """
    config = (folder / _CONFIG).read_bytes()
    content = (folder / _TENSORS).read_bytes()
    fields = json.loads(config)
    if (version := fields.pop("format", None)) != FORMAT:
        raise ValueError(f"{folder} holds weights of format {version}, this code reads format {FORMAT}")
    model = CompactModel(Shape(**fields))
    model.load_state_dict(load(content))
    return model.eval(), hashlib.sha256(config + content).hexdigest()[:12]
