"""Checks of a whole page: is it accessible, does it fit?"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page

GRAVE = ("serious", "critical")
_RUN = "axe.run(document, {resultTypes: ['violations']})"
_UNSEEN = """() => {
    const focused = document.activeElement;
    const {top, bottom, left, right} = focused.getBoundingClientRect();
    const inSight = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    const ringed = getComputedStyle(focused).outlineStyle !== "none";
    return focused === document.body || (inSight && ringed) ? null : focused.outerHTML.slice(0, 120);
}"""


def violations(page: Page) -> list[str]:
    """What axe-core finds to be serious or critical: rule, what is wrong and the first elements."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {[node['html'][:160] for node in rule['nodes'][:3]]}"
        for rule in found
        if rule["impact"] in GRAVE
    ]


def tab_to(page: Page, target: Locator, *, most: int = 80) -> None:
    """With the keyboard alone; what has the focus on the way has to show it, within sight."""
    target.wait_for()
    for _ in range(most):
        page.keyboard.press("Tab")
        assert (unseen := page.evaluate(_UNSEEN)) is None, f"the focus is not to be seen: {unseen}"
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by {most} tabs")


def too_wide(page: Page) -> list[str]:
    """The elements that make the page scroll sideways; none on a page that fits."""
    found: list[str] = page.evaluate("""() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        return [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".scroll, .plot, pre"))
            .map(e => e.outerHTML.slice(0, 120)).slice(0, 5).concat(`${root.scrollWidth} px`);
    }""")
    return found
