"""The task that sends callbacks, in many threads: no evaluator gets too many, and none delays the others."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from app.clock import database_now
from app.db.models import DEFAULT_PROJECT_ID, Callback, Job, Project, Trial
from app.db.session import SessionFactory, session_scope
from app.domain import job_spec
from app.services.callbacks.requests import CLAIM_MARGIN_S, claim_callback, next_due_callback
from app.services.callbacks.settings import CallbackConfig, first_secret
from app.services.job_creation import create_job
from app.settings import Settings
from tests.builders import CELLS
from tests.evaluators import Evaluator, Json, Reply, accepted, completed
from tests.settings import changed
from workers.runtime import Runtime, runtime
from workers.tasks.callbacks import ProjectSlots

CallDue = Callable[[], None]


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    with Evaluator() as evaluator:
        yield evaluator


@pytest.fixture
def add(sessions: SessionFactory, settings: Settings) -> Callable[..., Job]:
    """Adds a job with five warm-up trials, or as many as may run."""

    def add(
        evaluator: Evaluator,
        *,
        project_id: uuid.UUID = DEFAULT_PROJECT_ID,
        parallel: int = 1,
        concurrency: int | None = None,
        timeout_s: int = 30,
    ) -> Job:
        spec = job_spec.JobSpec(
            name="cells",
            space=CELLS,
            objective=job_spec.Objective("acc", "maximize"),
            budget=job_spec.Budget(max_trials=40, max_parallel=parallel),
            strategy=job_spec.Strategy("surrogate", warmup=40 if concurrency else 5),
            evaluation=job_spec.Evaluation(
                "callback", url=evaluator.url, timeout_s=timeout_s, max_concurrency=concurrency or parallel
            ),
            seed=7,
            tags={},
        )
        encrypt = first_secret(CallbackConfig.of(settings), evaluator.secret)
        with session_scope(sessions, project_id) as session:
            return create_job(session, project_id, spec, database_now(session), encrypt_secrets=encrypt)

    return add


@pytest.fixture
def other_project(sessions: SessionFactory) -> uuid.UUID:
    project_id = uuid.uuid4()
    with sessions.begin() as session:
        session.add(Project(id=project_id, name=str(project_id)))
    return project_id


@contextmanager
def threads(call_due: CallDue, count: int) -> Iterator[None]:
    """`count` threads look for due callbacks all the time, as after a steady stream of wake-up messages."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            call_due()
            stop.wait(0.1)

    running = [threading.Thread(target=work, daemon=True) for _ in range(count)]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in running:
            thread.join(10)


def slowly(reply: Callable[[Json], Reply], seconds: float) -> Callable[[Json], Reply]:
    def behave(message: Json) -> Reply:
        time.sleep(seconds)
        return reply(message)

    return behave


def trials_of(sessions: SessionFactory, job: Job) -> list[Trial]:
    with sessions() as session:
        return list(session.scalars(select(Trial).where(Trial.job_id == job.id).order_by(Trial.number)))


def test_max_concurrency_is_never_exceeded(
    sessions: SessionFactory, add: Callable[..., Job], evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = slowly(completed, 0.3)  # long enough to meet on a busy machine
    job = add(evaluator, parallel=8, concurrency=3)
    with threads(call_due, 8):
        evaluator.wait_for(15, limit_s=60)
    assert evaluator.most_at_once == 3
    assert len({message["id"] for message in evaluator.messages}) == len(evaluator.messages)
    done = [trial for trial in trials_of(sessions, job) if trial.state == "completed"]
    assert len(done) >= 12


def test_accepted_trials_count_and_max_parallel_holds(
    sessions: SessionFactory, add: Callable[..., Job], evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = accepted
    wide = add(evaluator, parallel=4)
    narrow = add(evaluator, parallel=5, concurrency=2)
    with threads(call_due, 6):
        evaluator.wait_for(6)
        time.sleep(0.5)
    assert sum(trial.state == "running" for trial in trials_of(sessions, wide)) == 4
    assert sum(trial.state == "running" for trial in trials_of(sessions, narrow)) == 2
    assert len(evaluator.messages) == 6


def test_a_project_whose_evaluators_hang_leaves_room_for_others(
    add: Callable[..., Job],
    evaluator: Evaluator,
    other_project: uuid.UUID,
    call_due: CallDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workers.tasks.callbacks.SLOTS", ProjectSlots(8))
    gate = threading.Event()

    def hang(message: Json) -> Reply:
        gate.wait(30)
        return accepted(message)

    with Evaluator(behave=hang) as hanging:
        add(hanging, parallel=8, concurrency=8)
        with threads(call_due, 10):
            hanging.wait_for(4)
            time.sleep(0.3)
            assert len(hanging.messages) == 4
            add(evaluator, project_id=other_project)
            evaluator.wait_for(1, limit_s=20)
            assert len(hanging.messages) == 4
            gate.set()


def test_project_with_fewest_open_callbacks_is_next(
    sessions: SessionFactory,
    add: Callable[..., Job],
    evaluator: Evaluator,
    other_project: uuid.UUID,
    settings: Settings,
) -> None:
    busy = [add(evaluator, parallel=4) for _ in range(4)]
    other = add(evaluator, project_id=other_project)
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        now = database_now(session)
        assert claim_callback(session, CallbackConfig.of(settings), DEFAULT_PROJECT_ID, busy[0].id, now) is not None
    with session_scope(sessions, None) as session:
        found = {next_due_callback(session, database_now(session)) for _ in range(20)}
    assert found == {(other_project, other.id)}


def test_unrecorded_callback_is_sent_again_with_same_id(
    sessions: SessionFactory, add: Callable[..., Job], evaluator: Evaluator, call_due: CallDue, settings: Settings
) -> None:
    job = add(evaluator)
    with session_scope(sessions, job.project_id) as session:
        lost = claim_callback(session, CallbackConfig.of(settings), job.project_id, job.id, database_now(session))
    assert lost is not None
    call_due()
    assert evaluator.messages == []
    with sessions.begin() as session:
        claimed = session.scalars(select(Callback.claimed_until)).one()
        assert claimed is not None
        assert abs((claimed - datetime.now(UTC)).total_seconds() - 30 - CLAIM_MARGIN_S) < 5
        session.execute(update(Callback).values(claimed_until=datetime.now(UTC) - timedelta(seconds=1)))
    call_due()
    assert evaluator.messages[0]["id"] == lost.headers["webhook-id"]
    assert evaluator.messages[0]["verified"]


def test_error_in_one_job_does_not_affect_others(
    sessions: SessionFactory,
    add: Callable[..., Job],
    evaluator: Evaluator,
    call_due: CallDue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workers.tasks.callbacks.CALLBACKS_PER_TASK", 6)
    broken, sound = add(evaluator), add(evaluator)
    with sessions.begin() as session:
        session.execute(update(Job).where(Job.id == broken.id).values(space={"dimensions": []}, space_digest="none"))
    call_due()
    assert [trial.state for trial in trials_of(sessions, sound)] == ["completed"] * 5
    assert [trial.state for trial in trials_of(sessions, broken)] == ["queued"] * 5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"public_url": None}, "LMSEARCHER_PUBLIC_URL"),
        ({"secret_keys": None}, "LMSEARCHER_SECRET_KEYS"),
        ({"secret_keys": SecretStr("other:" + "B" * 43 + "=")}, "encrypted with the key 'test'"),
        ({"environment": "production"}, "may not be called: the URL must begin with https://"),
    ],
)
def test_job_without_usable_callbacks_is_paused_with_reason(
    sessions: SessionFactory,
    add: Callable[..., Job],
    evaluator: Evaluator,
    call_due: CallDue,
    settings: Settings,
    *,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    reason: str,
) -> None:
    held = Runtime(changed(settings, **change), sessions, runtime().rankers)
    monkeypatch.setattr("workers.tasks.callbacks.runtime", lambda: held)
    job = add(evaluator)
    call_due()
    with sessions() as session:
        paused = session.get_one(Job, job.id)
        assert paused.state == "paused"
        assert reason in str(paused.pause_reason)
    assert {trial.state for trial in trials_of(sessions, job)} == {"queued"}
    assert evaluator.messages == []
