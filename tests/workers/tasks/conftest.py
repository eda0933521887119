"""The real ranking task with a ranker that notes what it is given, and the delivery task with a receiver."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete

from app.db.models import Job, Project, RankingUse, StatelessRanking
from app.db.session import SessionFactory
from app.integrations.encryption import Encryptor
from app.settings import Settings
from tests.receiver import WebhookReceiver
from tests.workers.tasks.due import NotingRanker
from tests.workers.tasks.hooks import Hooks
from workers.ranking.registry import Rankers
from workers.runtime import Runtime


@pytest.fixture
def serve(
    sessions: SessionFactory, settings: Settings, rank_due: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> Callable[[NotingRanker], None]:
    """Ranks what is due with this ranker in the place of `compact`."""

    def run(ranker: NotingRanker) -> None:
        rankers = Rankers(settings)
        monkeypatch.setattr(rankers, "_load", lambda _: ranker)
        monkeypatch.setattr("workers.tasks.rounds.runtime", lambda: Runtime(settings, sessions, rankers))
        rank_due()

    return run


@pytest.fixture
def other_project(sessions: SessionFactory) -> Iterator[uuid.UUID]:
    with sessions.begin() as session:
        project = Project(id=uuid.uuid4(), name=f"other {uuid.uuid4()}")
        session.add(project)
        session.flush()
        project_id = project.id
    yield project_id
    with sessions.begin() as session:
        for table in (RankingUse, StatelessRanking, Job):
            session.execute(delete(table).where(table.project_id == project_id))
        session.execute(delete(Project).where(Project.id == project_id))


@pytest.fixture
def hooks(sessions: SessionFactory, settings: Settings, deliver_due: Callable[[], None]) -> Hooks:
    return Hooks(sessions, Encryptor.of(settings), deliver_due)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver
