"""Connections break, tabs are reloaded, closed and opened twice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import (
    cut,
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

SEAT_KEPT = "The server is restarting. Your seat is kept."


def test_a_reload_keeps_the_seat_and_the_match_goes_on(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=2))
    gone = name_of(ada, 2)
    bob.goto("about:blank")
    expect(title(ada)).to_have_text(f"{gone} lost the connection.")
    expect(ada.locator("#away-text")).to_contain_text("s left to come back")
    expect(ada.locator("#claim")).to_be_hidden()
    bob.go_back()
    expect(ada.locator("#countdown")).to_be_visible()
    expect_in_play(ada)
    expect_in_play(bob)
    assert (own_side(ada), own_side(bob)) == (1, 2)


def test_a_cut_connection_comes_back_by_itself_with_the_same_seat(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=1))
    for page in (ada, bob):
        cut(page)
        page.wait_for_function("() => window.testSockets.length === 2")
        expect(page.locator("#strip")).to_be_hidden()
    for page in (ada, bob):
        expect_in_play(page)
    assert (own_side(ada), own_side(bob)) == (1, 2)


def test_a_held_key_is_said_again_after_a_cut(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    sockets: list[list[str]] = []
    ada.on("websocket", lambda socket: sockets.append(frames_sent(socket)))
    start(ada, bob, new_game(points=11, countdown=1))
    ada.keyboard.down("ArrowDown")
    cut(ada)
    expect(ada.locator("#countdown")).to_be_visible()
    expect_in_play(ada)
    steering = [frame for frame in sockets[-1] if "move_paddle" in frame]
    assert len(sockets) == 2
    assert steering == ['{"type":"move_paddle","direction":"down"}']


def frames_sent(socket: WebSocket) -> list[str]:
    """A list that grows with what the page sends."""
    sent: list[str] = []
    socket.on("framesent", lambda frame: sent.append(str(frame)))
    return sent


def listen(page: Page) -> None:
    """Note what the strip says from now on. Whoever reloads the page loses the list, and fails the test."""
    expect_netcode(page)  # what is loaded late must not meet a server that is gone
    wait_for_extras(page)
    page.evaluate(
        """() => {
          window.testStrip = [];
          const text = document.getElementById("strip-text");
          const note = () => text.textContent && window.testStrip.push(text.textContent);
          new MutationObserver(note).observe(text, {childList: true, characterData: true, subtree: true});
        }"""
    )


def expect_told(page: Page, before: str, after: str) -> None:
    """Until the strip has said the one, and then the other."""
    page.wait_for_function(
        """([before, after]) => {
          const said = (line, from) => window.testStrip.findIndex((text, n) => n >= from && text.startsWith(line));
          const first = said(before, 0);
          return first >= 0 && said(after, first) >= 0;
        }""",
        arg=[before, after],
    )


def test_a_restarted_server_is_found_again(people: People, new_game: NewGame, server: Server) -> None:
    people.expect_complaint("WebSocket connection to")
    ada, bob, eve = people.page(), people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=1))
    visit(eve, f"{play_link(ada)}watch/")
    expect_netcode(eve)
    for page in (ada, bob, eve):
        wait_for_extras(page)
        listen(page)
    server.stop()
    expect(ada.locator("#strip-text")).to_have_text(SEAT_KEPT)
    expect(eve.locator("#strip-text")).to_have_text("The server is restarting. Coming back…")
    server.start()
    for page in (ada, bob):
        expect_told(page, SEAT_KEPT, "Back")
        expect(page.locator("#strip")).to_be_hidden()
    assert {own_side(ada), own_side(bob)} == {1, 2}
    expect(eve.locator("#side-2 [data-meta]")).to_contain_text("watching")


def test_a_server_that_was_killed_is_found_again(people: People, new_game: NewGame, server: Server) -> None:
    people.expect_complaint("WebSocket connection to")
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=1))
    for page in (ada, bob):
        listen(page)
    server.kill()
    for page in (ada, bob):
        expect(page.locator("#strip-text")).to_have_text("Connection lost. Coming back…")
    server.start()
    for page in (ada, bob):
        expect_told(page, "Connection lost", "Back")
        expect(page.locator("#strip")).to_be_hidden()
    assert {own_side(ada), own_side(bob)} == {1, 2}


def test_a_server_that_stands_still_is_noticed_and_the_match_goes_on(
    people: People, new_game: NewGame, server: Server
) -> None:
    people.expect_complaint("WebSocket is closed before the connection is established")
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=1))
    for page in (ada, bob):
        listen(page)
    with server.frozen(at_least_s=4.0):
        for page in (ada, bob):
            expect(page.locator("#strip-text")).to_have_text("The server does not answer. Trying another…")
    for page in (ada, bob):
        expect_told(page, "The server does not answer", "Back.")
        expect(page.locator("#strip")).to_be_hidden()
        expect_in_play(page)
    assert (own_side(ada), own_side(bob)) == (1, 2)


def test_a_page_acknowledges_frames_ten_times_a_second_and_at_a_contact_of_its_own(
    people: People, new_game: NewGame
) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=1))
    ada.evaluate(
        """() => {
          window.testAcks = [];
          const socket = window.testSockets.at(-1);
          const send = socket.send.bind(socket);
          socket.send = (text) => {
            if (JSON.parse(text).type === "ack") window.testAcks.push([performance.now(), JSON.parse(text).tick]);
            send(text);
          };
        }"""
    )
    ada.wait_for_function("() => window.testAcks.length >= 24")
    acks = ada.evaluate("window.testAcks")
    # In so short a time the ball is at a player's plane twice at most; a page that stood still is late by one.
    assert len(acks) <= (acks[-1][0] - acks[0][0]) / 100 + 4, acks
    assert all(after[1] >= before[1] for before, after in pairwise(acks)), acks


def test_the_same_seat_in_a_second_tab_ends_the_first_which_can_take_it_back(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=1))
    with ada.context.expect_page() as opened:
        ada.evaluate("void window.open(location.href)")  # a tab that is opened so has a copy of the session storage
    second = opened.value
    expect(title(ada)).to_have_text("This game is open in another tab.")
    expect_in_play(second)
    assert own_side(second) == 1
    ada.locator("#again").click()
    expect(title(second)).to_have_text("This game is open in another tab.")
    expect_in_play(ada)


def test_the_seat_of_a_closed_tab_is_kept_for_a_new_one(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=11, countdown=1))
    link = play_link(bob)
    bob.close()
    expect(title(ada)).to_contain_text("lost the connection")
    again = bob.context.new_page()
    visit(again, link)
    expect_in_play(again)
    assert own_side(again) == 2


def test_two_windows_of_one_browser_are_two_players(people: People, new_game: NewGame) -> None:
    one_browser = people.browser_of_one()
    left, right = one_browser.new_page(), one_browser.new_page()
    start(left, right, new_game(points=11, countdown=0))
    assert (own_side(left), own_side(right)) == (1, 2)


def test_a_token_that_is_worth_nothing_is_dropped(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    visit(ada, new_game(points=5))
    expect(title(ada)).to_have_text("Send this link to a friend.")
    visit(bob, f"{play_link(ada)}watch/")
    code = play_link(ada).rstrip("/").rsplit("/", 1)[1]
    bob.evaluate("(code) => sessionStorage.setItem(`pong.seat.${code}`, 'stolen')", code)
    visit(bob, play_link(ada))
    expect(title(bob)).to_have_text("Ready?")
    assert own_side(bob) == 2


def test_who_watches_an_empty_room_sees_the_game_when_it_begins(people: People, new_game: NewGame) -> None:
    eve, ada = people.page(), people.page()
    visit(ada, new_game(points=5).split("/new")[0])
    address = f"{ada.url}room/WATCH{id(people) % 100_000}/"
    visit(eve, f"{address}watch/")
    expect(title(eve)).to_have_text("Nothing to see yet.")
    visit(ada, address)
    expect(title(eve)).to_have_text("Waiting for players")


# Chromium asks for no module again that failed once: neither for one that the page imports, nor for one deeper down.
@pytest.mark.parametrize("lost", ["extras", "ui/speaker"])
def test_what_comes_after_the_first_picture_comes_when_the_server_is_back(
    people: People, server: Server, lost: str
) -> None:
    people.expect_complaint("net::ERR_FAILED")
    page = people.page()
    page.route(f"**/js/{lost}.js", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        visit(page, f"{server.url}/practice/")
    expect(title(page)).to_have_text("Ready?")
    page.unroute(f"**/js/{lost}.js")
    wait_for_extras(page)
