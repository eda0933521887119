"""Samples as token ids, the very ids that the service will ask with: the loss covers the answer and its end."""

from typing import Any

from jinja2 import TemplateError

from training.language_model.samples import Sample, parse
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder

IGNORED = -100
"""Label of the tokens without loss, as torch's cross-entropy and transformers have it."""
_PROMPT, _ANSWER = "0|1.0,0;", "12345678"


class SampleEncoder:
    """tokenizer: a transformers tokenizer. Raises UnusableCheckpoint if the service could not use it either.

    After the answer comes one `end` token: what the chat template puts after an assistant's message, or the
    tokenizer's end-of-sequence token where there is no template. The service scores codes without it; servers that
    generate need it to stop.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._prompts = PromptEncoder(tokenizer)
        self.end = _end_token(tokenizer)

    def encode(self, sample: Sample) -> dict[str, list[int]]:
        """input_ids and labels, of equal length."""
        codes = self._prompts.codes(sample.candidates)
        prompt = [*self._prompts.prefix(sample.history), *self._prompts.listing(codes)]
        answer = codes[sample.answer] if self.end is None else [*codes[sample.answer], self.end]
        return {"input_ids": [*prompt, *answer], "labels": [IGNORED] * len(prompt) + list(answer)}

    def encode_row(self, row: dict[str, Any], number: int) -> dict[str, list[int]]:
        """A row of a dataset with the column `messages`. Raises UnusableSamples."""
        return self.encode(parse(row["messages"], number))


def _end_token(tokenizer: Any) -> int | None:
    if not tokenizer.chat_template:
        return None if tokenizer.eos_token_id is None else int(tokenizer.eos_token_id)
    for role in ("system", "user"):
        messages = [{"role": role, "content": _PROMPT}, {"role": "assistant", "content": _ANSWER}]
        try:
            text = tokenizer.apply_chat_template(messages, tokenize=False)
        except TemplateError:
            continue
        after = text.partition(_PROMPT)[2].partition(_ANSWER)[2]
        ids = tokenizer(after, add_special_tokens=False)["input_ids"]
        if ids:
            return int(ids[0])
    return None
