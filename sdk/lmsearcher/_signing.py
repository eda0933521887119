"""Signatures of the server's messages: Standard Webhooks 1.0, scheme v1 (HMAC-SHA256)."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence

from lmsearcher._config import MESSAGE_TOLERANCE_S

_PREFIX = "whsec_"
_SECRET_BYTES = 32
_MIN_BYTES, _MAX_BYTES = 24, 64


class NotSigned(Exception):  # becomes a response with status 401
    """The message has no valid signature by a known secret, or is too old."""


def new_signing_secret() -> str:
    """A new secret for a job's `evaluation` and its Receiver: `whsec_` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


class Verifier:
    """Checks signatures by one secret, or by several while a secret is being replaced."""

    def __init__(self, live_secrets: Sequence[str]) -> None:
        """Raises ValueError for a text that is not a secret."""
        if not live_secrets:
            raise ValueError("a receiver needs at least one secret: lmsearcher.new_signing_secret() makes one")
        self._keys = [_key(secret) for secret in live_secrets]

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: float) -> None:
        """Raises NotSigned unless the message is signed.

        Args:
            headers: With names in lower case.
            body: As it was received.
            now: The present time, in seconds since 1970.
        """
        message_id, timestamp, signatures = (headers.get(f"webhook-{x}", "") for x in ("id", "timestamp", "signature"))
        if not (message_id and timestamp and signatures):
            raise NotSigned("the headers webhook-id, webhook-timestamp and webhook-signature are required")
        if not re.fullmatch("[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > MESSAGE_TOLERANCE_S:
            raise NotSigned(f"webhook-timestamp is more than {MESSAGE_TOLERANCE_S} s away from this machine's clock")
        given = [s.removeprefix("v1,").encode("latin-1") for s in signatures.split(" ") if s.startswith("v1,")]
        signed = b".".join((message_id.encode("latin-1"), timestamp.encode(), body))
        expected = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()) for key in self._keys]
        if not any(hmac.compare_digest(one, other) for one in expected for other in given):
            raise NotSigned("no signature in webhook-signature is valid")


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True) if secret.startswith(_PREFIX) else b""
    except ValueError:
        key = b""
    if not _MIN_BYTES <= len(key) <= _MAX_BYTES:
        raise ValueError(f"a secret is {_PREFIX} and the base64 of {_MIN_BYTES} to {_MAX_BYTES} bytes") from None
    return key
