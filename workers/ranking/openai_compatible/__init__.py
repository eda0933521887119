"""The language model on a server that speaks the OpenAI API (vLLM and others) as ranker."""

from workers.ranking.openai_compatible.ranker import EndpointRanker

__all__ = ["EndpointRanker"]
