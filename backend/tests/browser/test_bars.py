"""What a room's bars have besides names and scores: pauses, phrases, connections, whom the next ball will leave."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import (
    CUT_NAMES,
    LOOKED_AT,
    NEXT_PICTURE,
    PHONE,
    expect_in_play,
    expect_netcode,
    name_of,
    own_side,
    play_link,
    start,
    title,
    visit,
    wait_for_extras,
)
from tests.browser.test_pages import SIZES

A_POINT_MS = 20_000
A_PAUSE_MS = 40_000  # 30 s
# The points of all three chevrons are drawn, on this side of a ball that rests in the middle: 1 or 2; 0 for neither.
POINTED_TO = """(id = "court") => {
  const court = document.getElementById(id);
  const context = court.getContext("2d");
  const {width, height} = court;
  const bar = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--bar-px"));
  const margin = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--margin-px"));
  const courtWidth = Math.min(width - 2 * margin, 1.6 * (height - bar - margin));
  const middle = bar + (height - bar - margin) / 2;
  const isInked = (x) => context.getImageData(width / 2 + (x * courtWidth) / 100, middle, 1, 1).data[3] > 100;
  const isPointed = (way) => [5, 8.5, 12].every((place) => isInked(way * place));
  return isPointed(-1) ? 1 : isPointed(1) ? 2 : 0;
}"""
# In one look, since it lasts a second at most: where it points, and who has conceded. Before the first point: nothing.
POINTED_AFTER_A_POINT = f"""() => {{
  const points = [1, 2].map((num) => Number(document.getElementById(`score-${{num}}`).getAttribute("aria-label")));
  const way = ({POINTED_TO})();
  return way !== 0 && points[0] !== points[1] ? [way, points[0] > points[1] ? 2 : 1] : null;
}}"""
# What bubbles show and the live region says, from now on: a bubble goes by itself, and the next point is said too.
NOTE_SAID = """() => {
  const said = window.testSaid = {1: new Set(), 2: new Set(), live: new Set()};
  const bubbles = [1, 2].map((side) => [side, document.querySelector(`#side-${side} .bubble`)]);
  new MutationObserver(() => {
    for (const [side, bubble] of bubbles) if (bubble.checkVisibility()) said[side].add(bubble.textContent);
    said.live.add(document.getElementById("live").textContent);
  }).observe(document.body, {attributes: true, childList: true, characterData: true, subtree: true});
}"""
# What the list of phrases has to say, which it says for two seconds.
NOTE_WAIT = """() => {
  const waits = window.testWaits = new Set();
  const note = document.querySelector("#phrases .note");
  const look = () => waits.add(note.textContent);
  new MutationObserver(look).observe(note, {childList: true, characterData: true, subtree: true});
}"""
# Three phrases past the page's own count, and as soon as all have heard them one more.
SAY_FOUR = """() => new Promise((resolve) => {
  const socket = window.testSockets.at(-1);
  let heard = 0;
  socket.addEventListener("message", ({data}) => {
    if (JSON.parse(data).type !== "said" || ++heard !== 3) return;
    document.querySelector("[data-phrase=thanks]").click();
    resolve();
  });
  for (let n = 0; n < 3; n++) socket.send('{"type":"say","phrase":"oops"}');
})"""
COVERED_NAMES = """() => [...document.querySelectorAll("[data-name]")].flatMap((name) => {
  const a = name.getBoundingClientRect();
  return [...document.querySelectorAll("button, .score, .signal")]
    .filter((other) => other.checkVisibility({visibilityProperty: true}))
    .filter((other) => {
      const b = other.getBoundingClientRect();
      return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    }).map((other) => `${name.id} below ${other.outerHTML}`);
})"""


def pause_button(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile(r"^Pause, \d+ s left$"))


def say(page: Page, phrase: str) -> None:
    page.get_by_role("button", name="Say something").click()
    page.get_by_role("button", name=phrase, exact=True).click()
    expect(page.locator("#phrases")).to_be_hidden()


def bubble(page: Page, num: int) -> Locator:
    return page.locator(f"#side-{num} .bubble")


def expect_paused(page: Page, by: str) -> None:
    expect(title(page)).to_have_text(f"Paused by {by}.")


def watch(page: Page, player: Page) -> None:
    visit(page, f"{play_link(player)}watch/")
    expect_netcode(page)


def test_everybody_sees_who_pauses_and_only_that_player_goes_on(people: People, new_game: NewGame) -> None:
    ada, bob, eve, late = people.page(), people.page(), people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=1))
    watch(eve, ada)
    name = name_of(bob, 1)
    expect(pause_button(ada)).to_have_accessible_name("Pause, 30 s left")
    ada.keyboard.press("p")
    expect_paused(ada, "you")
    expect(ada.locator("#held-text")).to_have_text(re.compile(r"^Goes on by itself in 2\d s\.$"))
    watch(late, ada)
    for page in (bob, eve, late):
        expect_paused(page, name)
        expect(page.locator("#held-text")).to_have_text(re.compile(r"^Goes on in [12]\d s at most\.$"))
        expect(page.get_by_role("button", name="Go on")).to_be_hidden()
    expect(bob.locator("#live")).to_contain_text(f"Paused by {name}. Goes on in")
    expect(pause_button(bob)).to_be_disabled()
    for key in ("p", "Space"):
        bob.keyboard.press(key)
    say(bob, "Thanks!")  # it is heard by all after what the keys may have said
    expect(bubble(eve, 2)).to_be_visible()
    expect_paused(eve, name)
    ada.keyboard.press("Space")
    for page in (ada, bob, eve, late):
        expect_in_play(page)
    expect(pause_button(ada)).to_have_accessible_name(re.compile(r"^Pause, [12]\d s left$"))
    expect(pause_button(bob)).to_have_accessible_name("Pause, 30 s left")


def test_a_pause_by_thumb_and_back(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(**PHONE), people.page()
    start(ada, bob, new_game(points=21, countdown=1))
    pause_button(ada).tap()
    expect(pause_button(ada)).to_have_attribute("aria-pressed", "true")
    expect(title(bob)).to_contain_text("Paused by")
    ada.get_by_role("button", name="Go on").tap()
    expect_in_play(ada)
    pause_button(ada).tap()
    expect_paused(ada, "you")
    pause_button(ada).tap()
    expect_in_play(bob)
    expect(pause_button(ada)).to_have_attribute("aria-pressed", "false")


def test_a_pause_that_is_used_up_ends_by_itself_and_there_is_no_other(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=1))
    ada.keyboard.press("p")
    expect_paused(ada, "you")
    for page in (ada, bob):
        expect(page.locator("#band")).to_be_hidden(timeout=A_PAUSE_MS)
    for page in (ada, bob):
        expect_in_play(page)
    expect(ada.locator("#pause")).to_have_accessible_name("Pause, 0 s left")
    expect(ada.locator("#pause")).to_be_disabled()
    expect(pause_button(bob)).to_have_accessible_name("Pause, 30 s left")


def test_a_pause_is_only_for_players_and_only_in_play(people: People, new_game: NewGame) -> None:
    ada, bob, eve = people.page(), people.page(), people.page()
    visit(ada, new_game(points=1, countdown=0))
    expect_netcode(ada)
    expect(pause_button(ada)).to_be_disabled()
    visit(bob, play_link(ada))
    expect(title(bob)).to_have_text("Ready?")
    watch(eve, ada)
    for page in (ada, bob):
        page.keyboard.press("Space")
    expect(pause_button(ada)).to_be_enabled()
    for control in ("#pause", "#talk"):
        expect(eve.locator(control)).to_be_hidden()
    ada.keyboard.down("w")
    expect(ada.locator("#over-title")).to_be_visible(timeout=60_000)
    expect(pause_button(ada)).to_be_disabled()


def test_settings_phrases_and_escape_cost_no_pause(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    wait_for_extras(ada)
    ada.keyboard.press("Escape")
    ada.get_by_role("button", name="Settings").click()
    expect(ada.get_by_role("dialog", name="Settings")).to_be_visible()
    ada.keyboard.press("p")
    ada.keyboard.press("Escape")
    talk = ada.get_by_role("button", name="Say something")
    talk.press("Enter")
    expect(ada.get_by_role("button", name="Hello!")).to_be_focused()
    ada.keyboard.press("p")
    ada.keyboard.press("Escape")
    expect(ada.locator("#phrases")).to_be_hidden()
    expect(talk).to_be_focused()
    say(ada, "Hello!")  # which the server hears after all of that
    expect(bubble(bob, 1)).to_be_visible()
    expect(pause_button(ada)).to_have_accessible_name("Pause, 30 s left")
    expect(ada.locator("#band")).to_be_hidden()


def test_a_phrase_is_seen_and_heard_in_everybodys_own_language_and_goes(people: People, new_game: NewGame) -> None:
    ada, bob, eve = people.page(), people.page(locale="de"), people.page(locale="ar")
    start_in_two_languages(ada, bob, new_game(points=21, countdown=0))
    watch(eve, ada)
    num = own_side(ada)
    name = name_of(bob, num)
    for page in (ada, bob, eve):
        page.evaluate(NOTE_SAID)
    say(ada, "Nice shot!")
    for page, text in ((ada, "Nice shot!"), (bob, "Schöner Ball!"), (eve, "ضربة جميلة!")):
        page.wait_for_function("([side, text]) => window.testSaid[side].has(text)", arg=[num, text])
        assert page.evaluate("(side) => window.testSaid[side].size", 3 - num) == 0
    bob.wait_for_function("(text) => window.testSaid.live.has(text)", arg=f"{name}: Schöner Ball!")
    for page in (ada, bob, eve):
        expect(bubble(page, num)).to_be_hidden()


def test_the_space_bar_is_the_games_after_a_click_and_a_buttons_after_a_key(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    talk = ada.get_by_role("button", name="Say something")
    say(ada, "Hello!")
    expect(ada.locator("#phrases")).to_be_hidden()
    ada.keyboard.press("p")
    expect_paused(ada, "you")
    ada.keyboard.press("Space")
    expect(ada.locator("#band")).to_be_hidden()
    talk.focus()
    ada.keyboard.press("Space")
    expect(ada.get_by_role("button", name="Hello!")).to_be_focused()
    ada.keyboard.press("Enter")
    expect(ada.locator("#phrases")).to_be_hidden()
    expect(talk).to_be_focused()


def start_in_two_languages(ada: Page, bob: Page, address: str) -> None:
    visit(ada, address)
    expect(ada.locator("#link")).to_be_visible()
    visit(bob, play_link(ada))
    for page in (ada, bob):
        expect(page.locator("#ready")).to_be_visible()
        page.keyboard.press("Space")
    for page in (ada, bob):
        expect_in_play(page)
        expect_netcode(page)


def test_who_says_much_is_asked_to_wait_and_stays_connected(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    for phrase in ("Hello!", "Good luck!", "Oops!"):
        say(ada, phrase)
        expect(bubble(bob, 1)).to_have_text(phrase)
    ada.get_by_role("button", name="Say something").click()
    thanks = ada.get_by_role("button", name="Thanks!")
    expect(thanks).to_be_disabled()
    expect(ada.locator("#phrases")).to_contain_text("A moment, then the next one.")
    thanks.click(force=True)
    expect(ada.locator("#phrases")).to_be_visible()
    expect(thanks).to_be_enabled()
    expect(ada.locator("#phrases .note")).to_have_text("")
    thanks.click()
    expect(bubble(bob, 1)).to_have_text("Thanks!")
    assert ada.evaluate("window.testSockets.length") == 1


def test_what_the_server_does_not_pass_on_is_told_to_who_said_it(people: People, new_game: NewGame) -> None:
    """A page that is loaded anew knows nothing of what it has said before, and the server does."""
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    ada.evaluate(NOTE_SAID)
    ada.evaluate(NOTE_WAIT)
    ada.evaluate(SAY_FOUR)
    ada.wait_for_function("() => window.testWaits.has('A moment, then the next one.')")
    assert not ada.evaluate("window.testSaid[1].has('Thanks!')")
    expect(ada.locator("#phrases .note")).to_have_text("")
    say(ada, "Thanks!")
    expect(bubble(bob, 1)).to_have_text("Thanks!")


def test_who_wants_no_phrases_has_none(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    wait_for_extras(ada)
    ada.get_by_role("button", name="Settings").click()
    ada.get_by_label("Show what players say").uncheck()
    ada.keyboard.press("Escape")
    expect(ada.locator("#talk")).to_be_hidden()
    say(bob, "Hello!")
    expect(bubble(bob, 2)).to_be_visible()
    bob.keyboard.press("p")
    expect(title(ada)).to_contain_text("Paused by")  # which the server has told after the phrase
    expect(bubble(ada, 2)).to_be_hidden()
    expect(ada.locator("#live")).not_to_contain_text("Hello!")


def test_both_connections_are_shown_to_who_plays_and_watches_and_a_bots_is_not(
    people: People, new_game: NewGame
) -> None:
    ada, bob, eve, alone = people.page(), people.page(), people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    watch(eve, ada)
    for page in (ada, bob, eve):
        expect(page.get_by_role("img", name=re.compile("^Connection: (good|fair|poor)$"))).to_have_count(2)
    visit(alone, new_game(points=21, countdown=0, bot="calm"))
    expect(title(alone)).to_have_text("Ready?")
    alone.keyboard.press("Space")
    expect(alone.locator("#side-1 [data-signal]")).to_be_visible()
    expect(alone.locator("#side-2 [data-signal]")).to_be_hidden()
    expect(alone.locator("#talk")).to_be_hidden()


def test_after_a_point_both_are_shown_whom_the_ball_will_leave(people: People, new_game: NewGame) -> None:
    people.expect_complaint(LOOKED_AT)
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    for page in (ada, bob):
        way, conceded = page.wait_for_function(POINTED_AFTER_A_POINT, timeout=A_POINT_MS).json_value()
        assert way == conceded


def test_a_serve_is_pointed_on_the_home_pages_picture_too(people: People, server: Server, new_game: NewGame) -> None:
    people.expect_complaint(LOOKED_AT)
    home = people.page(viewport={"width": 1280, "height": 900})
    visit(home, server.url)
    start(people.page(), people.page(), new_game(points=21, countdown=0))
    home.wait_for_function(f"() => ({POINTED_TO})('tv-court')", timeout=A_POINT_MS)


# A seed of the match with which the first serve goes to the right.
SERVE_TO_THE_RIGHT = "crypto.getRandomValues = (numbers) => numbers.fill(7);"


@pytest.mark.parametrize("path", ["/practice/?level=calm&points=1", "/local/?points=1"])
def test_without_a_server_the_first_serve_is_pointed_to_its_side(people: People, server: Server, path: str) -> None:
    people.expect_complaint(LOOKED_AT)
    page = people.page()
    page.add_init_script(SERVE_TO_THE_RIGHT)
    visit(page, server.url + path)
    wait_for_extras(page)
    page.keyboard.press("Space")
    expect(page.locator("#countdown")).to_be_visible()
    assert page.wait_for_function(f"() => ({POINTED_TO})()").json_value() == 2
    expect_in_play(page)
    page.wait_for_function(f"() => ({POINTED_TO})() === 0")


def test_a_name_is_whole_and_nothing_lies_over_it_whatever_the_size(people: People, new_game: NewGame) -> None:
    ada, bob, eve = (people.page() for _ in range(3))
    visit(ada, new_game(points=21, countdown=0))
    expect(ada.locator("#link")).to_be_visible()
    ada.locator("#band section:visible [data-own-name]").fill("Wilhelmine Wolff")
    ada.keyboard.press("Enter")
    expect(ada.locator("#side-1 [data-name]")).to_have_text("Wilhelmine Wolff")
    start(ada, bob, ada.url)
    watch(eve, ada)
    for page in (ada, bob, eve):
        expect(page.locator("#side-1 [data-signal]")).to_be_visible()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(NEXT_PICTURE)
            assert page.evaluate(COVERED_NAMES) == [], f"at {width}x{height}"
            assert page.evaluate(CUT_NAMES) == [], f"at {width}x{height}"
        page.set_viewport_size({"width": 640, "height": 400})


def test_who_asks_too_late_is_told_so_for_a_moment(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=21, countdown=0))
    ada.keyboard.press("p")
    expect_paused(ada, "you")
    # Both at once: the other's page has not heard of the first pause when it asks for one.
    bob.evaluate("() => window.testSockets.at(-1).send(JSON.stringify({type: 'pause'}))")
    expect(bob.locator("#strip")).to_have_text(re.compile("^That is not possible"))
    expect(bob.locator("#strip")).to_be_hidden()
    expect(title(bob)).to_contain_text("Paused by")
