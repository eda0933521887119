"""A stateless ranking from its request to its result, from a ranking worker or, after a timeout, from the surrogate."""

import uuid

from sqlalchemy.orm import Session

from app.clock import database_now
from app.domain.quotas import Quotas
from app.services import rankings
from app.services.idempotency import Body, RequestKey, find_response, replace_response, store_response
from app.services.rankings import RankingTask
from app.services.rounds.decisions import fall_back
from app.services.transactions import Transactions


class PendingRanking:
    """A request for a ranking. Each method opens a transaction of its own.

    With an `Idempotency-Key`, the id of the ranking is stored until there is a result. So a repeated request waits for
    the same result, even if the process of the first request has ended.
    """

    def __init__(
        self, transactions: Transactions, project_id: uuid.UUID, task: RankingTask, key: RequestKey | None
    ) -> None:
        self._transactions = transactions
        self._project_id = project_id
        self._task = task
        self._key = key
        self._id = uuid.UUID(int=0)
        self.replayed = False

    def begin(self, ranker: str, quotas: Quotas) -> Body | None:
        """Requests the ranking, or joins an earlier request with the same key. Returns the result if it is stored
        already."""
        with self._transactions() as session:
            stored = find_response(session, self._project_id, self._key) if self._key else None
            if stored is None:
                now = database_now(session)
                self._id = rankings.request_ranking(
                    session, self._project_id, self._task, ranker=ranker, now=now, quotas=quotas
                )
                if self._key:
                    store_response(session, self._project_id, self._key, {"call": str(self._id)})
                return None
            self.replayed = True
            if "call" not in stored:
                return stored
            self._id = uuid.UUID(stored["call"])
            return None

    def find(self) -> Body | None:
        """The result, or None if there is none yet."""
        with self._transactions() as session:
            return self._stored(session, rankings.find_response(session, self._id))

    def fall_back(self, reason: str) -> Body:
        """The surrogate's result, unless there is another one by now."""
        decision = fall_back(self._task.request(), reason)
        with self._transactions() as session:
            now = database_now(session)
            answer = rankings.record_response(session, self._id, self._task, decision, now)
            self._stored(session, answer)
            return answer

    def _stored(self, session: Session, answer: Body | None) -> Body | None:
        if answer is not None and self._key:
            replace_response(session, self._project_id, self._key, answer)
        return answer
