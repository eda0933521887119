"""Leases and deadlines are the database's time: nothing of the server reads its own machine's date."""

import re

from tests.servers import ROOT

READS_THE_DATE = re.compile(r"\b(datetime\.now|utcnow|date\.today|time\.time)\(")


def test_no_process_reads_its_own_date() -> None:
    sources = [path for room in ("app", "workers") for path in (ROOT / room).rglob("*.py")]
    assert len(sources) > 100
    assert [str(path) for path in sources if READS_THE_DATE.search(path.read_text())] == []
