"""The page of operations: what it says when all is well, and when not."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from app.db.models import Worker
from app.db.session import SessionFactory, session_scope
from app.services.operations import record_worker
from tests.api.driver import completed, create, lease, report
from tests.builders import utc_now

PATH = "/dashboard/operations"
HOSTILE = "<script>alert(1)</script>"


def page(client: TestClient) -> str:
    answer = client.get(PATH)
    assert answer.status_code == 200, answer.text
    return answer.text


def alive(sessions: SessionFactory, *names: str) -> None:
    with session_scope(sessions, None) as session:
        now = utc_now()
        for name in names:
            queues = [name.partition("@")[0]]
            record_worker(session, Worker(name=name, queues=queues, version="1.2.3", started_at=now, seen_at=now))


def test_problems_are_shown_in_words(client: TestClient, sessions: SessionFactory) -> None:
    alive(sessions, "ranking@a")
    assert "No io worker is alive" in page(client)
    alive(sessions, "ranking@a", "io@a")
    text = page(client)
    assert "No problems found." in text
    assert "ranking@a" in text


def test_ranking_times_are_shown(client: TestClient, rank_due: Callable[[], None]) -> None:
    job = create(client, strategy={"ranker": "surrogate", "warmup": 1}, budget={"max_trials": 3})
    [trial] = lease(client, job)
    report(client, trial, completed(trial))
    assert "oldest" in page(client)
    rank_due()
    assert '<td class="foreign">surrogate</td>' in page(client)


def test_hostile_names_are_escaped_on_operations(client: TestClient, sessions: SessionFactory) -> None:
    alive(sessions, HOSTILE)
    assert HOSTILE not in page(client)
    assert "&lt;script&gt;" in page(client)
