"""Logging with structlog: each line is a JSON object. The edges add the context (request id, job, round)."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_JSON = structlog.processors.JSONRenderer()
_SECRETS = re.compile(r"(lmsk_[a-z0-9]+_[0-9A-Za-z]+_|lmst_|whsec_)[\w%/+=-]+")
"""Lease tokens, webhook secrets, and keys without their public part, also in the form that they have in a URL."""


def configure_logging(level: str = "INFO") -> None:
    """Routes structlog and the standard library's loggers to stderr as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # uvicorn's own handlers write plain text, and its access log has query strings. The API logs its requests itself.
    for name, propagated in (("uvicorn", True), ("uvicorn.access", False)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], propagated


def _line(logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
    """The line without secrets. This code logs none, but callers put them in wrong places, and errors of libraries
    quote them."""
    return _SECRETS.sub(r"\1***", str(_JSON(logger, name, event)))
