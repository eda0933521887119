"""`doctor` as a process: it prints what it finds and ends with status 1 if anything is wrong."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from app.embedded.ports import LOOPBACK


def test_doctor_prints_its_findings(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "app.cli", "doctor", "--port", str(port), "--data-dir", str(tmp_path / "data")]
        found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=inherited)
    assert found.returncode == 1
    lines = found.stdout.splitlines()
    wrong = [i for i, line in enumerate(lines) if line.startswith("WRONG")]
    assert lines[wrong[-1]] == f"WRONG  port {port}: taken"
    assert lines[wrong[-1] + 1] == "       -> choose one with --port"
    assert any(line.startswith("WRONG  data folder: ") for line in lines)
    assert any(line.startswith("ok     torch: ") for line in lines)
    assert "ok     Postgres: postgres (PostgreSQL) 18" in found.stdout
