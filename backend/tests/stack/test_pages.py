"""What people see when the server that they play at dies: their pages come back by themselves, and say so."""

from __future__ import annotations

from itertools import groupby

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.steps import code_of, expect_in_play, own_side, play_link, score_of, title, visit
from tests.stack.compose import ROOT, kill, owner_of, restored
from tests.support.servers import RunningServer

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]

PICTURES = ROOT / "test-results" / "stack"
LOST, BACK = "Connection lost. Coming back…", "Back."
# Each change of the page's strip and of its scores, in order. A page that was loaded anew would have no such list.
LISTEN = """() => {
  window.testSeen = [];
  const watch = (name, element, read) => {
    const note = () => window.testSeen.push([name, read()]);
    const everything = {childList: true, characterData: true, subtree: true, attributes: true};
    new MutationObserver(note).observe(element, everything);
    note();
  };
  const strip = document.getElementById("strip-text");
  watch("strip", strip, () => strip.textContent);
  for (const side of ["side-1", "side-2"]) {
    const score = document.querySelector(`#${side} [data-score]`);
    watch(side, score, () => score.getAttribute("aria-label"));
  }
}"""
TOLD = "(line) => window.testSeen.some(([name, text]) => name === 'strip' && text === line)"


def test_pages_come_back_by_themselves_when_their_server_is_killed(people: People, server: RunningServer) -> None:
    people.expect_complaint("WebSocket connection to")
    ada, eve = people.page(), people.page()
    visit(ada, f"{server.http_url}/new?points=11&countdown=1&bot=calm")
    expect(title(ada)).to_have_text("Ready?")
    visit(eve, f"{play_link(ada)}watch/")
    ada.keyboard.press("Space")
    ada.keyboard.down("w")  # to where no serve arrives, so that there is a score to keep
    expect(score_of(ada, 2)).not_to_have_attribute("aria-label", "0", timeout=20_000)
    ada.keyboard.up("w")
    for page in (ada, eve):
        page.evaluate(LISTEN)
    with restored():
        kill(owner_of(code_of(ada)))
        expect(ada.locator("#strip-text")).to_have_text(LOST)
        ada.screenshot(path=PICTURES / "outage.png")
        for page in (ada, eve):
            page.wait_for_function(TOLD, arg=BACK)
        ada.screenshot(path=PICTURES / "back.png")
        for page, name in ((ada, "player"), (eve, "observer")):
            expect_in_play(page)
            page.screenshot(path=PICTURES / f"{name}-after.png")
            assert_kept(page)
        assert own_side(ada) == 1
        expect(eve.locator("#side-2 [data-meta]")).to_contain_text("watching")


def assert_kept(page: Page) -> None:
    """The page was not loaded anew, said what happened, and never showed a lower score."""
    seen = page.evaluate("window.testSeen")
    told = [text for name, text in seen if name == "strip" and text]
    assert [line for line, _ in groupby(told)] == [LOST, BACK], seen
    for side in ("side-1", "side-2"):
        scores = [int(text) for name, text in seen if name == side]
        assert scores == sorted(scores), seen
    assert max(int(text) for name, text in seen if name == "side-2") >= 1
