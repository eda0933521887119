"""Which revisions of rankers have ranked here, and how the last loading of each ended. Workers write these rows."""

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base
from app.db.enums import enum_check
from app.domain.ranking import LoadState


class RankerRevision(Base):
    __tablename__ = "ranker_revision"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[str] = mapped_column(Text, primary_key=True)
    loaded_at: Mapped[datetime]


class RankerState(Base):
    """The latest report of any worker on a ranker; `since` is the time of the first report with the same content."""

    __tablename__ = "ranker_state"
    __table_args__ = (
        enum_check("state", [LoadState.READY, LoadState.FAILED]),
        CheckConstraint("(state = 'ready') = (revision IS NOT NULL)", name="revision"),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failure"),
    )

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[LoadState]
    revision: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text)
    since: Mapped[datetime]


class Worker(Base):
    """A worker process.

    Attributes:
        name: Celery's name of the worker, such as `ranking@host`.
        queues: The queues from which it takes messages.
        seen_at: The time of its last heartbeat.
    """

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    queues: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
