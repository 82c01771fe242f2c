"""A match from the home page to the rematch by keyboard alone, with a focus that is seen and never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import expect_in_play, expect_netcode, play_link, start, title, visit, wait_for_extras

A_MATCH_MS = 60_000
# Of whatever has had the focus: did it ever go to nobody, and was it seen where it went?
NOTE_FOCUS = """() => {
  window.testFocus = [];
  const look = () => {
    const {activeElement} = document;
    const name = activeElement.id || activeElement.textContent.trim() || activeElement.tagName;
    if (window.testFocus.at(-1)?.name !== name) {
      const {outlineStyle, outlineWidth} = getComputedStyle(activeElement);
      const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      window.testFocus.push({name, seen, nobody: activeElement === document.body});
    }
  };
  const note = () => {
    look();
    requestAnimationFrame(note);
  };
  note();
  document.addEventListener("focusin", look); // it may come and go between two pictures
}"""


# What had the focus when this is asked is noted with the next picture.
NOTED_FOCUS = """() => new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.testFocus))))"""


def note_focus(page: Page) -> None:
    """From now on, wherever it goes."""
    wait_for_extras(page)
    page.evaluate(NOTE_FOCUS)


def expect_kept(page: Page, *names: str) -> None:
    """Since it was noted, the focus was seen at each of these in turn, and never at nobody."""
    focus = page.evaluate(NOTED_FOCUS)
    assert all(place["seen"] and not place["nobody"] for place in focus), focus
    passed = iter([place["name"] for place in focus])
    assert all(name in passed for name in names), focus
    assert focus[-1]["name"] == names[-1], focus


def tab_to(page: Page, name: str) -> None:
    """With the tabulator, until the control of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and name in (focused.get_attribute("aria-label") or focused.inner_text()):
            return
    raise AssertionError(f"no way to {name}")


@pytest.mark.timeout(120)
def test_a_room_its_link_a_point_and_a_leave(people: People, server: Server) -> None:
    context = people.browser_of_one()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ada, bob = context.new_page(), people.page()
    sockets: list[WebSocket] = []
    ada.on("websocket", lambda socket: sockets.append(socket))
    visit(ada, server.url)
    tab_to(ada, "New game")
    ada.keyboard.press("Space")
    expect(title(ada)).to_have_text("Send this link to a friend.")
    expect_netcode(ada)
    tab_to(ada, "Copy link")
    note_focus(ada)
    ada.keyboard.press("Enter")
    expect(ada.locator("#copy")).to_have_text("Copied")
    assert ada.evaluate("navigator.clipboard.readText()") == play_link(ada)

    visit(bob, play_link(ada))
    expect(title(ada)).to_have_text("Ready?")
    tab_to(ada, "m ready")
    ada.keyboard.press("Enter")
    expect(title(ada)).to_have_text("You are ready.")
    bob.keyboard.press("Space")
    expect_in_play(ada)
    expect_kept(ada, "copy", "ready-title", "ready", "ready-title", "court")
    # The keys are the game's.
    with sockets[-1].expect_event("framesent", lambda text: '"move_paddle"' in text and '"up"' in text):
        ada.keyboard.press("w")
    expect(ada.locator("#live")).to_contain_text("Point for ", timeout=A_MATCH_MS)

    note_focus(ada)
    tab_to(ada, "Leave the game")
    ada.keyboard.press("Enter")
    dialog = ada.get_by_role("dialog", name="Leave the match?")
    expect(dialog.get_by_role("button", name="Keep playing")).to_be_focused()
    ada.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect_kept(ada, "court", "leave", "Keep playing", "leave")
    ada.keyboard.press("Space")
    expect(dialog.get_by_role("button", name="Keep playing")).to_be_focused()
    ada.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Leave")).to_be_focused()
    ada.keyboard.press("Enter")
    expect(ada).to_have_url(f"{server.url}/")


@pytest.mark.timeout(120)
def test_a_rematch(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=1, countdown=1))
    expect(title(ada)).to_contain_text("You ", timeout=A_MATCH_MS)
    # Whoever had the focus nowhere is not given one.
    assert ada.evaluate("document.activeElement === document.body")
    tab_to(ada, "Rematch")
    note_focus(ada)
    ada.keyboard.press("Enter")
    expect(bob.locator("#over-text")).to_have_text("The other side wants a rematch.")
    tab_to(bob, "Rematch")
    note_focus(bob)
    bob.keyboard.press("Space")
    for page, names in ((ada, ("rematch", "over-title", "court")), (bob, ("rematch", "court"))):
        expect_in_play(page)
        expect_kept(page, *names)


def test_a_name_that_is_being_typed_when_the_other_one_comes(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    visit(ada, new_game(countdown=0))
    expect(ada.locator("#link")).to_be_visible()
    wait_for_extras(ada)
    ada.locator("[data-band=invite] [data-own-name]").focus()
    ada.keyboard.type("Ad")
    visit(bob, play_link(ada))
    expect(title(ada)).to_have_text("Ready?")
    expect(ada.locator("[data-band=ready] [data-own-name]")).to_be_focused()
    ada.keyboard.type("a")
    ada.keyboard.press("Enter")
    expect(bob.locator("#side-1 [data-name]")).to_have_text("Ada")


def test_a_click_gives_the_court_no_focus(people: People, new_game: NewGame) -> None:
    page = people.page()
    visit(page, new_game(bot="calm", countdown=0))
    wait_for_extras(page)
    page.locator("#ready").click()
    expect_in_play(page)
    page.keyboard.press("w")
    page.wait_for_function("() => document.activeElement === document.body")
