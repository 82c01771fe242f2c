"""A pair of pages in Chromium over a bad line, at the same autopilots' hands and before the same referee.

The pages are the real ones. Before their scripts runs frontend/tests/bench/feel/tap.js, which reads off the canvas what
they paint; after they have loaded, page.js (served to them by the test, not by the server) presses keys and judges.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from pong.game_rules import CONSTANTS_PATH
from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH
from tests.browser.steps import expect_in_play, title, visit
from tests.load.feel_pairs import LONGEST_MATCH_S, Wish
from tests.support.lag import PROFILES, ThreadedLine
from tests.support.rooms import new_room_code
from tests.support.servers import BACKEND_DIR, RunningServer

FRONTEND = BACKEND_DIR.parent / "frontend"
BENCH = FRONTEND / "tests" / "bench" / "feel"
SERVED_AT = "/feel-bench/"
# The figures are for a court of this width; the rest of the page is beside and below it.
VIEWPORT = {"width": 840, "height": 640}
AWAKE = ["--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"]
LOOK_S = 0.5

JUDGE = f"""async (options) => {{
  const {{ judge }} = await import("{SERVED_AT}tests/bench/feel/page.js");
  window.feelJudge = judge(options);
}}"""


@dataclass(frozen=True)
class Watched:
    """Two pages that play each other, the first one's room."""

    first: Page
    second: Page

    @property
    def pages(self) -> tuple[Page, Page]:
        return self.first, self.second

    def reports(self) -> list[dict[str, Any]]:
        return [page.evaluate("window.feelJudge.report()") for page in self.pages]

    def play(self, seconds: float) -> None:
        """So long, and to the end of a match, two minutes more at most."""
        began = time.monotonic()
        while time.monotonic() < began + seconds + LONGEST_MATCH_S:
            self.first.wait_for_timeout(LOOK_S * 1000.0)
            ended = all(page.evaluate("window.feelJudge.matches()") > 0 for page in self.pages)
            if ended and time.monotonic() > began + seconds:
                return

    def keep(self, folder: Path, name: str) -> None:
        """What was painted, as CSV, and how it looks now."""
        for number, page in enumerate(self.pages, start=1):
            rows = page.evaluate("window.feelJudge.rows.splice(0)")
            head = "at_ms,player,p1_y,p2_y,ball_x,ball_y,key,notes\n"
            (folder / f"{name}-chromium-{number}.csv").write_text(head + "".join(f"{row}\n" for row in rows))
            page.screenshot(path=folder / f"{name}-chromium-{number}.png")


def watch(first: BrowserContext, second: BrowserContext) -> Watched:
    """Two people's pages, to be tapped."""
    for context in (first, second):
        context.add_init_script(path=BENCH / "tap.js")
        context.route(f"**{SERVED_AT}**", _serve)
    return Watched(first.new_page(), second.new_page())


def begin(watched: Watched, base_url: str, *, mode: str, points: int, seed: int) -> None:
    """Seat both in a new room and start the match, judged from its first picture."""
    room = f"{base_url}/room/{new_room_code()}/"
    visit(watched.first, f"{room}?points={points}&countdown=1&net={mode}")
    expect(watched.first.locator("#link")).to_be_visible()
    visit(watched.second, f"{room}?net={mode}")
    rules = json.loads(CONSTANTS_PATH.read_text())
    for number, page in enumerate(watched.pages):
        expect(title(page)).to_have_text("Ready?")
        # Over this line, and without the browser's cache, the netcode would come in the middle of the match.
        expect(page.locator("html")).to_have_attribute("data-net", mode)
        page.evaluate(JUDGE, {"rules": rules, "seed": seed * 2 + number})
    for page in watched.pages:
        page.keyboard.press("Space")
    for page in watched.pages:
        expect_in_play(page)


def play_in_chromium(server: RunningServer, line: str, mode: str, wish: Wish) -> list[dict[str, Any]]:
    """Both players' reports, as those of `tests.load.feel_pairs.play`."""
    with ThreadedLine(server.url, PROFILES[line], seed=wish.seed) as bad, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=[*CHROMIUM_ARGS, *AWAKE])
        try:
            watched = watch(_person(browser), _person(browser))
            begin(watched, bad.url, mode=mode, points=wish.points, seed=wish.seed)
            watched.play(wish.seconds)
            if wish.logs:
                watched.keep(wish.logs, f"{mode}-{line}")
            return watched.reports()
        finally:
            browser.close()


def _person(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]  # a plain dict will do


def _serve(route: Route) -> None:
    """A module of the frontend, whole folders of which the server does not have."""
    path = FRONTEND / urlsplit(route.request.url).path.removeprefix(SERVED_AT)
    route.fulfill(body=path.read_text(), content_type="text/javascript")
