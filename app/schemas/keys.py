"""API keys on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from app.domain import limits
from app.domain.keys import ID_PATTERN, Scope
from app.fields import WHOLE
from app.fields import Key as Name
from app.schemas.spaces import Strict
from app.services.access.keys import MadeKey, state_of
from app.services.records import ApiKey

KeyId = Annotated[str, Field(pattern=ID_PATTERN)]
KeyStateName = Literal["active", "expired", "revoked"]


class KeyCreate(Strict):
    """scopes: `admin` includes the others. expires_in_s: seconds until the key ends; null: it does not."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "trainers", "scopes": ["evaluate"], "expires_in_s": 7_776_000}]}
    )

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    expires_in_s: Annotated[StrictInt, Field(ge=1, le=limits.MAX_KEY_LIFETIME_S), WHOLE] | None = None


class KeyRotate(Strict):
    """overlap_s: seconds that the old key is good beside its successor."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_s": 3_600}]})

    overlap_s: Annotated[StrictInt, Field(ge=0, le=limits.MAX_KEY_OVERLAP_S), WHOLE] = 86_400


class Key(BaseModel):
    """id: the third word of the key. created_by: the id of another key, or `operator` or `embedded`.
    last_used_at: to the minute. rotated_from: the key that this one replaces."""

    id: KeyId
    name: str
    scopes: list[Scope]
    state: KeyStateName
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    rotated_from: KeyId | None

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
    """key: the key itself, shown this once."""

    key: str

    @classmethod
    def made(cls, made: MadeKey, now: datetime) -> "NewKey":
        return cls.model_validate({**Key.of(made.row, now).model_dump(), "key": made.text})


class KeyPage(BaseModel):
    items: list[Key]
    next: str | None
