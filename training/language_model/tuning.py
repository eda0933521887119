"""The tuning itself: TRL's SFTTrainer on tokenised samples, all weights or low-rank adapters, resumable."""

import json
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM
from transformers.trainer_callback import TrainerState
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling, SFTTrainer

from training.language_model.config import Lora, TuningConfig
from training.language_model.encoding import SampleEncoder
from training.language_model.samples import UnusableSamples
from workers.ranking.checkpoints.loading import UnusableCheckpoint, context_length, require_safe

STATES_KEPT = 2


def load_base(config: TuningConfig) -> Any:
    """The base model, on the CPU; the trainer moves it. Raises UnusableCheckpoint."""
    require_safe(config.base)
    model = AutoModelForCausalLM.from_pretrained(
        config.base,
        local_files_only=True,
        use_safetensors=True,
        attn_implementation="sdpa",
        dtype=getattr(torch, config.base_dtype),
    )
    if context_length(model.config) < config.cutoff:
        raise UnusableCheckpoint(f"cutoff {config.cutoff} is more than the {context_length(model.config)} of the model")
    return model


def encode_rows(rows: Dataset, encoder: SampleEncoder, cutoff: int, *, name: str, cache: Path) -> Dataset:
    """Columns input_ids and labels of the samples of at most `cutoff` tokens, memory-mapped from `cache`.

    Raises UnusableSamples if none is left.

    Args:
        rows: The samples.
        encoder: Makes token ids of them.
        cutoff: The longest samples that are kept, in tokens.
        name: Of the files in the cache; has to change whenever rows, tokenizer or cutoff do.
        cache: Folder for the encoded samples.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with PartialState().main_process_first():
        encoded = rows.map(
            encoder.encode_row,
            with_indices=True,
            remove_columns=rows.column_names,
            cache_file_name=str(cache / f"{name}.arrow"),
            new_fingerprint=name,
        )
        short = encoded.filter(
            lambda ids: len(ids) <= cutoff,
            input_columns=["input_ids"],
            cache_file_name=str(cache / f"{name}-{cutoff}.arrow"),
            new_fingerprint=f"{name}-{cutoff}",
        )
    if not len(short):
        raise UnusableSamples(f"no sample has at most {cutoff} tokens")
    return short


def build_trainer(config: TuningConfig, model: Any, tokenizer: Any, samples: Dataset) -> SFTTrainer:
    """A trainer of samples with the columns input_ids and labels, which it takes as they are."""
    padding = 0 if tokenizer.pad_token_id is None else int(tokenizer.pad_token_id)  # masked: any token does
    return SFTTrainer(
        model=model,
        args=_arguments(config),
        train_dataset=samples,
        processing_class=tokenizer,
        data_collator=DataCollatorForLanguageModeling(pad_token_id=padding),
        peft_config=None if config.lora is None else _adapters(config.lora),
    )


def _adapters(lora: Lora) -> LoraConfig:
    return LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def _arguments(config: TuningConfig) -> SFTConfig:
    return SFTConfig(
        output_dir=str(config.out / "states"),
        dataset_kwargs={"skip_prepare_dataset": True},
        max_length=None,
        num_train_epochs=config.epochs,
        max_steps=config.steps or -1,
        learning_rate=config.learning_rate,
        lr_scheduler_type=config.schedule,
        warmup_steps=config.warmup,
        per_device_train_batch_size=config.batch,
        gradient_accumulation_steps=config.accumulation,
        weight_decay=config.weight_decay,
        max_grad_norm=config.max_grad_norm,
        seed=config.seed,
        use_cpu=config.device == "cpu",
        bf16=config.precision == "bfloat16",
        gradient_checkpointing=config.gradient_checkpointing,
        logging_steps=config.log_every,
        save_steps=config.save_every,
        save_total_limit=STATES_KEPT,
        report_to="none",
        disable_tqdm=True,
    )


def last_state(config: TuningConfig) -> Path | None:
    """The newest state that was written whole: the trainer writes trainer_state.json last."""
    states = [file.parent for file in (config.out / "states").glob("checkpoint-*/trainer_state.json") if _whole(file)]
    return max(states, key=lambda folder: int(folder.name.partition("-")[2]), default=None)


def _whole(file: Path) -> bool:
    try:
        TrainerState.load_from_json(str(file))
    except (json.JSONDecodeError, TypeError):
        return False
    return True


def save_tuned(trainer: SFTTrainer, config: TuningConfig, tokenizer: Any, *, end: int | None) -> Path:
    """The tuned model as a folder that the service loads: adapters merged, safetensors, tokenizer, chat template.

    Every process calls it, the first one writes.
    """
    folder, dtype = config.out / "checkpoint", getattr(torch, config.checkpoint_dtype)
    if config.lora:
        model = trainer.accelerator.unwrap_model(trainer.model).to(dtype).merge_and_unload()
        weights = model.state_dict()
    else:
        model = trainer.accelerator.unwrap_model(trainer.model)
        weights = trainer.accelerator.get_state_dict(trainer.model_wrapped)
    if trainer.is_world_process_zero():
        if end is not None:
            model.generation_config.eos_token_id = end
        model.config.dtype = dtype
        model.save_pretrained(folder, state_dict={name: tensor.to(dtype) for name, tensor in weights.items()})
        tokenizer.save_pretrained(folder)
    return folder
