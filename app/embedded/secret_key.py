"""The key that encrypts webhook secrets, made with the data folder and kept beside the data."""

import base64
import os
import secrets
from pathlib import Path

from app import secret_keys


def keys_of(data_dir: Path) -> str:
    """The setting LMSEARCHER_SECRET_KEYS of this folder. Without the file, what was encrypted with it is lost."""
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
