"""Somebody plays against the computer, in the browser alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pages.client import later_modules_of
from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import (
    LOOKED_AT,
    NEXT_PICTURE,
    expect_in_play,
    leave,
    own_side,
    score_of,
    title,
    visit,
    wait_for_extras,
)
from tests.browser.test_pages import SIZES, expect_fits

A_POINT_MS = 60_000

LOADED_SCRIPTS = """() => performance.getEntriesByType("resource")
  .map((entry) => new URL(entry.name).pathname).filter((path) => path.endsWith(".js")).sort()"""
ANNOUNCED_SCRIPTS = """() => [...document.querySelectorAll("link[rel=modulepreload], script[src]")]
  .map((element) => new URL(element.href || element.src).pathname).sort()"""
# Where the paddle of the left player is drawn: the uppermost row of its column in its ink, as a share of the canvas.
PADDLE_TOP = """() => {
  const {width, height} = court;
  const {data} = court.getContext("2d").getImageData(0, 0, width / 6, height);
  const columns = Math.floor(width / 6);
  const filled = (x, y) => data[4 * (y * columns + x) + 3] > 200;
  for (let x = 0; x < columns; x++) {
    let run = 0;
    for (let y = 0; y < height; y++) {
      run = filled(x, y) ? run + 1 : 0;
      if (run > height / 12) return (y - run + 1) / height;
    }
  }
  return null;
}"""

Practise = Callable[..., Page]


@pytest.fixture
def practise(people: People, server: Server) -> Practise:
    """A page of somebody new; ``practise(level="calm", points=1)``."""

    def page(viewport: dict[str, int] | None = None, **query: Any) -> Page:
        opened = people.page(**({"viewport": viewport} if viewport else {}))
        visit(opened, f"{server.url}/practice/?" + "&".join(f"{name}={value}" for name, value in query.items()))
        expect(title(opened)).to_have_text("Ready?")
        return opened

    return page


def sockets_of(page: Page) -> int:
    return int(page.evaluate("window.testSockets.length"))


def test_a_level_is_chosen_by_the_address_and_on_the_page(practise: Practise) -> None:
    page = practise(level="hard", points=11)
    expect(page.locator("#side-2 [data-name]")).to_have_text("Bot · hard")
    expect(page.locator("#side-1 [data-meta]")).to_have_text("first to 11")
    page.locator("section:visible").get_by_label("hard").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#side-2 [data-name]")).to_have_text("Bot · pro")
    page.locator("section:visible").get_by_label("3", exact=True).check()
    expect(page.locator("#side-1 [data-meta]")).to_have_text("first to 3")
    page.reload()
    expect(page.locator("#side-2 [data-name]")).to_have_text("Bot · pro")
    expect(page.locator("section:visible").get_by_label("3", exact=True)).to_be_checked()


def test_a_match_is_played_by_keyboard_with_the_network_cut(people: People, practise: Practise) -> None:
    people.expect_complaint(LOOKED_AT)
    page = practise(level="calm", points=1)
    wait_for_extras(page)
    page.context.set_offline(True)
    page.keyboard.press("Space")
    expect(page.locator("#countdown")).to_be_visible()
    page.keyboard.down("w")
    page.wait_for_function(f"() => ({PADDLE_TOP})() < 0.25")
    page.keyboard.up("w")
    page.keyboard.down("ArrowDown")
    page.wait_for_function(f"() => ({PADDLE_TOP})() > 0.6")
    expect_in_play(page)
    expect(title(page)).to_contain_text("You", timeout=A_POINT_MS)
    won = title(page).inner_text() == "You win."
    expect(score_of(page, 1 if won else 2)).to_have_attribute("aria-label", "1")
    expect(page.locator("#live")).to_contain_text(f"Game over. You {'win' if won else 'lose'}.")
    assert sockets_of(page) == 0


def test_a_court_that_stands_still_is_painted_again_when_the_browser_gives_its_picture_back(
    people: People, practise: Practise
) -> None:
    """Browsers take the memory of a page's pictures when a phone sleeps; here it is emptied, and said to be back."""
    people.expect_complaint(LOOKED_AT)
    page = practise()
    page.wait_for_function(f"() => ({PADDLE_TOP})() !== null")
    page.evaluate("court.getContext('2d').clearRect(0, 0, court.width, court.height)")
    page.evaluate(NEXT_PICTURE)
    assert page.evaluate(PADDLE_TOP) is None
    page.evaluate("court.dispatchEvent(new Event('contextrestored'))")
    page.wait_for_function(f"() => ({PADDLE_TOP})() !== null")


def test_a_pause_by_key_button_and_hidden_tab(practise: Practise) -> None:
    page = practise(level="pro", points=5)
    expect(page.locator("#pause")).to_be_disabled()
    page.keyboard.press("Enter")
    expect_in_play(page)
    for pause in (
        lambda: page.keyboard.press("p"),
        lambda: page.locator("#pause").click(),
        lambda: hide(page),
    ):
        pause()
        expect(title(page)).to_have_text("Paused.")
        expect(page.locator("#live")).to_have_text("Paused.")
        expect(page.locator("#pause")).to_have_attribute("aria-pressed", "true")
        page.locator("#resume").click()
        expect(page.locator("#countdown")).to_be_visible()
        expect(page.locator("#band")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(title(page)).to_have_text("Paused.")
    page.keyboard.press("Space")
    expect(page.locator("#band")).to_be_hidden()


def hide(page: Page) -> None:
    """What a browser does to a tab that goes behind another one. A headless one has no other way to say it."""
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", {value: true, configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
          delete document.hidden;
        }"""
    )


def test_a_rematch_swaps_the_sides_and_may_be_against_another_level(practise: Practise) -> None:
    page = practise(level="pro", points=1)
    page.locator("#start").click()
    page.keyboard.down("w")
    expect(title(page)).to_contain_text("You", timeout=A_POINT_MS)
    page.keyboard.up("w")
    assert own_side(page) == 1
    page.locator("section:visible").get_by_label("calm").check()
    page.locator("#rematch").click()
    expect(page.locator("#side-1 [data-name]")).to_have_text("Bot · calm")
    assert own_side(page) == 2
    expect(score_of(page, 1)).to_have_attribute("aria-label", "0")
    expect_in_play(page)


def test_leaving_is_asked_about_while_the_match_waits(practise: Practise) -> None:
    page = practise(level="pro", points=5)
    page.keyboard.press("Space")
    expect(page.locator("#band")).to_be_hidden()
    page.locator("#leave").click()
    expect(title(page)).to_have_text("Paused.")
    page.locator("#leaving button[value=stay]").click()
    expect(page.locator("#band")).to_be_hidden()
    leave(page)


def test_a_finger_moves_the_paddle_on_a_court_that_stands(people: People, server: Server) -> None:
    people.expect_complaint(LOOKED_AT)
    phone = people.page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    visit(phone, f"{server.url}/practice/?level=calm&points=11")
    phone.locator("#start").tap()
    expect(phone.locator("#countdown")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("data-orientation", "tall")
    touch = phone.context.new_cdp_session(phone)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 180, "y": 600}]})
    for x in range(180, 300, 10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": 610}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    # The lowest stripe of the court, left of the middle: the paddle has left it.
    phone.wait_for_function(
        """() => {
          const {width, height} = court;
          const {data} = court.getContext("2d").getImageData(width / 4, height * 0.83, width / 3, height * 0.03);
          return data.every((value, place) => place % 4 !== 3 || value < 200);
        }"""
    )


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_size_has_room_for_all_of_practice(practise: Practise, width: int, height: int) -> None:
    page = practise(viewport={"width": width, "height": height}, level="calm", points=3)
    expect_fits(page)
    expect(page.locator("#start")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Space")
    expect(page.locator("#band")).to_be_hidden()
    expect_fits(page)
    page.keyboard.press("p")
    expect(page.locator("#resume")).to_be_in_viewport(ratio=1)
    expect_fits(page)


def test_the_page_announces_what_it_needs_at_once_and_gets_the_rest_later(practise: Practise) -> None:
    page = practise()
    wait_for_extras(page)
    loaded, announced = set(page.evaluate(LOADED_SCRIPTS)), set(page.evaluate(ANNOUNCED_SCRIPTS))
    assert announced <= loaded
    assert {path[path.index("js/") :] for path in loaded - announced} == set(later_modules_of("practice.js"))
