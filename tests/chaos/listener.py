"""A receiver of webhook messages, killed and started again at any time: it writes down what it received, verified by
the official library, before it answers; and now and then it answers 500."""

import json
import os
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any

import typer
from standardwebhooks import Webhook, WebhookVerificationError

SECRET = "LMSEARCHER_TEST_WEBHOOK_SECRET"  # noqa: S105  the variable's name


def main(
    *,
    port: Annotated[int, typer.Option()],
    file: Annotated[Path, typer.Option(help="Appended to, a line for each message.")],
    moody_until: Annotated[Path, typer.Option(help="While there is no such file, one message in ten is refused.")],
) -> None:
    """Listens until it is killed."""
    webhook, lines, lock = Webhook(os.environ[SECRET]), file.open("a", encoding="utf-8"), threading.Lock()
    rng = random.Random(f"{port} {file.stat().st_size}")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            sent = self.rfile.read(length)
            if len(sent) < length:
                return  # its sender was killed meanwhile
            body = sent.decode()
            status = 500 if not moody_until.exists() and rng.random() < 0.1 else 200
            note = {
                "id": self.headers["webhook-id"],
                "body": body,
                "valid": _is_valid(webhook, body, dict(self.headers.items())),
                "status": status,
            }
            with lock:
                lines.write(json.dumps(note) + "\n")
                lines.flush()
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
            """Says nothing."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


def _is_valid(webhook: Webhook, body: str, headers: dict[str, str]) -> bool:
    try:
        webhook.verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


if __name__ == "__main__":
    typer.run(main)
