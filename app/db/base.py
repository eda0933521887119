"""The declarative base: the names of constraints, so that Alembic finds them again, and the project's column types."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, MetaData, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from app.db.enums import EnumText
from app.domain.events import DeliveryState, EndpointState
from app.domain.lifecycle import CallbackState, EndReason, JobState, RankingState, RoundState, Source, TrialState
from app.domain.ranking import LoadState

_ENUMS = (
    *(JobState, EndReason, TrialState, RoundState, Source, CallbackState, RankingState, LoadState),
    *(EndpointState, DeliveryState),
)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        uuid.UUID: Uuid(),
        dict[str, Any]: JSONB(none_as_null=True),
        **{enum: EnumText(enum) for enum in _ENUMS},
    }
