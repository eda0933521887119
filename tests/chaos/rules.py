"""Rows that must not exist in the database after a run, as queries."""

from typing import LiteralString

RULES: dict[str, LiteralString] = {
    "a job did not end with its budget used": """
        SELECT name, state, end_reason FROM job
        WHERE (state <> 'completed' OR end_reason <> 'budget_used' OR finished_at IS NULL)
            AND id <> ALL(%(cancelled)s::uuid[])""",
    "a job that was cancelled has not ended so": """
        SELECT name, state, end_reason FROM job
        WHERE id = ANY(%(cancelled)s::uuid[])
            AND (state <> 'cancelled' OR end_reason <> 'cancelled' OR finished_at IS NULL)""",
    "a job has more or fewer trials than its budget": """
        SELECT job.name, job.max_trials, job.trials_created, count(trial.id)
        FROM job LEFT JOIN trial ON trial.job_id = job.id GROUP BY job.id
        HAVING job.trials_created <> count(trial.id) OR count(trial.id) > job.max_trials
            OR (count(trial.id) < job.max_trials AND job.id <> ALL(%(cancelled)s::uuid[]))""",
    "trial numbers have gaps or repeat": """
        SELECT job.name, min(number), max(number), count(DISTINCT number), count(*)
        FROM trial JOIN job ON job.id = trial.job_id GROUP BY job.id
        HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)""",
    "an architecture was tried twice": """
        SELECT job.name, ncode, count(*) FROM trial JOIN job ON job.id = trial.job_id
        GROUP BY job.id, ncode HAVING count(*) > 1""",
    "a trial is in no final state": """
        SELECT job.name, number, trial.state, worker, attempt FROM trial JOIN job ON job.id = trial.job_id
        WHERE (trial.state NOT IN ('completed', 'failed', 'infeasible') OR trial.finished_at IS NULL)
            AND (trial.state <> 'cancelled' OR job.id <> ALL(%(cancelled)s::uuid[]))""",
    "a cancelled trial has not ended with its job": """
        SELECT job.name, number, trial.finished_at, job.finished_at FROM trial JOIN job ON job.id = trial.job_id
        WHERE trial.state = 'cancelled' AND (trial.finished_at IS DISTINCT FROM job.finished_at
            OR trial.score IS NOT NULL OR trial.error IS NOT NULL OR trial.observed IS NOT NULL)""",
    "a lease is open": """
        SELECT job.name, number, worker, lease_expires_at FROM trial JOIN job ON job.id = trial.job_id
        WHERE trial.state = 'running' OR lease_expires_at IS NOT NULL""",
    "a call is open": """
        SELECT job.name, attempt, callback.state, tries, last_error FROM callback JOIN job ON job.id = job_id
        WHERE callback.state IN ('pending', 'accepted')""",
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
"""cancelled: ids of the jobs whose cancel was accepted; the others must have used their budget."""
