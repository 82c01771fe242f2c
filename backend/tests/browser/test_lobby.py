"""The home page while it is live: finding an opponent, the list of games, the game on TV."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import code_of, cut, leave, name_of, play_link, start, title, visit

IN_A_ROOM = re.compile(r"/room/[A-Z0-9]{6}/\?paired$")
PAINTED = """
() => {
  const canvas = document.getElementById("tv-court");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at]) painted++;
  return painted;
}
"""


def seek(page: Page, server: Server) -> None:
    """Somebody comes to the home page and wants to play."""
    visit(page, server.url)
    page.get_by_role("button", name="Play now").click()


def test_two_strangers_meet_by_one_click_each(people: People, server: Server) -> None:
    one, two = people.page(), people.page()
    seek(one, server)
    expect(one.locator("#seek-text")).to_have_text("Looking for an opponent…")
    seek(two, server)
    for page in (one, two):
        page.wait_for_url(IN_A_ROOM)
        expect(title(page)).to_have_text("Ready?")
    assert code_of(one) == code_of(two)


def test_who_finds_nobody_is_offered_a_bot_and_is_still_found(people: People, server: Server) -> None:
    one = people.page(viewport={"width": 1280, "height": 800})
    seek(one, server)
    expect(one.locator("#bot-offer")).to_be_visible()
    expect(one.locator("#live")).to_contain_text("We keep looking")
    assert one.get_by_role("button", name="Cancel").is_visible()
    two = people.page()
    seek(two, server)
    one.wait_for_url(IN_A_ROOM)
    two.wait_for_url(IN_A_ROOM)


def test_the_bot_that_is_offered_can_be_played(people: People, server: Server) -> None:
    page = people.page(viewport={"width": 1280, "height": 800})
    seek(page, server)
    page.locator("#bot-offer").get_by_role("radio", name="pro").check()
    page.get_by_role("button", name="Play the bot").click()
    expect(title(page)).to_have_text("Ready?")
    expect(page.locator("#side-2 [data-name]")).to_have_text("Bot · pro")


def test_a_search_is_given_up_by_keyboard_and_begun_again(people: People, server: Server) -> None:
    page = people.page()
    visit(page, server.url)
    page.locator("#play-now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#play-now")).to_be_focused()
    expect(page.locator("#live")).to_have_text("The search has ended.")
    page.keyboard.press("Enter")
    expect(page.locator("#seeking")).to_be_visible()


def test_a_search_outlives_the_loss_of_its_connection(people: People, server: Server) -> None:
    one, two = people.page(), people.page()
    seek(one, server)
    expect(one.locator("#seeking")).to_be_visible()
    with one.expect_websocket(lambda socket: "/ws/lobby/" in socket.url):
        cut(one)
    seek(two, server)
    one.wait_for_url(IN_A_ROOM)


def test_a_press_before_the_script_has_come_is_not_lost(people: People, server: Server) -> None:
    one, two = people.page(), people.page()
    held: list[Route] = []
    one.route("**/js/home.js", lambda route: held.append(route))
    one.goto(server.url, wait_until="commit")
    one.get_by_role("button", name="Play now").click(no_wait_after=True)
    one.wait_for_url("**/?play=1", wait_until="commit")
    expect(one.locator("#seek-text")).to_have_text("Looking for an opponent…")
    held[-1].continue_()
    expect(one.locator("#seek-time")).to_have_text(re.compile(r"\d"))
    expect(one).to_have_url(f"{server.url}/")
    seek(two, server)
    one.wait_for_url(IN_A_ROOM)


def test_who_waits_in_vain_for_whom_he_was_paired_with_may_look_again(people: People, server: Server) -> None:
    one, two = people.page(), people.page()
    two.route("**/room/**", lambda route: route.abort())
    seek(one, server)
    expect(one.locator("#seeking")).to_be_visible()
    seek(two, server)
    one.wait_for_url(IN_A_ROOM)
    expect(title(one)).to_have_text("Waiting for the other player…")
    again = one.get_by_role("link", name="Look for somebody else")
    expect(again).to_be_hidden()
    expect(one.locator("#link")).to_be_visible()
    expect(again).to_be_visible(timeout=15_000)
    again.click()
    expect(one.locator("#seek-text")).to_have_text("Looking for an opponent…")
    expect(one).to_have_url(f"{server.url}/")


def test_two_tabs_of_one_person_do_not_meet(people: People, server: Server) -> None:
    context = people.browser_of_one()
    one, two = context.new_page(), context.new_page()
    seek(one, server)
    expect(one.locator("#live")).to_have_text("Looking for an opponent…")
    seek(two, server)
    expect(one.locator("#seek-notice")).to_have_text("Another tab of yours is looking now.")
    expect(one.locator("#play-now")).to_be_visible()
    expect(two.locator("#seeking")).to_be_visible()


def test_a_public_game_is_listed_and_on_tv_while_it_runs(people: People, server: Server, new_game: NewGame) -> None:
    home = people.page(viewport={"width": 1280, "height": 900})
    visit(home, server.url)
    picture = home.get_by_role("img", name=re.compile("against"))
    expect(home.locator("#tv-court")).to_be_visible()
    expect(picture).to_have_count(0)
    first, second = people.page(), people.page()
    start(first, second, new_game(points=21, countdown=0))
    code = code_of(first)
    row = home.locator(f'#games a[href$="/room/{code}/watch/"]')
    expect(row).to_contain_text("Watch")
    expect(home.locator("#tv-link")).to_have_attribute("href", re.compile(f"/room/{code}/watch/$"))
    expect(row).to_contain_text("1 watching")  # the home page itself
    expect(row.locator("b")).to_have_text(re.compile(r"[1-9]\d* : \d+|\d+ : [1-9]\d*"), timeout=20_000)
    assert home.evaluate(PAINTED) > 500  # by the time of a point, pictures have come
    sides = f"{name_of(first, 1)} against {name_of(first, 2)}"
    expect(picture).to_have_accessible_name(re.compile(rf"^{sides}, ([1-9]\d* to \d+|\d+ to [1-9]\d*)$"))
    leave(first)
    expect(row).to_have_count(0)
    expect(home.locator("#tv-text")).to_have_text("Nobody plays in public just now.")
    expect(picture).to_have_count(0)


def test_a_private_game_is_not_listed_and_one_that_waits_is_open_to_everybody(people: People, server: Server) -> None:
    home = people.page(viewport={"width": 1280, "height": 900})
    visit(home, server.url)
    friend, host = people.page(), people.page()
    visit(friend, server.url)
    friend.get_by_role("button", name="New game").click()
    expect(friend.locator("#link")).to_be_visible()
    visit(host, server.url)
    host.get_by_role("radio", name="everybody").check()
    host.get_by_role("button", name="New game").click()
    expect(host.locator("#link")).to_be_visible()
    row = home.locator(f'#games a[href$="/room/{code_of(host)}/"]')
    expect(row).to_contain_text("waits for an opponent")
    assert code_of(friend) not in home.locator("#games").inner_html()
    seek(home, server)
    home.wait_for_url(re.compile(rf"/room/{code_of(host)}/\?paired$"))
    expect(title(host)).to_have_text("Ready?")


def test_the_picture_can_be_stopped_and_stays_so(people: People, server: Server, new_game: NewGame) -> None:
    first, second, home = people.page(), people.page(), people.page(viewport={"width": 1280, "height": 900})
    start(first, second, new_game(points=21, countdown=0))
    visit(home, server.url)
    expect(home.locator("#tv")).to_have_attribute("data-on", "true")
    home.get_by_role("button", name="Stop the picture").click()
    expect(home.locator("#tv")).to_have_attribute("data-on", "false")
    visit(home, server.url)
    home.get_by_role("button", name="Show the game").click()
    expect(home.locator("#tv")).to_have_attribute("data-on", "true")


def test_who_wants_little_motion_starts_the_picture(people: People, server: Server) -> None:
    page = people.page(reduced_motion="reduce")
    visit(page, server.url)
    expect(page.get_by_role("button", name="Show the game")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 740)])
def test_nothing_moves_when_games_come(
    people: People, server: Server, new_game: NewGame, width: int, height: int
) -> None:
    home = people.page(viewport={"width": width, "height": height})
    visit(home, server.url)
    home.evaluate(
        """() => {
          window.shift = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
        }"""
    )
    first, second = people.page(), people.page()
    start(first, second, new_game(points=21, countdown=0))
    expect(home.locator("#games a")).not_to_have_count(0)
    expect(home.locator("#tv")).to_have_attribute("data-on", "true")
    assert home.evaluate("window.shift") < 0.02


def test_an_invitation_has_a_code_for_the_phone_of_a_friend(people: People, new_game: NewGame) -> None:
    page = people.page(viewport={"width": 1280, "height": 900})
    visit(page, new_game(private=1))
    expect(page.locator("#qr path")).to_have_attribute("d", re.compile("^M4 4h7v1"))
    assert play_link(page) == page.locator("#link").input_value()
