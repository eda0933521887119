"""The measurements as Markdown: figures, ratios, and the targets."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median

from benchmarks.markdown import table
from benchmarks.service.measurement import Measurement, Setting
from benchmarks.service.processes import ProcessFigures

SERVICE, COMPACT, PRODUCTION = "service", "service, compact ranker", "service, production mode"
Results = Mapping[Setting, Sequence[Measurement]]
"""The repeats of every setting; none where Optuna's cache could not be filled in time."""

RATE_TARGETS = {"Optuna, TPE": 40, "Optuna, random": 25}
P99_TARGET, GROWTH_TARGET, PRODUCTION_TARGET, CROWD_P99_TARGET = 20, 0.9, 0.8, 10
START_TARGET_S, MEMORY_TARGETS_MB = 1.5, {"api": 120, "io": 100, "beat": 100}
_USUAL, _MANY, _CLIENTS, _CROWD = 2_000, 100_000, 8, 64


def markdown(results: Results, processes: Sequence[ProcessFigures] = ()) -> str:
    parts = [_figures(results), _processor_time(results), _ratios(results), _targets(results), _processes(processes)]
    return "\n\n".join(part for part in parts if part)


def _figures(results: Results) -> str:
    head = ["", "existing trials", "clients", "trials/s", "ask p50, ms", "ask p99, ms", "tell p50, ms", "tell p99, ms"]
    rows = []
    for setting, repeats in results.items():
        row = [setting.who, f"{setting.existing:,}", str(setting.clients)]
        rows.append([*row, *(_median(repeats, get) for get in _FIGURES), f"{sum(m.trials for m in repeats):,}"])
    return table([*head, "trials measured"], rows)


def _processor_time(results: Results) -> str:
    """Which process the time is spent in."""
    measured = {setting: repeats for setting, repeats in results.items() if repeats}
    kinds = list(dict.fromkeys(kind for repeats in measured.values() for m in repeats for kind in m.processor_s))
    rows = [
        [s.who, f"{s.existing:,}", str(s.clients), *(_median(repeats, _processor(kind)) for kind in kinds)]
        for s, repeats in measured.items()
    ]
    return "Processor time, ms a trial:\n\n" + table(["", "existing trials", "clients", *kinds], rows)


def _ratios(results: Results) -> str:
    head = ["", "against", "existing trials", "clients", "trials/s", "ask p50", "ask p99"]
    rows = []
    for ours, theirs in _pairs(results):
        row = [ours.who, theirs.who, f"{ours.existing:,}", f"{ours.clients} against {theirs.clients}"]
        rate, p50, p99 = (_ratio(results, ours, theirs, get) for get in (_rate, _p50, _p99))
        rows.append([*row, f"{rate:.3g} times", _share(p50), _share(p99)])
    return table(head, rows) if rows else ""


def _processes(processes: Sequence[ProcessFigures]) -> str:
    if not processes:
        return ""
    rows = []
    for figures in processes:
        memory, start = MEMORY_TARGETS_MB.get(figures.name), START_TARGET_S if figures.name == "api" else None
        row = [figures.name, f"{figures.start_s:.2f}{_below(figures.start_s, start, 's')}"]
        rows.append([*row, f"{figures.memory_mb:.0f}{_below(figures.memory_mb, memory, 'MB')}"])
    return "Processes:\n\n" + table(["", "start, s", "resident memory, MB"], rows)


def _below(figure: float, target: float | None, unit: str) -> str:
    return "" if target is None else f" (target: below {target:g} {unit}): {_met(figure < target)}"


def _targets(results: Results) -> str:
    many, usual = (Setting(SERVICE, existing, _CLIENTS) for existing in (_MANY, _USUAL))
    crowd, production = Setting(SERVICE, _USUAL, _CROWD), Setting(PRODUCTION, _USUAL, _CLIENTS)
    lines = []
    for ours, theirs in _pairs(results):
        if ours == usual:
            rate, p99 = _ratio(results, ours, theirs, _rate), 1 / _ratio(results, ours, theirs, _p99)
            at_least = RATE_TARGETS[theirs.who]
            lines.append(_judged(f"{rate:.3g} times the trials/s of {theirs.who}", f"{at_least}", met=rate >= at_least))
            lines.append(
                _judged(f"ask p99 1/{p99:.3g} of that of {theirs.who}", f"1/{P99_TARGET}", met=p99 >= P99_TARGET)
            )
    if results.get(usual):
        for setting, least, where in (
            (crowd, 1.0, f"with {_CROWD} clients"),
            (many, GROWTH_TARGET, f"at {_MANY:,} existing trials"),
            (production, PRODUCTION_TARGET, "in production mode"),
        ):
            if results.get(setting):
                rate = _ratio(results, setting, usual, _rate)
                lines.append(_judged(f"{where} {rate:.2f} of the rate", f"{least:g}", met=rate >= least))
        if results.get(crowd):
            slow = median(map(_p99, results[crowd])) / median(map(_p50, results[usual]))
            text = f"with {_CROWD} clients an ask p99 of {slow:.3g} times the p50 with {_CLIENTS}"
            lines.append(_judged(text, f"{CROWD_P99_TARGET}", met=slow <= CROWD_P99_TARGET))
    if not lines:
        return ""
    return f"Targets, at {_USUAL:,} existing trials with {_CLIENTS} clients:\n\n" + "\n".join(lines)


def _judged(text: str, target: str, *, met: bool) -> str:
    return f"- {text} (target: {target}): {_met(met)}"


def _pairs(results: Results) -> list[tuple[Setting, Setting]]:
    """The service with Optuna at as many existing trials, where both were measured."""
    ours = [setting for setting in results if setting.who in {SERVICE, COMPACT}]
    theirs = [setting for setting, repeats in results.items() if setting.who.startswith("Optuna") and repeats]
    return [(our, their) for our in ours for their in theirs if our.existing == their.existing]


def _rate(measurement: Measurement) -> float:
    return measurement.rate


def _p50(measurement: Measurement) -> float:
    return measurement.ask_ms(0.5)


def _p99(measurement: Measurement) -> float:
    return measurement.ask_ms(0.99)


def _processor(kind: str) -> Callable[[Measurement], float]:
    return lambda measurement: measurement.processor_ms.get(kind, 0.0)


_FIGURES: tuple[Callable[[Measurement], float], ...] = (
    _rate,
    _p50,
    _p99,
    lambda measurement: measurement.tell_ms(0.5),
    lambda measurement: measurement.tell_ms(0.99),
)


def _ratio(results: Results, ours: Setting, theirs: Setting, get: Callable[[Measurement], float]) -> float:
    """Of the medians over the repeats."""
    return median(map(get, results[ours])) / median(map(get, results[theirs]))


def _median(repeats: Sequence[Measurement], get: Callable[[Measurement], float]) -> str:
    """Over the repeats."""
    if not repeats:
        return "not measured"
    middle = median(map(get, repeats))
    return f"{middle:,.0f}" if middle >= 100 else f"{middle:.3g}"


def _share(ratio: float) -> str:
    return f"1/{1 / ratio:.3g}" if ratio < 1 else f"{ratio:.3g} times"


def _met(met: bool) -> str:  # noqa: FBT001  a word for a truth value
    return "**met**" if met else "**missed**"
