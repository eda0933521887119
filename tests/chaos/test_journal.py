"""What a run reads besides the database, and how it shares its trials out."""

from pathlib import Path

import pytest

from tests.chaos.journal import Entry, Journal, read_journal
from tests.chaos.plan import share
from tests.chaos.run import internal_errors


def test_an_internal_error_is_a_violation(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    log.write_text('{"event": "request.done"}\n{"event": "request.failed", "request_id": "1"}\n')
    assert len(internal_errors(log)) == 1


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
