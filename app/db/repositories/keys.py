"""All SQL about API keys."""

import uuid

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.db.models import ApiKey
from app.db.repositories.pages import Page, cut, decode_moment, moment
from app.domain.errors import NotFound


class KeyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, key: ApiKey) -> None:
        self._session.add(key)
        self._session.flush()

    def get(self, project_id: uuid.UUID, public_id: str, *, lock: bool = False) -> ApiKey:
        """The project's key, if asked for with its row locked. Raises NotFound."""
        query = select(ApiKey).where(ApiKey.public_id == public_id, ApiKey.project_id == project_id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        key = self._session.scalar(query)
        if key is None:
            raise NotFound("there is no such key in this project")
        return key

    def successor(self, project_id: uuid.UUID, public_id: str) -> str | None:
        """The key that has replaced this one and is not revoked."""
        query = select(ApiKey.public_id).where(
            ApiKey.project_id == project_id, ApiKey.rotated_from == public_id, ApiKey.revoked_at.is_(None)
        )
        return self._session.scalar(query)

    def page(self, project_id: uuid.UUID, *, limit: int, after: str | None) -> Page[ApiKey]:
        """Newest first."""
        query = select(ApiKey).where(ApiKey.project_id == project_id)
        if after is not None:
            query = query.where(tuple_(ApiKey.created_at, ApiKey.public_id) < decode_moment(after))
        order = (ApiKey.created_at.desc(), ApiKey.public_id.desc())
        rows = self._session.scalars(query.order_by(*order).limit(limit + 1)).all()
        return cut(rows, limit, lambda key: moment(key.created_at, key.public_id))
