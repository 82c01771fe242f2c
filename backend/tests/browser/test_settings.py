"""What people set: keys, sounds, motion; and that it stays set."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import FAKE_GAMEPADS, NEXT_PICTURE, expect_in_play, title, visit, wait_for_extras

# Notes where each tone is heard, by the browser's own nodes.
NOTE_PANS = """
window.heardPans = [];
window.StereoPannerNode = class extends window.StereoPannerNode {
  constructor(context, options) { super(context, options); if (options) window.heardPans.push(options.pan); }
};
"""
# A seed of the match with which the first serve goes to the right.
SERVE_TO_THE_RIGHT = "crypto.getRandomValues = (numbers) => numbers.fill(7);"
# Notes the tones that go on sounding, which is the ball by ear.
NOTE_TONES = """
window.heardTones = [];
window.OscillatorNode = class extends window.OscillatorNode {
  constructor(context, options) { super(context, options); window.heardTones.push(options.type); }
};
"""
# Where the page's own paddle is drawn is known from what it says to the server.
NOTE_STEERING = """
window.steered = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  const {type, direction} = JSON.parse(text);
  if (type === "move_paddle") window.steered.push(direction);
  send.call(this, text);
};
"""


def open_settings(page: Page, *, by_key: bool = False) -> Locator:
    wait_for_extras(page)
    button = page.get_by_role("button", name="Settings")
    if by_key:
        button.press("Enter")
    else:
        button.click()
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog).to_be_visible()
    return dialog


def ready_against_the_bot(page: Page, address: str) -> None:
    visit(page, address)
    expect(title(page)).to_have_text("Ready?")


def test_a_key_is_chosen_by_pressing_it_and_steers_from_then_on(people: People, new_game: NewGame) -> None:
    page = people.page()
    page.add_init_script(NOTE_STEERING)
    ready_against_the_bot(page, new_game(points=21, countdown=0, bot="calm"))
    dialog = open_settings(page, by_key=True)
    dialog.get_by_role("button", name="Up (Left)").click()
    expect(dialog.get_by_role("status")).to_have_text("Press a key")
    page.keyboard.press("i")
    expect(dialog.get_by_role("status")).to_have_text("Up (Left) has the key I now.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Settings")).to_be_focused()
    expect(page.locator("#band section:visible kbd").first).to_have_text("I")
    page.locator("#ready").click()
    expect_in_play(page)
    page.keyboard.press("w")
    page.keyboard.press("i")
    page.wait_for_function("() => window.steered.length >= 2")
    assert [way for way in page.evaluate("window.steered") if way != "stop"] == ["up"]


def test_a_taken_key_changes_places_and_one_is_told(people: People, server: Server) -> None:
    page = people.page()
    visit(page, server.url)
    dialog = open_settings(page)
    up, down = (dialog.get_by_role("button", name=f"{way} (Left)") for way in ("Up", "Down"))
    up.click()
    page.keyboard.press("s")
    expect(dialog.get_by_role("status")).to_have_text("S was the key for Down (Left), which has W now.")
    expect(up).to_have_text("S")
    expect(down).to_have_text("W")
    up.click()
    page.keyboard.press("F5")
    expect(dialog.get_by_role("status")).to_contain_text("belongs to the browser")
    expect(up).to_have_text("S")
    up.click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("status")).to_have_text("The key was not changed.")
    dialog.get_by_role("button", name="Standard keys").click()
    expect(up).to_have_text("W")


def test_settings_are_kept_over_a_reload_and_are_one_for_all_pages(people: People, server: Server) -> None:
    page = people.page()
    visit(page, server.url)
    dialog = open_settings(page)
    dialog.get_by_label("Sounds").uncheck()
    dialog.get_by_label("Play by ear").check()
    dialog.get_by_label("Less motion").check()
    dialog.get_by_label("Volume").fill("0.2")
    dialog.get_by_role("button", name="Pause (Left)").click()
    page.keyboard.press("o")
    dialog.get_by_role("button", name="Done").click()
    visit(page, f"{server.url}/practice/")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    page.reload()
    dialog = open_settings(page)
    expect(dialog.get_by_label("Sounds")).not_to_be_checked()
    expect(dialog.get_by_label("Play by ear")).to_be_checked()
    expect(dialog.get_by_label("Less motion")).to_be_checked()
    expect(dialog.get_by_label("Volume")).to_have_value("0.2")
    expect(dialog.get_by_role("button", name="Pause (Left)")).to_have_text("O")


def test_silence_chosen_in_one_tab_counts_in_the_other(people: People, server: Server) -> None:
    context = people.browser_of_one()
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        visit(page, f"{server.url}/practice/")
        wait_for_extras(page)
    one.locator("#mute").click()
    expect(two.locator("#mute")).to_have_attribute("aria-pressed", "true")


def test_opening_the_settings_pauses_practice(people: People, server: Server) -> None:
    page = people.page()
    visit(page, f"{server.url}/practice/?level=pro")
    page.keyboard.press("Space")
    expect_in_play(page)
    open_settings(page)
    page.keyboard.press("Escape")
    expect(title(page)).to_have_text("Paused.")


def test_hits_are_heard_on_the_side_where_they_are_seen(people: People, server: Server) -> None:
    page = people.page()
    page.add_init_script(NOTE_PANS)
    page.add_init_script(SERVE_TO_THE_RIGHT)
    visit(page, f"{server.url}/practice/?level=pro&points=2")
    wait_for_extras(page)
    page.keyboard.press("Space")
    page.wait_for_function("() => window.heardPans.some((pan) => pan > 0.6)", timeout=60_000)
    page.wait_for_function("() => window.heardPans.some((pan) => pan < -0.6)", timeout=60_000)
    page.locator("#mute").click()
    count = page.evaluate("window.heardPans.length")
    expect(title(page)).to_contain_text("You", timeout=60_000)
    assert page.evaluate("window.heardPans.length") == count


def test_the_ball_is_a_tone_only_for_who_wants_it(people: People, server: Server) -> None:
    page = people.page()
    page.add_init_script(NOTE_TONES)
    visit(page, f"{server.url}/practice/?level=pro&points=1")
    page.keyboard.press("Space")
    expect(title(page)).to_contain_text("You", timeout=60_000)
    assert "triangle" not in page.evaluate("window.heardTones")
    open_settings(page).get_by_label("Play by ear").check()
    page.keyboard.press("Escape")
    page.locator("#rematch").click()
    page.wait_for_function("() => window.heardTones.includes('triangle')")


@pytest.mark.parametrize("wanted", ["system", "setting"])
def test_less_motion_stills_the_page(people: People, server: Server, wanted: str) -> None:
    page = people.page(reduced_motion="reduce" if wanted == "system" else "no-preference")
    visit(page, server.url)
    if wanted == "setting":
        assert page.evaluate("getComputedStyle(document.querySelector('.rally i')).animationPlayState") == "running"
        open_settings(page).get_by_label("Less motion").check()
        page.keyboard.press("Escape")
    page.wait_for_function("() => getComputedStyle(document.querySelector('.rally i')).animationPlayState === 'paused'")
    visit(page, f"{server.url}/practice/?level=calm&points=1")
    page.keyboard.press("Space")
    expect(page.locator("#countdown")).to_be_visible()
    page.wait_for_function("() => getComputedStyle(document.querySelector('#countdown')).animationName === 'none'")


def test_a_gamepad_says_ready_steers_waits_and_lets_go_when_it_is_pulled_out(people: People, new_game: NewGame) -> None:
    page = people.page()
    page.add_init_script(FAKE_GAMEPADS)
    page.add_init_script(NOTE_STEERING)
    ready_against_the_bot(page, new_game(points=21, countdown=0, bot="calm"))
    wait_for_extras(page)
    page.evaluate("() => { testPads = [null, testPad(0, [9])]; }")
    expect_in_play(page)
    page.evaluate("() => { testPads = [null, testPad(-0.8)]; }")
    page.wait_for_function("() => window.steered.at(-1) === 'up'")
    page.evaluate("() => { testPads = [null, testPad(0.3)]; }")
    page.wait_for_function("() => window.steered.at(-1) === 'down'")
    # A thumb that rests on the lowest button costs no pause.
    for pressed in ([0], []):
        page.evaluate("(pressed) => { testPads = [null, testPad(0.3, pressed)]; }", pressed)
        page.evaluate(NEXT_PICTURE)
    expect_in_play(page)
    page.evaluate("() => { testPads = [null, testPad(0.3, [9])]; }")
    expect(page.locator("#resume")).to_be_visible()
    for pressed in ([], [0]):
        page.evaluate("(pressed) => { testPads = [null, testPad(0.3, pressed)]; }", pressed)
        page.evaluate(NEXT_PICTURE)
    expect_in_play(page)
    page.evaluate("() => { testPads = [null, null]; }")
    page.wait_for_function("() => window.steered.at(-1) === 'stop'")
