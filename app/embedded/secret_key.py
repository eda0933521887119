"""The key that encrypts webhook secrets. It is created with the data folder and stored beside the data."""

import base64
import os
import secrets
from pathlib import Path

from app import secret_keys


def keys_of(data_dir: Path) -> str:
    """The value of LMSEARCHER_SECRET_KEYS for this folder. If its file is lost, the encrypted secrets are lost."""
    path = data_dir / "secret-key"
    if not path.exists():
        unfinished = data_dir / "secret-key.new"
        unfinished.touch(mode=0o600)
        with unfinished.open("w") as file:
            file.write(f"embedded:{base64.b64encode(secrets.token_bytes(secret_keys.KEY_BYTES)).decode('ascii')}")
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    return path.read_text()
