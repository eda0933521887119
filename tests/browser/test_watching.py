"""The watch over pages sees what it is there for: each of these would fail a test that does not expect it."""

from playwright.sync_api import Page, expect

from tests.browser.watching import Watch


def test_a_console_message_fails_the_test(page: Page, watches: list[Watch]) -> None:
    page.goto("/dashboard/jobs")
    page.evaluate("console.warn('left over')")
    watches[0].expect("left over")


def test_an_uncaught_error_fails_the_test(page: Page, watches: list[Watch]) -> None:
    page.goto("/dashboard/jobs")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('not caught'); })")
    watches[0].expect("not caught")


def test_an_error_response_fails_the_test(page: Page, watches: list[Watch]) -> None:
    page.goto("/dashboard/jobs")
    page.evaluate("fetch('/v1/nothing')")
    watches[0].expect("/v1/nothing: HTTP 404")


def test_an_inline_script_does_not_run(page: Page, watches: list[Watch]) -> None:
    page.goto("/dashboard/jobs")
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'taken'";
        document.body.append(script);
    }""")
    expect(page).not_to_have_title("taken")
    watches[0].expect("Content Security Policy")


def test_a_request_to_another_site_fails_the_test(page: Page, watches: list[Watch]) -> None:
    page.goto("/dashboard/jobs")
    page.evaluate("fetch('http://192.0.2.1/').catch(() => null)")
    watches[0].expect("Content Security Policy")
