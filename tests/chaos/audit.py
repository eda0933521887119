"""Reads the database with queries of its own, and what the clients wrote down, and lists everything that cannot be.

Each check returns a sentence for every violation; no sentence, no violation.
"""

from collections.abc import Callable, Sequence

import psycopg

from tests.chaos.job_action_audit import disobeyed_orders
from tests.chaos.journal import Entry
from tests.chaos.objective import Score
from tests.chaos.orders import Order, cancelled_jobs
from tests.chaos.plan import METRIC, NONCE
from tests.chaos.rules import RULES
from tests.chaos.stored import Stored, stored_trials

_SHOWN = 20
"""Violations of one kind that are listed."""


def audit(
    connection: psycopg.Connection, journals: Sequence[Entry], score: Score, orders: Sequence[Order] = ()
) -> list[str]:
    """Everything but rounds and messages. journals: the entries of all clients, each client's in order."""
    values = {"cancelled": cancelled_jobs(orders)}
    found = [
        violation
        for rule, query in RULES.items()
        for violation in shortened(rule, [str(row) for row in connection.execute(query, values)])
    ]
    trials = stored_trials(connection)
    checks: list[Callable[[dict[str, Stored], Sequence[Entry]], list[str]]] = [
        lost_results,
        results_from_nowhere,
        two_results,
        wrong_architectures,
    ]
    for check in checks:
        found += check(trials, journals)
    found += wrong_scores(trials, score)
    for rule, violations in disobeyed_orders(trials, journals, orders).items():
        found += shortened(rule, violations)
    return found + [f"{entry.worker} was surprised: {entry.detail}" for entry in journals if entry.event == "surprise"]


def lost_results(trials: dict[str, Stored], journals: Sequence[Entry]) -> list[str]:
    """A result that was accepted is stored, with its value."""
    lost = {}
    for entry in journals:
        if entry.event == "accepted" and not _holds(trials.get(entry.trial), entry):
            lost[entry.trial, entry.nonce] = f"accepted from {entry.worker}, but not stored: {entry}"
    return shortened("an accepted result is lost", list(lost.values()))


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
    return shortened("a stored result was never sent", strange)


def two_results(trials: dict[str, Stored], journals: Sequence[Entry]) -> list[str]:
    """No two different results of a trial were accepted."""
    accepted: dict[str, set[tuple[str, float | None, str]]] = {}
    for entry in journals:
        if entry.event == "accepted":
            accepted.setdefault(entry.trial, set()).add((entry.state, entry.nonce, entry.detail))
    doubled = [f"trial {trial_id}: {results}" for trial_id, results in accepted.items() if len(results) > 1]
    return shortened("two results of a trial were accepted", doubled)


def wrong_architectures(trials: dict[str, Stored], journals: Sequence[Entry]) -> list[str]:
    """Every lease was for a trial that is there, with the architecture that the client was given."""
    wrong = {
        entry.trial: f"{entry.worker} had {entry.ncode} of trial {entry.trial}"
        for entry in journals
        if entry.event == "leased" and (entry.trial not in trials or trials[entry.trial].ncode != entry.ncode)
    }
    return shortened("a leased trial is not the one that is stored", list(wrong.values()))


def wrong_scores(trials: dict[str, Stored], score: Score) -> list[str]:
    """A stored score is the architecture's, and the same in both places. The probe's jobs have digits for codes."""
    wrong = [
        f"trial {trial_id}: {trial}"
        for trial_id, trial in trials.items()
        if trial.state == "completed"
        and (trial.score != trial.metrics.get(METRIC) or (len(trial.ncode) > 1 and trial.score != score(trial.ncode)))
    ]
    return shortened("a stored score is wrong", wrong)


def _holds(trial: Stored | None, entry: Entry) -> bool:
    if trial is None or trial.state != entry.state:
        return False
    if entry.state == "completed":
        return trial.score == entry.score and trial.metrics.get(NONCE) == entry.nonce
    return trial.error == entry.detail


def shortened(rule: str, violations: Sequence[str]) -> list[str]:
    """As sentences, the first of them."""
    more = [f"{rule}: and {len(violations) - _SHOWN} more"] if len(violations) > _SHOWN else []
    return [f"{rule}: {violation}" for violation in violations[:_SHOWN]] + more
