"""When a page shows something, by the browser's own clock: each look is a fresh browser context, with empty caches."""

from dataclasses import dataclass

from playwright.sync_api import Browser, ViewportSize

TALL = ViewportSize(width=1400, height=6_000)
"""Everything is in sight, so that figures which wait until they are looked at are drawn as well."""
TIMEOUT_MS = 180_000

OUR_FIGURES = """() => {
    const figures = [...document.querySelectorAll("[data-figure]")];
    return figures.every(f => f.querySelector(".plot canvas, .plot svg, .plot[data-empty]"))
        && !document.querySelector("[data-late][aria-busy]") && document.readyState === "complete";
}"""
OPTUNA_HISTORY = """() => document.querySelector("#plot-history .scatterlayer .trace") !== null"""
_PAINT = """() => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return [paint.startTime, entries.reduce((sum, e) => sum + e.transferSize, 0)];
}"""


@dataclass(frozen=True, slots=True)
class Sight:
    """Seconds from the start of the navigation to the first text or picture, and until the figures are there.

    kilobytes: that came over the wire.
    """

    painted_s: float
    drawn_s: float
    kilobytes: float


def look(browser: Browser, url: str, drawn: str) -> Sight:
    """drawn: a JavaScript function that says whether the figures are there. Raises playwright's TimeoutError, and
    RuntimeError for a page that is not there."""
    context = browser.new_context(viewport=TALL)
    try:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        answer = page.goto(url, wait_until="commit")
        if answer is None or not answer.ok:
            raise RuntimeError(f"{url}: HTTP {answer.status if answer else 'without an answer'}")
        drawn_ms = page.wait_for_function(f"() => ({drawn})() && performance.now()", polling="raf").json_value()
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        painted_ms, transferred = page.evaluate(_PAINT)
        return Sight(painted_ms / 1e3, drawn_ms / 1e3, transferred / 1e3)
    finally:
        context.close()
