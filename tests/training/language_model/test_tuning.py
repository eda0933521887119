"""Tuning a tiny model: it learns, a resumed run gives the same weights, and the service loads the result."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import TrainerCallback

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ranking import RankingRequest
from app.domain.search_space import SearchSpace
from tests.training.language_model.lessons import OPTIONS, make_base, write_lessons
from training.language_model import run
from training.language_model.config import Lora, TuningConfig, UnusableConfig
from training.language_model.run import tune
from training.language_model.tuning import build_trainer
from workers.ranking.checkpoints.ranker import LanguageModelRanker

pytestmark = pytest.mark.filterwarnings("ignore:`(is_)?gradient_checkpointing` is deprecated:FutureWarning")

STEPS, BATCH = 150, 32


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> TuningConfig:
    folder = tmp_path_factory.mktemp("tuning")
    train = write_lessons(folder / "train.jsonl", STEPS * BATCH, seed=0)
    held_out = write_lessons(folder / "held-out.jsonl", 100, seed=1, without=train)
    return TuningConfig(
        base=make_base(folder / "base"),
        data=str(train),
        held_out=str(held_out),
        out=folder / "run",
        learning_rate=4e-3,
        steps=STEPS,
        batch=BATCH,
        cutoff=64,
        device="cpu",
        precision="float32",
        save_every=1_000,
        evaluated=100,
    )


@pytest.fixture(scope="module")
def tuned(config: TuningConfig) -> Path:
    return tune(config, command="python -m training.language_model tiny.yaml")


def evaluation(out: Path, when: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / f"evaluation-{when}.json").read_text())
    return content


def test_the_loss_falls(config: TuningConfig, tuned: Path) -> None:
    curve = json.loads((config.out / "training.json").read_text())["curve"]
    assert curve[-1][1] < 0.7 * curve[0][1]


def test_held_out_samples_are_answered_right_under_any_labels(config: TuningConfig, tuned: Path) -> None:
    before, after = evaluation(config.out, "before"), evaluation(config.out, "after")
    chance = after["plain"]["chance"]
    assert before["plain"]["right"] < chance + 0.15
    assert after["plain"]["right"] > chance + 0.3
    assert after["plain"]["nats"] < 0.6 * after["plain"]["uniform_nats"]
    assert after["relabelled"]["samples"] == 100


def test_the_service_ranks_with_the_checkpoint(tuned: Path) -> None:
    ranker = LanguageModelRanker.load("llm:tuned", tuned, device="cpu")
    space = SearchSpace(tuple(categorical(f"d{i}", list(range(OPTIONS))) for i in range(2)))
    rng = np.random.default_rng(5)
    firsts = 0
    for _ in range(30):
        best, other = rng.permutation(OPTIONS)[:2]
        history = History(
            np.array([[best, rng.integers(OPTIONS)], [other, rng.integers(OPTIONS)]]), np.array([1.0, 0.0])
        )
        candidates = np.column_stack([rng.choice(np.delete(np.arange(OPTIONS), best), 4), rng.permutation(OPTIONS)[:4]])
        right = int(rng.integers(4))
        candidates[right, 0] = best
        firsts += ranker.rank(RankingRequest(space, history, candidates)).order[0] == right
    assert firsts >= 18, "chance is right in 7.5 of 30"


def test_card_names_command_steps_digests_and_result(config: TuningConfig, tuned: Path) -> None:
    card = (tuned / "MODEL_CARD.md").read_text()
    facts = json.loads((config.out / "training.json").read_text())
    assert "python -m training.language_model tiny.yaml" in card
    assert f"| steps | {STEPS} |" in card
    assert all(digest in card for digest in facts["digests"].values())
    assert f"{evaluation(config.out, 'after')['plain']['right']:.3f}" in card


def test_a_resumed_run_ends_with_the_same_weights(
    config: TuningConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = {"steps": 7, "save_every": 3, "log_every": 1, "evaluated": 2}
    whole = config.model_copy(update={**short, "out": tmp_path / "whole"})
    broken = config.model_copy(update={**short, "out": tmp_path / "broken"})
    expected = load_file(tune(whole, command="") / "model.safetensors")
    with monkeypatch.context() as patched:
        patched.setattr(run, "build_trainer", _dying_after_step(5))
        with pytest.raises(KeyboardInterrupt):
            tune(broken, command="")
    torn = broken.out / "states" / "checkpoint-6"
    torn.mkdir()
    (torn / "trainer_state.json").write_text("{")
    resumed = load_file(tune(broken, command="") / "model.safetensors")
    assert json.loads((broken.out / "training.json").read_text())["resumed_from"] == 3
    assert expected.keys() == resumed.keys()
    for name, tensor in expected.items():
        assert torch.equal(tensor, resumed[name]), name


def _dying_after_step(step: int) -> Any:
    class Dying(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if state.global_step == step:
                raise KeyboardInterrupt

    def build(*arguments: Any) -> Any:
        trainer = build_trainer(*arguments)
        trainer.add_callback(Dying())
        return trainer

    return build


def test_folder_of_another_run_is_refused(config: TuningConfig, tuned: Path) -> None:
    with pytest.raises(UnusableConfig, match="another configuration"):
        tune(config.model_copy(update={"learning_rate": 1e-3}), command="")


def test_adapters_improve_the_model_and_are_merged(config: TuningConfig, tuned: Path, tmp_path: Path) -> None:
    train = write_lessons(tmp_path / "train.jsonl", 60 * BATCH, seed=2, without=Path(config.held_out))
    adapted = config.model_copy(
        update={
            "base": tuned,
            "data": str(train),
            "out": tmp_path / "run",
            "lora": Lora(rank=8, alpha=16),
            "steps": 60,
        }
    )
    folder = tune(adapted, command="")
    before, after = evaluation(adapted.out, "before")["plain"], evaluation(adapted.out, "after")["plain"]
    assert after["right"] > before["right"] + 0.08
    assert after["nats"] < 0.85 * before["nats"]
    assert not (folder / "adapter_config.json").exists()
    assert load_file(folder / "model.safetensors").keys() == load_file(tuned / "model.safetensors").keys()
    LanguageModelRanker.load("llm:adapted", folder, device="cpu")


def test_adapters_are_refused_where_they_would_be_sharded(
    config: TuningConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    sharded = config.model_copy(update={"lora": Lora(rank=2, alpha=4), "out": config.out / "sharded"})
    with pytest.raises(UnusableConfig, match="without FSDP"):
        tune(sharded, command="tune")
    assert not sharded.out.exists()
