"""What is logged: one JSON object a line, without secrets, wherever they come from."""

import json
import subprocess
import sys

from app.domain.keys import make_key

PROGRAM = """
import logging, sys, structlog
from app.logging import configure_logging
configure_logging("INFO")
key, token, signing = sys.argv[1:]
structlog.get_logger("test").warning("refused", url=f"/v1/jobs?after={key}&limit={signing}", given=token)
logging.getLogger("library").error("bad header %r", f"Bearer {key}")
"""


def test_secrets_are_cut_out() -> None:
    key = make_key("live")
    command = [sys.executable, "-c", PROGRAM, key.text, "lmst_ab-cd_EF01", "whsec_7Jiq2%2FRgrJ+z=="]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stderr
    refused, bad = (json.loads(line) for line in said.splitlines())
    assert refused["url"] == f"/v1/jobs?after=lmsk_live_{key.public_id}_***&limit=whsec_***"
    assert refused["given"] == "lmst_***"
    assert bad["event"] == f"bad header 'Bearer lmsk_live_{key.public_id}_***'"
