"""All SQL about projects."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Project
from app.domain.errors import NotFound


class ProjectRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, project: Project) -> None:
        self._session.add(project)
        self._session.flush()

    def named(self, name: str) -> Project:
        """Raises NotFound."""
        project = self._session.scalar(select(Project).where(Project.name == name))
        if project is None:
            raise NotFound(f"there is no project called {name!r}")
        return project

    def all(self) -> Sequence[Project]:
        """By name."""
        return self._session.scalars(select(Project).order_by(Project.name)).all()
