"""What a page must not produce: console messages, errors, failed requests, broken policies."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

_QUIET = ("debug", "log", "info")


class Watch:
    """Collects the complaints of every page of a context."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.on("page", self._follow)

    def expect(self, text: str) -> None:
        """Forgets the complaints that contain this; there has to be one."""
        assert any(text in complaint for complaint in self.complaints), self.complaints
        self.complaints = [complaint for complaint in self.complaints if text not in complaint]

    def _follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("dialog", self._on_dialog)

    def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        """Also policies that the page breaks, which are errors here."""
        if message.type not in _QUIET and "Failed to load resource" not in message.text:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        """What is under way when the page is left, is aborted."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.request.method} {response.url}: HTTP {response.status}")
