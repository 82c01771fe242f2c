"""People who come back: their names, their games, and how they are forgotten."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewGame, People
from tests.browser.server import Server
from tests.browser.steps import name_of, own_side, play_link, start, title, visit
from tests.browser.test_pages import expect_fits


def shown_name(page: Page) -> str:
    """What the room calls whoever looks at the page."""
    return name_of(page, own_side(page))


def rename(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Keep this name").click()


def test_nobody_is_player_2(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    visit(ada, new_game())
    expect(ada.locator("#link")).to_be_visible()
    visit(bob, play_link(ada))
    expect(title(bob)).to_have_text("Ready?")
    for page in (ada, bob):
        name = shown_name(page)
        assert not name.startswith("Player")
        assert page.locator("[data-own-name]:visible").get_attribute("placeholder") == name


def test_a_name_is_kept_over_pages_and_rooms(people: People, server: Server, new_game: NewGame) -> None:
    page = people.page()
    visit(page, f"{server.url}/me/")
    rename(page, " Ada  Lovelace ")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
    visit(page, server.url)
    expect(page.get_by_role("textbox", name="Your name")).to_have_value("Ada Lovelace")
    visit(page, new_game())
    expect(page.locator("#link")).to_be_visible()
    assert shown_name(page) == "Ada Lovelace"


def test_a_name_of_the_room_is_the_pages_name_too(people: People, server: Server, new_game: NewGame) -> None:
    page = people.page()
    visit(page, new_game())
    field = page.locator("[data-own-name]:visible")
    with page.expect_response(lambda response: response.url.endswith("/me/name")):
        field.fill("Grace")
        field.press("Enter")
    expect(page.locator("#side-1 [data-name]")).to_have_text("Grace")
    page.evaluate("localStorage.clear()")
    visit(page, f"{server.url}/me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Grace")


def test_a_name_of_the_home_page_reaches_the_pass(people: People, server: Server) -> None:
    page = people.page()
    visit(page, server.url)
    page.get_by_role("textbox", name="Your name").fill("Joan")
    page.get_by_role("link", name="Your games").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Joan")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Joan")


def test_a_name_that_cannot_be_shown_is_explained(people: People, server: Server) -> None:
    people.expect_complaint("400")  # the browser notes the status of the page itself
    page = people.page()
    visit(page, f"{server.url}/me/")
    rename(page, "\u200b\u202e")
    expect(page.get_by_role("alert")).to_contain_text("None of that can be shown")


def test_a_match_is_in_the_list_of_both_and_its_room_one_click_away(
    people: People, server: Server, new_game: NewGame
) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=1, countdown=0))
    room = play_link(ada)
    names = {page: shown_name(page) for page in (ada, bob)}
    bob.keyboard.down("w")  # the serve passes one of them by
    ada.keyboard.down("w")
    for page in (ada, bob):
        expect(page.locator("#over-title")).to_be_visible(timeout=30_000)
    for page, other in ((ada, bob), (bob, ada)):
        visit(page, f"{server.url}/me/")
        until_listed(page)
        row = page.locator(".games li")
        expect(row).to_have_count(1)
        expect(row.locator("bdi")).to_have_text(names[other])
        expect(page.get_by_role("row", name=names[other])).to_be_visible()
        expect_fits(page)
    results = {page.locator(".games .result").inner_text() for page in (ada, bob)}
    assert results == {"Won", "Lost"}
    ada.get_by_role("link", name="Play again").click()
    expect(ada).to_have_url(room)


def until_listed(page: Page) -> None:
    """A match is written off the tick path, so that the page may have been faster."""
    page.wait_for_function(
        "async () => (await (await fetch('/api/me/matches')).json()).matches.length > 0", polling=100
    )
    page.reload()


def test_who_is_forgotten_is_somebody_new(people: People, server: Server) -> None:
    page = people.page()
    visit(page, f"{server.url}/me/")
    rename(page, "Ada")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada")
    page.get_by_text("Forget me", exact=True).click()
    page.get_by_role("button", name="Forget me for good").click()
    expect(page).to_have_url(f"{server.url}/")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "pong." not in json.dumps(kept)
    visit(page, f"{server.url}/me/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Ada")
