"""Projects, and the keys and browser sessions that give access to them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base
from app.db.enums import EnumText, enum_array_check
from app.domain.keys import Scope


class ApiKey(Base):
    """An API key. It has at most one successor that is not revoked.

    Attributes:
        lifetime_s: The seconds for which the key was made; its successor gets the same.
        last_used_at: The time of the last use, to the minute.
        rotated_from: The key that this one replaces.
    """

    __tablename__ = "api_key"
    __table_args__ = (
        UniqueConstraint("project_id", "public_id"),
        ForeignKeyConstraint(["project_id", "rotated_from"], ["api_key.project_id", "api_key.public_id"]),
        CheckConstraint("octet_length(secret_sha256) = 32", name="secret_sha256"),
        enum_array_check("scopes", Scope),
        Index("ix_api_key_project_id_created_at_public_id", "project_id", "created_at", "public_id"),
        Index("uq_api_key_rotated_from", "rotated_from", unique=True, postgresql_where="revoked_at IS NULL"),
    )

    public_id: Mapped[str] = mapped_column(Text, primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"))
    name: Mapped[str] = mapped_column(Text)
    secret_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[Scope]] = mapped_column(ARRAY(EnumText(Scope)))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[str] = mapped_column(Text)
    lifetime_s: Mapped[int | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    rotated_from: Mapped[str | None] = mapped_column(Text)


DEFAULT_PROJECT_ID = uuid.UUID(int=1)
"""The project of the embedded mode; a migration creates it."""


class Project(Base):
    __tablename__ = "project"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    quotas: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """The quotas that differ from the defaults (app/domain/quotas.py)."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class BrowserSession(Base):
    """A session of the dashboard. It has the project and the scopes of its key, and ends with it.

    Attributes:
        token_sha256: The SHA-256 of the token in the browser's cookie.
        last_used_at: The time of the last use, to the minute.
        expires_at: It moves on with every use, but not beyond the longest life of a session.
    """

    __tablename__ = "browser_session"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "key_id"], ["api_key.project_id", "api_key.public_id"]),
        CheckConstraint("octet_length(token_sha256) = 32", name="token_sha256"),
        Index("ix_browser_session_key_id_created_at", "key_id", "created_at"),
        Index("ix_browser_session_expires_at", "expires_at"),
    )

    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    project_id: Mapped[uuid.UUID]
    key_id: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
