"""The search with curl in docs/api.md works when pasted, and its lease gets the response that is shown."""

import json
import re
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

GUIDE = (Path(__file__).parents[2] / "docs/api.md").read_text()
SECTION = GUIDE.partition("## A search with curl")[2].partition("\n## ")[0]


def _kinds(value: Any) -> Any:
    """The value with the type's name in place of every text and number."""
    if isinstance(value, dict):
        return {name: _kinds(member) for name, member in value.items()}
    return [_kinds(item) for item in value] if isinstance(value, list) else type(value).__name__


def test_search_with_curl_gets_the_documented_lease(client: TestClient) -> None:
    create, lease, result = (json.loads(body) for body in re.findall(r"-d '(.*?)'", SECTION, re.DOTALL))
    [shown] = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL))
    job = client.post("/v1/jobs", json=create).json()
    leased = client.post(f"/v1/jobs/{job['id']}/trials/lease", json=lease).json()
    assert _kinds(leased) == _kinds(shown)
    [trial], [shown_trial] = leased["trials"], shown["trials"]
    assert [trial[name] for name in ("number", "source", "attempt")] == [
        shown_trial[name] for name in ("number", "source", "attempt")
    ]
    report = result | {"lease_token": trial["lease"]["token"]}
    assert client.post(f"/v1/trials/{trial['id']}/result", json=report).status_code == 200
