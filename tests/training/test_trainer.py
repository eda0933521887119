"""Training: the loss falls, a resumed run gives the same weights, and the model card is true."""

import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.servers import ROOT
from training.compact import trainer
from training.compact.checkpoint import Progress, load_checkpoint, save_checkpoint
from training.compact.model_card import write_card
from training.compact.optimisation import FINAL_SHARE, PEAK_RATE, build_optimisers, learning_rate
from training.compact.trainer import Plan, train
from training.compact.validation import CUTS, Quality
from workers.ranking.compact.model import CompactModel, Shape
from workers.ranking.compact.weights_file import SHIPPED, save_model

TINY = Shape(width=32, layers=1, heads=2, hidden=32)
PLAN = Plan(seed=4, chunks=3, episodes=96, shape=TINY, validation_episodes=8)


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CompactModel, Progress, list[Quality]]:
    folder = tmp_path_factory.mktemp("straight")
    return folder, *train(PLAN, folder)


def losses(folder: Path) -> list[float]:
    return [json.loads(line)["loss"] for line in (folder / "log.jsonl").read_text().splitlines()]


def test_loss_falls(straight: tuple[Path, CompactModel, Progress, list[Quality]]) -> None:
    folder, _, progress, quality = straight
    first, _, last = losses(folder)
    assert last < first - 0.2
    assert progress.chunks == progress.planned == 3
    assert [q.history for q in quality] == list(CUTS)


def test_a_resumed_run_ends_with_the_same_weights(
    straight: tuple[Path, CompactModel, Progress, list[Quality]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_and_die(*arguments: Any) -> None:
        save_checkpoint(*arguments)
        raise KeyboardInterrupt

    folder, unbroken, progress, _ = straight
    with monkeypatch.context() as patched:
        patched.setattr(trainer, "SAVE_EVERY", 1)
        patched.setattr(trainer, "save_checkpoint", save_and_die)
        with pytest.raises(KeyboardInterrupt):
            train(PLAN, tmp_path)
    resumed, again, _ = train(PLAN, tmp_path)
    assert losses(tmp_path) == losses(folder)
    assert again.steps == progress.steps
    for name, tensor in unbroken.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name])


def test_checkpoint_is_read_as_written(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = CompactModel(TINY)
    optimisers = build_optimisers(model)
    model.head.weight.sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    optimisers[1].step()
    saved = Progress(seed=3, chunks=2, steps=9, tokens=100, seconds=1.5, planned=7)
    save_checkpoint(tmp_path / "checkpoint.pt", PLAN.identity, saved, model, optimisers)
    other = CompactModel(TINY)
    others = build_optimisers(other)
    assert load_checkpoint(tmp_path / "checkpoint.pt", PLAN.identity, other, others) == saved
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, other.state_dict()[name])
    moments = [s["exp_avg"] for s in optimisers[1].state_dict()["state"].values()]
    restored = [s["exp_avg"] for s in others[1].state_dict()["state"].values()]
    assert all(torch.equal(a, b) for a, b in zip(moments, restored, strict=True))


def test_the_rate_rises_stays_and_falls() -> None:
    assert learning_rate(0, 0.0) < PEAK_RATE / 10
    assert learning_rate(1_000, 0.2) == PEAK_RATE
    assert learning_rate(1_000, 0.65) == pytest.approx(PEAK_RATE / 2)
    assert learning_rate(1_000, 1.0) == pytest.approx(PEAK_RATE * FINAL_SHARE)


def test_every_weight_has_one_optimiser() -> None:
    model = CompactModel(TINY)
    held = [id(p) for optimiser in build_optimisers(model) for group in optimiser.param_groups for p in group["params"]]
    assert sorted(held) == sorted(id(p) for p in model.parameters())


def test_the_card_names_the_weights(
    straight: tuple[Path, CompactModel, Progress, list[Quality]], tmp_path: Path
) -> None:
    folder, model, progress, quality = straight
    save_model(model, TINY, tmp_path)
    write_card(tmp_path, PLAN, progress, quality, log=folder / "log.jsonl", code="c0de")
    card = (tmp_path / "MODEL_CARD.md").read_text()
    assert hashlib.sha256((tmp_path / "model.safetensors").read_bytes()).hexdigest() in card
    assert "--chunks 3 --seed 4" in card


def shipped_card(row: str) -> str:
    """What the shipped model card says in this row."""
    found = re.search(rf"^\| {row} \| [^`\n]*`([^`\n]+)`", (SHIPPED / "MODEL_CARD.md").read_text(), re.MULTILINE)
    assert found is not None
    return found.group(1)


def test_shipped_card_names_the_shipped_weights() -> None:
    weights = (SHIPPED / "model.safetensors").read_bytes()
    assert shipped_card("SHA-256 of model.safetensors") == hashlib.sha256(weights).hexdigest()


def test_shipped_card_names_commit_and_digest_of_its_code() -> None:
    commit = shipped_card("training code")
    if subprocess.run(["git", "cat-file", "-e", commit], cwd=ROOT, check=False, capture_output=True).returncode:
        pytest.skip("the history of this checkout does not reach back to the training")

    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout

    ranker = {f"workers/ranking/compact/{name}.py" for name in ("geometry", "model", "regression", "scores", "trials")}
    files = git("ls-tree", "-r", "--name-only", commit, "training/compact", *ranker).decode().split()
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.endswith(".py")):
        digest.update(file.encode() + b"\0" + git("show", f"{commit}:{file}"))
    assert shipped_card("SHA-256 of the training code, at the start") == digest.hexdigest()
