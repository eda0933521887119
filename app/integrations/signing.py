"""Signatures of outgoing messages: Standard Webhooks 1.0, scheme v1 (HMAC-SHA256)."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
_SECRET_BYTES = 32
_MIN_BYTES, _MAX_BYTES = 24, 64
# The signed text joins its parts with dots, so an id must hold none.
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,256}")


def new_secret() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def sign(live_secrets: Sequence[str], *, message_id: str, timestamp: datetime, body: bytes) -> dict[str, str]:
    """The three headers of one attempt, with one signature for each valid secret.

    Raises ValueError without secrets, and for an invalid secret or id or a time without a zone. Its text never contains
    a secret.

    Args:
        live_secrets: The valid secrets.
        message_id: The id of the message, the same in all attempts.
        timestamp: The time of this attempt.
        body: The exact bytes to send.
    """
    if not live_secrets:
        msg = "a message needs at least one secret"
        raise ValueError(msg)
    if _MESSAGE_ID.fullmatch(message_id) is None:
        msg = "a message id has up to 256 letters, digits, - and _"
        raise ValueError(msg)
    if timestamp.tzinfo is None:
        msg = "the timestamp needs a time zone"
        raise ValueError(msg)
    seconds = str(int(timestamp.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in live_secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def _key(secret: str) -> bytes:
    key = b""
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            key = b""
    if not _MIN_BYTES <= len(key) <= _MAX_BYTES:
        msg = f"a secret is {PREFIX} and the base64 of {_MIN_BYTES} to {_MAX_BYTES} bytes"
        raise ValueError(msg) from None
    return key
