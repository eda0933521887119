"""Llama 3 checkpoints: the chat format that LM-Searcher is served with, whatever template the checkpoint brings."""

from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from tests.workers.ranking.tiny_llama import save, seeded, tiny_config
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.ranker import LanguageModelRanker
from workers.ranking.registry import smoke_test

SPECIAL = ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
HEAD = (
    "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n"
    "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n"
)
TAIL = "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
LLAMA_FACTORY = (
    "{{ '<|begin_of_text|>' }}{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}"
    "{{ '<|start_header_id|>system<|end_header_id|>\n\n' + messages[0]['content'] + '<|eot_id|>' }}"
    "{% else %}{% set loop_messages = messages %}{% endif %}{% for message in loop_messages %}"
    "{{ message['content'] + '<|eot_id|>' }}{% endfor %}"
)
OWN = (
    "{{ bos_token }}{% for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n{{ m.content }}"
    "<|eot_id|>{% endfor %}{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)


def llama3_tokenizer(template: str | None) -> Any:
    """Llama 3's special tokens around an alphabet of single bytes."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(BPE(vocab={token: i for i, token in enumerate((*SPECIAL, *letters))}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast: Any = PreTrainedTokenizerFast  # untyped
    wrapped = fast(
        tokenizer_object=tokenizer,
        bos_token="<|begin_of_text|>",  # noqa: S106
        additional_special_tokens=list(SPECIAL[1:]),
    )
    wrapped.chat_template = template
    return wrapped


@pytest.mark.parametrize("template", [None, LLAMA_FACTORY], ids=["none", "without an answer"])
def test_the_shipped_template_is_llama_3_1s(template: str | None) -> None:
    encoder = PromptEncoder(llama3_tokenizer(template))
    assert (encoder.head, encoder.tail) == (HEAD, TAIL)


def test_markers_are_one_token_and_start_comes_once() -> None:
    tokenizer = llama3_tokenizer(None)
    prefix = PromptEncoder(tokenizer).prefix("01|1.0,")
    assert [i for i in prefix if i < len(SPECIAL)] == [0, 1, 2]
    assert tokenizer.decode(prefix) == HEAD + "01|1.0,"


def test_usable_template_of_the_checkpoint_is_kept() -> None:
    encoder = PromptEncoder(llama3_tokenizer(OWN))
    assert (encoder.head, encoder.tail) == ("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n", TAIL)


def test_a_llama_3_checkpoint_without_a_template_ranks(tmp_path: Path) -> None:
    tokenizer = llama3_tokenizer(None)
    save(tmp_path, seeded(LlamaForCausalLM, tiny_config(len(tokenizer)), 0), tokenizer)
    ranker = LanguageModelRanker.load("llm:searcher", tmp_path, device="cpu")
    smoke_test(ranker)
