"""The webhook of a run: every event goes to a listener that is killed as everything else, and in the end all arrive."""

import os
import sys
import time

import httpx2
import psycopg

from app.embedded.ports import LOOPBACK, free_port
from app.embedded.process import ChildProcess
from tests.chaos.listener import SECRET
from tests.chaos.stack import Stack
from tests.chaos.webhook_audit import read_received

NAME = "listener"
_ARRIVES_WITHIN_S, _NEXT_WITHIN_S = 900, 60
"""All of them; the next one, since a backlog of minutes may wait when the striking ends."""
_NEXT_ATTEMPTS = """
    UPDATE delivery SET next_attempt_at = now(), claimed_until = NULL
    WHERE state = 'pending' AND (claimed_until IS NULL OR claimed_until < now() + interval '20 s')"""
"""Retries wait for minutes, and claims of the dead for half a minute: the test does not. A call takes no ten
seconds."""
_WAITING = "SELECT count(*) FROM delivery WHERE state = 'pending'"


class ChaosWebhook:
    """Made before the first job."""

    def __init__(self, stack: Stack) -> None:
        self._stack, port = stack, free_port()
        self.file, self._calm = stack.folder / "received.jsonl", stack.folder / "calm"
        with httpx2.Client(base_url=stack.url, timeout=10) as http:
            answer = http.post("/v1/webhooks", json={"url": f"http://{LOOPBACK}:{port}/"}).raise_for_status().json()
        self.id = str(answer["id"])
        options = {"--port": port, "--file": self.file, "--moody-until": self._calm}
        arguments = [str(word) for option in options.items() for word in option]
        listener = ChildProcess(
            NAME,
            [sys.executable, "-m", "tests.chaos.listener", *arguments],
            log_path=stack.logs / f"{NAME}.log",
            environment={**os.environ, SECRET: answer["secret"]},
            stop_timeout_s=1,
        )
        listener.start()
        stack.processes[NAME] = listener

    def received_count(self) -> int:
        return sum(1 for _ in read_received(self.file))

    def wait_for_all(self) -> None:
        """Until no message waits, as long as their number falls; the auditor says what has not arrived."""
        self._calm.touch()
        last = time.monotonic() + _ARRIVES_WITHIN_S
        fewest, deadline = None, last
        while time.monotonic() < deadline:
            with psycopg.connect(self._stack.postgres.url, connect_timeout=5) as connection:
                connection.execute("UPDATE webhook_endpoint SET held_until = NULL")
                connection.execute(_NEXT_ATTEMPTS)
                [waiting] = connection.execute(_WAITING).fetchone() or (None,)
            if waiting == 0:
                return
            if waiting is not None and (fewest is None or waiting < fewest):
                fewest, deadline = waiting, min(last, time.monotonic() + _NEXT_WITHIN_S)
            time.sleep(0.5)
