"""The compact ranker: a small transformer that learns a search space from the trials in its context, on a CPU."""

from workers.ranking.compact.ranker import CompactRanker

__all__ = ["CompactRanker"]
