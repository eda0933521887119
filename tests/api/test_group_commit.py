"""Requests that are there together share a transaction; a fault of one does not fail the others."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.api.group_commit import GroupCommit
from app.db.models import DEFAULT_PROJECT_ID, Job, Trial
from app.db.repositories import trial_requests
from app.db.session import SessionFactory, Statement, execute_together
from app.domain.errors import LeaseLost, NotFound
from app.domain.lifecycle import TrialState
from app.services.trial_protocol.batch import answer
from app.services.trial_protocol.requests import Ask, LeasedTrial, Recorded, Report, Tell, TrialRequest
from tests.services.search import add_job


def new_job(sessions: SessionFactory, **budget: Any) -> Job:
    with sessions.begin() as session:
        return add_job(session, **budget)


def leased(sessions: SessionFactory, job: Job, count: int) -> list[LeasedTrial]:
    [found] = answer(sessions, DEFAULT_PROJECT_ID, [Ask(job.id, "w", count)], wait=True)
    return list(found.trials)  # type: ignore[union-attr]  # it is no refusal


def tell(item: LeasedTrial, error: str | None = None, score: float = 1.0) -> Tell:
    state = TrialState.FAILED if error else TrialState.COMPLETED
    return Tell(item.id, item.token, Report(state, {} if error else {"acc": score}, error))


def in_loop(sessions: SessionFactory, act: Callable[[GroupCommit], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        group_commit = GroupCommit(partial(answer, sessions))
        try:
            return await asyncio.wait_for(act(group_commit), 20)
        finally:
            await group_commit.close()

    return asyncio.run(run())


async def together(group_commit: GroupCommit, requests: Sequence[TrialRequest]) -> list[Any]:
    calls = [group_commit(DEFAULT_PROJECT_ID, request) for request in requests]
    return await asyncio.gather(*calls, return_exceptions=True)


class Commits:
    """Counts the commits of a factory, and acts before the first."""

    def __init__(self, sessions: SessionFactory, act: Callable[[Session], object] = lambda _: None) -> None:
        self.count, self._act = 0, act
        event.listen(sessions, "before_commit", self._before)

    def _before(self, session: Session) -> None:
        self.count += 1
        if self.count == 1:
            self._act(session)


def completed(sessions: SessionFactory, job: Job) -> int:
    with sessions() as session:
        return session.query(Trial).filter_by(job_id=job.id, state=TrialState.COMPLETED).count()


def test_requests_that_are_there_together_share_a_transaction(sessions: SessionFactory) -> None:
    job = new_job(sessions, max_trials=5, max_parallel=5)
    items = leased(sessions, job, 5)
    commits = Commits(sessions)
    answers = in_loop(sessions, lambda group_commit: together(group_commit, [tell(item) for item in items]))
    assert all(isinstance(answered, Recorded) for answered in answers)
    assert commits.count == 1


def test_a_request_that_fails_the_batch_fails_alone(sessions: SessionFactory) -> None:
    """Postgres stores no NUL in a text. The API refuses it before; here it stands for any fault."""
    job = new_job(sessions, max_trials=5, max_parallel=5)
    items = leased(sessions, job, 4)
    requests: list[TrialRequest] = [
        tell(items[0]),
        tell(items[1], error="a\x00b"),
        tell(items[2]),
        Ask(uuid.uuid4(), "w"),
        tell(items[3]),
    ]
    answers = in_loop(sessions, lambda group_commit: together(group_commit, requests))
    assert [type(answered) for answered in answers] == [Recorded, answers[1].__class__, Recorded, NotFound, Recorded]
    assert isinstance(answers[1], DBAPIError)
    assert completed(sessions, job) == 3


def test_a_lost_connection_fails_no_request(sessions: SessionFactory) -> None:
    """It is lost before the commit: nothing has happened, and the requests are answered one by one."""
    job = new_job(sessions, max_trials=5, max_parallel=5)
    items = leased(sessions, job, 3)

    lost: list[int] = []

    def losing(session: Session, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        if not lost and "UPDATE trial" in statements[0][0]:
            lost.append(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
            with sessions() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": lost[0]})
        return execute_together(session, statements)

    with patch.object(trial_requests, "execute_together", losing):
        answers = in_loop(sessions, lambda group_commit: together(group_commit, [tell(item) for item in items]))
    assert lost
    assert [type(answered) for answered in answers] == [Recorded] * 3
    assert completed(sessions, job) == 3


def test_an_unreachable_database_is_not_tried_for_each_request() -> None:
    """Each try may take seconds: the requests behind it would wait for minutes."""
    engine = create_engine("postgresql+psycopg://127.0.0.1:1/nothing")
    tries: list[object] = []
    event.listen(engine, "do_connect", lambda *args: tries.append(args[0]))
    asks = [Ask(uuid.uuid4(), f"w{number}") for number in range(20)]
    answers = in_loop(sessionmaker(engine), lambda group_commit: together(group_commit, asks))
    assert all(isinstance(answered, DBAPIError) for answered in answers)
    assert len(tries) == 2  # the batch, and its first request


def test_a_commit_that_fails_is_not_tried_again(sessions: SessionFactory) -> None:
    """It may have happened, so each client has to repeat its request."""
    job = new_job(sessions, max_trials=5, max_parallel=5)
    items = leased(sessions, job, 3)

    def lose(session: Session) -> None:
        own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with sessions() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})

    commits = Commits(sessions, lose)
    answers = in_loop(sessions, lambda group_commit: together(group_commit, [tell(item) for item in items]))
    assert all(isinstance(answered, DBAPIError) for answered in answers)
    assert (commits.count, completed(sessions, job)) == (1, 0)


def test_a_locked_job_holds_up_its_own_requests_only(sessions: SessionFactory) -> None:
    locked, free = new_job(sessions, max_parallel=5), new_job(sessions, max_parallel=5)
    items = leased(sessions, locked, 2)
    unlock = threading.Event()

    async def act(group_commit: GroupCommit) -> tuple[list[Any], list[Any]]:
        held = asyncio.create_task(together(group_commit, [tell(items[0]), Ask(locked.id, "x")]))
        at_once = await together(
            group_commit, [Ask(free.id, "y"), Tell(items[1].id, "lmst_wrong", tell(items[1]).report)]
        )
        later = asyncio.create_task(together(group_commit, [tell(items[1])]))
        await asyncio.sleep(0.2)
        assert not held.done()
        assert not later.done()
        unlock.set()
        return [*await held, *await later], at_once

    def hold() -> None:
        with sessions.begin() as rival:
            rival.execute(text("SELECT FROM job WHERE id = :id FOR UPDATE"), {"id": locked.id})
            holds.set()
            unlock.wait(20)

    holds = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    assert holds.wait(10)
    try:
        waited, at_once = in_loop(sessions, act)
    finally:
        unlock.set()
        holder.join()
    assert isinstance(at_once[1], LeaseLost)
    assert len(at_once[0].trials) == 1
    assert [type(answered).__name__ for answered in waited] == ["Recorded", "Leased", "Recorded"]


def test_a_client_that_has_gone_disturbs_no_other(sessions: SessionFactory) -> None:
    job = new_job(sessions, max_trials=5, max_parallel=5)
    items = leased(sessions, job, 3)

    async def act(group_commit: GroupCommit) -> list[Any]:
        calls = [asyncio.ensure_future(group_commit(DEFAULT_PROJECT_ID, tell(item))) for item in items]
        await asyncio.sleep(0)
        calls[1].cancel()
        return await asyncio.gather(*calls, return_exceptions=True)

    answers = in_loop(sessions, act)
    assert [type(answered).__name__ for answered in answers] == ["Recorded", "CancelledError", "Recorded"]


@pytest.mark.parametrize("count", [65, 130])
def test_many_requests_are_answered_in_several_batches(sessions: SessionFactory, count: int) -> None:
    job = new_job(sessions, max_parallel=1)
    commits = Commits(sessions)
    answers = in_loop(
        sessions, lambda group_commit: together(group_commit, [Ask(job.id, f"w{i}") for i in range(count)])
    )
    assert sorted(len(answered.trials) for answered in answers) == [0] * (count - 1) + [1]
    assert commits.count == -(-count // 64)
