"""What the official library of Standard Webhooks signs is accepted, and nothing else."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lmsearcher import Receiver, new_signing_secret
from lmsearcher._signing import NotSigned, Verifier
from standardwebhooks import Webhook

from tests.sdk.receiving import SECRET, signed

BODY = b'{"type": "trial.evaluate"}'


def verify(*secrets: str, headers: dict[str, str], body: bytes = BODY) -> None:
    Verifier(secrets).verify({name.lower(): value for name, value in headers.items()}, body, now=time.time())


@given(st.text(st.characters(codec="utf-8")), st.from_regex(r"[A-Za-z0-9_.-]{1,60}", fullmatch=True))
def test_the_official_library_signs_what_is_accepted(text: str, message_id: str) -> None:
    body = text.encode()
    secret = new_signing_secret()
    verify(secret, headers=signed(body, message_id=message_id, secret=secret), body=body)


def test_the_official_library_knows_our_secrets() -> None:
    secret, now = new_signing_secret(), datetime.now(UTC)
    assert Webhook(secret).sign("msg_1", now, "{}").startswith("v1,")
    assert new_signing_secret() != secret


def test_any_signature_by_any_live_secret_will_do() -> None:
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
def test_what_is_not_signed_is_refused(changed: dict[str, str]) -> None:
    headers = signed(BODY, message_id="msg_1")
    verify(SECRET, headers=headers)
    with pytest.raises(NotSigned):
        verify(SECRET, headers={**headers, **changed})


def test_another_body_is_refused() -> None:
    with pytest.raises(NotSigned):
        verify(SECRET, headers=signed(BODY, message_id="msg_1"), body=BODY + b" ")


@pytest.mark.parametrize("version", ["v2,", "v1a,", ""])
def test_a_signature_of_another_version_does_not_count(version: str) -> None:
    headers = signed(BODY, message_id="msg_1")
    headers["webhook-signature"] = version + headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(NotSigned):
        verify(SECRET, headers=headers)


@pytest.mark.parametrize(("age_s", "accepted"), [(290, True), (310, False), (-290, True), (-310, False)])
def test_messages_of_another_time_are_refused(age_s: int, *, accepted: bool) -> None:
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
def test_what_is_no_secret_is_refused_without_being_told(secret: str) -> None:
    with pytest.raises(ValueError, match="a secret is whsec_") as caught:
        Receiver(secret)
    assert not secret or secret.removeprefix("whsec_") not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_receiver_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Receiver([])
