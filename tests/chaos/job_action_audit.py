"""Whether the service did what was requested for whole jobs: the auditor's part on pauses and cancels."""

from collections.abc import Mapping, Sequence

from tests.chaos.journal import Entry
from tests.chaos.orders import Order, pauses
from tests.chaos.stored import Stored

SLACK_S = 1.0
"""A request that began in a pause may wait until it is over, and is answered then: by the time of its beginning."""


def disobeyed_orders(
    trials: Mapping[str, Stored], journals: Sequence[Entry], orders: Sequence[Order]
) -> dict[str, list[str]]:
    """A sentence for every violation, by rule."""
    cancels = {order.job: order for order in orders if order.verb == "cancel" and order.accepted}
    return {
        "a paused job leased a new trial": _leased_in_pauses(trials, orders),
        "a cancelled job leased a new trial": [
            f"{trial} after {order}"
            for trial, order in _of(trials, cancels)
            if trial.started_at is not None and trial.started_at > order.answered_at
        ],
        "a result was stored after the cancel was answered": [
            f"{trial} after {order}"
            for trial, order in _of(trials, cancels)
            if trial.finished_at is not None and trial.finished_at > order.answered_at
        ],
        "a result was accepted after the cancel was answered": _accepted_late(trials, journals, cancels),
        "a worker was not stopped on a cancelled job's trial": _continued(trials, journals, cancels),
    }


def _of(trials: Mapping[str, Stored], cancels: Mapping[str, Order]) -> list[tuple[Stored, Order]]:
    return [(trial, cancels[trial.job]) for trial in trials.values() if trial.job in cancels]


def _leased_in_pauses(trials: Mapping[str, Stored], orders: Sequence[Order]) -> list[str]:
    """Only a trial's first lease has its time stored: a lease that is renewed in a pause is no new one."""
    return [
        f"{trial} between {since} and {until}"
        for job, since, until in pauses(orders)
        for trial in trials.values()
        if trial.job == job and trial.started_at is not None and since < trial.started_at < until - SLACK_S
    ]


def _accepted_late(trials: Mapping[str, Stored], journals: Sequence[Entry], cancels: Mapping[str, Order]) -> list[str]:
    """By the clients' clock. A result that was sent before, too, may be the first one's repetition."""
    first_sent: dict[tuple[str, str, float | None, str], float] = {}
    late = []
    for entry in sorted(journals, key=lambda entry: entry.at):
        result = (entry.trial, entry.state, entry.nonce, entry.detail)
        if entry.event == "sent":
            first_sent.setdefault(result, entry.at)
        order = _cancel_of(entry, trials, cancels)
        if entry.event == "accepted" and order and first_sent.get(result, 0.0) > order.received_at:
            late.append(f"{entry} after {order}")
    return late


def _continued(trials: Mapping[str, Stored], journals: Sequence[Entry], cancels: Mapping[str, Order]) -> list[str]:
    """Heartbeats that left after the cancel was answered; a worker has one at a time."""
    left: dict[tuple[str, str], float] = {}
    wrong = []
    for entry in journals:
        if entry.event == "beat":
            left[entry.worker, entry.trial] = entry.at
        order = _cancel_of(entry, trials, cancels)
        if entry.event == "continued" and order and left.get((entry.worker, entry.trial), 0.0) > order.received_at:
            wrong.append(f"{entry} after {order}")
    return wrong


def _cancel_of(entry: Entry, trials: Mapping[str, Stored], cancels: Mapping[str, Order]) -> Order | None:
    trial = trials.get(entry.trial)
    return None if trial is None else cancels.get(trial.job)
