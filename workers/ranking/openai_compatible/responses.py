"""What a server's answers must look like: what is missing or of another type is refused, the rest is ignored."""

from math import exp
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

TokenId = Annotated[int, Field(ge=0, lt=1 << 31)]


class Answer(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)


A = TypeVar("A", bound=Answer)


class Version(Answer):
    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$")]


class _Model(Answer):
    id: str
    parent: str | None = None
    max_model_len: Annotated[int, Field(gt=0)] | None = None


class Models(Answer):
    data: list[_Model]


class Tokens(Answer):
    tokens: list[TokenId]


class _LogProbs(Answer):
    top_logprobs: Annotated[list[dict[str, FiniteFloat]], Field(min_length=1, max_length=1)]


class _Scored(Answer):
    index: int
    logprobs: _LogProbs


class Scores(Answer):
    choices: list[_Scored]

    def rows(self, prompts: int, tokens: list[int]) -> list[dict[int, float]]:
        """For every prompt of the request: log-probability by token id, in nats. Raises ValueError."""
        by_index = {choice.index: choice.logprobs.top_logprobs[0] for choice in self.choices}
        if len(self.choices) != prompts or set(by_index) != set(range(prompts)):
            msg = "not one answer for every prompt"
            raise ValueError(msg)
        try:
            rows = [{token: by_index[i][f"token_id:{token}"] for token in tokens} for i in range(prompts)]
        except KeyError as error:
            msg = "a token without its log-probability"
            raise ValueError(msg) from error
        if any(max(row.values()) > _ROUNDING or sum(map(exp, row.values())) > 1 + _ROUNDING for row in rows):
            msg = "numbers that are no log-probabilities"
            raise ValueError(msg)
        return rows


class _Message(Answer):
    content: str


class _Written(Answer):
    text: str | None = None
    message: _Message | None = None


class Text(Answer):
    choices: Annotated[list[_Written], Field(min_length=1, max_length=1)]

    @property
    def text(self) -> str:
        """What the model wrote, in a completion or in a chat. Raises ValueError."""
        (written,) = self.choices
        text = written.message.content if written.message else written.text
        if text is None:
            msg = "an answer without a text"
            raise ValueError(msg)
        return text.strip()


_ROUNDING = 0.02
"""Servers compute in bfloat16."""
