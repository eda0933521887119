"""The tenant. Every row of user data belongs to one project."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base

DEFAULT_PROJECT_ID = uuid.UUID(int=1)
"""The project of the embedded mode; a migration makes it."""


class Project(Base):
    __tablename__ = "project"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    quotas: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """Its own, where they differ from those of all (app/domain/quotas.py)."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
