"""What the guide says of webhooks is what the service does, and its receiver works when pasted."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.backoff import JITTER, WEBHOOK_DELAYS_S
from app.domain.events import EventType
from app.integrations.signing import new_secret, sign

GUIDE = (Path(__file__).parents[2] / "docs/webhooks.md").read_text()


def test_every_event_type_is_documented() -> None:
    assert re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", GUIDE, re.MULTILINE) == [type_.value for type_ in EventType]


def test_the_schedule_is_the_documented_one() -> None:
    units = {"s": 1, "min": 60, "h": 3_600}
    [written] = re.findall(r"at once, and then (.*?) after the attempt before", GUIDE, re.DOTALL)
    delays = [int(number) * units[unit] for number, unit in re.findall(r"(\d+) (s|min|h)\b", written)]
    assert tuple(delays) == WEBHOOK_DELAYS_S
    assert f"up to {JITTER:.0%} longer".replace("%", " %") in GUIDE


def test_the_receiver_works_when_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    [source] = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    secret, names = new_secret(), dict[str, Any]()
    exec(source.replace("whsec_...", secret), names)  # noqa: S102  it is our own
    body = b'{"type":"webhook.ping","data":{"a":1}}'
    signed = sign([secret], message_id="msg_1", timestamp=datetime.now(UTC), body=body)
    with TestClient(names["app"]) as client:
        statuses = [client.post("/lmsearcher", content=body, headers=signed).status_code for _ in range(2)]
        statuses.append(client.post("/lmsearcher", content=body + b" ", headers=signed).status_code)
    assert statuses == [204, 204, 401]
    assert capsys.readouterr().out == "webhook.ping {'a': 1}\n"
