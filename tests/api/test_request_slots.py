"""Processor-heavy requests: a few at a time, by turns between projects."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from app.domain.errors import TooManyWaiting
from app.web.request_slots import MOST_WAITING, SLOTS, RequestSlots

FLOOD, QUIET = uuid.uuid4(), uuid.uuid4()


async def _hold(slots: RequestSlots, project_id: uuid.UUID, running: list[uuid.UUID], release: asyncio.Event) -> None:
    async with slots.taken(project_id):
        running.append(project_id)
        await release.wait()


def test_a_flood_of_one_project_leaves_a_slot_to_another() -> None:
    async def act() -> list[uuid.UUID]:
        slots, release = RequestSlots(), asyncio.Event()
        running: list[uuid.UUID] = []
        flood = [asyncio.create_task(_hold(slots, FLOOD, running, release)) for _ in range(20)]
        await asyncio.sleep(0.01)
        quiet = asyncio.create_task(_hold(slots, QUIET, running, release))
        await asyncio.sleep(0.01)
        found = list(running)
        release.set()
        await asyncio.gather(*flood, quiet)
        assert len(running) == 21
        return found

    assert asyncio.run(act()) == [FLOOD, QUIET]


def test_projects_wait_in_turn_for_the_slots() -> None:
    async def act() -> None:
        slots, release = RequestSlots(), asyncio.Event()
        running: list[uuid.UUID] = []
        projects = [uuid.uuid4() for _ in range(SLOTS + 2)]
        holding = [asyncio.create_task(_hold(slots, project, running, release)) for project in projects]
        await asyncio.sleep(0.01)
        assert running == projects[:SLOTS]
        release.set()
        await asyncio.gather(*holding)
        assert running == projects

    asyncio.run(act())


def test_too_many_waiting_requests_are_refused_and_a_cancelled_one_leaves() -> None:
    async def act() -> None:
        slots, release = RequestSlots(), asyncio.Event()
        running: list[uuid.UUID] = []
        flood = [asyncio.create_task(_hold(slots, FLOOD, running, release)) for _ in range(MOST_WAITING + 1)]
        await asyncio.sleep(0.01)
        with pytest.raises(TooManyWaiting):
            await _hold(slots, FLOOD, running, release)
        flood[5].cancel()
        await asyncio.sleep(0.01)
        late = asyncio.create_task(_hold(slots, FLOOD, running, release))
        await asyncio.sleep(0.01)
        release.set()
        await asyncio.gather(*flood, late, return_exceptions=True)
        assert len(running) == MOST_WAITING + 1
        assert not slots._turns  # noqa: SLF001

    asyncio.run(act())


def test_a_failing_request_gives_its_slot_back(client: TestClient) -> None:
    bad = {"space": {"dimensions": [{"name": "a", "type": "ordinal", "options": [1, 1]}]}}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/spaces/validate", json=bad).status_code, range(4 * SLOTS)))
    assert answers == [422] * 4 * SLOTS
