"""A checkpoint is data: no pickle is opened, no code runs, no hub is contacted, and its digest can be pinned."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import load_file, save_file

from app.language_models import Checkpoint
from app.settings import RankingSettings, Settings
from tests.settings import EMBEDDED, changed
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.checkpoints.loading import UnusableCheckpoint, digest, load_model, load_tokenizer
from workers.ranking.checkpoints.ranker import LanguageModelRanker
from workers.ranking.registry import Rankers

_opened: list[str] | None = None


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _opened is not None:
        _opened.append(str(arguments[0]))


sys.addaudithook(_note)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Paths of the files that Python opens."""
    global _opened  # noqa: PLW0603  audit hooks cannot be taken back
    _opened = []
    yield _opened
    _opened = None


class Bomb:
    def __init__(self, crater: Path) -> None:
        self.crater = crater

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.crater),)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_tiny_llama(tmp_path / "checkpoint")


def only_a_pickle(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def safetensors_of_something_else(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "other.safetensors")


def an_index_of_pickles(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    first, *others = weights
    save_file({name: weights[name] for name in others}, folder / "model-1.safetensors", metadata={"format": "pt"})
    places = {**dict.fromkeys(others, "model-1.safetensors"), first: "pytorch_model.bin"}
    index = {"metadata": {"total_size": 1}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


@pytest.mark.parametrize("spoil", [only_a_pickle, safetensors_of_something_else, an_index_of_pickles])
def test_a_pickle_is_never_opened(folder: Path, spoil: Callable[[Path], None], opened: list[str]) -> None:
    spoil(folder)
    crater = folder.parent / "crater"
    bomb = pickle.dumps(Bomb(crater))
    (folder / "pytorch_model.bin").write_bytes(bomb)
    opened.clear()
    with pytest.raises(UnusableCheckpoint):
        LanguageModelRanker.load("llm:bomb", folder, device="cpu")
    assert not crater.exists()
    assert str(folder / "config.json") in opened
    assert not [path for path in opened if path.endswith(".bin")]
    pickle.loads(bomb)  # noqa: S301  it is a real one
    assert crater.exists()


def change(path: Path, **members: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **members}))


@pytest.mark.parametrize(
    ("file", "members"),
    [
        ("config.json", {"auto_map": {"AutoModelForCausalLM": "modeling.Evil"}}),
        ("config.json", {"text_config": {"layers": [{"auto_map": {"AutoConfig": "modeling.Evil"}}]}}),
        ("config.json", {"trust_remote_code": True}),
        ("config.json", {"_attn_implementation_internal": "evil/kernel"}),
        ("config.json", {"attn_implementation": {"text_config": "evil/kernel"}}),
        ("config.json", {"_experts_implementation": "evil/kernel:layer"}),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["modeling.Evil", None]}}),
        ("generation_config.json", {"auto_map": {"AutoModel": "modeling.Evil"}}),
    ],
)
def test_configuration_that_requires_code_is_refused(folder: Path, file: str, members: dict[str, Any]) -> None:
    change(folder / file, **members)
    with pytest.raises(UnusableCheckpoint, match=rf"{file} requires code of its own \({next(iter(members))[:4]}|auto"):
        LanguageModelRanker.load("llm:evil", folder, device="cpu")


def test_code_does_not_run_even_without_the_check(folder: Path) -> None:
    """The second lock: transformers refuses it, too."""
    crater = folder.parent / "crater"
    (folder / "modeling.py").write_text(f"import os\nos.mkdir({str(crater)!r})\n")
    names = ("AutoConfig", "AutoModelForCausalLM", "AutoTokenizer")
    code = dict.fromkeys(names, "modeling.Evil")
    change(folder / "config.json", auto_map=code)
    change(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["modeling.Evil", "modeling.Evil"]})
    load_tokenizer(folder)
    assert load_model(folder, torch.device("cpu")).config.model_type == "llama"
    assert not crater.exists()


def test_only_supported_architectures_are_loaded(folder: Path) -> None:
    change(folder / "config.json", model_type="lightglue")
    with pytest.raises(UnusableCheckpoint, match="the architecture 'lightglue' is none of falcon, gemma3_text,"):
        LanguageModelRanker.load("llm:x", folder, device="cpu")


def test_deeply_nested_configuration_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text("[" * 100_000)
    with pytest.raises(UnusableCheckpoint, match=r"config\.json is not JSON"):
        LanguageModelRanker.load("llm:x", folder, device="cpu")


def ranked(folder: Path, sha256: str) -> str:
    models = {"tiny": {"checkpoint": str(folder), "sha256": sha256}}
    settings = changed(EMBEDDED, ranking=RankingSettings.model_validate({"llms": models}))
    return Rankers(settings).get("llm:tiny").revision


def test_a_digest_that_is_pinned_is_verified(folder: Path, opened: list[str]) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "workers.ranking.checkpoints.loading", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout.strip()
    assert printed == digest(folder)
    assert ranked(folder, printed).endswith("-lm-searcher-1")
    change(folder / "tokenizer_config.json", something="else")
    opened.clear()
    with pytest.raises(Exception, match=f"the files have the SHA-256 {digest(folder)}, not the one that"):
        ranked(folder, printed)
    assert not [path for path in opened if path.endswith("tokenizer.json")][2:]  # the two digests only


@pytest.mark.parametrize("sha256", ["", "c0ffee", "G" * 64, "A" * 64])
def test_a_digest_is_64_hex_digits(sha256: str) -> None:
    with pytest.raises(ValidationError):
        Checkpoint(checkpoint="/models/tiny", sha256=sha256)


def test_worker_is_offline_in_any_environment(settings: Settings) -> None:
    script = "import workers.celery_app; from huggingface_hub import constants; print(constants.is_offline_mode())"
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database.url,
        "REDIS_URL": settings.broker.url,
        "LMSEARCHER_ENVIRONMENT": "embedded",
        "HF_HUB_OFFLINE": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "True"
