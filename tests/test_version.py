"""Server, client and citation have one version, and everything that names it agrees."""

import os
import subprocess
import sys

import lmsearcher
import pytest
import yaml

import app
from tests.servers import ROOT


def test_server_client_and_citation_have_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {app.__version__, lmsearcher.__version__, citation["version"]} == {app.__version__}


@pytest.mark.parametrize(
    ("module", "answer"),
    [("app.cli", f"lmsearcher-server {app.__version__}"), ("lmsearcher.cli", f"lmsearcher {app.__version__}")],
)
def test_both_command_lines_print_the_version(module: str, answer: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "sdk")])}
    command = [sys.executable, "-m", module, "--version"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, answer), ran.stderr
