"""What people do before a page has loaded all that answers it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from tests.browser.conftest import NewGame, People
from tests.browser.steps import expect_in_play, expect_netcode, play_link, visit, wait_for_extras

Release = Callable[[], None]

# Where the page asks for its paddle from now on.
COLLECT_TARGETS = """() => {
  window.testTargets = [];
  const socket = window.testSockets.at(-1);
  const send = socket.send.bind(socket);
  socket.send = (text) => {
    const message = JSON.parse(text);
    if (message.type === "paddle_target") window.testTargets.push(message.y);
    send(text);
  };
}"""


def hold(page: Page, name: str) -> Release:
    """The script comes when the test lets it."""
    held: list[Route] | None = []

    def on_route(route: Route) -> None:
        # Fetched and then imported, it is asked for twice: a browser whose requests are held keeps nothing.
        route.continue_() if held is None else held.append(route)

    def release() -> None:
        nonlocal held
        routes, held = held or [], None
        for route in routes:
            route.continue_()

    page.route(f"**/js/{name}", on_route)
    return release


def touch(session: CDPSession, kind: str, *points: tuple[int, int]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


@pytest.fixture
def play(people: People, new_game: NewGame) -> Callable[[], tuple[Page, Release]]:
    """A match that is under way on a page which has no mouse and no touch yet."""

    def page() -> tuple[Page, Release]:
        opened = people.page(has_touch=True)
        release = hold(opened, "extras.js")
        visit(opened, new_game(points=11, countdown=0, bot="calm"))
        expect(opened.locator("#ready")).to_be_visible()
        opened.keyboard.press("Space")
        expect_in_play(opened)
        opened.evaluate(COLLECT_TARGETS)
        return opened, release

    return page


Play = Callable[[], tuple[Page, Release]]


def test_a_finger_that_came_early_and_stays_has_the_paddle(play: Play) -> None:
    page, release = play()
    session = page.context.new_cdp_session(page)
    touch(session, "touchStart", (100, 120))
    touch(session, "touchMove", (100, 125))
    release()
    wait_for_extras(page)
    touch(session, "touchMove", (100, 220))
    # 100 of about 340 px: the way since it came down, and nothing of it is lost.
    page.wait_for_function("() => window.testTargets.at(-1) > 70")
    touch(session, "touchEnd")


def test_a_finger_that_came_early_and_has_gone_moved_the_paddle(play: Play) -> None:
    page, release = play()
    session = page.context.new_cdp_session(page)
    touch(session, "touchStart", (100, 120))
    touch(session, "touchMove", (100, 220))
    touch(session, "touchEnd")
    release()
    page.wait_for_function("() => window.testTargets.at(-1) > 70")


def test_an_early_click_moves_the_paddle_and_the_next_one_too(play: Play) -> None:
    page, release = play()
    page.mouse.click(100, 330)
    release()
    page.wait_for_function("() => window.testTargets.at(-1) > 75")
    page.mouse.click(100, 100)
    page.wait_for_function("() => window.testTargets.at(-1) < 25")


def open_room(people: People, new_game: NewGame) -> tuple[Page, Release]:
    page = people.page()
    release = hold(page, "rest.js")
    visit(page, new_game(points=5))
    expect(page.locator("[data-own-name]:visible")).to_have_value("")
    expect(page.locator("#side-1 [data-you]")).to_be_visible()
    return page, release


def test_a_name_that_was_typed_and_left_early_is_taken(people: People, new_game: NewGame) -> None:
    page, release = open_room(people, new_game)
    field = page.locator("[data-own-name]:visible")
    field.press_sequentially("Ada")
    field.press("Tab")
    release()
    expect(page.locator("#side-1 [data-name]")).to_have_text("Ada")


def test_a_name_is_finished_while_the_page_is_finished(people: People, new_game: NewGame) -> None:
    page, release = open_room(people, new_game)
    field = page.locator("[data-own-name]:visible")
    field.press_sequentially("Ada L")
    release()
    expect_netcode(page)
    assert page.evaluate("window.testSockets.length") == 1, "half a name is no name"
    field.press_sequentially("ovelace")
    field.press("Enter")
    expect(page.locator("#side-1 [data-name]")).to_have_text("Ada Lovelace")


def test_enter_before_anything_listens_loads_nothing_anew_and_settles_the_name(
    people: People, new_game: NewGame
) -> None:
    page, release = open_room(people, new_game)
    address = page.url
    page.evaluate("window.testSame = true")
    field = page.locator("[data-own-name]:visible")
    field.press_sequentially("Grace")
    field.press("Enter")
    expect(field).not_to_be_focused()
    release()
    expect(page.locator("#side-1 [data-name]")).to_have_text("Grace")
    assert page.evaluate("window.testSame")
    assert page.url == address


def test_the_link_is_there_at_once_and_no_button_that_does_nothing(people: People, new_game: NewGame) -> None:
    page = people.page()
    release = hold(page, "rest.js")
    visit(page, new_game())
    expect(page.locator("#link")).to_have_value(play_link(page))
    for button in ("#copy", "#copy-watch"):
        expect(page.locator(button)).to_be_disabled()
    release()
    for button in ("#copy", "#copy-watch"):
        expect(page.locator(button)).to_be_enabled()
