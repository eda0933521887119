"""A language model on a server as ranker, with the prompt and the tournament that a local checkpoint gets."""

import time
from collections.abc import Sequence

from app.domain.errors import RankingFailed
from app.domain.ncode import format_ncode
from app.domain.prompt import CONTEXT_LIMIT, LISTING_LIMIT, PROMPT_VERSION
from app.domain.ranking import Ranking, RankingRequest
from app.domain.tournament import drawn_order, tournament_scores
from app.language_models import Endpoint
from workers.ranking.openai_compatible import by_choice, by_logprobs
from workers.ranking.openai_compatible.capabilities import Capabilities, probe
from workers.ranking.openai_compatible.prompts import GroupScorer, ServerTokenizer
from workers.ranking.openai_compatible.server import Server, ServerFailed

MAX_PAUSE_S = 60.0
"""After a failure the server gets no requests for 1 s, after every further failure for twice as long, up to this limit.
The pause is never shorter than the failure took, so that an unreachable server costs at most half of the time."""


class EndpointRanker:
    """Build it with `load`. After every failure it probes the server again, which may have been replaced."""

    def __init__(self, name: str, source: Endpoint) -> None:
        self._name = name
        self._source = source
        self._capabilities: Capabilities | None = None
        self._revision = ""
        self._failures = 0
        self._last_failure = ""
        self._paused_until = 0.0

    @classmethod
    def load(cls, name: str, source: Endpoint) -> "EndpointRanker":
        """The ranker, once its server has been probed. Raises RankingFailed."""
        ranker = cls(name, source)
        try:
            with Server(source) as server:
                ranker._probe(server)
        except ServerFailed as failure:
            raise RankingFailed(f"{name}: {failure.detail}") from failure
        return ranker

    @property
    def name(self) -> str:
        return self._name

    @property
    def revision(self) -> str:
        """`model@server version-mode-prompt version`; unchanged when weights are replaced under the same name."""
        return self._revision

    def rank(self, request: RankingRequest) -> Ranking:
        """Scores as LanguageModelRanker's where the server returns likelihoods, else places. Raises RankingFailed."""
        start = time.monotonic()
        if start < self._paused_until:
            raise RankingFailed(f"{self._name}: the server gets no requests for a while, since {self._last_failure}")
        try:
            with Server(self._source) as server:
                ranking = self._rank(server, request)
        except ServerFailed as failure:
            self._capabilities = None
            self._last_failure = failure.detail
            end = time.monotonic()
            self._paused_until = end + max(end - start, min(2.0**self._failures, MAX_PAUSE_S))
            self._failures = min(self._failures + 1, 10)
            raise RankingFailed(f"{self._name}: {failure.detail}") from failure
        except RankingFailed as failure:
            raise RankingFailed(f"{self._name}: {failure.detail}") from failure
        self._failures = 0
        return ranking

    def _probe(self, server: Server) -> Capabilities:
        known = self._capabilities
        if known is None:
            known = self._capabilities = server.run(probe(server))
            self._revision = f"{self._source.model}@{known.version or 'unknown'}-{known.mode}-{PROMPT_VERSION}"
        return known

    def _rank(self, server: Server, request: RankingRequest) -> Ranking:
        known = self._probe(server)
        texts = [format_ncode(request.space, point) for point in request.candidates.tolist()]
        score, shown = server.run(_group_scorer(server, known, request, texts))
        scores = tournament_scores(
            drawn_order(texts, request.seed),
            group_size=LISTING_LIMIT,
            log_likelihoods=lambda groups: server.run(score(groups)),
        )
        return Ranking(tuple(scores[i] for i in range(len(texts))), prompt_observations=shown)


async def _group_scorer(
    server: Server, known: Capabilities, request: RankingRequest, texts: Sequence[str]
) -> tuple[GroupScorer, int]:
    context = min(known.context or CONTEXT_LIMIT, CONTEXT_LIMIT)
    if known.separator is None:
        constrained = known.mode == "choice"
        return await by_choice.group_scorer(
            server, known.frame, request, texts, constrained=constrained, context=context
        )
    tokenizer = ServerTokenizer(server, known.frame, known.separator)
    return await by_logprobs.group_scorer(server, tokenizer, request, texts, context=context)
