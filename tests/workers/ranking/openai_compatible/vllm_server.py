"""A real vLLM on this machine's CPU, from an environment of its own: `make test-vllm` makes it and runs its tests."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from app.embedded.ports import free_port
from tests.workers.ranking.openai_compatible.llama_server import KEY, MODEL

CONTEXT = 1_024
"""Tokens; short, so that histories must be cut."""
HEAD_DIM = 32
"""The smallest that vLLM computes on a CPU."""
PYTHON = os.environ.get("LMSEARCHER_TEST_VLLM_PYTHON")
_START_S = 240


@contextmanager
def running_vllm(checkpoint: Path) -> Iterator[str]:
    """The endpoint of a vLLM that serves the checkpoint."""
    if PYTHON is None:
        pytest.skip("needs an environment with vLLM, 3.5 GB: `make test-vllm` makes one")
    port = free_port()
    flags = {"--model": str(checkpoint), "--served-model-name": MODEL, "--port": str(port), "--host": "127.0.0.1"}
    bounds = {"--api-key": KEY, "--dtype": "float32", "--max-model-len": str(CONTEXT)}
    command = [PYTHON, "-m", "vllm.entrypoints.openai.api_server", "--enforce-eager"]
    command += [word for pair in (flags | bounds).items() for word in pair]
    environment = os.environ | {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1", "HF_HUB_OFFLINE": "1"}
    with (checkpoint.parent / "vllm.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(process, port, checkpoint.parent / "vllm.log")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.5)
    pytest.fail("vLLM did not start:\n" + log.read_text(errors="replace")[-3_000:])
