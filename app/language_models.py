"""The operator's language models: checkpoints that the ranking worker runs, and servers that it calls."""

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    HttpUrl,
    SecretStr,
    Tag,
)


def _as_object(value: Any) -> Any:
    return {"checkpoint": value} if isinstance(value, str) else value


def _base_url(address: str) -> str:
    url = HttpUrl(address)
    if url.username or url.password or url.query or url.fragment:
        msg = "an endpoint is an address alone, as in http://127.0.0.1:8000/v1: the key belongs into api_key"
        raise ValueError(msg)
    return str(url).rstrip("/")


def _sendable(key: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{1,4096}", key.get_secret_value()):
        msg = "an api_key has visible ASCII characters only"
        raise ValueError(msg)
    return key


class _Source(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Checkpoint(_Source):
    """A transformers checkpoint."""

    checkpoint: Annotated[str, Field(min_length=1, max_length=1_000)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """The digest that its files must have."""


class Endpoint(_Source):
    """A model on a server with the OpenAI API."""

    endpoint: Annotated[str, Field(max_length=1_000), AfterValidator(_base_url)]
    """The base address, such as http://127.0.0.1:8000/v1."""
    model: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
    """The name of the model on that server."""
    api_key: Annotated[SecretStr, AfterValidator(_sendable)] | None = None
    timeout_s: Annotated[float, Field(ge=0.1, le=600)] = 20
    """Seconds for one ranking, including retries and waits."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 8
    """The most requests at the same time."""


def _kind(value: Any) -> str:
    has_endpoint = "endpoint" in value if isinstance(value, dict) else isinstance(value, Endpoint)
    return "endpoint" if has_endpoint else "checkpoint"


LanguageModel = Annotated[
    Annotated[Checkpoint, Tag("checkpoint")] | Annotated[Endpoint, Tag("endpoint")],
    Discriminator(_kind),
    BeforeValidator(_as_object),
]
