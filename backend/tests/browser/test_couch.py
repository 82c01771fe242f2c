"""A big screen that watches, and two phones that are its paddles."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import (
    CUT_NAMES,
    PHONE,
    expect_in_play,
    leave,
    own_side,
    play_link,
    start,
    title,
    visit,
    wait_for_extras,
)
from tests.browser.test_pages import SIZES, expect_fits

A_POINT_MS = 60_000

# Notes what shakes the phone; a browser on a desk has nothing that shakes.
NOTE_SHAKES = "window.shaken = []; navigator.vibrate = (pattern) => { window.shaken.push(pattern); return true; };"
# Keeps the locks that the browser gives, which is asked as ever.
NOTE_LOCKS = """
window.testLocks = [];
const request = WakeLock.prototype.request;
WakeLock.prototype.request = async function (kind) {
  const lock = await request.call(this, kind);
  window.testLocks.push(lock);
  return lock;
};
"""
AWAKE = "() => window.testLocks.some((lock) => !lock.released)"
NOTE_TARGETS = """
window.aimed = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  const {type, y} = JSON.parse(text);
  if (type === "paddle_target") window.aimed.push(y);
  send.call(this, text);
};
"""


def open_couch(people: People, server: Server, query: str = "") -> tuple[Page, str]:
    """The big screen, and the address that it shows to the phones."""
    screen = people.page(viewport={"width": 960, "height": 540})
    visit(screen, f"{server.url}/couch/{query}")
    address = screen.locator("[data-address]")
    expect(address).to_contain_text(server.url.removeprefix("http://"))
    return screen, address.evaluate("(link) => link.href")


def open_phone(people: People, address: str) -> Page:
    phone = people.page(**PHONE)
    phone.add_init_script(NOTE_SHAKES)
    phone.add_init_script(NOTE_TARGETS)
    visit(phone, address)
    return phone


def drag(phone: Page, way_px: int) -> None:
    """A finger that moves up or down, far below the paddle."""
    touch = phone.context.new_cdp_session(phone)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 180, "y": 560}]})
    for step in range(1, 11):
        point = {"x": 180, "y": 560 + way_px * step // 10}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_two_phones_play_a_match_on_a_big_screen_and_another_one(people: People, server: Server) -> None:
    screen, address = open_couch(people, server, "?points=1&countdown=4")
    seats = screen.locator("#couch .seats li")
    expect(seats.nth(0)).to_have_text("Free. Scan and play.")
    ada = open_phone(people, address)
    expect(title(ada)).to_have_text("Now the second phone.")
    expect(seats.nth(0)).to_contain_text(" is here.")
    name = screen.locator("#side-1 [data-name]").inner_text()
    bob = open_phone(people, address)
    for phone in (ada, bob):
        expect(title(phone)).to_have_text("Ready?")
        wait_for_extras(phone)
    expect(title(screen)).to_have_text("About to start")
    ada.locator("#ready").tap()
    expect(seats.nth(0)).to_have_text(f"{name} is ready.")
    bob.locator("#ready").tap()
    # While the ball waits, paddles move: there is time to see it.
    for page in (screen, ada, bob):
        expect(page.locator("#countdown")).to_be_visible()
    expect(ada.locator("#room")).to_have_attribute("data-own", "1")
    expect(bob.locator("#room")).to_have_attribute("data-own", "2")

    # Up and down, as on the big screen, though the phone stands upright.
    drag(ada, -90)
    ada.wait_for_function("() => window.aimed.length > 0 && window.aimed.at(-1) < 20")
    drag(bob, 90)
    bob.wait_for_function("() => window.aimed.length > 0 && window.aimed.at(-1) > 80")

    expect(title(screen)).to_contain_text("wins.", timeout=A_POINT_MS)
    winner = 1 if title(screen).inner_text() == f"{name} wins." else 2
    phones = {1: ada, 2: bob}
    expect(title(phones[winner])).to_have_text("You win.")
    expect(title(phones[3 - winner])).to_have_text("You lose.")
    phones[winner].wait_for_function("() => JSON.stringify(window.shaken).includes('[40,60,40]')")
    expect(screen.get_by_text("Press “Rematch” on both phones.")).to_be_visible()
    expect(screen.locator("#rematch")).to_be_hidden()

    ada.locator("#rematch").tap()
    expect(screen.locator("section:visible [data-seat='1']")).to_have_text(f"{name} wants a rematch.")
    bob.locator("#rematch").tap()
    for page in (screen, ada, bob):
        expect_in_play(page)
    assert own_side(ada) == 2
    expect(ada.locator("#room")).to_have_attribute("data-own", "2")


def test_a_third_phone_sees_the_court(people: People, server: Server) -> None:
    screen, address = open_couch(people, server, "?countdown=0")
    ada, bob = open_phone(people, address), open_phone(people, address)
    expect(title(ada)).to_have_text("Ready?")
    expect(title(bob)).to_have_text("Ready?")
    eve = open_phone(people, address)
    expect(title(eve)).to_have_text("About to start")
    expect(eve.locator("#onlooker-text")).to_have_text("Both seats are taken, so you are watching.")
    expect(title(screen)).to_have_text("About to start")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_size_has_room_for_a_couch_and_for_a_paddle(
    people: People, server: Server, width: int, height: int
) -> None:
    page = people.page(viewport={"width": width, "height": height})
    visit(page, f"{server.url}/couch/")
    expect(page.locator("[data-address]")).to_be_visible()
    expect_fits(page)
    visit(page, page.locator("[data-address]").evaluate("(link) => link.href"))
    expect(title(page)).to_have_text("Now the second phone.")
    expect_fits(page)


def test_a_paddle_has_room_for_a_whole_name(people: People, server: Server) -> None:
    _, address = open_couch(people, server)
    ada, bob = open_phone(people, address), open_phone(people, address)
    for phone, name in ((ada, "Wilhelmine_Wolff"), (bob, "Wilhelmine Wolff")):
        expect(title(phone)).to_have_text("Ready?")
        phone.locator("#band section:visible [data-own-name]").fill(name)
        phone.keyboard.press("Enter")
    for phone in (ada, bob):
        expect(phone.locator("#side-1 [data-name]")).to_have_text("Wilhelmine_Wolff")
        expect(phone.locator("#side-2 [data-name]")).to_have_text("Wilhelmine Wolff")
        assert phone.evaluate(CUT_NAMES) == []


def test_a_screen_stays_awake_while_it_is_looked_at(
    people_with_screens: People, new_game: NewGame, server: Server
) -> None:
    screen, ada, bob, eve = (people_with_screens.page() for _ in range(4))
    for page in (screen, ada, bob, eve):
        page.add_init_script(NOTE_LOCKS)
    visit(screen, f"{server.url}/couch/")
    screen.wait_for_function(AWAKE)
    start(ada, bob, new_game(points=21, countdown=0))
    visit(eve, f"{play_link(ada)}watch/")
    for page in (ada, eve):
        page.wait_for_function(AWAKE)
    # As a browser does with a page out of sight, and when it is seen again.
    ada.evaluate("() => window.testLocks.at(-1).release()")
    assert not ada.evaluate(AWAKE)
    ada.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    ada.wait_for_function(AWAKE)
    leave(bob)
    for page in (ada, eve):
        page.wait_for_function(f"() => !({AWAKE})()")
    assert screen.evaluate(AWAKE)
