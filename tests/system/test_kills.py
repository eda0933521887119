"""kill -9 of the workers, and a stop of beat, under running searches."""

import threading
from collections.abc import Iterator

import httpx2
import pytest

from tests.builders import job_body
from tests.evaluators import Evaluator, Json, Reply, completed
from tests.servers import Servers
from tests.stack import Stack, running_stack
from tests.system.searches import rounds_of, search, start_callbacks, state, wait_until

SWEEP_S = 0.5


@pytest.fixture(scope="module")
def stack(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """With short times, so that recovery is seen."""
    environment = {
        "LMSEARCHER_RANKING_CLAIM_S": "3",
        "LMSEARCHER_RANKING_STALL_TIMEOUT_S": "30",
        "LMSEARCHER_BROKER_SWEEP_INTERVAL_S": str(SWEEP_S),
    }
    servers = Servers(database_url, redis_url).apart("kills", 2)
    with running_stack(servers, log_dir=tmp_path_factory.mktemp("kills"), environment=environment) as stack:
        yield stack


@pytest.fixture
def http(stack: Stack) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=stack.url, timeout=20) as http:
        yield http


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    with Evaluator() as evaluator:
        yield evaluator


def test_kill_9_of_the_ranking_worker_loses_and_doubles_nothing(http: httpx2.Client, stack: Stack) -> None:
    job = http.post("/v1/jobs", json=job_body(budget={"max_trials": 40}, strategy={"ranker": "compact"})).json()

    def kill(done: int) -> None:
        if done in (12, 25):
            stack.kill("ranking")

    codes = search(http, job, after_trial=kill)
    assert len(codes) == len(set(codes)) == 40
    ended = http.get(f"/v1/jobs/{job['id']}").json()
    assert (ended["state"], ended["end_reason"], ended["progress"]["completed"]) == ("completed", "budget_used", 40)
    rounds = rounds_of(http, job)
    assert [r["number"] for r in rounds] == list(range(1, len(rounds) + 1))
    assert {r["state"] for r in rounds} == {"ranked"}


def test_killed_while_calls_are_open(stack: Stack, http: httpx2.Client, evaluator: Evaluator) -> None:
    """Each is made again under its id; no trial is lost, none takes a second attempt."""
    killed = threading.Event()

    def behave(message: Json) -> Reply:
        if not killed.wait(30):
            return 500, {}, {}
        return completed(message)

    evaluator.behave = behave
    job = start_callbacks(http, evaluator.evaluation | {"timeout_s": 2}, max_parallel=3, max_trials=3)
    evaluator.wait_for(3)
    stack.kill("io")
    first = {message["id"] for message in evaluator.messages}
    killed.set()
    wait_until(lambda: state(http, job) == "completed", limit_s=2 + 15 + 2 * SWEEP_S)
    assert {message["id"] for message in evaluator.messages} == first
    assert len(evaluator.messages) == 6
    trials = http.get(f"/v1/jobs/{job['id']}/trials").json()["items"]
    assert [(trial["state"], trial["attempt"]) for trial in trials] == [("completed", 1)] * 3


def test_a_search_by_callbacks_needs_no_sweep(stack: Stack, http: httpx2.Client, evaluator: Evaluator) -> None:
    """While beat is stopped nothing sweeps: messages alone drive it."""
    beat = stack.processes["beat"]
    beat.stop()
    try:
        job = start_callbacks(http, evaluator.evaluation, max_parallel=2)
        wait_until(lambda: state(http, job) == "completed", limit_s=60)
    finally:
        beat.start()
    assert sorted(evaluator.trials) == list(range(1, 13))
    assert all(message["verified"] for message in evaluator.messages)
    assert evaluator.most_at_once <= 2
