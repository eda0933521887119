"""The prompt as token ids, in pieces, so that all groups of candidates share one cached history."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from app.domain.prompt import TEMPLATE_DATE, listing_text
from workers.ranking.checkpoints.loading import UnusableCheckpoint

Ids = Sequence[int]

_MARK = "0|1.0,0;"
_LLAMA3_ANSWER = "<|start_header_id|>assistant<|end_header_id|>\n\n"
_LLAMA3_TOKENS = ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
_LLAMA3_TEMPLATE = Path(__file__).parent / "chat_templates" / "llama3.jinja"


class PromptEncoder:
    """A prompt is head + history + candidates + tail; the answer that follows is the code of one candidate.

    head and tail are what the chat template puts around its one system message (user message where the template prints
    no lone system message). Without a template both are empty, and a beginning-of-sequence token comes first if the
    tokenizer has one. A Llama 3 tokenizer that has no template, or one that opens no answer after a system message,
    gets Llama 3.1's.
    """

    def __init__(self, tokenizer: Any) -> None:
        """Takes a tokenizer of transformers. Raises UnusableCheckpoint."""
        self._tokenizer = tokenizer
        if _is_llama3(tokenizer) and not _render(tokenizer, "system").endswith(_LLAMA3_ANSWER):
            tokenizer.chat_template = _LLAMA3_TEMPLATE.read_text(encoding="utf-8")
        self.head, self.tail = _frame(tokenizer)
        bare = not tokenizer.chat_template and tokenizer.bos_token_id is not None
        self._start = [int(tokenizer.bos_token_id)] if bare else []
        self._separator, self._end = self._after("0", [";", ";" + self.tail])
        self._require_separable()

    def prefix(self, history: str) -> list[int]:
        """Token ids of head and history."""
        return self._start + self._encode([self.head + history])[0]

    def codes(self, codes: Sequence[str]) -> list[list[int]]:
        """Token ids of every code, the same in a listing and as the answer."""
        return self._after(";", codes)

    def listing(self, codes: Sequence[Ids]) -> list[int]:
        """Token ids of candidates (given by their own ids) and tail: `code;code;...;` and what precedes the answer."""
        ids: list[int] = []
        for code in codes:
            ids += [*(self._separator if ids else ()), *code]
        return ids + self._end

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        ids: list[list[int]] = self._tokenizer(list(texts), add_special_tokens=False)["input_ids"]
        return ids

    def _after(self, before: str, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of texts that continue `before`."""
        (start,), rows = self._encode([before]), self._encode([before + text for text in texts])
        if any(row[: len(start)] != start for row in rows):
            raise UnusableCheckpoint("the tokenizer merges digits with separators: a code has no tokens of its own")
        return [row[len(start) :] for row in rows]

    def _require_separable(self) -> None:
        """Checks that the pieces are exactly the tokens of the whole text, and that every character is known."""
        history, codes = "0123456789|1.0,9876543210|0.4375,0000000000|0.0,", ["0918273645", "5566778899"]
        whole = self._start + self._encode([self.head + history + listing_text(codes) + self.tail + codes[1]])[0]
        ids = self.codes(codes)
        if [*self.prefix(history), *self.listing(ids), *ids[1]] != whole:
            raise UnusableCheckpoint("the tokenizer splits a prompt differently when it comes in pieces")
        if self._tokenizer.unk_token_id in self._encode([history + listing_text(codes)])[0]:
            raise UnusableCheckpoint("the tokenizer does not know all of the characters 0123456789|.,;")


def _frame(tokenizer: Any) -> tuple[str, str]:
    if not tokenizer.chat_template:
        return "", ""
    for role in ("system", "user"):
        text = _render(tokenizer, role)
        if text.count(_MARK) == 1:
            head, _, tail = text.partition(_MARK)
            return head, tail
    raise UnusableCheckpoint("the chat template prints neither a lone system message nor a lone user message")


def _is_llama3(tokenizer: Any) -> bool:
    return set(_LLAMA3_TOKENS) <= set(tokenizer.get_vocab()) and tokenizer.bos_token == _LLAMA3_TOKENS[0]


def _render(tokenizer: Any, role: str) -> str:
    if not tokenizer.chat_template:
        return ""
    message = {"role": role, "content": _MARK}
    try:
        text = tokenizer.apply_chat_template(
            [message], tokenize=False, add_generation_prompt=True, date_string=TEMPLATE_DATE
        )
    except TemplateError:
        return ""
    return str(text)
