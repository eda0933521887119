"""A job of the service with the trials of a search, made in bulk: trials, leases and rounds with their pools."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID
from app.domain.job_spec import Budget, Evaluation, JobSpec, Objective, Strategy
from app.services.job_creation import create_job
from benchmarks.dashboard.search import METRIC, PARALLEL, POOL, SPACE, WARM_UP, Search
from benchmarks.service.jobs import settle

WORKERS = 8
_BOOK = """
    UPDATE job SET state = 'completed', end_reason = 'budget_used', finished_at = :ended, created_at = :began,
        trials_created = :trials, observed = :trials, failures = :failures, rounds_planned = :rounds,
        revision = 3 * :trials, (best_trial_id, best_score) =
        (SELECT id, score FROM trial WHERE job_id = :job AND state = 'completed' ORDER BY score DESC LIMIT 1)
    WHERE id = :job
"""
Row = dict[str, Any]
_ERRORS = {"failed": "CUDA out of memory. Tried to allocate 2.00 GiB", "infeasible": "more than 5 million parameters"}


def make_job(engine: Engine, search: Search, *, name: str) -> uuid.UUID:
    """An ended job of the default project."""
    spec = JobSpec(
        name=name,
        space=SPACE,
        objective=Objective(METRIC, "maximize"),
        budget=Budget(max_trials=search.trials, max_parallel=min(PARALLEL, search.trials)),
        strategy=Strategy("compact", warmup=min(WARM_UP, search.trials)),
        evaluation=Evaluation(),
        seed=search.seed,
        tags={"made": "in bulk"},
    )
    with Session(engine) as session, session.begin():
        now = session.scalars(select(func.now())).one()
        job_id = create_job(session, DEFAULT_PROJECT_ID, spec, now).id
        session.flush()
        session.execute(text("DELETE FROM trial WHERE job_id = :job"), {"job": job_id})
        session.execute(text("DELETE FROM round WHERE job_id = :job"), {"job": job_id})
        began = now - timedelta(seconds=float(search.seconds.sum()) / WORKERS + 60)
        trials = _trials(search, job_id, began)
        rounds = _rounds(search, job_id, trials)
        _copy(session, "trial", trials)
        _copy(session, "lease", [_lease(trial) for trial in trials])
        _copy(session, "round", rounds)
        values = {
            "job": job_id,
            "trials": search.trials,
            "failures": search.states.count("failed"),
            "rounds": len(rounds),
            "began": began,
            "ended": max(trial["finished_at"] for trial in trials),
        }
        session.execute(text(_BOOK), values)
    settle(engine)
    return job_id


def _trials(search: Search, job_id: uuid.UUID, began: datetime) -> Sequence[Row]:
    free = [began.astimezone(UTC)] * WORKERS
    drawn = (search.choices.ncodes, search.choices.scores.tolist(), search.states, search.seconds.tolist())
    rows: list[Row] = []
    for number, (ncode, score, state, seconds) in enumerate(zip(*drawn, strict=True), start=1):
        worker = min(range(WORKERS), key=free.__getitem__)
        started = free[worker]
        free[worker] += timedelta(seconds=seconds)
        good = state == "completed"
        round_number = 1 if number <= WARM_UP else 2 + (number - WARM_UP - 1) // PARALLEL
        rows.append(
            {
                "id": uuid.UUID(bytes=hashlib.sha256(f"{job_id} {number}".encode()).digest()[:16]),
                "project_id": DEFAULT_PROJECT_ID,
                "job_id": job_id,
                "number": number,
                "ncode": ncode,
                "round_number": round_number,
                "source": _source(round_number),
                "state": state,
                "attempt": 1,
                "worker": f"node-{worker}",
                "score": score if good else None,
                "metrics": json.dumps({METRIC: score, "epochs": 12}) if good else None,
                "error": _ERRORS.get(state),
                "created_at": started,
                "started_at": started,
                "finished_at": free[worker],
            }
        )
    best = None
    for observed, row in enumerate(sorted(rows, key=lambda row: row["finished_at"]), start=1):
        if row["score"] is not None:
            best = row["score"] if best is None else max(best, row["score"])
        row |= {"observed": observed, "best_so_far": best}
    return rows


def _source(round_number: int) -> str:
    return "warmup" if round_number == 1 else "fallback" if round_number % 50 == 0 else "ranked"


def _lease(trial: Row) -> Row:
    return {
        "token_hash": hashlib.sha256(trial["id"].bytes).digest(),
        "project_id": DEFAULT_PROJECT_ID,
        "trial_id": trial["id"],
        "worker": trial["worker"],
        "attempt": 1,
        "issued_at": trial["started_at"],
    }


def _rounds(search: Search, job_id: uuid.UUID, trials: Sequence[Row]) -> Sequence[Row]:
    """The pool of a round: what it chose and others of the search, in the order of scores that are near the truth."""
    rng = np.random.default_rng([search.seed, 3])
    ncodes, truth = search.choices.ncodes, search.choices.scores
    rows = []
    for number in range(1, trials[-1]["round_number"] + 1):
        source = _source(number)
        warm = source == "warmup"
        first = 0 if warm else WARM_UP + (number - 2) * PARALLEL
        last = min(search.trials, first + (WARM_UP if warm else PARALLEL))
        others = {*rng.integers(0, search.trials, size=0 if warm else POOL).tolist()}
        pool = np.array([*range(first, last), *(other for other in others if not first <= other < last)])
        scores = truth[pool] + rng.normal(scale=0.1, size=len(pool))
        order = np.argsort(-scores)
        rows.append(
            {
                "id": uuid.UUID(bytes=hashlib.sha256(f"{job_id} round {number}".encode()).digest()[:16]),
                "project_id": DEFAULT_PROJECT_ID,
                "job_id": job_id,
                "number": number,
                "state": "ranked",
                "source": source,
                "requested_ranker": "compact",
                "ranker": {"ranked": "compact", "fallback": "surrogate"}.get(source),
                "ranker_revision": None if warm else "made in bulk",
                "fallback_reason": "the ranker took too long" if source == "fallback" else None,
                "observation_window": first,
                "trials_before": first,
                "history_size": min(first, 200),
                "pool_codes": [ncodes[i] for i in pool[order]],
                "pool_scores": scores[order].tolist(),
                "chosen": np.flatnonzero((pool[order] >= first) & (pool[order] < last)).tolist(),
                "milliseconds": None if warm else float(rng.gamma(9, 4)),
                "planned_at": trials[first]["created_at"],
                "ranked_at": trials[first]["created_at"],
            }
        )
    return rows


def _copy(session: Session, table: str, rows: Sequence[Row]) -> None:
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(rows[0])}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([*row.values()])
