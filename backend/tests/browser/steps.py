"""What people do in a game, in the words of the tests."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Error, Locator, Page, Request, expect

# As a new page of a person with a phone.
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# The browser's advice to whoever reads a canvas, which here is the test.
LOOKED_AT = "willReadFrequently"
NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED"

# Which names in the bars are cut off; and the time until what has changed is painted.
CUT_NAMES = """() => ["name-1", "name-2"].filter((id) => {
  const {scrollWidth, clientWidth, scrollHeight, clientHeight} = document.getElementById(id);
  return scrollWidth > clientWidth || scrollHeight > clientHeight;
})"""
NEXT_PICTURE = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"

# The Gamepad API cannot be driven in a headless browser: this stands in for its one function, which the page polls.
FAKE_GAMEPADS = """
window.testPads = [];
navigator.getGamepads = () => window.testPads;
window.testPad = (tilt, pressed = []) => ({
  connected: true, mapping: "standard", axes: [0, tilt, 0, 0],
  buttons: Array.from({length: 17}, (_, place) => ({pressed: pressed.includes(place), touched: false, value: 0})),
});
"""


def visit(page: Page, address: str) -> None:
    """Open a page; once more if the machine's network changed meanwhile, as it does when a container starts beside us.

    Chromium then gives up every request that is on its way, and tells no page how to avoid that.
    """
    for _ in range(5):
        if _loaded(page, address):
            return
    raise AssertionError(f"the network of this machine never stood still for {address}")


def _loaded(page: Page, address: str) -> bool:
    failures: list[str] = []

    def note(request: Request) -> None:
        failures.append(request.failure or "")

    page.on("requestfailed", note)
    try:
        page.goto(address)
    except Error as error:
        if NETWORK_CHANGED not in error.message:
            raise
        failures.append(NETWORK_CHANGED)
    finally:
        page.remove_listener("requestfailed", note)
    return NETWORK_CHANGED not in failures


def wait_for_extras(page: Page) -> None:
    """Until what comes after the first picture has come: sounds, gamepads, settings."""
    expect(page.locator("html")).to_have_attribute("data-motion", re.compile("less|full"))


def play_link(page: Page) -> str:
    """The address that a player sends to a friend."""
    return page.url.split("?")[0]


def code_of(page: Page) -> str:
    found = re.search(r"/room/([^/]+)/", page.url)
    assert found
    return found.group(1)


def leave(page: Page) -> None:
    """Out of a match, and home: Chromium may never close a page that is still on its way somewhere."""
    page.locator("#leave").click()
    page.locator("#leaving button[value=leave]").click()
    expect(page).to_have_title("Pong for two")


def own_side(page: Page) -> int:
    """1 or 2, as the page marks it; waits until there is one."""
    expect(page.locator("[data-you]:visible")).to_have_count(1)
    return 1 if page.locator("#side-1 [data-you]").is_visible() else 2


def name_of(page: Page, num: int) -> str:
    """What the page calls that player: somebody who has chosen no name has one all the same."""
    return page.locator(f"#side-{num} [data-name]").inner_text()


def title(page: Page) -> Locator:
    """The heading of the band across the court."""
    return page.locator("#band section:visible h2")


def score_of(page: Page, num: int) -> Locator:
    return page.locator(f"#side-{num} [data-score]")


def expect_in_play(page: Page) -> None:
    """Until the ball is in play: no band, no countdown."""
    expect(page.locator("#band")).to_be_hidden()
    expect(page.locator("#countdown")).to_be_hidden()


def start(first: Page, second: Page, address: str) -> None:
    """Open a room and play: both are there and ready."""
    visit(first, address)
    expect(first.locator("#link")).to_be_visible()
    visit(second, play_link(first))
    for page in (first, second):
        expect(title(page)).to_have_text("Ready?")
        page.keyboard.press("Space")
    for page in (first, second):
        # A match to one point may be over before a slow machine has looked.
        expect(page.locator("#band:not([data-kind=over]):visible, #countdown:visible")).to_have_count(0)
        expect_netcode(page)


def expect_netcode(page: Page) -> None:
    """Until all is loaded that the first picture does not need."""
    expect(page.locator("html")).to_have_attribute("data-net", "warp")


def cut(page: Page) -> None:
    """End the page's connection as the network does, without a word to its code."""
    page.evaluate("window.testSockets.at(-1).close()")
