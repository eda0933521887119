"""The responses of a server. Missing members and wrong types are refused; other members are ignored."""

from math import exp
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

TokenId = Annotated[int, Field(ge=0, lt=1 << 31)]

_ROUNDING = 0.02
"""Tolerance, since servers compute in bfloat16."""


class Response(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)


class Version(Response):
    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$")]


class _Model(Response):
    id: str
    parent: str | None = None
    max_model_len: Annotated[int, Field(gt=0)] | None = None


class Models(Response):
    data: list[_Model]


class Tokens(Response):
    tokens: list[TokenId]


class _LogProbs(Response):
    top_logprobs: Annotated[list[dict[str, FiniteFloat]], Field(min_length=1, max_length=1)]


class _Scored(Response):
    index: int
    logprobs: _LogProbs


class Scores(Response):
    choices: list[_Scored]

    def rows(self, prompts: int, tokens: list[int]) -> list[dict[int, float]]:
        """For every prompt of the request: log-probability by token id, in nats. Raises ValueError."""
        by_index = {choice.index: choice.logprobs.top_logprobs[0] for choice in self.choices}
        if len(self.choices) != prompts or set(by_index) != set(range(prompts)):
            msg = "the server did not score every prompt once"
            raise ValueError(msg)
        try:
            rows = [{token: by_index[i][f"token_id:{token}"] for token in tokens} for i in range(prompts)]
        except KeyError as error:
            msg = "a token has no log-probability"
            raise ValueError(msg) from error
        if any(max(row.values()) > _ROUNDING or sum(map(exp, row.values())) > 1 + _ROUNDING for row in rows):
            msg = "the numbers are no log-probabilities"
            raise ValueError(msg)
        return rows


class _Message(Response):
    content: str


class _Written(Response):
    text: str | None = None
    message: _Message | None = None


class Text(Response):
    choices: Annotated[list[_Written], Field(min_length=1, max_length=1)]

    @property
    def text(self) -> str:
        """The generated text, of a completion or of a chat. Raises ValueError."""
        (written,) = self.choices
        text = written.message.content if written.message else written.text
        if text is None:
            msg = "the response has no text"
            raise ValueError(msg)
        return text.strip()
