"""Judges of a whole page: can everybody use it, does it fit?"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
_RUN = "axe.run(document, {resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    """What axe-core finds to be serious or critical: rule, what is wrong and the first elements."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {[node['html'][:160] for node in rule['nodes'][:3]]}"
        for rule in found
        if rule["impact"] in GRAVE
    ]


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
