"""Secrets that must be recoverable, encrypted at rest: AES-256-GCM, with key ids for rotation.

A sealed secret is the text `keyid.base64url(nonce + ciphertext)`.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app import secret_keys
from app.settings import Settings

_NONCE_BYTES = 12


class NoSecretKeys(Exception):
    """The operator has set no keys, so nothing can be kept secret."""


class Unsealable(Exception):
    """A sealed secret cannot be opened: its key is gone, or the text is not the one that was sealed for this place."""


class Sealer:
    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Keys of 32 bytes by id, at least one: the first seals, all open."""
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._sealing_id = next(iter(self._ciphers))

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Raises NoSecretKeys."""
        if settings.secret_keys is None:
            msg = (
                "webhook secrets are kept encrypted, and there is no key for that: set LMSEARCHER_SECRET_KEYS to "
                "ID:KEY, where KEY is what `openssl rand -base64 32` prints"
            )
            raise NoSecretKeys(msg)
        return cls(secret_keys.read(settings.secret_keys.get_secret_value()))

    def seal(self, secret: str, *, place: str) -> str:
        """`place` names the row (and column) that keeps the text: it opens there only."""
        nonce = os.urandom(_NONCE_BYTES)
        ciphertext = self._ciphers[self._sealing_id].encrypt(nonce, secret.encode(), place.encode())
        return f"{self._sealing_id}.{base64.urlsafe_b64encode(nonce + ciphertext).decode('ascii')}"

    def open(self, sealed: str, *, place: str) -> str:
        """Raises Unsealable."""
        key_id, _, encoded = sealed.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Unsealable(f"a secret was sealed with the key {key_id[:32]!r}, which LMSEARCHER_SECRET_KEYS lacks")
        try:
            raw = base64.b64decode(encoded, altchars=b"-_", validate=True)
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Unsealable("a sealed secret was changed, or belongs to another row") from error

    def reseal(self, sealed: str, *, place: str) -> str:
        """The same secret under the key that seals now. Raises Unsealable."""
        return sealed if self.is_current(sealed) else self.seal(self.open(sealed, place=place), place=place)

    def is_current(self, sealed: str) -> bool:
        """Whether the text was sealed with the key that seals now; else it is due to be sealed again."""
        return sealed.partition(".")[0] == self._sealing_id
