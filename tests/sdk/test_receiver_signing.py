"""Only messages that are signed as by the official library of Standard Webhooks are accepted."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lmsearcher import Receiver, new_signing_secret
from lmsearcher._signing import NotSigned, Verifier
from standardwebhooks import Webhook

from tests.sdk.callbacks import SECRET, signed

BODY = b'{"type": "trial.evaluate"}'


def verify(*secrets: str, headers: dict[str, str], body: bytes = BODY) -> None:
    Verifier(secrets).verify({name.lower(): value for name, value in headers.items()}, body, now=time.time())


@given(st.text(st.characters(codec="utf-8")), st.from_regex(r"[A-Za-z0-9_.-]{1,60}", fullmatch=True))
def test_signature_by_the_official_library_is_valid(text: str, message_id: str) -> None:
    body = text.encode()
    secret = new_signing_secret()
    verify(secret, headers=signed(body, message_id=message_id, secret=secret), body=body)


def test_official_library_accepts_new_secrets() -> None:
    secret, now = new_signing_secret(), datetime.now(UTC)
    assert Webhook(secret).sign("msg_1", now, "{}").startswith("v1,")
    assert new_signing_secret() != secret


def test_any_live_secret_can_sign() -> None:
    new = new_signing_secret()
    headers = signed(BODY, message_id="msg_1", secret=new)
    verify(SECRET, new, headers=headers)
    other = signed(BODY, message_id="msg_1")["webhook-signature"]
    verify(new, headers={**headers, "webhook-signature": f"v1a,x {other} {headers['webhook-signature']}"})


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-signature": signed(BODY, message_id="msg_1", secret=new_signing_secret())["webhook-signature"]},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,\xe9"},
        {"webhook-signature": ""},
        {"webhook-id": ""},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "9" * 5_000},
        {"webhook-timestamp": str(int(time.time()) - 2)},
    ],
)
def test_changed_headers_are_rejected(changed: dict[str, str]) -> None:
    headers = signed(BODY, message_id="msg_1")
    verify(SECRET, headers=headers)
    with pytest.raises(NotSigned):
        verify(SECRET, headers={**headers, **changed})


def test_changed_body_is_rejected() -> None:
    with pytest.raises(NotSigned):
        verify(SECRET, headers=signed(BODY, message_id="msg_1"), body=BODY + b" ")


@pytest.mark.parametrize("version", ["v2,", "v1a,", ""])
def test_signature_of_another_version_is_ignored(version: str) -> None:
    headers = signed(BODY, message_id="msg_1")
    headers["webhook-signature"] = version + headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(NotSigned):
        verify(SECRET, headers=headers)


@pytest.mark.parametrize(("age_s", "accepted"), [(290, True), (310, False), (-290, True), (-310, False)])
def test_message_of_another_time_is_rejected(age_s: int, *, accepted: bool) -> None:
    headers = signed(BODY, message_id="msg_1", at=datetime.now(UTC) - timedelta(seconds=age_s))
    if accepted:
        verify(SECRET, headers=headers)
        return
    with pytest.raises(NotSigned, match="clock"):
        verify(SECRET, headers=headers)


@pytest.mark.parametrize(
    "secret",
    ["", "geheim", "whsec_geheim", "whsec_Z2VoZWlt", SECRET.removeprefix("whsec_")],
    ids=["none", "word", "no base64", "short", "no prefix"],
)
def test_invalid_secret_raises_without_showing_it(secret: str) -> None:
    with pytest.raises(ValueError, match="a secret is whsec_") as caught:
        Receiver(secret)
    assert not secret or secret.removeprefix("whsec_") not in str(caught.value)
    assert caught.value.__cause__ is None


def test_receiver_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Receiver([])
