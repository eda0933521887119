"""`lmsearcher-server projects quota`: sets, shows, takes back; in the audit log."""

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import cli
from app.db.models import AuditEvent, Project
from app.db.session import SessionFactory
from app.settings import Settings
from tests.keys import new_project


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Run":
    monkeypatch.setenv("DATABASE_URL", settings.database.url)
    return Run()


class Run:
    def __call__(self, *arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(cli, ["projects", "quota", *arguments])
        assert result.exit_code == status, result.output
        return " ".join(result.output.split())


def test_quotas_are_set_one_by_one_shown_and_taken_back(run: Run, sessions: SessionFactory) -> None:
    project_id = new_project(sessions)
    name = str(project_id)

    def own() -> dict[str, float]:
        with sessions() as session:
            return session.get_one(Project, project_id).quotas

    assert "open_jobs as all" in run(name)
    run(name, "--open-jobs", "5", "--requests-per-s", "2.5")
    assert "open_jobs 5 open_trials 0" in run(name, "--open-trials", "0")
    assert own() == {"open_jobs": 5, "open_trials": 0, "requests_per_s": 2.5}
    run(name, "--reset", "--requests-burst", "7")
    assert own() == {"requests_burst": 7}
    run(name, "--reset")
    assert own() == {}
    with sessions() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.project_id == project_id).order_by(AuditEvent.id))
        assert [(event.action, event.actor, event.details) for event in events] == [
            ("project.quotas_set", "operator", {"open_jobs": 5, "requests_per_s": 2.5}),
            ("project.quotas_set", "operator", {"open_jobs": 5, "requests_per_s": 2.5, "open_trials": 0}),
            ("project.quotas_set", "operator", {"requests_burst": 7}),
            ("project.quotas_set", "operator", {}),
        ]


def test_a_mistake_in_the_settings_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMSEARCHER_QUOTA_OPEN_JOBS", "many")
    assert "LMSEARCHER_QUOTA_OPEN_JOBS" in run("default", status=2)


def test_mistakes_are_shown(run: Run) -> None:
    assert "no project called" in run("no such project", "--open-jobs", "1", status=1)
    run("default", "--open-jobs", "-1", status=2)
    run("default", "--requests-burst", "0", status=2)
