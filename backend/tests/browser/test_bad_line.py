"""People who play over bad lines: the page's address is the proxy's, and the server lets it be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import expect_in_play, own_side, play_link, start
from tests.support.lag import PROFILES, ThreadedLine


@pytest.fixture
def bad(server: Server) -> Iterator[ThreadedLine]:
    """A line of 150±50 ms to the server."""
    with ThreadedLine(server.url, PROFILES["150"], seed=7) as line:
        yield line


def test_a_match_over_a_bad_line_reaches_its_end(people: People, bad: ThreadedLine) -> None:
    people.expect_complaint("WebSocket connection to")  # of pages that outlive the line
    ada, bob = people.page(), people.page()
    start(ada, bob, f"{bad.url}/new?points=1&countdown=0")
    assert play_link(ada).startswith(bad.url)
    for page in (ada, bob):
        page.keyboard.down("w")
    for page in (ada, bob):
        expect(page.locator("#over-title")).to_be_visible(timeout=20_000)


def test_who_is_cut_comes_back_to_the_match_over_the_same_line(
    people: People, server: Server, bad: ThreadedLine
) -> None:
    people.expect_complaint("WebSocket connection to")
    ada, bob = people.page(), people.page()
    start(ada, bob, f"{bad.url}/new?points=11&countdown=1")
    eve = people.page()
    eve.goto(f"{play_link(ada).replace(bad.url, server.url)}watch/")
    expect_in_play(eve)
    bad.cut(refuse_for_s=1.0)
    for page in (ada, bob):
        expect(page.locator("#strip-text")).to_have_text("Connection lost. Coming back…")
    for page in (ada, bob):
        expect(page.locator("#strip")).to_be_hidden()
        expect_in_play(page)
    assert (own_side(ada), own_side(bob)) == (1, 2)
    expect_in_play(eve)


def test_a_picture_that_is_stopped_before_its_line_is_open_is_no_fault(
    people: People, server: Server, bad: ThreadedLine
) -> None:
    ada, bob, home = people.page(), people.page(), people.page(viewport={"width": 1280, "height": 900})
    start(ada, bob, f"{server.url}/new?points=21&countdown=0")
    home.goto(bad.url)
    home.wait_for_function(
        """() => {
          const watching = window.testSockets.find(({url}) => url.includes("/ws/game/"));
          const button = document.getElementById("tv-switch");
          if (watching?.readyState !== WebSocket.CONNECTING || button.hidden) return false;
          window.testHeard = new Promise((resolve) => {
            const heard = [];
            watching.addEventListener("open", () => heard.push("open"));
            watching.addEventListener("close", () => resolve(heard));
          });
          button.click();
          return true;
        }"""
    )
    assert home.evaluate("window.testHeard") == ["open"]
    home.close()  # before the line
