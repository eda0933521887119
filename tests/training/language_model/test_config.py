"""Every shipped configuration is one that the trainer takes; mistakes are named before anything is loaded."""

from pathlib import Path

import pytest
import yaml
from accelerate.commands.config.config_args import load_config_from_file
from datasets import Dataset

from tests.workers.ranking.tiny_llama import make_tiny_llama
from training.language_model import config as config_module
from training.language_model.config import TuningConfig, UnusableConfig, load_config
from training.language_model.tuning import build_trainer, load_base
from workers.ranking.checkpoints.loading import UnusableCheckpoint, load_tokenizer

CONFIGS = Path(config_module.__file__).parent / "configs"
TUNING = sorted(file for file in CONFIGS.glob("*.yaml") if not file.name.startswith("fsdp"))


@pytest.mark.filterwarnings("ignore:`(is_)?gradient_checkpointing` is deprecated:FutureWarning")
@pytest.mark.parametrize("file", TUNING, ids=lambda file: file.stem)
def test_the_trainer_takes_a_shipped_configuration(file: Path, tmp_path: Path) -> None:
    shipped = load_config(file)
    folder = make_tiny_llama(tmp_path / "base", context=32_768)
    local = shipped.model_copy(update={"base": folder, "out": tmp_path / "run", "device": "cpu"})
    samples = Dataset.from_dict({"input_ids": [[5, 6, 7]] * 64, "labels": [[-100, -100, 7]] * 64})
    trainer = build_trainer(local, load_base(local), load_tokenizer(folder), samples)
    assert trainer.args.learning_rate == shipped.learning_rate
    assert trainer.args.get_warmup_steps(1_000) == 1_000 * shipped.warmup
    assert trainer.args.bf16 == (shipped.precision == "bfloat16")
    assert trainer.model is not None
    trained = [name for name, weight in trainer.model.named_parameters() if weight.requires_grad]
    assert all("lora" in name for name in trained) == (shipped.lora is not None)


def test_the_papers_hyperparameters() -> None:
    """Hu et al., EMNLP 2025, appendix and published training file: global batch 16 on eight GPUs."""
    paper = load_config(CONFIGS / "llama-3.1-8b-full-8gpu.yaml")
    launch = load_config_from_file(str(CONFIGS / "fsdp-8gpu.yaml"))
    assert (paper.lora, paper.epochs, paper.learning_rate, paper.schedule, paper.warmup) == (
        None,
        1,
        1e-5,
        "cosine",
        0.1,
    )
    assert (paper.precision, paper.cutoff) == ("bfloat16", 20_480)
    assert (paper.batch, paper.accumulation, launch.num_processes) == (1, 2, 8)
    assert launch.fsdp_config["fsdp_reshard_after_forward"] is False


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"learning_rat": 1}, "learning_rat: Extra inputs"),
        ({"learning_rate": -1}, "learning_rate: Input should be greater than 0"),
        ({"cutoff": 100_000}, "cutoff: Input should be less than or equal to 20480"),
        ({"lora": {"rank": 8}}, "lora.alpha: Field required"),
    ],
)
def test_mistakes_in_a_configuration_are_named(change: dict[str, object], said: str, tmp_path: Path) -> None:
    content = yaml.safe_load(TUNING[0].read_text()) | change
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(content))
    with pytest.raises(UnusableConfig, match=said):
        load_config(tmp_path / "mine.yaml")


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "x" * 70_000])
def test_files_that_are_no_configuration_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(text)
    with pytest.raises(UnusableConfig, match=r"odd\.yaml"):
        load_config(tmp_path / "odd.yaml")


def test_a_cutoff_beyond_the_models_context_is_refused(tmp_path: Path) -> None:
    config = TuningConfig(
        base=make_tiny_llama(tmp_path, context=256), data="x", held_out="y", out=tmp_path, learning_rate=1, batch=1
    )
    with pytest.raises(UnusableCheckpoint, match="more than the 256"):
        load_base(config)
