"""The tenant. Every row of user data belongs to one project."""

import uuid
from datetime import datetime

from sqlalchemy import Text, func
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base

DEFAULT_PROJECT_ID = uuid.UUID(int=1)
"""The project of the embedded mode; a migration makes it."""


class Project(Base):
    __tablename__ = "project"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
