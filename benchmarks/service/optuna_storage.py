"""Optuna's RDBStorage at its best: a study with many finished trials made in bulk, and every process's cache filled."""

import multiprocessing
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import optuna
from optuna.distributions import CategoricalDistribution, distribution_to_json
from sqlalchemy import Connection, Engine, create_engine, text

from benchmarks.service.crowd import Run, measure
from benchmarks.service.jobs import DIMENSIONS, OPTIONS, compare, settle
from benchmarks.service.measurement import MeasuredTrial, Measurement, Window, repeat

SAMPLERS: dict[str, Callable[[], optuna.samplers.BaseSampler]] = {
    "TPE": optuna.samplers.TPESampler,
    "random": optuna.samplers.RandomSampler,
}
PROCESSES = 8
CACHE_S = 120
"""Within which one process must have read all trials."""
READY_S = 300
"""Within which every process must have taken the cache over."""
_STUDY = "benchmark"

_FILL = """
    INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete)
    SELECT number, :study, 'COMPLETE', now(), now() FROM generate_series(0, :existing - 1) AS number ORDER BY number;
    INSERT INTO trial_values (trial_id, objective, value, value_type)
    SELECT trial_id, 0, number % 1009 / 1009.0, 'FINITE' FROM trials WHERE study_id = :study ORDER BY number;
    INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
    SELECT trial_id, name, (number::bigint * 7654321 / (5 ^ (place - 1))::bigint) % 5, :distribution
    FROM trials, unnest(CAST(:names AS text[])) WITH ORDINALITY AS dimension (name, place)
    WHERE study_id = :study ORDER BY number, place
"""
"""Trials as Optuna's models store them; the factor spreads the numbers over the space."""


def make_study(engine: Engine, *, existing: int) -> str:
    """A study with `existing` complete trials, the only one of Optuna's database, which is made anew; its URL."""
    with empty_study(engine, "optuna", _STUDY) as (connection, study_id):
        values = {
            "study": study_id,
            "existing": existing,
            "names": [*DIMENSIONS],
            "distribution": distribution_to_json(CategoricalDistribution(OPTIONS)),
        }
        for statement in _FILL.split(";"):
            connection.execute(text(statement), values)
        return connection.engine.url.render_as_string(hide_password=False)


@contextmanager
def empty_study(engine: Engine, database: str, name: str) -> Iterator[tuple[Connection, int]]:
    """(transaction, id) of a study to be filled, alone in a database beside that of the engine, which is made anew."""
    database = f"{engine.url.database}_{database}"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{database}"'))
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    storage = optuna.storages.RDBStorage(engine.url.set(database=database).render_as_string(hide_password=False))
    optuna.create_study(storage=storage, study_name=name, direction="maximize")
    study_id = storage.get_study_id_from_name(name)
    storage.remove_session()
    with storage.engine.begin() as connection:
        yield connection, study_id
    settle(storage.engine)
    storage.engine.dispose()


def fill_cache(url: str, file: Path) -> None:
    """Reads all trials into the storage's cache and the storage into the file, for every process to begin with.

    Raises TimeoutError after CACHE_S.
    """
    process = multiprocessing.get_context("spawn").Process(target=_read_all, args=(url, file), daemon=True)
    process.start()
    process.join(CACHE_S)
    ended = process.exitcode
    process.kill()
    process.join()
    if ended is None:
        raise TimeoutError(f"Optuna had not read all trials within {CACHE_S} s")
    if ended:
        raise RuntimeError("Optuna could not read its trials")


def measure_optuna(url: str, cache: Path, sampler: str, *, seconds: float, warm_up_s: float) -> Measurement:
    """On the study as it is; its trials stay. Raises ResultsLostError."""
    engine = create_engine(url)
    members = [(cache, sampler)] * PROCESSES
    try:
        before = _completed(engine)
        reported, measurement = measure(prepare, members, warm_up_s=warm_up_s, seconds=seconds, ready_s=READY_S)
        after = _completed(engine)
        compare(reported, {trial: after[trial] for trial in after.keys() - before.keys()})
    finally:
        engine.dispose()
    return measurement


def prepare(cache: Path, sampler: str) -> Run:
    """One client with the cached storage. For `crowd.measure`."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with cache.open("rb") as file:
        storage = pickle.load(file)  # noqa: S301  written by fill_cache
    study = optuna.load_study(study_name=_STUDY, storage=storage, sampler=SAMPLERS[sampler]())

    def one_trial() -> MeasuredTrial:
        began_at = time.monotonic()
        trial = study.ask()
        for name in DIMENSIONS:
            trial.suggest_categorical(name, OPTIONS)
        asked_at = time.monotonic()
        score = asked_at % 1
        study.tell(trial, score)
        ended_at = time.monotonic()
        return MeasuredTrial(str(trial.number), score, began_at, asked_at - began_at, ended_at - asked_at, ended_at)

    def run(window: Window) -> list[list[MeasuredTrial]]:
        return [repeat(one_trial, window)]

    return run


def _read_all(url: str, file: Path) -> None:
    storage = optuna.storages.get_storage(url)
    storage.get_all_trials(storage.get_study_id_from_name(_STUDY), deepcopy=False)
    with file.open("wb") as out:
        pickle.dump(storage, out, protocol=pickle.HIGHEST_PROTOCOL)


def _completed(engine: Engine) -> dict[str, float]:
    """Values by number."""
    query = """
        SELECT CAST(number AS text) AS number, value FROM trials JOIN trial_values USING (trial_id)
        WHERE state = 'COMPLETE'
    """
    with engine.connect() as connection:
        return {row.number: row.value for row in connection.execute(text(query))}
