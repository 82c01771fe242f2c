"""The pages around the game."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import title, visit

SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""
SMALL_TARGETS = """() => [...document.querySelectorAll("button, a.button, input:not([type=radio])")]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.id || element.textContent.trim(), element.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([name]) => name)"""
SIZES = [(360, 740), (740, 360), (820, 1180), (1440, 900), (2560, 1080)]


def test_a_new_game_from_the_home_page(people: People, server: Server) -> None:
    page = people.page()
    visit(page, server.url)
    page.get_by_label("11").check()
    page.get_by_role("textbox", name="Your name").fill("Ada")
    page.get_by_role("button", name="New game").click()
    expect(title(page)).to_have_text("Send this link to a friend.")
    expect(page.locator("#side-1 [data-name]")).to_have_text("Ada")
    expect(page.locator("#side-1 [data-meta]")).to_contain_text("first to 11")


def test_practice_from_the_home_page_by_keyboard(people: People, server: Server) -> None:
    page = people.page()
    visit(page, server.url)
    page.get_by_role("radio", name="normal").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}/practice/?level=hard")
    expect(page.locator("#side-2 [data-name]")).to_have_text("Bot · hard")


def test_a_wrong_code_has_a_page_that_leads_on(people: People, server: Server) -> None:
    people.expect_complaint("404")  # the browser notes the status of the page itself
    page = people.page()
    visit(page, f"{server.url}/room/not%20a%20code/")
    expect(page.get_by_role("heading")).to_have_text("That is not a room code.")
    visit(page, f"{server.url}/nowhere/")
    expect(page.get_by_role("heading")).to_have_text("Out.")
    page.get_by_role("link", name="To the start").click()
    expect(page).to_have_title("Pong for two")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_size_has_room_for_everything(people: People, new_game: NewGame, width: int, height: int) -> None:
    page = people.page(viewport={"width": width, "height": height})
    visit(page, new_game().split("/new")[0])
    expect_fits(page)
    visit(page, new_game(bot="calm", countdown=0))
    expect(title(page)).to_have_text("Ready?")
    expect_fits(page)
    page.keyboard.press("Space")
    expect(page.locator("#band")).to_be_hidden()
    expect_fits(page)


def expect_fits(page: Page) -> None:
    """Nothing moves after it was shown, nothing is cut off at the side, and a thumb can hit every control."""
    assert page.evaluate(SHIFT) < 0.001
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(SMALL_TARGETS) == []


def test_the_canvas_has_as_many_pixels_as_the_screen(people: People, new_game: NewGame) -> None:
    page = people.page(viewport={"width": 400, "height": 700}, device_scale_factor=3)
    visit(page, new_game(bot="calm"))
    assert page.evaluate("[court.width, court.height]") == [1200, 2100]
    page.set_viewport_size({"width": 900, "height": 500})
    page.wait_for_function("() => court.width === 2700 && court.height === 1500")


def test_on_a_phone_each_way_into_a_game_is_in_sight_and_a_friends_is_one_tap_away(
    people: People, server: Server
) -> None:
    phone = people.page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    visit(phone, server.url)
    expect(phone.get_by_role("button", name="Play now")).to_be_in_viewport(ratio=1)
    expect(phone.get_by_role("link", name="Practise")).to_be_in_viewport(ratio=1)
    phone.get_by_role("link", name="Play a friend").tap()
    expect(phone.locator("#link")).to_be_visible()


def test_a_phone_that_lies_shows_the_whole_invitation(people: People, new_game: NewGame) -> None:
    phone = people.page(viewport={"width": 740, "height": 360}, has_touch=True, is_mobile=True)
    for language in ("en", "de", "es", "ar"):
        visit(phone, f"{new_game()}&lang={language}")
        expect(phone.locator("#link")).to_be_visible()
        expect_fits(phone)
        assert phone.evaluate("band.scrollHeight <= band.clientHeight"), language


def test_what_has_more_below_shows_it_at_its_edge_until_the_end_is_seen(people: People, server: Server) -> None:
    phone = people.page(viewport={"width": 740, "height": 360}, has_touch=True, is_mobile=True)
    visit(phone, f"{server.url}/room/MORE23/?paired")
    expect(phone.locator("#link")).to_be_visible()
    assert phone.evaluate("band.scrollHeight > band.clientHeight")
    has_shadow = "!/none|^rgba\\(0, 0, 0, 0\\)/.test(getComputedStyle(band).boxShadow)"
    phone.wait_for_function(f"() => {has_shadow}")
    phone.evaluate("band.scrollTo(0, band.scrollHeight)")
    phone.wait_for_function(f"() => !({has_shadow})")
