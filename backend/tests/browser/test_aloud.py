"""A match followed by the live region's words alone, as by somebody who hears the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import code_of, expect_in_play, leave, name_of, play_link, start, title, visit, wait_for_extras

A_MATCH_MS = 60_000
ABSENCE_MS = 40_000
SAID_IN_ORDER = """(lines) => {
  let from = 0;
  for (const line of lines) {
    const place = window.testSaid.findIndex((said, n) => n >= from && said.includes(line));
    if (place < 0) return false;
    from = place + 1;
  }
  window.testSaid.splice(0, from);
  return true;
}"""

NOTE_SAID = """() => {
  const live = document.getElementById("live");
  window.testSaid = [live.textContent];
  const note = () => window.testSaid.push(live.textContent);
  new MutationObserver(note).observe(live, {childList: true, characterData: true, subtree: true});
}"""


def hear(page: Page) -> None:
    """Note all that is read out from now on."""
    wait_for_extras(page)
    page.evaluate(NOTE_SAID)


def wait_until_said(page: Page, *lines: str, timeout: float = 10_000) -> None:
    """Until these were said, in this order, whatever was said between them; all up to there is then forgotten."""
    try:
        page.wait_for_function(SAID_IN_ORDER, arg=lines, timeout=timeout)
    except TimeoutError as late:
        raise AssertionError(f"not said: {lines}, but {said(page)}") from late


def said(page: Page) -> list[str]:
    return [str(line) for line in page.evaluate("window.testSaid")]


@pytest.mark.timeout(120)
def test_an_absence_a_claim_and_a_free_seat(people: People, new_game: NewGame) -> None:
    ada, bob, eve = people.page(), people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=0))
    visit(eve, f"{play_link(ada)}watch/")
    expect_in_play(eve)
    for page in (ada, eve):
        hear(page)
    bob.goto("about:blank")
    gone = f"{name_of(ada, 2)} lost the connection. 30 s left to come back."
    wait_until_said(ada, f"{gone} After that you can claim the win.")
    wait_until_said(eve, gone)
    wait_until_said(ada, "The time to come back is used up. You can claim the win now.", timeout=ABSENCE_MS)
    wait_until_said(eve, "The time to come back is used up.")
    # Of half a minute that runs down nothing else was heard.
    assert said(ada) == []
    ada.locator("#claim").press("Enter")
    wait_until_said(ada, "Game over. You win.")
    expect(ada.locator("#live")).to_contain_text(re.compile(r"\d to \d\. The other side did not come back\.$"))
    wait_until_said(eve, f"Game over. {name_of(ada, 1)} wins.")
    expect(eve.locator("#live")).to_contain_text("The other side did not come back. A seat is free.")


def test_another_name_is_seen_and_nobody_goes_or_comes_back_for_it(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    visit(ada, new_game(countdown=0))
    visit(bob, play_link(ada))
    expect(title(ada)).to_have_text("Ready?")
    for page in (ada, bob):
        hear(page)
        page.evaluate("window.testSaid.length = 0")
    field = ada.locator("#band section:visible [data-own-name]")
    field.fill("Wanda")
    field.press("Enter")
    for page in (ada, bob):
        expect(page.locator("#side-1 [data-name]")).to_have_text("Wanda")
        assert said(page) == []
        assert page.evaluate("window.testSockets.length") == 1


@pytest.mark.timeout(120)
def test_a_match_a_rematch_and_a_leave(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    visit(ada, new_game(points=1, countdown=0))
    hear(ada)
    wait_until_said(ada, "Waiting for an opponent.")
    visit(bob, f"{play_link(ada)}")
    hear(bob)
    wait_until_said(ada, "Both players are here. Press space when you are ready.")
    ada.keyboard.press("Space")
    wait_until_said(ada, "You are ready. The other side is not ready yet.")
    wait_until_said(bob, "The other side is ready.")
    bob.keyboard.press("Space")
    for page in (ada, bob):
        wait_until_said(page, "Play.", "Game over. You", timeout=A_MATCH_MS)
    ada.keyboard.press("Space")
    wait_until_said(ada, "Rematch asked for. Waiting for the other side.")
    wait_until_said(bob, "The other side wants a rematch.")
    bob.keyboard.press("Space")
    wait_until_said(ada, "Play.")
    leave(bob)
    wait_until_said(ada, "Game over. You win.", timeout=A_MATCH_MS)


def test_a_seat_in_a_second_tab_and_back(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=1))
    hear(ada)
    with ada.context.expect_page() as opened:
        ada.evaluate("void window.open(location.href)")
    expect_in_play(opened.value)
    wait_until_said(ada, "This game is open in another tab. Only one tab can play it at a time.")
    ada.bring_to_front()
    expect(ada.locator("#again")).to_be_visible()
    ada.locator("#again").press("Enter")
    wait_until_said(ada, "Connecting again…", "Back.")
    eve = people.page()
    eve.add_init_script(f"document.addEventListener('DOMContentLoaded', {NOTE_SAID})")
    visit(eve, play_link(bob))
    wait_until_said(eve, "Both seats are taken, so you are watching.")
    assert code_of(eve) == code_of(ada)


def test_the_call_names_the_key_that_counts_and_on_a_phone_the_button(people: People, new_game: NewGame) -> None:
    ada = people.page()
    bob = people.page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    visit(ada, new_game(points=1, countdown=0))
    hear(ada)
    ada.get_by_role("button", name="Settings").click()
    ada.get_by_role("button", name="Ready, play again (Left)").click()
    ada.keyboard.press("g")
    ada.keyboard.press("Escape")
    visit(bob, play_link(ada))
    hear(bob)
    wait_until_said(ada, "Both players are here. Press G when you are ready.")
    wait_until_said(bob, "Both players are here. Press the button when you are ready.")


def test_that_nobody_has_come_so_far_is_said_when_it_is_shown_and_once(people: People, server: Server) -> None:
    ada = people.page()
    visit(ada, f"{server.url}/room/LATE23/?paired")
    hear(ada)
    wait_until_said(ada, "Waiting for an opponent.")
    assert said(ada) == []
    late = "They have not come so far."
    wait_until_said(ada, late, timeout=20_000)
    expect(ada.locator(".late")).to_be_visible()
    # A cut lets the invitation come anew, and the note in it waits anew.
    ada.evaluate("window.testSockets.at(-1).close()")
    wait_until_said(ada, "Back.")
    expect(title(ada)).to_have_text("Waiting for the other player…")
    ada.locator(".late").evaluate("(note) => Promise.all(note.getAnimations().map(({finished}) => finished))")
    assert not any(late in line for line in said(ada))
