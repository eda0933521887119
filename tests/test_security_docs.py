"""The threat model names code and tests that exist."""

import re

from tests.servers import ROOT


def test_what_the_threat_model_names_exists() -> None:
    text = (ROOT / "docs/security.md").read_text()
    named = set(re.findall(r"`((?:app|workers|migrations|tests|docs)/[\w/.]+)`", text))
    assert len(named) > 30
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_claim_of_its_tables_has_a_test() -> None:
    rows = re.findall(r"^\| .+ \| .+ \| (.+) \|$", (ROOT / "docs/security.md").read_text(), flags=re.MULTILINE)
    claims = [shown for shown in rows if shown != "shown by"]
    assert len(claims) > 15
    assert [shown for shown in claims if not re.fullmatch(r"`tests/[\w/.]+\.py`(, `tests/[\w/.]+\.py`)*", shown)] == []
