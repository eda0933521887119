"""The headers of pages, on every response under /dashboard: redirects, files and unknown addresses too."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.dashboard.rendering import HEADERS


class PageHeaders:
    """Adds those that a response does not have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        of_page = scope["type"] == "http" and f"{scope['path']}/".startswith("/dashboard/")
        await self._app(scope, receive, send_with_headers if of_page else send)
