"""What is shown as a language model's prompt is what the model was sent, letter by letter."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from pydantic import SecretStr

from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import SessionFactory
from app.domain.ranking import Ranker
from app.language_models import Endpoint
from app.services import jobs
from app.services.rounds.decisions import decide
from app.services.rounds.replay import Prompt, replay_round
from app.services.rounds.rounds import get_round, record_round
from tests.builders import utc_now
from tests.services.search import add_job, claim_work, evaluate_all
from tests.workers.ranking.openai_compatible.llama_server import KEY, MODEL, Abilities, serving
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.checkpoints.loading import load_model, load_tokenizer
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.ranker import LanguageModelRanker
from workers.ranking.openai_compatible import EndpointRanker

CONTEXT = 512
"""Room for about 30 of the observations that these searches have."""
MANY = 30


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_llama(tmp_path_factory.mktemp("tiny"), context=CONTEXT)


class Overheard(PromptEncoder):
    """Keeps the texts that it encodes, and their lengths in tokens."""

    def __init__(self, folder: Path) -> None:
        self.histories: dict[str, int] = {}
        self.listings: list[tuple[str, int]] = []
        super().__init__(load_tokenizer(folder))
        self.histories, self.listings = {}, []

    def prefix(self, history: str) -> list[int]:
        ids = super().prefix(history)
        self.histories[history] = len(ids)
        return ids

    def listing(self, codes: Sequence[Sequence[int]]) -> list[int]:
        ids = super().listing(codes)
        text = self._tokenizer.decode(ids, clean_up_tokenization_spaces=False).removesuffix(self.tail)
        self.listings.append((text, len(ids)))
        return ids


@pytest.mark.parametrize("observed", [5, 60])
def test_replayed_prompt_is_what_the_checkpoint_got(sessions: SessionFactory, tiny: Path, observed: int) -> None:
    encoder, model = Overheard(tiny), load_model(tiny, torch.device("cpu"))
    prompt = shown(sessions, LanguageModelRanker("llm:tiny", "x-float32-lm-searcher-1", model, encoder), observed)
    (_, longest), *listings = encoder.listings
    room = CONTEXT - longest - len(prompt.steps[0].answer)
    assert prompt.history == max((h for h, length in encoder.histories.items() if length <= room), key=len)
    assert (prompt.observations < observed) == (observed > MANY)
    assert [step.listing for step in prompt.steps] == [text for text, _ in listings]


@pytest.mark.parametrize("observed", [5, 60])
@pytest.mark.parametrize("abilities", [Abilities(), Abilities(tokenize=False)], ids=["likelihood", "choice"])
def test_replayed_prompt_is_what_the_server_got(
    sessions: SessionFactory, tiny: Path, observed: int, abilities: Abilities
) -> None:
    with serving(tiny, context=CONTEXT) as server:
        server.abilities = abilities
        endpoint = Endpoint(endpoint=server.url, model=MODEL, api_key=SecretStr(KEY), timeout_s=60)
        ranker = EndpointRanker.load("llm:served", endpoint)
        server.seen.clear()
        prompt = shown(sessions, ranker, observed)
        sent = [body["messages"][0]["content"] for _, body in server.seen if "messages" in body]
    expected = Counter(prompt.history + step.listing for step in prompt.steps)
    if abilities.tokenize:
        assert expected.keys() <= set(sent)
    else:
        assert Counter(sent) == expected


def shown(sessions: SessionFactory, ranker: Ranker, observed: int) -> Prompt:
    """The prompt of a round that this ranker decided after so many results."""
    with sessions.begin() as session:
        job = add_job(session, ranker=ranker.name, max_trials=observed + 2, max_parallel=observed)
        evaluate_all(session, job)
    with sessions.begin() as session:
        work = claim_work(session, claim_s=30, now=utc_now())
        assert work is not None
        record_round(session, work, decide(lambda: ranker, work.request), utc_now())
    with sessions() as session:
        job = jobs.get_job(session, DEFAULT_PROJECT_ID, job.id)
        found = replay_round(session, job, get_round(session, job, work.number))
        assert found.history_matches
        assert found.pool_matches
        assert found.prompt is not None
        return found.prompt
