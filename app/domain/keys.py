"""API keys and what they allow. A key is the text `lmsk_<environment>_<public id>_<secret>_<checksum>`.

The prefix lets scanners find leaked keys. The checksum detects typing errors without the database. The public id finds
the key and may be shown. Of the secret only the SHA-256 is stored; that is enough for 190 random bits.
"""

import hashlib
import hmac
import re
import secrets
import string
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

PREFIX = "lmsk"
ID_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH = 12, 32, 6
ENVIRONMENT_PATTERN = r"^[a-z0-9]{1,16}$"
ID_PATTERN = rf"^[0-9A-Za-z]{{{ID_LENGTH}}}$"
_BASE62 = string.digits + string.ascii_letters
_KEY = re.compile(
    rf"{PREFIX}_[a-z0-9]{{1,16}}_([0-9A-Za-z]{{{ID_LENGTH}}})_([0-9A-Za-z]{{{SECRET_LENGTH}}})"
    rf"_([0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)


class Scope(StrEnum):
    """What a key may do. Every route requires exactly one."""

    READ = "read"
    SUBMIT = "submit"
    EVALUATE = "evaluate"
    ADMIN = "admin"


class KeyState(StrEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


ALL_SCOPES = frozenset(Scope)


def allows(granted: Collection[str], required: Scope) -> bool:
    """Whether a key with these scopes may use a route; `admin` includes every other scope."""
    return required in granted or Scope.ADMIN in granted


@dataclass(frozen=True, slots=True)
class Key:
    """A key with its parts; `text` is the whole key, which only its owner may see."""

    text: str = field(repr=False)
    public_id: str
    secret: str = field(repr=False)

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the secret, 32 bytes."""
        return hashlib.sha256(self.secret.encode("ascii")).digest()

    def matches(self, digest: bytes) -> bool:
        """Whether this is the digest of the secret; the comparison takes constant time."""
        return hmac.compare_digest(self.digest, digest)


def make_key(environment: str) -> Key:
    """A new key. `environment` is a short word of a-z and 0-9, so that users can tell production keys from others."""
    public_id, secret = _random(ID_LENGTH), _random(SECRET_LENGTH)
    head = f"{PREFIX}_{environment}_{public_id}_{secret}"
    return Key(f"{head}_{_checksum(head)}", public_id, secret)


def parse_key(text: str) -> Key | None:
    """The parts of a key, or None if the text is not a key or has a typing error."""
    found = _KEY.fullmatch(text)
    if found is None:
        return None
    public_id, secret, checksum = found.groups()
    head = text[: -CHECKSUM_LENGTH - 1]
    return Key(text, public_id, secret) if checksum == _checksum(head) else None


def _random(length: int) -> str:
    return "".join(secrets.choice(_BASE62) for _ in range(length))


def _checksum(head: str) -> str:
    """The CRC-32 of the text in base 62."""
    rest, digits = zlib.crc32(head.encode("ascii")), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits


LEASE_PREFIX = "lmst_"
