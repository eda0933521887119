"""Projects, which share jobs and keys. Only operators create them."""

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
    """Creates a project. Raises InvalidInput if the name exists."""
    project = Project(id=uuid.uuid4(), name=name)
    try:
        ProjectRepository(session).add(project)
    except IntegrityError:
        raise InvalidInput.at("/name", f"there is a project called {name!r} already", "Choose another name.") from None
    audit.record(session, operator(project.id), "project.created", ("project", str(project.id)), {"name": name})
    return project


def project_named(session: Session, name: str) -> Project:
    """The project with this name. Raises NotFound."""
    return ProjectRepository(session).named(name)


def list_projects(session: Session) -> Sequence[Project]:
    return ProjectRepository(session).all()


def set_quotas(session: Session, name: str, changes: Mapping[str, float | None]) -> Project:
    """Sets quotas of a project; None returns to the default. Raises NotFound."""
    project = project_named(session, name)
    own = {**project.quotas, **changes}
    project.quotas = {quota: value for quota, value in own.items() if value is not None}
    audit.record(session, operator(project.id), "project.quotas_set", ("project", str(project.id)), project.quotas)
    return project
