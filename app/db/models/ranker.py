"""Which revisions of which rankers have ranked here; written by the workers that loaded them."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class RankerRevision(Base):
    __tablename__ = "ranker_revision"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[str] = mapped_column(Text, primary_key=True)
    loaded_at: Mapped[datetime]
