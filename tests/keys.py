"""Projects and keys that tests start from."""

import uuid

from app.clock import database_now
from app.db.models import DEFAULT_PROJECT_ID, Project
from app.db.session import SessionFactory, session_scope
from app.domain.keys import Scope
from app.services.access.keys import MadeKey, create_key
from app.services.access.principal import operator


def new_project(sessions: SessionFactory) -> uuid.UUID:
    project_id = uuid.uuid4()
    with sessions.begin() as session:
        session.add(Project(id=project_id, name=str(project_id)))
    return project_id


def new_key(
    sessions: SessionFactory,
    *scopes: Scope,
    project_id: uuid.UUID = DEFAULT_PROJECT_ID,
    lifetime_s: int | None = None,
) -> MadeKey:
    """scopes: admin if none are given."""
    with session_scope(sessions, project_id) as session:
        return create_key(
            session,
            operator(project_id),
            name="test",
            scopes=scopes or [Scope.ADMIN],
            lifetime_s=lifetime_s,
            environment="test",
            now=database_now(session),
        )


def bearer(key: MadeKey | str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key if isinstance(key, str) else key.text}"}
