"""Secrets at rest: they open in their own row with their own key, and nowhere else."""

import base64
import secrets

import pytest

from app.integrations.encryption import DecryptionError, Encryptor, NoSecretKeys
from app.settings import Settings
from tests.settings import URLS

SECRET = "whsec_very-secret"  # noqa: S105 - not one
PLACE = "webhook_secret:018f"
OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)


def _settings(keys: str | None) -> Settings:
    return Settings.model_validate({**URLS, "environment": "embedded", "secret_keys": keys})


def _written(**keys: bytes) -> str:
    return ",".join(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in keys.items())


def test_a_secret_comes_back_and_is_not_in_the_text() -> None:
    encryptor = Encryptor({"k1": NEW})
    encrypted = encryptor.encrypt(SECRET, associated_data=PLACE)
    assert encrypted.startswith("k1.")
    assert SECRET not in encrypted
    assert encryptor.decrypt(encrypted, associated_data=PLACE) == SECRET
    assert encryptor.encrypt(SECRET, associated_data=PLACE) != encrypted


def test_keys_rotate() -> None:
    before = Encryptor({"k1": OLD}).encrypt(SECRET, associated_data=PLACE)
    rotating = Encryptor.of(_settings(_written(k2=NEW, k1=OLD)))
    assert rotating.decrypt(before, associated_data=PLACE) == SECRET
    assert not rotating.is_current(before)
    after = rotating.encrypt(SECRET, associated_data=PLACE)
    assert rotating.is_current(after)
    rotated = Encryptor.of(_settings(_written(k2=NEW)))
    assert rotated.decrypt(after, associated_data=PLACE) == SECRET
    with pytest.raises(DecryptionError, match="'k1', which LMSEARCHER_SECRET_KEYS lacks"):
        rotated.decrypt(before, associated_data=PLACE)


def test_a_secret_does_not_open_in_another_row() -> None:
    encryptor = Encryptor({"k1": NEW})
    with pytest.raises(DecryptionError, match="another row"):
        encryptor.decrypt(
            encryptor.encrypt(SECRET, associated_data="webhook_secret:a"), associated_data="webhook_secret:b"
        )


def test_no_changed_text_opens() -> None:
    encryptor = Encryptor({"k1": NEW, "k2": OLD})
    encrypted = encryptor.encrypt(SECRET, associated_data=PLACE)
    key_id, raw = encrypted.split(".")
    changes = [
        f"{key_id}.{raw[:i]}{'A' if raw[i] != 'A' else 'B'}{raw[i + 1 :]}" for i in range(len(raw.rstrip("=")) - 1)
    ]
    for changed in [*changes, f"k2.{raw}", f"{key_id}.", f"{key_id}.{raw[:16]}", f"{key_id}.{raw}!", f"{key_id}.ü"]:
        with pytest.raises(DecryptionError, match="was changed"):
            encryptor.decrypt(changed, associated_data=PLACE)


def test_missing_keys_are_an_error_that_names_the_setting() -> None:
    with pytest.raises(NoSecretKeys, match=r"set LMSEARCHER_SECRET_KEYS to ID:KEY.*openssl rand -base64 32"):
        Encryptor.of(_settings(None))
