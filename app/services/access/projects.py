"""Projects: who shares jobs and keys. Made by operators only."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db.models import Project
from app.db.repositories.keys import ProjectRepository
from app.domain.errors import InvalidInput
from app.services.access import audit
from app.services.access.principal import operator


def create_project(session: Session, name: str) -> Project:
    """Raises InvalidInput for a name that is taken."""
    project = Project(id=uuid.uuid4(), name=name)
    try:
        ProjectRepository(session).add(project)
    except IntegrityError:
        raise InvalidInput.at("/name", f"there is a project called {name!r} already", "Choose another name.") from None
    audit.record(session, operator(project.id), "project.created", ("project", str(project.id)), {"name": name})
    return project


def project_named(session: Session, name: str) -> Project:
    """Raises NotFound."""
    return ProjectRepository(session).named(name)


def list_projects(session: Session) -> Sequence[Project]:
    return ProjectRepository(session).all()


def set_quotas(session: Session, name: str, changes: Mapping[str, float | None]) -> Project:
    """Gives a project quotas of its own; None takes one back. Raises NotFound."""
    project = project_named(session, name)
    own = {**project.quotas, **changes}
    project.quotas = {quota: value for quota, value in own.items() if value is not None}
    audit.record(session, operator(project.id), "project.quotas_set", ("project", str(project.id)), project.quotas)
    return project
