"""Notes what a page moves by itself: what was shown stays where it is, unless somebody's hand has just moved it."""

from __future__ import annotations

import json

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import People

# Chromium itself marks what follows a hand, or another size of the window, within half a second.
NOTE_SHIFTS = """
window.shifts = [];
const nameOf = (node) => {
  const element = node instanceof Element ? node : node?.parentElement;
  const kind = element?.className?.baseVal ?? element?.className;
  return element ? `${element.tagName} id=${element.id} class=${kind} in ${element.parentElement?.className}` : "gone";
};
const boxOf = ({x, y, width, height}) => [x, y, width, height].map(Math.round);
// A text that ends where it ended has not moved, though it begins elsewhere now: the names on the right are others.
const stays = ({previousRect: before, currentRect: after}) =>
  ["right", "top", "bottom"].every((edge) => Math.abs(before[edge] - after[edge]) <= 1);
new PerformanceObserver((list) => {
  for (const {value, startTime, hadRecentInput, sources} of list.getEntries()) {
    const moved = sources.filter((source) => !stays(source)).map(({node, previousRect, currentRect}) =>
      [nameOf(node), boxOf(previousRect), boxOf(currentRect)]);
    if (!hadRecentInput && moved.length > 0) window.shifts.push({value, at: Math.round(startTime), moved});
  }
}).observe({type: "layout-shift", buffered: true});
"""
# What an observer has to say comes after the picture that it is about.
SHIFTS = """() => new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(window.shifts)))))"""
SLOW_LINE_BYTES_A_S = 6_000


class SteadyPages:
    """Pages whose shifts are noted, and which can be slowed down: what comes late moves what was shown before it."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._sessions: list[CDPSession] = []
        self.pages: list[Page] = []

    def page(self, size: tuple[int, int]) -> Page:
        context = self._people.browser_of_one(viewport={"width": size[0], "height": size[1]})
        context.add_init_script(NOTE_SHIFTS)
        page = context.new_page()
        self.pages.append(page)
        self._sessions.append(context.new_cdp_session(page))
        return page

    def slow_down(self, times: int) -> None:
        """As on a machine that is so many times slower."""
        for session in self._sessions:
            session.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def slow_line(self) -> None:
        self._limit(SLOW_LINE_BYTES_A_S)

    def fast_line(self) -> None:
        self._limit(-1)

    def expect_steady(self) -> None:
        for page in self.pages:
            expect_steady(page)

    def _limit(self, bytes_a_s: int) -> None:
        conditions = {"offline": False, "latency": 0, "downloadThroughput": bytes_a_s, "uploadThroughput": -1}
        for session in self._sessions:
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", conditions)


def expect_steady(page: Page) -> None:
    """A page with NOTE_SHIFTS has moved nothing since it began."""
    shifts = page.evaluate(SHIFTS)
    assert shifts == [], f"{page.url} has moved by itself:\n" + "\n".join(json.dumps(shift) for shift in shifts)


def press(page: Page, selector: str) -> None:
    """As a click does, but of no hand: what moves then counts."""
    expect(page.locator(selector)).to_be_enabled()
    page.locator(selector).evaluate("(element) => element.click()")
