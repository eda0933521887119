"""A sample is tokenised as the service asks: same ids, same likelihoods, loss on the answer and its end only."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from app.domain.ncode import format_ncode
from app.domain.prompt import history_text
from app.domain.tournament import drawn_order
from tests.workers.ranking.requests import request
from tests.workers.ranking.tiny_llama import CHAT_TEMPLATE, character_tokenizer, make_tiny_llama
from training.language_model.encoding import IGNORED, SampleEncoder
from training.language_model.samples import Sample
from workers.ranking.checkpoints.loading import load_model, load_tokenizer
from workers.ranking.checkpoints.ranker import LanguageModelRanker

SAMPLE = Sample("21|1.0,10|0.25,", ("03", "21", "12"), 1)


def test_the_ids_are_those_of_the_rendered_conversation() -> None:
    tokenizer = character_tokenizer(chat_template=True)
    encoded = SampleEncoder(tokenizer).encode(SAMPLE)
    messages = [{"role": "system", "content": "21|1.0,10|0.25,03;21;12;"}]
    prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    whole = tokenizer(prompt + "21<|end|>", add_special_tokens=False)["input_ids"]
    assert encoded["input_ids"] == whole
    assert encoded["labels"] == [IGNORED] * (len(whole) - 3) + whole[-3:]


def test_without_a_template_the_end_is_the_tokenizers() -> None:
    tokenizer = character_tokenizer(chat_template=False)
    tokenizer.eos_token = None
    assert SampleEncoder(tokenizer).end is None
    tokenizer.eos_token = "<|end|>"  # noqa: S105
    encoder = SampleEncoder(tokenizer)
    ids = encoder.encode(SAMPLE)["input_ids"]
    assert ids[0] == tokenizer.bos_token_id
    assert ids[-1] == encoder.end == tokenizer.eos_token_id


def test_a_template_for_users_only_ends_the_answer_too() -> None:
    tokenizer = character_tokenizer(chat_template=True)
    tokenizer.chat_template = (
        "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + CHAT_TEMPLATE
    )
    assert tokenizer.convert_ids_to_tokens(SampleEncoder(tokenizer).end) == "<|end|>"


@pytest.mark.parametrize("chat_template", [True, False])
def test_training_raises_the_likelihood_that_the_ranker_reads(tmp_path: Path, *, chat_template: bool) -> None:
    """The loss of every candidate as the answer, without its end, gives the ranker's scores."""
    folder = make_tiny_llama(tmp_path, chat_template=chat_template)
    task = request(6, 5)
    codes = [format_ncode(task.space, point) for point in task.candidates.tolist()]
    listed = drawn_order(codes, task.seed)
    history = history_text(task.space, task.history, 6)
    encoder, model = SampleEncoder(load_tokenizer(folder)), load_model(folder, torch.device("cpu"))
    losses = [
        _loss(model, encoder.encode(Sample(history, tuple(codes[i] for i in listed), number)), encoder.end)
        for number in range(5)
    ]
    expected = torch.tensor([-loss for loss in losses]).log_softmax(0)
    scores = LanguageModelRanker.load("llm:x", folder, device="cpu").rank(task).scores
    assert [scores[i] for i in listed] == pytest.approx(expected.tolist(), abs=1e-4)
    assert np.ptp(scores) > 0.1


def _loss(model: Any, encoded: dict[str, list[int]], end: int | None) -> float:
    ids, labels = torch.tensor(encoded["input_ids"]), torch.tensor(encoded["labels"])
    if end is not None:
        labels[-1] = IGNORED
    with torch.inference_mode():
        logits = model(input_ids=ids[None]).logits[0]
    return float(cross_entropy(logits[:-1], labels[1:], reduction="sum", ignore_index=IGNORED))
