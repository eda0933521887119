"""structlog, one JSON object a line; context (request id, job, round) is bound by the edges."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_JSON = structlog.processors.JSONRenderer()
_SECRETS = re.compile(r"(lmsk_[a-z0-9]+_[0-9A-Za-z]+_|lmst_|whsec_)[\w%/+=-]+")
"""Keys but for their public part, lease tokens and webhook secrets, also as a URL has them."""


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
    # uvicorn's own handlers write plain text. Its access log has query strings, and ours is in its place.
    for name, propagated in (("uvicorn", True), ("uvicorn.access", False)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], propagated


def _line(logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
    """Nothing here logs secrets; callers put them where they do not belong, and errors of libraries quote that."""
    return _SECRETS.sub(r"\1***", str(_JSON(logger, name, event)))
