"""One load of one page in Chromium over a slow line, and what it cost. The page is the real one, and knows of nothing.

The figures are the browser's own: its performance entries, and its protocol for what went over the wire.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.load.pages_table import BASELINE, Report
from tests.support.rooms import new_room_code

PATIENCE_MS = 20_000
# Lighthouse's phone and its slow 4G, as the browser emulates it: the delay is added to each request and to a socket's
# opening, not to what the socket says.
PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "is_mobile": True,
    "has_touch": True,
}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
CPU_TIMES_SLOWER = 4

BAND = '#band:not([hidden]) [data-band="{}"]:not([hidden])'
# What stands in the page as soon as it can be played, or used. Of the home page all but the live games works before.
PLAYABLE = {
    BASELINE: "pre",
    "/": "#games:not([hidden]) a",
    "/room/CODE/": BAND.format("ready"),
    "/practice/": BAND.format("start"),
}
# These two say that the space bar begins a match, and are held to it.
PLAYED = ("/room/CODE/", "/practice/")

WATCH = """
window.loadSeen = {firstPaint: null, largestPaint: null, shift: 0, tasks: [], playable: null};
{
  const seen = window.loadSeen;
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({type, buffered: true});
  observe("paint", ({name, startTime}) => { if (name === "first-contentful-paint") seen.firstPaint = startTime; });
  observe("largest-contentful-paint", ({startTime}) => { seen.largestPaint = startTime; });
  observe("layout-shift", ({value, hadRecentInput}) => { if (!hadRecentInput) seen.shift += value; });
  observe("longtask", ({startTime, duration}) => seen.tasks.push({startTime, duration}));
  const watching = new MutationObserver(() => {
    if (document.querySelector(PLAYABLE) === null) return;
    seen.playable = performance.now();
    watching.disconnect();
  });
  watching.observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"]});
}
"""
# What an observer has to say comes after the picture that it is about.
FIGURES = """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
  const {firstPaint, largestPaint, shift, tasks, playable} = window.loadSeen;
  const late = tasks.filter(({startTime}) => firstPaint !== null && startTime >= firstPaint);
  const come = performance.getEntriesByType("resource").filter(({name, transferSize, responseEnd}) =>
    new URL(name).pathname.endsWith(".js") && transferSize > 0 && responseEnd <= playable);
  const named = new Set([...document.querySelectorAll("link[rel=modulepreload], script[src]:not([data-worker])")]
    .map(({href, src}) => href || src));
  const bytesOf = (scripts) => scripts.reduce((sum, {encodedBodySize}) => sum + encodedBodySize, 0);
  resolve({
    first_paint_ms: firstPaint,
    largest_paint_ms: largestPaint,
    shift,
    blocked_ms: late.reduce((sum, {duration}) => sum + Math.max(0, duration - 50), 0),
    playable_ms: playable,
    needed_bytes: bytesOf(come.filter(({name}) => named.has(name))),
    script_bytes: bytesOf(come),
  });
}))))"""


@dataclass
class Wire:
    """What a page has fetched over the network, heads included. A socket is a request; what it says is not counted."""

    requests: int = 0
    received: float = 0.0
    _kept: set[str] = field(default_factory=set)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestServedFromCache", lambda event: self._kept.add(event["requestId"]))
        session.on("Network.responseReceived", self._on_response)
        session.on("Network.loadingFinished", self._on_finished)
        session.on("Network.webSocketCreated", lambda _: self._count())

    def _on_response(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._kept.add(event["requestId"])
        elif event["requestId"] not in self._kept:
            self._count()

    def _on_finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._kept:
            self.received += event["encodedDataLength"]

    def _count(self) -> None:
        self.requests += 1


def load_twice(browser: Browser, server_url: str, path: str) -> tuple[Report, Report]:
    """Cold, as somebody who was never here, and warm, with what the browser has kept of the first time.

    Without a service worker: what it fetches for later passes by the slow line.
    """
    context = browser.new_context(**PHONE, service_workers="block")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(WATCH.replace("PLAYABLE", json.dumps(PLAYABLE[path])))
    try:
        return _load(context, server_url, path), _load(context, server_url, path)
    finally:
        context.close()


def address_of(server_url: str, path: str) -> str:
    """Of a room nobody has been in, where a bot waits for one person to be ready."""
    if "CODE" not in path:
        return server_url + path
    return f"{server_url}{path.replace('CODE', new_room_code())}?bot=normal&private=1&countdown=1"


def _load(context: BrowserContext, server_url: str, path: str) -> Report:
    page = context.new_page()
    session, wire = context.new_cdp_session(page), Wire()
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES_SLOWER})
    wire.listen(session)
    page.goto(address_of(server_url, path))
    page.wait_for_function("() => window.loadSeen.playable !== null", polling=100)
    page.wait_for_load_state("networkidle")
    figures: Report = page.evaluate(FIGURES)
    if path in PLAYED:
        _expect_to_play(page)
    page.close()
    return {**figures, "wire_bytes": wire.received, "requests": wire.requests}


def _expect_to_play(page: Page) -> None:
    page.keyboard.press("Space")
    expect(page.locator("#band")).to_be_hidden(timeout=PATIENCE_MS)
