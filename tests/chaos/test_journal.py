"""What a run reads besides the database, and how it shares its trials out."""

from pathlib import Path

import pytest

from tests.chaos.journal import Entry, Journal, read_journal
from tests.chaos.plan import share
from tests.chaos.run import logged_faults


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("api.log", '{"event": "request.failed", "request_id": "1"}'),
        ("api.log", "trials.py:83: SAWarning: SELECT statement has a cartesian product"),
        ("postgres.log", "2026-01-01 00:00:00.000 UTC [9] ERROR:  deadlock detected"),
    ],
)
def test_what_no_kill_excuses_is_a_violation(tmp_path: Path, file: str, line: str) -> None:
    for name in ("api.log", "postgres.log"):
        (tmp_path / name).write_text('{"event": "request.done"}\n')
    assert logged_faults(tmp_path) == []
    with (tmp_path / file).open("a") as log:
        log.write(line + "\n")
    assert len(logged_faults(tmp_path)) == 1


def test_a_torn_line_of_a_journal_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "client.jsonl")
    journal.note(Entry("leased", "w", "t"))
    journal.close()
    with (tmp_path / "client.jsonl").open("a") as torn:
        torn.write('{"event": "acc')
    assert list(read_journal(tmp_path / "client.jsonl")) == [Entry("leased", "w", "t")]


@pytest.mark.parametrize(("trials", "count"), [(20, 2), (10_000, 5), (101, 4)])
def test_jobs_share_all_trials(trials: int, count: int) -> None:
    jobs = share(trials=trials, jobs=count, clients=8, lease_s=5)
    assert len(jobs) == count
    assert sum(job.trials for job in jobs) == trials
