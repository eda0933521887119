"""What a tuning run does: one YAML file, checked before anything is loaded."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.prompt import CONTEXT_LIMIT

Dtype = Literal["float32", "bfloat16"]
MAX_CONFIG_BYTES = 65_536


class UnusableConfig(ValueError):
    """The file is not a tuning configuration; the message says which fields are wrong."""


class Lora(BaseModel):
    """Low-rank adapters (Hu et al., ICLR 2022) on every linear layer but the output; merged at the end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rank: int = Field(ge=1, le=1_024)
    alpha: int = Field(ge=1, le=4_096)
    dropout: float = Field(0.0, ge=0, lt=1)


class TuningConfig(BaseModel):
    """Paths are relative to the working directory. Without `lora` all weights are tuned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: Path
    """Checkpoint folder to start from."""
    data: str = Field(min_length=1)
    """Pattern of the sample files (.parquet or .jsonl), for instance runs/samples/*.parquet."""
    held_out: str = Field(min_length=1)
    """Pattern of the samples to evaluate on, never trained on."""
    out: Path
    """Folder of the run: states to resume from, log, evaluation, and the tuned model in `checkpoint`."""

    lora: Lora | None = None
    learning_rate: float = Field(gt=0, le=1)
    schedule: Literal["constant_with_warmup", "cosine", "linear"] = "cosine"
    warmup: float = Field(0.1, ge=0, lt=1)
    """Share of the steps."""
    epochs: float = Field(1.0, gt=0, le=1_000)
    steps: int | None = Field(None, ge=1, le=10_000_000)
    """Optimiser steps, instead of epochs."""
    batch: int = Field(ge=1, le=4_096)
    """Samples a device and forward."""
    accumulation: int = Field(1, ge=1, le=4_096)
    """Forwards an optimiser step."""
    cutoff: int = Field(CONTEXT_LIMIT, ge=16, le=CONTEXT_LIMIT)
    """Tokens; longer samples are left out, as the service never sends longer prompts."""
    weight_decay: float = Field(0.0, ge=0, le=1)
    max_grad_norm: float = Field(1.0, gt=0)
    seed: int = Field(0, ge=0, lt=2**32)

    device: Literal["auto", "cpu"] = "auto"
    precision: Dtype = "bfloat16"
    """Of the arithmetic: bfloat16 is automatic mixed precision."""
    base_dtype: Dtype = "float32"
    """Of the weights in memory; bfloat16 halves a frozen base, and loses small steps of weights that are tuned."""
    checkpoint_dtype: Dtype = "float32"
    gradient_checkpointing: bool = False
    save_every: int = Field(500, ge=1)
    """Steps between the states that a run can resume from; the last two are kept."""
    log_every: int = Field(10, ge=1)
    evaluated: int = Field(500, ge=1, le=100_000)
    """Held-out samples to evaluate on: the first ones within the cut-off."""


def load_config(path: Path) -> TuningConfig:
    """Raises UnusableConfig, OSError."""
    with path.open("rb") as file:
        content = file.read(MAX_CONFIG_BYTES + 1)
    if len(content) > MAX_CONFIG_BYTES:
        raise UnusableConfig(f"{path.name} is larger than {MAX_CONFIG_BYTES} bytes")
    try:
        return TuningConfig.model_validate(yaml.safe_load(content))
    except yaml.YAMLError as error:
        raise UnusableConfig(f"{path.name} is not YAML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise UnusableConfig(f"{path.name}: {wrong}") from error
