"""A random Llama of a few thousand weights with a tokenizer of single characters, saved like any checkpoint."""

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from tokenizers.decoders import Fuse
from tokenizers.models import BPE
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

SPECIAL = ("<s>", "<unk>", "<|system|>", "<|end|>", "<|assistant|>")
CHARACTERS = "0123456789|.,;\n"
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def make_tiny_llama(
    folder: Path, *, chat_template: bool = True, seed: int = 0, context: int = 4_096, head_dim: int = 8
) -> Path:
    """Writes the checkpoint into `folder` (made if missing) and returns it. Equal arguments, equal weights."""
    tokenizer = character_tokenizer(chat_template=chat_template)
    save(folder, seeded(LlamaForCausalLM, tiny_config(len(tokenizer), context, head_dim), seed), tokenizer)
    return folder


def tiny_config(vocabulary: int, context: int = 4_096, head_dim: int = 8) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=head_dim,
        max_position_embeddings=context,
        initializer_range=0.3,  # so that candidates differ by nats, not by rounding
        bos_token_id=0,
        eos_token_id=3,
    )


def character_tokenizer(*, chat_template: bool) -> Any:
    """One token a character of `CHARACTERS`, everything else unknown."""
    vocabulary = {token: i for i, token in enumerate((*SPECIAL, *CHARACTERS))}
    characters = Tokenizer(BPE(vocab=vocabulary, merges=[], unk_token="<unk>"))  # noqa: S106
    characters.decoder = Fuse()
    fast: Any = PreTrainedTokenizerFast  # untyped
    tokenizer = fast(
        tokenizer_object=characters,
        bos_token="<s>",  # noqa: S106
        unk_token="<unk>",  # noqa: S106
        eos_token="<|end|>",  # noqa: S106
        additional_special_tokens=list(SPECIAL[2:]),
    )
    if chat_template:
        tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def seeded(architecture: Any, config: Any, seed: int) -> Any:
    """A model with weights from the seed alone; torch's global generator is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return architecture(config)


def save(folder: Path, model: Any, tokenizer: Any) -> None:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
