"""API keys on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StrictInt

from app.domain import limits
from app.domain.keys import ID_PATTERN, KeyState, Scope
from app.fields import WHOLE
from app.fields import Key as Name
from app.schemas.base import Model, RequestBody
from app.services.access.keys import MadeKey, state_of
from app.services.records import ApiKey

KeyId = Annotated[str, Field(pattern=ID_PATTERN)]


class KeyCreate(RequestBody):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "trainers", "scopes": ["evaluate"], "expires_in_s": 7_776_000}]}
    )

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    """`admin` includes the others."""
    expires_in_s: Annotated[StrictInt, Field(ge=1, le=limits.MAX_KEY_LIFETIME_S), WHOLE] | None = None
    """Seconds until the key expires; null: never."""


class KeyRotate(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_s": 3_600}]})

    overlap_s: Annotated[StrictInt, Field(ge=0, le=limits.MAX_KEY_OVERLAP_S), WHOLE] = 86_400
    """Seconds that the old key stays valid beside its successor."""


class Key(Model):
    """An API key, without its secret."""

    id: KeyId
    """The third part of the key's text."""
    name: str
    scopes: list[Scope]
    state: KeyState
    created_at: datetime
    created_by: str
    """The id of another key, `operator` or `embedded`."""
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    """To the minute."""
    rotated_from: KeyId | None
    """The key that this one replaces."""

    @classmethod
    def of(cls, key: ApiKey, now: datetime) -> "Key":
        same = "name scopes created_at created_by expires_at revoked_at last_used_at rotated_from"
        return cls.model_validate(
            {
                **{field: getattr(key, field) for field in same.split()},
                "id": key.public_id,
                "state": state_of(key, now),
            }
        )


class NewKey(Key):
    key: str
    """The key itself. It is shown in this response only."""

    @classmethod
    def made(cls, made: MadeKey, now: datetime) -> "NewKey":
        return cls.model_validate({**Key.of(made.row, now).model_dump(), "key": made.text})


class KeyPage(Model):
    items: list[Key]
    next: str | None
