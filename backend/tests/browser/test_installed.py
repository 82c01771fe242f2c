"""Languages, the app that can be installed, and play without a network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import expect_in_play, score_of, title, visit, wait_for_extras

KEPT = """async () => {
  const names = await caches.keys();
  const requestsOf = async (name) => (await caches.open(name)).keys();
  const found = (await Promise.all(names.map(requestsOf))).flat().map(({url}) => url);
  return {names, paths: found.map((url) => new URL(url).pathname)};
}"""
# Looks for ten seconds at most: nobody is told when a worker has filled its cache.
GERMAN_IS_KEPT = """async () => {
  for (let looks = 0; looks < 200; looks++) {
    const page = await caches.match("/offline/", {ignoreVary: true});
    if (page && (await page.text()).includes("Kein Netz.")) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}"""
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def installed(people: People, server: Server, locale: str = "en-GB") -> Page:
    """A page whose worker keeps what it keeps."""
    page = people.page(locale=locale, service_workers="allow")
    visit(page, server.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def test_a_language_is_chosen_and_stays_chosen_in_a_room(people: People, server: Server) -> None:
    page = people.page(locale="de-DE", viewport={"width": 820, "height": 1180})
    visit(page, server.url)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    visit(page, f"{server.url}/new?points=3")
    expect(title(page)).to_have_text("Envía este enlace a alguien.")
    expect(page.locator("#side-1 [data-meta]")).to_contain_text("a 3")
    page.get_by_role("link", name="English").click()
    expect(title(page)).to_have_text("Send this link to a friend.")
    expect(page.locator("#side-1 [data-meta]")).to_contain_text("first to 3")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1440, 900)])
def test_arabic_runs_from_right_to_left_on_a_court_that_does_not(
    people: People, server: Server, width: int, height: int
) -> None:
    page = people.page(locale="ar", viewport={"width": width, "height": height})
    for path in ("/", "/practice/", "/local/", "/offline/", "/me/", "/new"):
        visit(page, server.url + path)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert page.evaluate(FITS), path
    expect(title(page)).to_have_text("أرسل هذا الرابط إلى صديق.")
    left, right = (page.locator(f"#side-{num}").bounding_box() for num in (1, 2))
    assert left
    assert right
    if width > height:
        assert left["x"] < right["x"]
    expect(page.locator("#side-2 [data-name]")).to_have_text("مقعد شاغر")


def test_practice_is_played_without_a_network_and_other_pages_say_so(people: People, server: Server) -> None:
    people.expect_complaint("net::ERR_INTERNET_DISCONNECTED")
    page = installed(people, server)
    page.context.set_offline(True)
    page.goto(f"{server.url}/new")
    expect(page.get_by_role("heading")).to_have_text("No network.")
    page.get_by_role("link", name="Practise").click()
    expect(title(page)).to_have_text("Ready?")
    page.goto(f"{server.url}/practice/?level=calm&points=1")
    wait_for_extras(page)
    expect(page.locator("#side-2 [data-name]")).to_have_text("Bot · calm")
    page.keyboard.press("Space")
    expect_in_play(page)
    expect(title(page)).to_contain_text("You", timeout=60_000)
    expect(score_of(page, 1 if title(page).inner_text() == "You win." else 2)).to_have_attribute("aria-label", "1")
    page.get_by_role("button", name="Settings").click()
    expect(page.locator("#settings")).to_be_visible()


def test_only_what_needs_no_server_is_kept(people: People, server: Server) -> None:
    page = installed(people, server)
    visit(page, f"{server.url}/new?bot=calm&countdown=0")
    expect(title(page)).to_have_text("Ready?")
    kept = page.evaluate(KEPT)
    assert len(kept["names"]) == 1
    pages = {path for path in kept["paths"] if not path.startswith("/static/")}
    assert pages == {"/practice/", "/local/", "/offline/"}
    assert not [path for path in kept["paths"] if "/net/" in path or "main.js" in path]


def test_a_new_worker_leaves_nothing_of_another_release(people: People, server: Server) -> None:
    people.expect_complaint("404")  # a page without an icon has the browser ask for one
    page = people.page(service_workers="allow")
    visit(page, f"{server.url}/healthz")
    page.evaluate("async () => void await caches.open('pong-of-another-release')")
    visit(page, server.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    names = page.evaluate(KEPT)["names"]
    assert len(names) == 1
    assert names != ["pong-of-another-release"]


def test_another_language_is_kept_instead(people: People, server: Server) -> None:
    people.expect_complaint("net::ERR_INTERNET_DISCONNECTED")
    page = installed(people, server)
    visit(page, f"{server.url}/?lang=de")
    assert page.evaluate(GERMAN_IS_KEPT)
    page.context.set_offline(True)
    page.goto(f"{server.url}/new")
    expect(page.get_by_role("heading")).to_have_text("Kein Netz.")


def test_the_manifest_is_valid_to_the_browser(people: People, server: Server) -> None:
    page = people.page(locale="ar")
    visit(page, server.url)
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"] == f"{server.url}/manifest.webmanifest?lang=ar"
    assert '"dir": "rtl"' in told["data"]
