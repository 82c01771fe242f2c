"""The pages' policy in a real browser: what breaks it is stopped and noticed. That nothing of ours does, every test of
this folder says at its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import visit

ICON = "404"  # the admin has no icon, and the browser asks for one
PASSWORD = "only for this test, and long"

INLINE_SCRIPT = """() => {
  const script = document.createElement("script");
  script.append("window.testRan = true");
  try { document.head.append(script); } catch { /* refused */ }
}"""
STYLE = """() => {
  const style = document.createElement("style");
  style.append("* { color: red }");
  document.head.append(style);
}"""
ELSEWHERE = "() => void fetch('http://127.0.0.1:9/').catch(() => undefined)"
MARKUP = "() => { try { document.body.innerHTML = '<b></b>'; } catch { window.testRefused = true; } }"
A_SECOND_POLICY = "() => { try { trustedTypes.createPolicy('other', {}); } catch { window.testRefused = true; } }"


def violations(people: People, page: Page, attack: str) -> list[str]:
    """What the tests hear of it; they would fail at their end if it was not expected."""
    people.expect_complaint("violat")
    people.expect_complaint("requires 'Trusted")
    page.evaluate(attack)
    page.wait_for_function("() => window.testHeard > 0")
    return [text for text in people.complaints if text.startswith("violation:")]


@pytest.mark.parametrize(
    ("path", "attack", "directive"),
    [
        ("/offline/", INLINE_SCRIPT, "require-trusted-types-for"),
        ("/admin/login/", INLINE_SCRIPT, "script-src-elem"),
        ("/offline/", STYLE, "style-src-elem"),
        ("/offline/", ELSEWHERE, "connect-src"),
        ("/offline/", MARKUP, "require-trusted-types-for"),
        ("/offline/", A_SECOND_POLICY, "trusted-types"),
    ],
)
def test_what_breaks_the_policy_is_stopped_and_heard_of(
    people: People, server: Server, path: str, attack: str, directive: str
) -> None:
    people.expect_complaint(ICON)
    page = people.page()
    page.add_init_script(
        "window.testHeard = 0; document.addEventListener('securitypolicyviolation', () => window.testHeard++);"
    )
    visit(page, server.url + path)
    heard = violations(people, page, attack)
    assert heard[0].startswith(f"violation: {directive} ")
    assert page.evaluate("window.testRan") is None


def test_the_worker_is_installed_under_the_policy(people: People, server: Server) -> None:
    page = people.page(service_workers="allow")
    visit(page, server.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def test_the_admin_works_under_its_own(people: People, server: Server) -> None:
    server.manage(
        "createsuperuser",
        "--noinput",
        "--verbosity=0",
        DJANGO_SUPERUSER_USERNAME="root",
        DJANGO_SUPERUSER_EMAIL="root@localhost",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    people.expect_complaint(ICON)
    page = people.page(viewport={"width": 1280, "height": 800})
    visit(page, f"{server.url}/admin/matches/finishedmatch/")
    page.get_by_label("Username").fill("root")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Select finished match")
    for path in ("/admin/", "/admin/auth/user/1/change/"):  # with jQuery, calendars and boxes to choose from
        visit(page, server.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("typeof window.django.jQuery") == "function"
