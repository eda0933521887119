"""One word for each concept (docs/glossary.md): none of the words that these have replaced comes back."""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from tests.servers import ROOT

PLACES = (
    *("app", "workers", "sdk", "training", "benchmarks", "migrations", "examples", "tests", "docs", ".ci", ".github"),
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "Makefile", "Dockerfile"),
    *("docker-compose.yml", "pyproject.toml", ".env.example"),
)
TEXTS = (".py", ".md", ".html", ".js", ".css", ".sql", ".json", ".yml", ".yaml", ".toml", ".dot", ".svg", ".example")
SKIPPED = re.compile(r"/vendor/|/corpus/|__pycache__|tests/test_words\.py")


@dataclass(frozen=True)
class Old:
    """A pattern of a word that is not used any more, and what may stand there all the same (`but`)."""

    word: str
    plain: str
    but: str = r"(?!)"


OLD = [
    Old("mend(s|ed|ing)?|remed(y|ies)|cure[sd]?", "hint, correct, solution"),
    Old("(who|whom|what)soever|whoever|whomever", "the caller, a worker, a user, whatever"),
    Old("(some|any|every|no)body(?!')", "a user, a worker, no worker, all", but=r"[`\"]nobody[`\"]"),
    Old("told", "reported, given, written"),
    Old("heard", "received, reported"),
    Old("asked", "requested, called", but=r"asked_at|self\.asked"),
    Old("wanted", "requested, filter, subscribed"),
    Old("to be had", "available"),
    Old("(is|are|was|were|be|stays?) away", "unreachable"),
    Old("in hand", "in progress"),
    Old("rings?|rang|ringing|(door)?bells?", "a wake-up message, to enqueue"),
    Old("seats?", "thread, request slot"),
    Old("(takes?|taking|took) turns", "alternate, are served in turn"),
    Old("steer(s|ed|ing)?", "job action"),
    Old("hearts?", "heartbeat"),
    Old("courses?", "best-score curve, curve", but="of course"),
    Old("walls?|walled|wall_off", "row-level security, layer, isolation", but="wall[- _]clock|wall_m?s"),
    Old("(re|un)?seal(s|ed|er|ing|able)?", "encrypt, decrypt"),
    Old("rehears(e|es|ed|al|als|ing)", "smoke test"),
    Old("luck", "statistically significant, by chance"),
    Old("(earns?|worth) its place", "ranker quality"),
    Old("see a search think", "dashboard"),
    Old("nouns? of a client", "job and trial resources"),
    Old("(the|a|no) way (in|out)(?! which)", "entry point, outbound requests"),
    Old("doomed", "to cancel"),
    Old("beaten by none|none beats|trials of more", "Pareto-optimal; Showing N of M trials"),
    Old(r"[a-z]+\(s\)(?= )", "the singular or the plural, by the number"),
    Old("history_mark", "observation_window"),
    Old("calls_held_until|is_called_back|due_job", "callbacks_paused_until, uses_callbacks, next_due_callback"),
    Old("wanted_events", "subscribed_events"),
    Old("hurry|_forgive|_judge", "retry_now, reset_failures, update_health, BACKOFF_AFTER_FAILURES"),
    Old("take_down|self_check|non_dominated", "disable_rls, verify_packed_scoring, pareto_front"),
    Old("office|_outlive_nobody|KnownJob", "context, exit_with_parent, BaseJob"),
    Old("JobLine|TrialVerb.REFUSE|PromptConsumer", "JobSummary, MARK_INFEASIBLE, a name about the broker"),
    Old(r"late\.js|/worth|is not valid here", "lazy.js, ranker_quality, expected an object"),
]


@cache
def _texts() -> dict[str, str]:
    places = [ROOT / place for place in PLACES]
    inside = [path for place in places for path in ([place] if place.is_file() else sorted(place.rglob("*")))]
    names = [
        path.relative_to(ROOT).as_posix()
        for path in inside
        if path.is_file() and (path.suffix in TEXTS or path.parent in (ROOT, ROOT / ".ci"))
    ]
    return {name: (ROOT / name).read_text() for name in names if not SKIPPED.search(name)}


def _found(old: Old, text: str) -> list[tuple[int, str]]:
    pattern = re.compile(rf"(?<![a-z])({old.word})(?![a-z])", re.IGNORECASE)
    allowed = re.compile(old.but, re.IGNORECASE)
    return [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(allowed.sub("", line))
    ]


@pytest.mark.parametrize("old", OLD, ids=lambda old: old.word)
def test_an_old_word_is_nowhere(old: Old) -> None:
    found = [f"{name}:{number}: {line}" for name, text in _texts().items() for number, line in _found(old, text)]
    assert found == [], f"instead of {old.word}: {old.plain}"


@pytest.mark.parametrize(
    ("text", "found"),
    [("it rings again", True), ("a ring_buffer", True), ("during", False), ("somebody's key", False), ("SEALED", True)],
)
def test_words_are_found_whole(text: str, found: bool) -> None:
    assert any(_found(old, text) for old in OLD) == found
