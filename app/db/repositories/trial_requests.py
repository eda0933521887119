"""The SQL of the trial protocol: all that a batch of requests reads, in one round trip, and all that it writes, in
another.

A batch locks its jobs first. The state of a trial is only changed under the lock of its job, so trials need none.
Lists go to Postgres as JSON, one parameter a statement. Rows are looked up with LATERAL and LIMIT, because Postgres
does not know how many rows a JSON list has, and would otherwise prefer to read whole tables.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db.repositories.trial_rows import BatchQuery, BatchRows, Changes, Counts, HeldTrial, LockedJob
from app.db.session import Statement, begin_again, execute_together, scope_statement
from app.domain.lifecycle import EndReason, JobState, Source, TrialState

_KEYS = """
    SELECT requested.place, pg_try_advisory_xact_lock(requested.lock), stored.fingerprint, stored.body
    FROM json_to_recordset(%(keys)s) AS requested (place int, lock bigint, operation text, key text)
    LEFT JOIN LATERAL (
        SELECT fingerprint, body FROM idempotency_record AS record
        WHERE record.project_id = %(project)s AND record.operation = requested.operation AND record.key = requested.key
        LIMIT 1
    ) AS stored ON true
"""
_LOCK_JOBS = """
    SELECT id, state, end_reason, goal, metric, space_digest, space_size, evaluation, max_trials,
        max_parallel, max_failures, deadline_at, strategy ->> 'ranker', callback_secrets IS NOT NULL, revision,
        trials_created, rounds_planned, observed, failures, best_score, best_trial_id,
        EXISTS (
            SELECT FROM webhook_endpoint
            WHERE webhook_endpoint.project_id = job.project_id AND webhook_endpoint.state = 'enabled'
        )
    FROM job
    WHERE project_id = %(project)s AND id = ANY(
        %(jobs)s::uuid[]
        || ARRAY(SELECT trial.job_id FROM trial WHERE trial.id = ANY(%(trials)s::uuid[]) AND project_id = %(project)s)
    )
    ORDER BY id FOR UPDATE
"""
_LOCK_FREE_JOBS = f"{_LOCK_JOBS} SKIP LOCKED"
_TRIAL = """trial.id, trial.job_id, trial.number, trial.ncode, trial.round_number, trial.source, trial.created_at,
    trial.attempt, trial.state, trial.worker, trial.lease_expires_at, trial.started_at, trial.score, trial.metrics,
    trial.error, trial.observed, trial.best_so_far, trial.finished_at"""
_HELD = f"""
    SELECT requested.place, lease.worker, {_TRIAL}
    FROM json_to_recordset(%(held)s) AS requested (place int, trial uuid, hash bytea)
    CROSS JOIN LATERAL (
        SELECT * FROM trial WHERE trial.id = requested.trial AND trial.project_id = %(project)s LIMIT 1
    ) AS trial
    LEFT JOIN LATERAL (
        SELECT worker FROM lease WHERE lease.token_hash = requested.hash AND lease.trial_id = trial.id LIMIT 1
    ) AS lease ON true
"""  # noqa: S608  the text is from here
_EXISTING_JOBS = "SELECT id FROM job WHERE project_id = %(project)s AND id = ANY(%(jobs)s::uuid[])"
_OFFERED = f"""
    SELECT {_TRIAL}
    FROM json_to_recordset(%(requested)s) AS requested (job uuid, workers text[], count int)
    CROSS JOIN LATERAL (
        (SELECT * FROM trial WHERE job_id = requested.job AND state = 'running' AND worker = ANY(requested.workers))
        UNION ALL
        (SELECT * FROM trial WHERE job_id = requested.job AND state = 'queued' ORDER BY number LIMIT requested.count)
    ) AS trial
    ORDER BY trial.number
"""  # noqa: S608
_COUNTS = """
    SELECT job.id,
        (SELECT count(*) FROM trial WHERE job_id = job.id AND state = 'running'),
        (SELECT count(*) FROM (
            SELECT FROM trial WHERE job_id = job.id AND state = 'queued' ORDER BY number
            LIMIT job.max_parallel + %(requests)s
        ) AS enough),
        EXISTS (SELECT FROM round WHERE job_id = job.id AND state = 'planned')
    FROM job
    WHERE project_id = %(project)s AND id = ANY(
        %(jobs)s::uuid[]
        || ARRAY(SELECT trial.job_id FROM trial WHERE trial.id = ANY(%(reported)s::uuid[]) AND project_id = %(project)s)
    )
"""
_CHANGE_TRIALS = """
    UPDATE trial
    SET state = new.state, attempt = new.attempt, worker = new.worker, lease_expires_at = new.lease_expires_at,
        started_at = new.started_at, score = new.score, metrics = new.metrics, error = new.error,
        observed = new.observed, best_so_far = new.best_so_far, finished_at = new.finished_at
    FROM json_to_recordset(%s) AS new (
        id uuid, state text, attempt int, worker text, lease_expires_at timestamptz, started_at timestamptz,
        score float8, metrics jsonb, error text, observed int, best_so_far float8, finished_at timestamptz
    )
    WHERE trial.id = new.id
"""
_CHANGE_JOBS = """
    UPDATE job
    SET revision = new.revision, rounds_planned = new.rounds_planned, observed = new.observed,
        failures = new.failures, best_score = new.best_score, best_trial_id = new.best_trial_id
    FROM json_to_recordset(%s) AS new (
        id uuid, revision bigint, rounds_planned int, observed int, failures int, best_score float8, best_trial_id uuid
    )
    WHERE job.id = new.id
"""
_ADD_LEASES = """
    INSERT INTO lease (token_hash, project_id, trial_id, worker, attempt, issued_at)
    SELECT hash, %(project)s, trial, worker, attempt, %(now)s
    FROM json_to_recordset(%(leases)s) AS new (hash bytea, trial uuid, worker text, attempt int)
"""
_DELETE_OLD_LEASES = """
    DELETE FROM lease
    USING json_to_recordset(%(trials)s) AS requested (id uuid)
    CROSS JOIN LATERAL (
        SELECT token_hash FROM lease WHERE trial_id = requested.id ORDER BY issued_at DESC OFFSET %(keep)s LIMIT 1000
    ) AS old
    WHERE lease.token_hash = old.token_hash
"""
_ADD_ROUNDS = """
    INSERT INTO round (id, project_id, job_id, number, state, requested_ranker, planned_at)
    SELECT id, %(project)s, job, number, 'planned', ranker, %(now)s
    FROM json_to_recordset(%(rounds)s) AS new (id uuid, job uuid, number int, ranker text)
"""
_STORE = """
    INSERT INTO idempotency_record (project_id, operation, key, fingerprint, body, created_at)
    SELECT %(project)s, operation, key, fingerprint, body, %(now)s
    FROM json_to_recordset(%(stored)s) AS new (operation text, key text, fingerprint bytea, body json)
    ON CONFLICT DO NOTHING RETURNING key
"""


class TrialRequestRepository:
    def __init__(self, session: Session, project_id: uuid.UUID) -> None:
        self._session = session
        self._project_id = project_id

    def read(self, query: BatchQuery, *, now: datetime | None, wait: bool) -> BatchRows:
        """Locks the jobs and reads what the requests need.

        Args:
            query: What to read.
            now: The present time. None: this begins the transaction, gives it the project's scope, and reads the time.
            wait: Whether to wait for jobs that others have locked. Otherwise these are left out.
        """
        project, jobs = self._project_id, _uuids(query.to_lease)
        trials = _uuids(trial for trial, _ in query.held.values())
        of_project = {"project": project, "jobs": jobs, "trials": trials, "reported": _uuids(query.reported)}
        statements: list[Statement] = [] if now else [scope_statement(project)]
        if query.keys:
            keys = [
                {"place": place, "lock": use.lock, "operation": use.operation, "key": use.key}
                for place, use in query.keys.items()
            ]
            statements.append((_KEYS, {"project": project, "keys": _json(keys)}))
        statements.append((_LOCK_JOBS if wait else _LOCK_FREE_JOBS, of_project))
        if query.held:
            held = [{"place": place, "trial": trial, "hash": _hex(h)} for place, (trial, h) in query.held.items()]
            statements.append((_HELD, {"project": project, "held": _json(held)}))
        if query.to_lease:
            requested = [{"job": job, "workers": workers, "count": n} for job, (workers, n) in query.to_lease.items()]
            statements += [(_EXISTING_JOBS, of_project), (_OFFERED, {"requested": _json(requested)})]
        if query.to_lease or query.reported:
            statements.append((_COUNTS, {**of_project, "requests": len(query.reported)}))
        try:
            rows = iter(execute_together(self._session, statements))
        except DBAPIError as error:
            if now is not None or not error.connection_invalidated:
                raise
            begin_again(self._session, project)
            rows = iter(execute_together(self._session, statements))
        time = now or next(rows)[0][0]
        keys_found = {place: (ours, fp, body) for place, ours, fp, body in next(rows)} if query.keys else {}
        locked = {job.id: job for job in map(_job, next(rows))}
        held_found = {place: (_trial(trial), worker) for place, worker, *trial in next(rows)} if query.held else {}
        existing: set[uuid.UUID] = {job for (job,) in next(rows)} if query.to_lease else set()
        offered: dict[uuid.UUID, list[HeldTrial]] = {}
        for trial in map(_trial, next(rows) if query.to_lease else ()):
            offered.setdefault(trial.job_id, []).append(trial)
        counted = next(rows) if query.to_lease or query.reported else ()
        counts = {job: Counts(running, queued, planned) for job, running, queued, planned in counted}
        return BatchRows(time, keys_found, locked, held_found, existing, offered, counts)

    def write(self, changes: Changes, now: datetime, *, keep_leases: int) -> bool:
        """Writes everything. Returns False if a response is stored already, by a request that was faster.

        Args:
            changes: What to write.
            now: The time of the changes.
            keep_leases: How many leases of a trial are kept.
        """
        common = {"project": self._project_id, "now": now}
        statements: list[Statement] = []
        if changes.trials:
            statements.append((_CHANGE_TRIALS, [_json([_new_trial(trial) for trial in changes.trials.values()])]))
        if changes.rounds:
            rounds = [
                {"id": uuid.uuid4(), "job": job.id, "number": job.rounds_planned, "ranker": job.ranker}
                for job in changes.rounds
            ]
            statements.append((_ADD_ROUNDS, {**common, "rounds": _json(rounds)}))
        if changes.jobs:
            statements.append((_CHANGE_JOBS, [_json([_new_job(job) for job in changes.jobs.values()])]))
        if changes.leases:
            leases = [
                {"hash": _hex(new.token_hash), "trial": new.trial_id, "worker": new.worker, "attempt": new.attempt}
                for new in changes.leases
            ]
            statements.append((_ADD_LEASES, {**common, "leases": _json(leases)}))
        if changes.leased_again:
            again = _json([{"id": trial} for trial in changes.leased_again])
            statements.append((_DELETE_OLD_LEASES, {"trials": again, "keep": keep_leases}))
        if changes.responses:
            stored = [
                {"operation": new.operation, "key": new.key, "fingerprint": _hex(new.fingerprint), "body": new.body}
                for new in changes.responses
            ]
            statements.append((_STORE, {**common, "stored": _json(stored)}))
        if not statements:
            return True
        rows = execute_together(self._session, statements)
        return not changes.responses or len(rows[-1]) == len(changes.responses)


def _job(row: Sequence[Any]) -> LockedJob:
    job = LockedJob(*row)
    job.state, job.end_reason = JobState(job.state), job.end_reason and EndReason(job.end_reason)
    return job


def _trial(row: Sequence[Any]) -> HeldTrial:
    trial = HeldTrial(*row)
    trial.state, trial.source = TrialState(trial.state), Source(trial.source)
    return trial


def _new_trial(trial: HeldTrial) -> dict[str, Any]:
    return {
        "id": trial.id,
        "state": trial.state,
        "attempt": trial.attempt,
        "worker": trial.worker,
        "lease_expires_at": trial.lease_expires_at,
        "started_at": trial.started_at,
        "score": trial.score,
        "metrics": trial.metrics,
        "error": trial.error,
        "observed": trial.observed,
        "best_so_far": trial.best_so_far,
        "finished_at": trial.finished_at,
    }


def _new_job(job: LockedJob) -> dict[str, Any]:
    return {
        "id": job.id,
        "revision": job.revision,
        "rounds_planned": job.rounds_planned,
        "observed": job.observed,
        "failures": job.failures,
        "best_score": job.best_score,
        "best_trial_id": job.best_trial_id,
    }


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=str, ensure_ascii=False, allow_nan=False)


def _uuids(ids: Iterable[uuid.UUID]) -> str:
    """Ids as the text of an array."""
    return "{" + ",".join(map(str, ids)) + "}"


def _hex(value: bytes) -> str:
    """Bytes as the text of a bytea."""
    return f"\\x{value.hex()}"
