"""The embedded stack makes its own key for webhook secrets, once for each data folder."""

from pathlib import Path

import pytest

from app import secret_keys
from app.embedded.applications import application_environment
from app.embedded.secret_key import keys_of

URLS = {"database_url": "postgresql://u:p@127.0.0.1/db", "redis_url": "redis://127.0.0.1/0"}


def test_a_folder_has_one_key_that_its_owner_alone_can_read(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    keys = keys_of(first)
    assert keys_of(first) == keys
    assert keys_of(second) != keys
    assert [len(key) for key in secret_keys.read(keys).values()] == [secret_keys.KEY_BYTES]
    assert (first / "secret-key").stat().st_mode & 0o777 == 0o600


def test_an_interrupted_start_leaves_no_half_a_key(tmp_path: Path) -> None:
    (tmp_path / "secret-key.new").write_text("embedded:AAAA, and a longer rest than a key has: " + "x" * 100)
    secret_keys.read(keys_of(tmp_path))


def test_the_operators_keys_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LMSEARCHER_SECRET_KEYS", raising=False)
    made = application_environment(**URLS, secret_keys=keys_of(tmp_path))
    assert made["LMSEARCHER_SECRET_KEYS"] == keys_of(tmp_path)
    monkeypatch.setenv("LMSEARCHER_SECRET_KEYS", "mine:...")
    kept = application_environment(**URLS, secret_keys=keys_of(tmp_path))
    assert kept["LMSEARCHER_SECRET_KEYS"].startswith("mine:")
