"""Nothing that was shown moves by itself: not while a page comes slowly, and not through any state of a match."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steady import SteadyPages, expect_steady, press
from tests.browser.steps import expect_in_play, expect_netcode, play_link, title, visit, wait_for_extras
from tests.browser.test_pages import SIZES

Size = tuple[int, int]
PAGES = ("/", "/room/ABC234/", "/couch/", "/practice/", "/me/")


@pytest.fixture
def steady(people: People) -> SteadyPages:
    return SteadyPages(people)


def test_what_moves_by_itself_is_found_and_named(steady: SteadyPages, server: Server) -> None:
    page = steady.page(SIZES[3])
    visit(page, f"{server.url}/offline/")
    expect_steady(page)
    page.evaluate("() => { document.querySelector('main').style.marginTop = '200px'; }")
    with pytest.raises(AssertionError, match="MAIN"):
        expect_steady(page)


@pytest.mark.parametrize("size", [SIZES[0], SIZES[3]])
def test_a_page_that_comes_in_pieces_grows_only_where_nothing_is_yet(
    steady: SteadyPages, server: Server, size: Size
) -> None:
    page = steady.page(size)
    for path in PAGES:
        visit(page, server.url + path)  # all else is in the browser's cache then, and the page is shown as it comes
        steady.slow_line()
        visit(page, page.url)
        expect_steady(page)
        steady.fast_line()


@pytest.mark.parametrize("sizes", [SIZES[0:4], (SIZES[2], SIZES[3], SIZES[4], SIZES[0])])
def test_a_match_moves_nothing_for_who_plays_or_watches_and_on_the_home_page(
    steady: SteadyPages, new_game: NewGame, sizes: tuple[Size, ...]
) -> None:
    home, player, watcher, other = (steady.page(size) for size in sizes)
    visit(home, new_game().split("/new")[0])
    visit(player, new_game(countdown=1, points=21))
    expect(player.locator("#link")).to_have_value(play_link(player))
    visit(watcher, f"{play_link(player)}watch/")
    expect(title(watcher)).to_have_text("Waiting for players")
    begin(player, other)
    expect_in_play(watcher)
    expect(home.locator("#tv")).to_have_attribute("data-on", "true")
    expect_steady(other)
    talk_and_pause(player, other, watcher)
    go_away_and_come_back(other, (player, watcher))
    expect_steady(other)
    give_up(other)
    for page in (player, watcher):
        expect(page.locator("#over-title")).to_be_visible()
    expect(home.locator("#tv")).to_have_attribute("data-on", "false")
    steady.expect_steady()


def begin(player: Page, other: Page) -> None:
    visit(other, play_link(player))
    for page in (player, other):
        expect(title(page)).to_have_text("Ready?")
        expect_netcode(page)
        press(page, "#ready")
    expect_in_play(player)


def talk_and_pause(player: Page, other: Page, watcher: Page) -> None:
    press(player, "#talk")
    press(player, "[data-phrase=good_game]")
    for page in (player, other, watcher):
        expect(page.locator("#side-1 .bubble")).to_be_visible()
    press(player, "#pause")
    for page in (player, other, watcher):
        expect(page.locator("#held-title")).to_be_visible()
    expect(player.locator("#side-1 .bubble")).to_be_hidden()
    press(player, "#resume")
    for page in (player, other, watcher):
        expect_in_play(page)


def go_away_and_come_back(other: Page, watched: tuple[Page, ...]) -> None:
    address = other.url
    other.goto("about:blank")
    for page in watched:
        expect(page.locator("#away-title")).to_be_visible()
    visit(other, address)
    for page in watched:
        expect_in_play(page)


def give_up(other: Page) -> None:
    wait_for_extras(other)
    press(other, "#leave")
    press(other, "#leaving button[value=leave]")
    expect(other).to_have_title("Pong for two")


@pytest.mark.parametrize("path", ["/practice/?level=calm&points=1", "/local/?points=1"])
def test_what_is_played_at_one_device_moves_nothing(steady: SteadyPages, server: Server, path: str) -> None:
    for size in (SIZES[1], SIZES[2]):
        page = steady.page(size)
        visit(page, server.url + path)
        wait_for_extras(page)
        press(page, "#start")
        press(page, "#pause")
        expect(page.locator("#resume")).to_be_visible()
        press(page, "#resume")
    for page in steady.pages:
        expect(page.locator("#over-title")).to_be_visible(timeout=30_000)
    steady.expect_steady()


@pytest.mark.timeout(120)
# A phone has no screen of 2560 pixels: slowed down, two such pages in a software renderer take minutes.
@pytest.mark.parametrize("sizes", [(SIZES[2], SIZES[2]), (SIZES[3], SIZES[0]), (SIZES[4], SIZES[1])])
def test_a_big_screen_a_phone_before_it_and_all_that_stands_still_move_nothing(
    people: People, steady: SteadyPages, server: Server, sizes: tuple[Size, Size]
) -> None:
    people.expect_complaint("404")  # the browser notes the status of the page itself
    screen, phone = (steady.page(size) for size in sizes)
    steady.slow_down(2)  # what comes late moves what was shown before it
    visit(screen, f"{server.url}/couch/")
    expect(screen.locator("[data-address]")).to_be_visible()
    visit(phone, screen.locator("[data-address]").evaluate("(link) => link.href"))
    expect(title(phone)).to_have_text("Now the second phone.")
    wait_for_extras(phone)
    expect(screen.locator("#couch .seats li").first).to_contain_text(" is here.")
    steady.expect_steady()
    for path in ("/me/", "/room/not%20a%20code/", "/nowhere/"):
        for page in steady.pages:
            visit(page, server.url + path)
        steady.expect_steady()
