"""The SQL about API keys, browser sessions and projects."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.db.models import ApiKey, BrowserSession, Project
from app.db.repositories.pages import Page, cut, decode_moment, moment
from app.domain.errors import NotFound


class KeyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, key: ApiKey) -> None:
        self._session.add(key)
        self._session.flush()

    def get(self, project_id: uuid.UUID, public_id: str, *, lock: bool = False) -> ApiKey:
        """The project's key; with `lock`, its row is locked. Raises NotFound."""
        query = select(ApiKey).where(ApiKey.public_id == public_id, ApiKey.project_id == project_id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        key = self._session.scalar(query)
        if key is None:
            raise NotFound("there is no such key in this project")
        return key

    def successor(self, project_id: uuid.UUID, public_id: str) -> str | None:
        """The key that has replaced this one and is not revoked, if there is one."""
        query = select(ApiKey.public_id).where(
            ApiKey.project_id == project_id, ApiKey.rotated_from == public_id, ApiKey.revoked_at.is_(None)
        )
        return self._session.scalar(query)

    def expiry(self, project_id: uuid.UUID, public_id: str) -> datetime | None:
        """When this key expires; None if it does not, or if there is no such key."""
        query = select(ApiKey.expires_at).where(ApiKey.public_id == public_id, ApiKey.project_id == project_id)
        return self._session.scalar(query)

    def made_with(self, project_id: uuid.UUID, public_id: str) -> Sequence[ApiKey]:
        """The keys that were made with this key, or with one of those, and are not revoked. They are locked."""
        first = select(ApiKey.public_id).where(ApiKey.project_id == project_id, ApiKey.created_by == public_id)
        made = first.cte("made", recursive=True)
        further = aliased(ApiKey)
        made = made.union(
            select(further.public_id).where(further.project_id == project_id, further.created_by == made.c.public_id)
        )
        query = select(ApiKey).where(ApiKey.public_id.in_(select(made.c.public_id)), ApiKey.revoked_at.is_(None))
        return self._session.scalars(query.order_by(ApiKey.public_id).with_for_update()).all()

    def page(self, project_id: uuid.UUID, *, limit: int, after: str | None) -> Page[ApiKey]:
        """The project's keys, newest first."""
        query = select(ApiKey).where(ApiKey.project_id == project_id)
        if after is not None:
            query = query.where(tuple_(ApiKey.created_at, ApiKey.public_id) < decode_moment(after))
        order = (ApiKey.created_at.desc(), ApiKey.public_id.desc())
        rows = self._session.scalars(query.order_by(*order).limit(limit + 1)).all()
        return cut(rows, limit, lambda key: moment(key.created_at, key.public_id))


class BrowserSessionRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, browser: BrowserSession) -> None:
        self._session.add(browser)
        self._session.flush()

    def keep_newest(self, key_id: str, count: int) -> None:
        """Deletes all sessions of a key except the newest ones."""
        older = (
            select(BrowserSession.token_sha256)
            .where(BrowserSession.key_id == key_id)
            .order_by(BrowserSession.created_at.desc(), BrowserSession.token_sha256)
            .offset(count)
        )
        self._session.execute(delete(BrowserSession).where(BrowserSession.token_sha256.in_(older)))

    def delete(self, token_sha256: bytes) -> None:
        self._session.execute(delete(BrowserSession).where(BrowserSession.token_sha256 == token_sha256))

    def delete_expired(self, now: datetime, limit: int) -> None:
        """Deletes at most `limit` expired sessions."""
        over = select(BrowserSession.token_sha256).where(BrowserSession.expires_at <= now).limit(limit)
        self._session.execute(delete(BrowserSession).where(BrowserSession.token_sha256.in_(over)))


class ProjectRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, project: Project) -> None:
        self._session.add(project)
        self._session.flush()

    def named(self, name: str) -> Project:
        """The project with this name. Raises NotFound."""
        project = self._session.scalar(select(Project).where(Project.name == name))
        if project is None:
            raise NotFound(f"there is no project called {name!r}")
        return project

    def all(self) -> Sequence[Project]:
        """All projects, by name."""
        return self._session.scalars(select(Project).order_by(Project.name)).all()
