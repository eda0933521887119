"""A run from its configuration to the checkpoint and its card. Started again, it resumes where it was stopped."""

import json
import os
import time
from dataclasses import asdict
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from accelerate import PartialState

from training.language_model.config import TuningConfig, UnusableConfig
from training.language_model.encoding import SampleEncoder
from training.language_model.evaluation import evaluate_checkpoint
from training.language_model.model_card import Facts, write_card
from training.language_model.samples import Sample, UnusableSamples, digest, find_files, open_files, read_samples
from training.language_model.tuning import build_trainer, encode_rows, last_state, load_base, save_tuned
from workers.ranking.checkpoints import loading as checkpoints

WAIT = timedelta(hours=2)
"""How long processes wait for the first one, which evaluates alone."""
SCHEDULING = {"save_every", "log_every", "evaluated"}
"""Fields of the configuration that may change between a run and its resumption."""


def tune(config: TuningConfig, *, command: str) -> Path:
    """Trains, or resumes what config.out holds, and evaluates before and after. Returns the tuned checkpoint's folder.

    The command is for the model card. Raises UnusableConfig, UnusableSamples, UnusableCheckpoint.
    """
    if config.lora is not None and os.environ.get("ACCELERATE_USE_FSDP", "").lower() == "true":
        raise UnusableConfig("lora: adapters cannot be sharded; launch without FSDP (`accelerate launch --multi_gpu`)")
    PartialState(cpu=config.device == "cpu", timeout=WAIT)  # of the whole program from here on
    checkpoints.require_safe(config.base)
    files, held_out = find_files(config.data), find_files(config.held_out)
    if set(files) & set(held_out):
        raise UnusableConfig("data and held_out share files")
    digests = {"base": checkpoints.digest(config.base), "data": digest(files), "held_out": digest(held_out)}
    _claim(config, digests)
    probes = _probes(config, held_out)
    _evaluate(config, "before", config.base, probes)
    folder = _train(config, files, digests, command)
    if PartialState().is_main_process:
        _evaluate(config, "after", folder, probes)
        write_card(folder, config, Facts.read(config.out))
    PartialState().wait_for_everyone()
    return folder


def _train(config: TuningConfig, files: list[Path], digests: dict[str, str], command: str) -> Path:
    tokenizer = checkpoints.load_tokenizer(config.base)
    encoder = SampleEncoder(tokenizer)
    cache = config.out / "cache"
    rows = open_files(files, cache)
    name = f"{digests['data'][:16]}-{digests['base'][:16]}"
    samples = encode_rows(rows, encoder, config.cutoff, name=name, cache=cache)
    trainer = build_trainer(config, load_base(config), tokenizer, samples)
    state = last_state(config)
    began = time.monotonic()
    trainer.train(resume_from_checkpoint=None if state is None else str(state))
    seconds = time.monotonic() - began
    folder = save_tuned(trainer, config, tokenizer, end=encoder.end)
    if trainer.is_world_process_zero():
        resumed_from = 0 if state is None else int(state.name.partition("-")[2])
        facts = {
            "command": command,
            "digests": digests,
            "samples": len(samples),
            "left_out": len(rows) - len(samples),
            "steps": trainer.state.global_step,
            "resumed_from": resumed_from,
            "seconds": round(seconds, 1),
            "processes": trainer.accelerator.num_processes,
            "curve": [[e["step"], e["loss"]] for e in trainer.state.log_history if "loss" in e],
        }
        _write(config.out / "training.json", facts)
    return folder


def _probes(config: TuningConfig, files: list[Path]) -> list[Sample]:
    """The first held-out samples that are short enough. Raises UnusableSamples."""
    encoder = SampleEncoder(checkpoints.load_tokenizer(config.base))
    samples = read_samples(open_files(files, config.out / "cache"))
    short = (sample for sample in samples if len(encoder.encode(sample)["input_ids"]) <= config.cutoff)
    probes = list(islice(short, config.evaluated))
    if not probes:
        raise UnusableSamples(f"no held-out sample has at most {config.cutoff} tokens")
    return probes


def _claim(config: TuningConfig, digests: dict[str, str]) -> None:
    """A folder belongs to one configuration, base and data. Raises UnusableConfig."""
    identity = {"config": config.model_dump(mode="json", exclude=SCHEDULING), "digests": digests}
    with PartialState().main_process_first():
        file = config.out / "run.json"
        if not file.exists():
            config.out.mkdir(parents=True, exist_ok=True)
            _write(file, identity)
        if json.loads(file.read_text()) != identity:
            raise UnusableConfig(f"{config.out} holds a run of another configuration, base or data: choose another out")


def _evaluate(config: TuningConfig, when: str, folder: Path, probes: list[Sample]) -> None:
    """Writes evaluation-<when>.json, once, in the first process."""
    file = config.out / f"evaluation-{when}.json"
    if not PartialState().is_main_process or (when == "before" and file.exists()):
        return
    _write(file, asdict(evaluate_checkpoint(folder, probes, device=config.device)))


def _write(file: Path, content: dict[str, Any]) -> None:
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps(content, indent=1) + "\n")
    unfinished.replace(file)
