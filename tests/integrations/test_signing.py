"""Signatures, as the official library of Standard Webhooks sees them."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app.integrations.signing import new_secret, sign

BODY = json.dumps({"type": "trial.completed", "data": {"name": "größer"}}, ensure_ascii=False).encode()


def signed(*secrets: str, at: datetime | None = None, body: bytes = BODY) -> dict[str, str]:
    return sign(secrets, message_id="msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", timestamp=at or datetime.now(UTC), body=body)


def test_the_official_library_accepts_a_message() -> None:
    secret = new_secret()
    headers = signed(secret)
    assert set(headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)


def test_every_live_secret_signs_during_a_rotation() -> None:
    old, new, foreign = new_secret(), new_secret(), new_secret()
    headers = signed(new, old)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Webhook(secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(foreign).verify(BODY, headers)


@pytest.mark.parametrize("changed", [{"webhook-id": "msg_other"}, {"webhook-timestamp": "soon"}])
def test_id_and_time_are_signed(changed: dict[str, str]) -> None:
    secret = new_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, signed(secret) | changed)


def test_body_and_the_seconds_of_the_time_are_signed() -> None:
    secret = new_secret()
    headers = signed(secret)
    later = str(int(headers["webhook-timestamp"]) + 1)
    for body, sent in ((BODY + b" ", headers), (BODY, headers | {"webhook-timestamp": later})):
        with pytest.raises(WebhookVerificationError, match="No matching signature"):
            Webhook(secret).verify(body, sent)


def test_a_message_of_yesterday_is_too_old() -> None:
    secret = new_secret()
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(BODY, signed(secret, at=datetime.now(UTC) - timedelta(days=1)))


def test_the_example_of_the_specification() -> None:
    headers = sign(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=datetime.fromtimestamp(1_614_265_330, UTC),
        body=b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_new_secrets_are_long_and_different() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_not base64!",
        base64.b64encode(b"x" * 32).decode(),
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
    ],
)
def test_what_is_no_secret_does_not_sign_and_is_not_shown(secret: str) -> None:
    with pytest.raises(ValueError, match="a secret is whsec_") as refusal:
        signed(secret)
    assert str(refusal.value) == "a secret is whsec_ and the base64 of 24 to 64 bytes"


@pytest.mark.parametrize("message_id", ["", "msg.1", "msg 1", "msg\n1", "m" * 257, "größer"])
def test_ids_cannot_shift_the_signed_text(message_id: str) -> None:
    with pytest.raises(ValueError, match="message id"):
        sign([new_secret()], message_id=message_id, timestamp=datetime.now(UTC), body=BODY)


def test_a_message_needs_a_secret_and_a_time_with_a_zone() -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        signed()
    with pytest.raises(ValueError, match="time zone"):
        signed(new_secret(), at=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused
