"""Encryption at rest of secrets that must be readable again: AES-256-GCM, with key ids for rotation.

An encrypted secret is the text `keyid.base64url(nonce + ciphertext)`.
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
    """The operator has configured no keys, so no secret can be stored."""


class DecryptionError(Exception):
    """A secret cannot be decrypted: its key is missing, the text was changed, or it belongs to another row."""


class Encryptor:
    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Takes at least one key of 32 bytes, by key id. The first key encrypts; all of them decrypt."""
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current_id = next(iter(self._ciphers))

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """An encryptor with the keys of the settings. Raises NoSecretKeys."""
        if settings.secret_keys is None:
            msg = (
                "webhook secrets are stored encrypted, and there is no key for that: set LMSEARCHER_SECRET_KEYS to "
                "ID:KEY, where KEY is what `openssl rand -base64 32` prints"
            )
            raise NoSecretKeys(msg)
        return cls(secret_keys.read(settings.secret_keys.get_secret_value()))

    def encrypt(self, secret: str, *, associated_data: str) -> str:
        """Encrypts a secret for one row and column, which `associated_data` names. It cannot be decrypted for
        another one."""
        nonce = os.urandom(_NONCE_BYTES)
        ciphertext = self._ciphers[self._current_id].encrypt(nonce, secret.encode(), associated_data.encode())
        return f"{self._current_id}.{base64.urlsafe_b64encode(nonce + ciphertext).decode('ascii')}"

    def decrypt(self, encrypted: str, *, associated_data: str) -> str:
        """The secret. Raises DecryptionError."""
        key_id, _, encoded = encrypted.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            msg = f"a secret was encrypted with the key {key_id[:32]!r}, which LMSEARCHER_SECRET_KEYS lacks"
            raise DecryptionError(msg)
        try:
            raw = base64.b64decode(encoded, altchars=b"-_", validate=True)
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], associated_data.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise DecryptionError("an encrypted secret was changed, or belongs to another row") from error

    def reencrypt(self, encrypted: str, *, associated_data: str) -> str:
        """The same secret encrypted with the current key. Raises DecryptionError."""
        if self.is_current(encrypted):
            return encrypted
        return self.encrypt(self.decrypt(encrypted, associated_data=associated_data), associated_data=associated_data)

    def is_current(self, encrypted: str) -> bool:
        """Whether the text was encrypted with the current key."""
        return encrypted.partition(".")[0] == self._current_id
