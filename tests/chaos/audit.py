"""Reads the database with queries of its own, and what the clients wrote down, and lists everything that cannot be.

Each check returns a sentence for every violation; no sentence, no violation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from tests.chaos.journal import Entry
from tests.chaos.objective import Score
from tests.chaos.plan import METRIC, NONCE

_SHOWN = 20
"""Violations of one kind that are listed."""

RULES: dict[str, LiteralString] = {
    "a job did not end with its budget used": """
        SELECT name, state, end_reason FROM job
        WHERE state <> 'completed' OR end_reason <> 'budget_used' OR finished_at IS NULL""",
    "a job has more or fewer trials than its budget": """
        SELECT job.name, job.max_trials, job.trials_created, count(trial.id)
        FROM job LEFT JOIN trial ON trial.job_id = job.id GROUP BY job.id
        HAVING job.trials_created <> job.max_trials OR count(trial.id) <> job.max_trials""",
    "trial numbers have gaps or repeat": """
        SELECT job.name, min(number), max(number), count(DISTINCT number), count(*)
        FROM trial JOIN job ON job.id = trial.job_id GROUP BY job.id
        HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)""",
    "an architecture was tried twice": """
        SELECT job.name, ncode, count(*) FROM trial JOIN job ON job.id = trial.job_id
        GROUP BY job.id, ncode HAVING count(*) > 1""",
    "a trial is in no final state": """
        SELECT job.name, number, trial.state, worker, attempt FROM trial JOIN job ON job.id = trial.job_id
        WHERE trial.state NOT IN ('completed', 'failed', 'infeasible') OR trial.finished_at IS NULL""",
    "a lease is open": """
        SELECT job.name, number, worker, lease_expires_at FROM trial JOIN job ON job.id = trial.job_id
        WHERE trial.state = 'running' OR lease_expires_at IS NOT NULL""",
    "a final state does not fit its result": """
        SELECT job.name, number, trial.state, score, error FROM trial JOIN job ON job.id = trial.job_id
        WHERE (trial.state = 'completed') IS DISTINCT FROM (score IS NOT NULL AND error IS NULL)""",
    "the order of results has gaps or repeats": """
        SELECT job.name, job.observed, max(trial.observed), count(DISTINCT trial.observed), count(trial.observed)
        FROM job JOIN trial ON trial.job_id = job.id GROUP BY job.id
        HAVING job.observed <> count(trial.observed) OR max(trial.observed) <> count(trial.observed)
            OR count(DISTINCT trial.observed) <> count(trial.observed)""",
    "a job miscounts its failures": """
        SELECT job.name, job.failures, count(*) FILTER (WHERE trial.state = 'failed')
        FROM job JOIN trial ON trial.job_id = job.id GROUP BY job.id
        HAVING job.failures <> count(*) FILTER (WHERE trial.state = 'failed')""",
    "a job's best is not its best trial": """
        SELECT job.name, job.best_score, max(trial.score) FROM job
        JOIN trial ON trial.job_id = job.id LEFT JOIN trial best ON best.id = job.best_trial_id
        GROUP BY job.id, best.score
        HAVING job.best_score IS DISTINCT FROM max(trial.score) OR best.score IS DISTINCT FROM max(trial.score)""",
    "a round of a job that has ended is planned": """
        SELECT job.name, number FROM round JOIN job ON job.id = round.job_id
        WHERE round.state = 'planned' AND job.finished_at IS NOT NULL""",
    "round numbers have gaps or repeat": """
        SELECT job.name, job.rounds_planned, max(number), count(*) FROM job JOIN round ON round.job_id = job.id
        GROUP BY job.id
        HAVING job.rounds_planned <> count(*) OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)""",
    "a round has not made the trials that it chose": """
        SELECT job.name, round.number, chosen.codes, made.codes
        FROM round JOIN job ON job.id = round.job_id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(pool_codes[i + 1] ORDER BY pool_codes[i + 1]), '{}') AS codes
            FROM unnest(round.chosen) AS i) AS chosen
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(ncode ORDER BY ncode), '{}') AS codes
            FROM trial WHERE trial.job_id = job.id AND round_number = round.number) AS made
        WHERE chosen.codes IS DISTINCT FROM made.codes""",
    "a round chose more trials than may be open": """
        SELECT job.name, number, cardinality(chosen), job.max_parallel FROM round JOIN job ON job.id = round.job_id
        WHERE number > 1 AND cardinality(chosen) > job.max_parallel""",
}
"""Rows that must not exist."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A trial as the database has it."""

    ncode: str
    state: str
    score: float | None
    metrics: dict[str, Any]
    error: str | None


def audit(connection: psycopg.Connection, journals: Sequence[Entry], score: Score) -> list[str]:
    """Everything but the replay of rounds. journals: the entries of all clients, each client's in order."""
    found = [sentence for rule, query in RULES.items() for sentence in _rows(connection, rule, query)]
    trials = _stored(connection)
    checks: list[Callable[[dict[str, Stored], Sequence[Entry]], list[str]]] = [
        lost_results,
        results_from_nowhere,
        two_results,
        wrong_architectures,
    ]
    for check in checks:
        found += check(trials, journals)
    found += wrong_scores(trials, score)
    return found + [f"{entry.worker} was surprised: {entry.detail}" for entry in journals if entry.event == "surprise"]


def lost_results(trials: dict[str, Stored], journals: Sequence[Entry]) -> list[str]:
    """What a client was told is accepted is stored, with its value."""
    lost = {}
    for entry in journals:
        if entry.event == "accepted" and not _holds(trials.get(entry.trial), entry):
            lost[entry.trial, entry.nonce] = f"accepted from {entry.worker}, but not stored: {entry}"
    return _shortened("an accepted result is lost", list(lost.values()))


def results_from_nowhere(trials: dict[str, Stored], journals: Sequence[Entry]) -> list[str]:
    """What is stored was sent, or is the failure of a trial whose leases all expired."""
    sent = {
        (entry.trial, entry.state, entry.score, entry.nonce, entry.detail)
        for entry in journals
        if entry.event == "sent"
    }
    strange = []
    for trial_id, trial in trials.items():
        if trial.state not in {"completed", "failed", "infeasible"}:
            continue
        expired = trial.state == "failed" and (trial.error or "").startswith("the lease expired on attempt")
        nonce = trial.metrics.get(NONCE)
        if not expired and (trial_id, trial.state, trial.score, nonce, trial.error or "") not in sent:
            strange.append(f"trial {trial_id}: {trial}")
    return _shortened("a stored result was never sent", strange)


def two_results(trials: dict[str, Stored], journals: Sequence[Entry]) -> list[str]:
    """No two different results of a trial were accepted."""
    accepted: dict[str, set[tuple[str, float | None, str]]] = {}
    for entry in journals:
        if entry.event == "accepted":
            accepted.setdefault(entry.trial, set()).add((entry.state, entry.nonce, entry.detail))
    doubled = [f"trial {trial_id}: {results}" for trial_id, results in accepted.items() if len(results) > 1]
    return _shortened("two results of a trial were accepted", doubled)


def wrong_architectures(trials: dict[str, Stored], journals: Sequence[Entry]) -> list[str]:
    """Every lease was for a trial that is there, with the architecture that the client was given."""
    wrong = {
        entry.trial: f"{entry.worker} had {entry.ncode} of trial {entry.trial}"
        for entry in journals
        if entry.event == "leased" and (entry.trial not in trials or trials[entry.trial].ncode != entry.ncode)
    }
    return _shortened("a leased trial is not the one that is stored", list(wrong.values()))


def wrong_scores(trials: dict[str, Stored], score: Score) -> list[str]:
    """A stored score is the architecture's, and the same in both places. The probe's jobs have digits for codes."""
    wrong = [
        f"trial {trial_id}: {trial}"
        for trial_id, trial in trials.items()
        if trial.state == "completed"
        and (trial.score != trial.metrics.get(METRIC) or (len(trial.ncode) > 1 and trial.score != score(trial.ncode)))
    ]
    return _shortened("a stored score is wrong", wrong)


def _holds(trial: Stored | None, entry: Entry) -> bool:
    if trial is None or trial.state != entry.state:
        return False
    if entry.state == "completed":
        return trial.score == entry.score and trial.metrics.get(NONCE) == entry.nonce
    return trial.error == entry.detail


def _stored(connection: psycopg.Connection) -> dict[str, Stored]:
    rows = connection.execute("SELECT id, ncode, state, score, metrics, error FROM trial")
    return {str(row[0]): Stored(row[1], row[2], row[3], row[4] or {}, row[5]) for row in rows}


def _rows(connection: psycopg.Connection, rule: str, query: LiteralString) -> list[str]:
    return _shortened(rule, [str(row) for row in connection.execute(query)])


def _shortened(rule: str, violations: list[str]) -> list[str]:
    more = [f"{rule}: and {len(violations) - _SHOWN} more"] if len(violations) > _SHOWN else []
    return [f"{rule}: {violation}" for violation in violations[:_SHOWN]] + more
