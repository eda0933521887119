"""Out of memory: the token budget is halved and stays so, the scores are the same, and there is a minimum."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.domain.dimension import categorical
from app.domain.errors import RankingFailed
from app.domain.history import History
from app.domain.ranking import RankingRequest
from app.domain.search_space import SearchSpace
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.checkpoints.loading import load_model, load_tokenizer
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.ranker import LanguageModelRanker

SPACE = SearchSpace(tuple(categorical(f"d{i}", list(range(5))) for i in range(6)))
OUT_OF_MEMORY: dict[str, Exception] = {
    "GPU": torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"),
    "CPU": RuntimeError("[enforce fail at alloc_cpu.cpp:116] data. DefaultCPUAllocator: can't allocate memory"),
    "host": MemoryError(),
}


def request() -> RankingRequest:
    points = np.unique(np.random.default_rng(0).integers(0, 5, (400, 6)), axis=0)[:320]
    return RankingRequest(SPACE, History(points[:120], np.linspace(1, 0, 120)), points[120:])


class Device:
    """A model on a device whose memory holds the work of so many tokens; the second layer is where it runs out."""

    def __init__(self, folder: Path, *, holds: int, error: Exception) -> None:
        model = load_model(folder, torch.device("cpu"))
        self.holds, self._error = holds, error
        self.refused: list[int] = []
        self.computed: list[int] = []
        model.model.layers[1].mlp.register_forward_pre_hook(self._allocate)
        self.ranker = LanguageModelRanker("llm:x", "1", model, PromptEncoder(load_tokenizer(folder)))

    def _allocate(self, _: Any, inputs: tuple[torch.Tensor]) -> None:
        tokens = inputs[0].shape[1]
        if tokens > self.holds:
            self.refused.append(tokens)
            raise self._error
        self.computed.append(tokens)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_llama(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def expected(tiny: Path) -> tuple[float, ...]:
    return LanguageModelRanker.load("llm:x", tiny, device="cpu").rank(request()).scores


@pytest.mark.parametrize("kind", OUT_OF_MEMORY)
def test_smaller_packs_give_the_same_scores_and_are_remembered(
    tiny: Path, expected: tuple[float, ...], kind: str
) -> None:
    device = Device(tiny, holds=300, error=OUT_OF_MEMORY[kind])
    ranking = device.ranker.rank(request())
    assert ranking.scores == pytest.approx(expected, abs=1e-3)
    refused = len(device.refused)
    assert refused > 0
    assert device.ranker.rank(request()).scores == ranking.scores
    assert len(device.refused) == refused


def test_too_small_device_fails_the_ranking(tiny: Path) -> None:
    device = Device(tiny, holds=10, error=OUT_OF_MEMORY["GPU"])
    with pytest.raises(RankingFailed, match=r"^llm:x: out of memory, even with 64 tokens at a time$"):
        device.ranker.rank(request())
    assert len(device.refused) <= 5
    device.holds = 10_000
    assert len(device.ranker.rank(request()).scores) == 200


def test_other_errors_are_not_taken_for_lack_of_memory(tiny: Path) -> None:
    device = Device(tiny, holds=300, error=RuntimeError("a kernel is missing"))
    with pytest.raises(RuntimeError, match="kernel"):
        device.ranker.rank(request())
    assert len(device.refused) == 1


def test_too_large_model_is_refused_with_a_clear_message(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Callable[[], None]:
        raise OUT_OF_MEMORY["GPU"]

    monkeypatch.setattr("torch.nn.Module.to", full)
    with pytest.raises(RankingFailed, match=r"^llm:x: the model does not fit into the memory of the device$"):
        LanguageModelRanker.load("llm:x", tiny, device="cpu")
