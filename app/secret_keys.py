"""Reads the keys that encrypt secrets, as the operator writes them: `id:key,id:key`, the newest first."""

import base64
import binascii
import re

KEY_BYTES = 32
_ID = re.compile(r"[a-z0-9_-]{1,32}")


def read(text: str) -> dict[str, bytes]:
    """The keys by id, in the given order. Raises ValueError; its text contains no part of a key."""
    keys: dict[str, bytes] = {}
    for number, entry in enumerate(text.split(","), start=1):
        key_id, _, encoded = entry.strip().partition(":")
        if _ID.fullmatch(key_id) is None:
            msg = f"entry {number} of the secret keys has no id of a-z, 0-9, - and _ before a colon"
            raise ValueError(msg)
        if key_id in keys:
            msg = f"entry {number} of the secret keys repeats an id"
            raise ValueError(msg)
        keys[key_id] = _key(encoded, number)
    return keys


def _key(encoded: str, number: int) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        msg = f"entry {number} of the secret keys is not the base64 of {KEY_BYTES} bytes (openssl rand -base64 32)"
        raise ValueError(msg) from None
    return key
