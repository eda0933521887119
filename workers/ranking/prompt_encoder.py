"""The prompt as token ids, piece by piece, so that one cached history serves every group of candidates."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from jinja2 import TemplateError

from workers.ranking.checkpoint import UnusableCheckpoint
from workers.ranking.prompts import listing_text

_MARK = "0|1.0,0;"
_DATE = "26 Jul 2024"
"""Llama 3 templates print a date; a fixed one keeps prompts the same from day to day (it is their default)."""


class PromptEncoder:
    """A prompt is head + history + candidates + tail, then the answer: one candidate's code.

    head and tail are what the chat template puts around its one system message (user message where the template
    knows no lone system message); without a template the head is the beginning-of-sequence token, if there is one.
    tokenizer: a transformers tokenizer. Raises UnusableCheckpoint.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.head, self.tail = _frame(tokenizer)
        bare = not tokenizer.chat_template and tokenizer.bos_token_id is not None
        self._start = [int(tokenizer.bos_token_id)] if bare else []
        self.tail_ids = self._after(";", [self.tail])[0]
        self._require_separable()

    def prefix(self, history: str) -> list[int]:
        """Token ids of head and history."""
        return self._start + self._encode([self.head + history])[0]

    def listed(self, codes: Sequence[str]) -> list[list[int]]:
        """Token ids of each candidate's entry in the listing, `code;`."""
        return self._after(";", [listing_text([code]) for code in codes])

    def answers(self, codes: Sequence[str]) -> list[list[int]]:
        """Token ids of each candidate's code as the answer."""
        return self._after((";" + self.tail)[-1], codes)

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        ids: list[list[int]] = self._tokenizer(list(texts), add_special_tokens=False)["input_ids"]
        return ids

    def _after(self, before: str, texts: Sequence[str]) -> list[list[int]]:
        """Ids of the texts as continuations of `before`, the last character of what precedes them."""
        (start,) = self._encode([before])
        rows = self._encode([before + text for text in texts])
        if any(row[: len(start)] != start for row in rows):
            raise UnusableCheckpoint("the tokenizer merges separators with digits: codes have no tokens of their own")
        return [row[len(start) :] for row in rows]

    def _require_separable(self) -> None:
        """The pieces must be exactly the tokens of the whole text, and every character must be known."""
        history, codes = "0123456789|1.0,9876543210|0.4375,0000000000|0.0,", ["0918273645", "5566778899"]
        text = self.head + history + listing_text(codes) + self.tail + codes[1]
        whole = self._start + self._encode([text])[0]
        listing = list(chain.from_iterable(self.listed(codes)))
        pieces = self.prefix(history) + listing + self.tail_ids + self.answers(codes)[1]
        if pieces != whole:
            raise UnusableCheckpoint("the tokenizer splits a prompt differently when it comes in pieces")
        if self._tokenizer.unk_token_id in {*listing, *self._after(";", [history])[0]}:
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


def _render(tokenizer: Any, role: str) -> str:
    message = {"role": role, "content": _MARK}
    try:
        return str(
            tokenizer.apply_chat_template([message], tokenize=False, add_generation_prompt=True, date_string=_DATE)
        )
    except TemplateError:
        return ""
