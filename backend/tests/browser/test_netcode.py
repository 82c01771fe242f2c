"""The netcode in a real browser: what its own meter has counted over a bad line, and the figures for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import expect_in_play, expect_netcode, play_link, start, visit, wait_for_extras
from tests.support.lag import PROFILES, ThreadedLine

# Of both, as they are shown.
POINTS = """() => [1, 2].map((num) => Number(document.getElementById(`score-${num}`).getAttribute("aria-label")))
  .reduce((sum, points) => sum + points)"""


@pytest.fixture
def bad(server: Server) -> Iterator[ThreadedLine]:
    """A line of 150±50 ms to the server."""
    with ThreadedLine(server.url, PROFILES["150"], seed=7) as line:
        yield line


def report_of(page: Page) -> dict[str, Any]:
    report: dict[str, Any] = page.evaluate("window.pongMeter.report()")
    return report


def test_players_and_watchers_play_the_servers_match_bit_for_bit_over_a_bad_line(
    people: People, server: Server, bad: ThreadedLine
) -> None:
    people.expect_complaint("WebSocket connection to")  # of pages that outlive the line
    ada, bob, eve = people.page(), people.page(), people.page()
    start(ada, bob, f"{bad.url}/new?points=1&countdown=3")
    for page in (ada, bob):
        page.keyboard.press("F3")
    visit(eve, f"{play_link(ada).replace(bad.url, server.url)}watch/?net=warp")
    expect_netcode(eve)
    for page in (ada, bob):
        page.keyboard.down("w")
    for page in (ada, bob, eve):
        expect(page.locator("#over-title")).to_be_visible(timeout=20_000)
    for page in (ada, bob):
        page.wait_for_function("() => window.pongMeter.replays.equal === 1")
        report = report_of(page)
        assert report["ranBack"] == 0
        assert report["replays"] == {"equal": 1, "different": 0, "incomplete": 0}
    assert report_of(eve)["ranBack"] == 0


def test_a_page_that_stood_still_in_mid_rally_knows_all_of_the_match_afterwards(people: People, server: Server) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, f"{server.url}/new?points=3&countdown=0")
    ada.keyboard.press("F3")
    expect(ada.locator(".figures")).to_be_visible()
    browser = ada.context.new_cdp_session(ada)
    stops: list[object] = []
    browser.on("Debugger.paused", lambda stop: stops.append(stop))
    browser.send("Debugger.enable")
    browser.send("Debugger.pause")  # as a page is frozen that is out of sight, which a browser without windows is not
    bob.wait_for_function(f"(before) => ({POINTS})() > before", arg=bob.evaluate(POINTS), timeout=20_000)
    assert len(stops) == 1
    browser.send("Debugger.resume")
    ada.wait_for_function(f"(theirs) => ({POINTS})() >= theirs", arg=bob.evaluate(POINTS))
    for page in (ada, bob):
        expect(page.locator("#over-title")).to_be_visible(timeout=40_000)
    ada.wait_for_function("() => window.pongMeter.replays.equal === 1")


def test_the_figures_come_and_go_with_the_key_and_in_the_settings_and_stay(people: People, server: Server) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, f"{server.url}/new?points=11&countdown=0")
    figures = ada.get_by_role("region", name="Figures of the connection")
    ada.keyboard.press("F3")
    expect(figures).to_contain_text("Round trip")
    expect(figures).to_contain_text("60 ticks a second")
    ada.keyboard.press("F3")
    expect(figures).to_be_hidden()
    wait_for_extras(ada)
    ada.get_by_role("button", name="Settings").click()
    choice = ada.get_by_role("checkbox", name="Figures of the connection")
    expect(choice).not_to_be_checked()
    choice.check()
    expect(figures).to_be_visible()
    ada.keyboard.press("Escape")
    expect_in_play(ada)
    ada.reload()
    expect(figures).to_contain_text("Round trip")
