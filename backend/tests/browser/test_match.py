"""Two people play, others watch."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import NewGame, People
from tests.browser.steps import (
    code_of,
    expect_in_play,
    leave,
    name_of,
    own_side,
    play_link,
    score_of,
    start,
    title,
    visit,
)


def test_two_people_play_to_the_end_and_again_while_a_third_watches(people: People, new_game: NewGame) -> None:
    ada, bob, eve = people.page(), people.page(), people.page()
    visit(ada, new_game(points=2, countdown=1))
    expect(title(ada)).to_have_text("Send this link to a friend.")
    visit(bob, play_link(ada))
    visit(eve, f"{play_link(ada)}watch/")
    expect(title(eve)).to_have_text("About to start")
    expect(ada.locator("#side-2 [data-meta]")).to_have_text("1 watching")

    ada.keyboard.press("Enter")
    expect(bob.locator("#ready-other")).to_have_text("The other side is ready.")
    bob.locator("#ready").click()
    for page in (ada, bob, eve):
        expect(page.locator("#countdown")).to_be_visible()
    for page in (ada, bob, eve):
        expect_in_play(page)
    ada.keyboard.down("w")
    bob.keyboard.down("ArrowUp")

    expect(title(ada)).to_contain_text("You", timeout=30_000)
    won = title(ada).inner_text() == "You win."
    expect(title(bob)).to_have_text("You lose." if won else "You win.")
    expect(title(eve)).to_have_text(f"{name_of(eve, 1 if won else 2)} wins.")
    expect(score_of(eve, 1 if won else 2)).to_have_attribute("aria-label", "2")
    expect(eve.locator("#rematch")).to_be_hidden()

    before = own_side(ada)
    ada.keyboard.press("Space")
    expect(bob.locator("#over-text")).to_have_text("The other side wants a rematch.")
    bob.locator("#rematch").click()
    for page in (ada, bob, eve):
        expect_in_play(page)
    assert own_side(ada) == 3 - before
    assert own_side(bob) == before
    expect(eve.locator("#side-2 [data-meta]")).to_have_text("You are watching")


def test_the_third_who_opens_the_link_watches_and_takes_a_seat_that_gets_free(
    people: People, new_game: NewGame
) -> None:
    ada, bob, eve = people.page(), people.page(), people.page()
    start(ada, bob, new_game(points=5, countdown=0))
    visit(eve, play_link(ada))
    expect(eve.locator("#side-2 [data-meta]")).to_have_text("You are watching")
    expect(eve.locator("#band")).to_be_hidden()
    winner = name_of(eve, 1)
    leave(bob)
    expect(title(eve)).to_have_text(f"{winner} wins.")
    eve.locator("#band section:visible [data-sit]").click()
    expect(title(eve)).to_have_text("Ready?")
    assert own_side(eve) == 2


def test_who_leaves_during_a_match_is_asked_first_and_loses_it(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    start(ada, bob, new_game(points=5, countdown=0))
    bob.locator("#leave").click()
    bob.locator("#leaving button[value=stay]").click()
    expect(bob.locator("#leaving")).to_be_hidden()
    leave(bob)
    expect(title(ada)).to_have_text("You win.")
    expect(ada.locator("#over-text")).to_have_text("The other side left.")


def test_the_bot_plays(people: People, new_game: NewGame) -> None:
    ada = people.page()
    visit(ada, new_game(points=1, countdown=0, bot="pro"))
    expect(ada.locator("#side-2 [data-name]")).to_contain_text("Bot")
    expect(ada.locator("#ready-other")).to_have_text("The other side is ready.")
    ada.keyboard.press("Space")
    ada.keyboard.down("w")
    expect(title(ada)).to_contain_text("You", timeout=30_000)
    ada.keyboard.press("Space")
    expect_in_play(ada)


def test_a_finger_moves_the_paddle_on_a_phone(people: People, new_game: NewGame) -> None:
    phone = people.page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    bob = people.page()
    start(phone, bob, new_game(points=11, countdown=0))
    expect(phone.locator("html")).to_have_attribute("data-orientation", "tall")
    sent: list[str] = []
    bob_paddle = "paddle of player 1 in the newest frame"
    bob.evaluate(
        """(name) => {
          window[name] = 50;
          window.testSockets.at(-1).addEventListener("message", ({data}) => {
            const frame = JSON.parse(data);
            if (frame.type === "game_update") window[name] = frame.p1_y;
          });
        }""",
        bob_paddle,
    )
    touch = phone.context.new_cdp_session(phone)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 180, "y": 600}]})
    for x in range(180, 300, 10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": 610}]})
        sent.append(str(x))
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    # 110 of 340 px is about a third of the court, so the paddle's centre goes from 50 to about 82.
    bob.wait_for_function("(name) => window[name] > 75 && window[name] < 92.1", arg=bob_paddle)


def test_typing_a_name_moves_nothing_and_reaches_the_other_side(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    visit(ada, new_game(points=5, countdown=0))
    field = ada.locator("#band section:visible [data-own-name]")
    field.press_sequentially("Wasws W")
    expect(field).to_have_value("Wasws W")
    field.press("Enter")
    expect(ada.locator("#side-1 [data-name]")).to_have_text("Wasws W")
    visit(bob, play_link(ada))
    expect(bob.locator("#side-1 [data-name]")).to_have_text("Wasws W")
    again = ada.context.new_page()
    visit(again, new_game())
    expect(again.locator("#side-1 [data-name]")).to_have_text("Wasws W")


def test_the_code_alone_leads_to_the_game(people: People, new_game: NewGame) -> None:
    ada, bob = people.page(), people.page()
    visit(ada, new_game(points=3))
    expect(ada.locator("#link")).to_have_value(play_link(ada))
    visit(bob, new_game().split("/new")[0])
    bob.locator("input[name=code]").fill(code_of(ada).lower())
    bob.get_by_role("button", name="Join").click()
    expect(title(bob)).to_have_text("Ready?")
    expect(bob.locator("#side-1 [data-meta]")).to_contain_text("first to 3")
