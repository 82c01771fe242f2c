"""Every page in every state, held against axe's rules: for whoever listens, magnifies, or has a large thumb."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import RequestFactory
from django.views.defaults import server_error
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.axe import OTHER_VIEWS, Inspection
from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import (
    PHONE,
    expect_in_play,
    expect_netcode,
    leave,
    play_link,
    start,
    title,
    visit,
    wait_for_extras,
)
from tests.browser.test_me import until_listed

Look = Callable[[Page, str], None]
A_MATCH_MS = 60_000
UNTIL_A_BOT_IS_OFFERED_MS = 20_000
ABSENCE_MS = 40_000


@pytest.fixture
def look() -> Iterator[Look]:
    inspection = Inspection()
    yield inspection.look
    assert inspection.states
    assert inspection.faults == [], "\n".join(inspection.faults)


@pytest.fixture
def poor_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with room for one room, and a database without tables."""
    server = Server(tmp_path_factory.mktemp("poor"), MAX_ROOMS="1")
    server.start()
    yield server
    server.stop()


def test_what_is_wrong_is_found_and_named(people: People, server: Server) -> None:
    page = people.page()
    visit(page, f"{server.url}/offline/")
    page.evaluate(
        """() => {
          const deep = document.createElement("h4");
          deep.textContent = "Deep";
          document.querySelector("main").append(deep, document.createElement("button"));
          document.querySelector("main p").style.color = "#302060"; // 6:1
          document.querySelector("main p").setAttribute("aria-live", "assertive");
        }"""
    )
    inspection = Inspection()
    inspection.look(page, "spoilt")
    for rule in ("heading-order", "button-name", "color-contrast-enhanced", "interrupts"):
        assert [fault for fault in inspection.faults if rule in fault], rule


def open_settings(page: Page) -> None:
    wait_for_extras(page)
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()


def test_the_home_page(people: People, server: Server, new_game: NewGame, look: Look) -> None:
    context = people.browser_of_one()
    home, other = context.new_page(), context.new_page()
    visit(home, server.url)
    expect(home.locator("#tv-switch")).to_be_visible()
    look(home, "home")
    home.get_by_role("button", name="Play now").click()
    expect(home.locator("#seeking")).to_be_visible()
    look(home, "home, seeking")
    expect(home.locator("#bot-offer")).to_be_visible(timeout=UNTIL_A_BOT_IS_OFFERED_MS)
    look(home, "home, a bot is offered")
    visit(other, server.url)
    other.get_by_role("button", name="Play now").click()
    expect(home.locator("#seek-notice")).not_to_be_empty()
    look(home, "home, a notice")
    other.close()
    start(people.page(), people.page(), new_game(points=21, countdown=0))
    expect(home.locator("#tv")).to_have_attribute("data-on", "true")
    look(home, "home, with a game on")


def test_the_settings(people: People, server: Server, look: Look) -> None:
    page = people.page(viewport={"width": 1440, "height": 900})
    visit(page, server.url)
    open_settings(page)
    look(page, "settings")
    page.get_by_role("button", name="Up (Left)").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Press a key")
    look(page, "settings, a key is chosen")


@pytest.mark.timeout(180)
def test_a_room(people: People, server: Server, new_game: NewGame, look: Look) -> None:
    ada, bob, eve = people.page(), people.page(), people.page()
    prepare(ada, bob, eve, new_game(points=21, countdown=6), look)
    expect(ada.locator("#countdown")).to_be_visible()
    look(ada, "countdown")
    expect_in_play_after_countdown(ada)
    look(ada, "playing")
    look(eve, "watching")
    ada.locator("#leave").click()
    expect(ada.locator("#leaving")).to_be_visible()
    look(ada, "asked before leaving")
    ada.locator("#leaving button[value=stay]").click()
    ada.keyboard.press("F3")
    expect(ada.locator(".figures")).to_be_visible()
    look(ada, "figures of the connection")
    ada.keyboard.press("F3")
    look_at_what_is_said_and_a_pause(ada, bob, eve, look)
    with server.frozen():
        expect(ada.locator("#strip")).to_be_visible()
        look(ada, "the server is silent")
    expect(ada.locator("#strip")).to_be_hidden(timeout=A_MATCH_MS)
    bob.goto("about:blank")
    expect(ada.locator("#away-title")).to_be_visible()
    look(ada, "the other side is away")
    expect(ada.locator("#claim")).to_be_visible(timeout=ABSENCE_MS)
    look(ada, "the other side's time is up")
    ada.locator("#claim").click()
    expect(title(eve)).to_contain_text("wins.")
    look(eve, "over, watched, with a free seat")


@pytest.mark.timeout(180)
def test_a_room_after_its_match(people: People, new_game: NewGame, look: Look) -> None:
    look_at_an_end_and_a_second_tab(people, new_game(points=1, countdown=0), look)


@pytest.mark.timeout(180)
def test_rooms_that_are_not_there(people: People, server: Server, look: Look) -> None:
    look_at_rooms_that_are_not_there(people, server, look)


@pytest.mark.timeout(180)
def test_a_big_screen(people: People, server: Server, look: Look) -> None:
    look_at_a_big_screen_and_its_phones(people, server, look)


def prepare(ada: Page, bob: Page, eve: Page, address: str, look: Look) -> None:
    """Up to both being ready; the third one watches."""
    visit(ada, address)
    expect(ada.locator("#link")).to_be_visible()
    expect_netcode(ada)
    look(ada, "invitation")
    visit(eve, f"{play_link(ada)}watch/")
    expect(eve.locator("#band [data-sit]:visible")).to_be_visible()
    look(eve, "watching, with a free seat")
    visit(bob, play_link(ada))
    expect(title(ada)).to_have_text("Ready?")
    look(ada, "ready?")
    expect(title(eve)).to_have_text("About to start")
    look(eve, "watching, with no free seat")
    ada.keyboard.press("Space")
    expect(title(ada)).not_to_have_text("Ready?")
    look(ada, "ready")
    bob.locator("#ready").click()


def look_at_what_is_said_and_a_pause(ada: Page, bob: Page, eve: Page, look: Look) -> None:
    ada.locator("#talk").click()
    expect(ada.locator("#phrases")).to_be_visible()
    look(ada, "phrases")
    ada.locator("[data-phrase=nice_shot]").click()
    expect(bob.locator("#side-1 .bubble")).to_be_visible()
    look(bob, "something is said")
    ada.locator("#pause").click()
    expect(ada.locator("#resume")).to_be_visible()
    look(ada, "paused by oneself")
    look(bob, "paused by the other side")
    look(eve, "paused, watched")
    ada.locator("#resume").click()
    expect_in_play_after_countdown(ada)


def expect_in_play_after_countdown(page: Page) -> None:
    expect(page.locator("#countdown")).to_be_hidden(timeout=15_000)
    expect_in_play(page)


def look_at_an_end_and_a_second_tab(people: People, address: str, look: Look) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, address)
    ada.keyboard.down("w")
    expect(title(ada)).to_contain_text("You", timeout=A_MATCH_MS)
    for page in (ada, bob):
        expect(page.locator("#rematch")).to_be_visible()
        look(page, title(page).inner_text())
    ada.keyboard.up("w")
    ada.locator("#rematch").click()
    expect(ada.locator("#rematch")).to_be_disabled()
    look(ada, "a rematch is waited for")
    look(bob, "a rematch is wanted")
    with ada.context.expect_page() as opened:
        ada.evaluate("void window.open(location.href)")
    visit(opened.value, ada.url)
    expect(title(ada)).to_have_text("This game is open in another tab.")
    look(ada, "stopped")


def look_at_rooms_that_are_not_there(people: People, server: Server, look: Look) -> None:
    page = people.page()
    visit(page, f"{server.url}/room/NOBODY/watch/")
    expect(title(page)).to_have_text("Nothing to see yet.")
    look(page, "missing")
    silent = people.page()
    silent.route_web_socket("**/ws/game/**", swallow)
    visit(silent, f"{server.url}/room/SILENT/")
    expect(silent.locator("[data-band=connecting]")).to_be_visible()
    look(silent, "connecting")


def swallow(_: WebSocketRoute) -> None:
    """A line on which nothing arrives."""


def look_at_a_big_screen_and_its_phones(people: People, server: Server, look: Look) -> None:
    screen, ada, bob = people.page(), people.page(**PHONE), people.page(**PHONE)
    visit(screen, f"{server.url}/couch/?points=2&countdown=0")
    address = screen.locator("[data-address]")
    expect(address).to_contain_text(server.url.removeprefix("http://"))
    expect_netcode(screen)
    look(screen, "couch")
    for phone in (ada, bob):
        visit(phone, address.evaluate("(link) => link.href"))
        expect(phone.locator("#room")).to_have_attribute("data-own", "1" if phone is ada else "2")
        expect_netcode(phone)
        look(phone, "paddle")
    for phone in (ada, bob):
        phone.locator("#ready").tap()
    for phone in (ada, bob):
        expect(phone.locator("#band")).to_be_hidden()
    for phone in (ada, bob):
        look(phone, "paddle, playing")
    expect(title(screen)).to_contain_text("wins.", timeout=A_MATCH_MS)
    look(screen, "couch, over")


@pytest.mark.parametrize("address", ["/practice/?level=pro&points=1", "/local/?points=1"])
def test_play_without_the_server(people: People, server: Server, look: Look, address: str) -> None:
    page = people.page()
    visit(page, server.url + address)
    expect(page.locator("#start")).to_be_visible()
    look(page, f"{address}, choosing")
    page.keyboard.press("Space")
    expect(page.locator("#countdown")).to_be_visible()
    look(page, f"{address}, countdown")
    page.keyboard.press("p")
    expect(page.locator("#resume")).to_be_visible()
    look(page, f"{address}, paused")
    page.locator("#leave").click()
    expect(page.locator("#leaving")).to_be_visible()
    look(page, f"{address}, asked before leaving")
    page.locator("#leaving button[value=stay]").click()
    expect_in_play_after_countdown(page)
    look(page, f"{address}, playing")
    page.keyboard.down("w")
    page.keyboard.down("ArrowUp")
    expect(page.locator("#over-title")).to_be_visible(timeout=A_MATCH_MS)
    look(page, f"{address}, over")


def test_ones_own_page(people: People, server: Server, new_game: NewGame, look: Look) -> None:
    people.expect_complaint("400")  # a name that cannot be one
    people.expect_complaint("403")
    page, other = people.page(), people.page()
    visit(page, f"{server.url}/me/")
    look(page, "own page, empty")
    start(page, other, new_game(points=3, countdown=0))
    leave(other)
    expect(title(page)).to_have_text("You win.")
    visit(page, f"{server.url}/me/")
    until_listed(page)
    expect(page.get_by_role("table")).to_be_visible()
    look(page, "own page, with games")
    page.get_by_text("Forget me", exact=True).click()
    look(page, "own page, about to be forgotten")
    page.get_by_label("Your name").fill("\N{ZERO WIDTH SPACE}")
    page.get_by_role("button", name="Keep this name").click()
    expect(page.locator("#complaint")).to_be_visible()
    look(page, "own page, with a complaint")
    page.locator("#renaming [name=csrfmiddlewaretoken]").evaluate("(field) => field.remove()")
    page.get_by_role("button", name="Keep this name").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Once more, please.")
    look(page, "a form that is too old")


def test_pages_that_say_what_is_wrong(people: People, server: Server, look: Look) -> None:
    people.expect_complaint("404")
    people.expect_complaint("500")
    page = people.page()
    for path in ("/nowhere/", "/room/no%20code/", "/offline/"):
        visit(page, server.url + path)
        look(page, path)
    broken = server_error(RequestFactory().get("/"))  # our own page, of which no visitor can make the server send one
    page.route("**/broken", lambda route: route.fulfill(status=500, body=broken.content, content_type="text/html"))
    visit(page, f"{server.url}/broken")
    expect(page.get_by_role("heading", level=1)).to_have_text("Our fault.")
    look(page, "broken")


def test_a_server_that_is_full_and_whose_database_is_away(poor_server: Server, people: People, look: Look) -> None:
    people.expect_complaint("503")
    first, second = people.page(), people.page()
    visit(first, f"{poor_server.url}/new")
    expect(first.locator("#link")).to_be_visible()
    visit(second, f"{poor_server.url}/new")
    expect(second.locator("#busy-text")).to_be_visible()
    look(second, "busy")
    visit(second, f"{poor_server.url}/me/")
    look(second, "own page, without the database")
    second.get_by_text("Forget me", exact=True).click()
    second.get_by_role("button", name="Forget me for good").click()
    expect(second.locator("main.message")).to_be_visible()
    look(second, "not forgotten")


@pytest.mark.parametrize(("locale", "direction"), [("ar", "rtl"), ("de", "ltr")])
def test_pages_in_other_languages(people: People, server: Server, look: Look, locale: str, direction: str) -> None:
    page = people.page(locale=locale)
    for path in ("/", "/practice/", "/me/", "/new"):
        visit(page, server.url + path)
        expect(page.locator(f"html[lang={locale}]")).to_have_attribute("dir", direction)
        wait_for_extras(page)
        look(page, f"{path} in {locale}")
    page.locator("[data-settings]").click()
    expect(page.locator("#settings")).to_be_visible()
    look(page, f"settings in {locale}")


def test_a_desk_in_the_dark_and_a_phone_in_light(people: People, server: Server) -> None:
    inspection = Inspection(OTHER_VIEWS)
    page = people.page()
    for path in ("/", "/new"):
        visit(page, server.url + path)
        wait_for_extras(page)
        inspection.look(page, path)
    assert inspection.faults == [], "\n".join(inspection.faults)
