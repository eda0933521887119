"""The service with routes that log in every way, and one that fails; `test_request_logs.py` serves it."""

import logging

import structlog
from fastapi import FastAPI

from app import main


def create_app() -> FastAPI:
    logging.getLogger("sqlalchemy.engine").setLevel("INFO")
    app = main.create_app()

    @app.get("/test/thread")
    def thread() -> None:
        structlog.get_logger("own").info("from a thread of the pool")
        logging.getLogger("library").warning("of the standard library")

    @app.get("/test/fault")
    async def fault() -> None:
        raise RuntimeError("broken")

    return app
