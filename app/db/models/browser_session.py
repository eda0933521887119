"""Who is signed in to the dashboard, with which key."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class BrowserSession(Base):
    """Of the token that the browser keeps, the SHA-256. A session has the project and the scopes of its key, and ends
    with it."""

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
    """To the minute."""
    expires_at: Mapped[datetime]
    """Moves on with every use, to the end of the session's longest life at most."""
