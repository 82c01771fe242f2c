"""Two people at one device."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import FAKE_GAMEPADS, LOOKED_AT, NEXT_PICTURE, expect_in_play, title, visit, wait_for_extras
from tests.browser.test_pages import SIZES, expect_fits

A_POINT_MS = 60_000

# Where the two paddles are drawn, as shares of the height: the first long run of ink in a column near each edge.
PADDLES = """() => {
  const {width, height} = court;
  const context = court.getContext("2d");
  const topIn = (from, to) => {
    const {data} = context.getImageData(from, 0, to - from, height);
    const columns = to - from;
    for (let x = 0; x < columns; x++) {
      let run = 0;
      for (let y = 0; y < height; y++) {
        run = data[4 * (y * columns + x) + 3] > 200 ? run + 1 : 0;
        if (run > height / 12) return (y - run + 1) / height;
      }
    }
    return null;
  };
  return {left: topIn(0, Math.floor(width / 6)), right: topIn(Math.ceil(width * 5 / 6), width)};
}"""

Sit = Callable[..., Page]


@pytest.fixture
def sit(people: People, server: Server) -> Sit:
    """The page of two who sit down together; ``sit(points=1)``."""
    people.expect_complaint(LOOKED_AT)

    def page(points: int = 5, **options: object) -> Page:
        opened = people.page(**options)
        opened.add_init_script(FAKE_GAMEPADS)
        visit(opened, f"{server.url}/local/?points={points}")
        expect(title(opened)).to_have_text("Side by side.")
        wait_for_extras(opened)
        return opened

    return page


def test_each_has_his_own_keys_and_the_match_is_played_to_its_end_and_again(sit: Sit) -> None:
    page = sit(points=1)
    page.keyboard.press("Space")
    expect(page.locator("#countdown")).to_be_visible()
    page.keyboard.down("w")
    page.keyboard.down("ArrowDown")
    page.wait_for_function(f"() => {{ const at = ({PADDLES})(); return at.left < 0.25 && at.right > 0.6; }}")
    expect(title(page)).to_contain_text("wins.", timeout=A_POINT_MS)
    winner = 1 if title(page).inner_text() == "Player 1 wins." else 2
    expect(page.locator(f"#side-{winner} [data-score]")).to_have_attribute("aria-label", "1")
    expect(page.locator("#live")).to_contain_text(f"Game over. Player {winner} wins.")
    page.keyboard.up("w")
    page.keyboard.up("ArrowDown")
    page.locator("#rematch").click()
    expect(page.locator("#countdown")).to_be_visible()
    expect_in_play(page)
    assert page.evaluate("window.testSockets.length") == 0


def test_two_fingers_move_two_paddles_at_once(sit: Sit) -> None:
    page = sit(points=11, has_touch=True)
    page.locator("#start").tap()
    expect(page.locator("#countdown")).to_be_visible()
    touch = page.context.new_cdp_session(page)

    def fingers(left: int, right: int) -> list[dict[str, int]]:
        return [{"x": 150, "y": left, "id": 1}, {"x": 500, "y": right, "id": 2}]

    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers(200, 200)})
    for way in range(0, 130, 10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": fingers(200 - way, 200 + way)})
    page.wait_for_function(f"() => {{ const at = ({PADDLES})(); return at.left < 0.3 && at.right > 0.6; }}")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_may_begin_on_the_names_above_the_court(sit: Sit) -> None:
    page = sit(points=11, has_touch=True)
    page.locator("#start").tap()
    expect(page.locator("#countdown")).to_be_visible()
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 150, "y": 20}]})
    for y in range(20, 160, 10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 150, "y": y}]})
    page.wait_for_function(f"() => ({PADDLES})().left > 0.6")
    assert page.evaluate(PADDLES)["right"] < 0.6


def test_two_gamepads_steer_start_and_pause_and_one_that_is_pulled_out_lets_go(sit: Sit) -> None:
    page = sit(points=11)
    page.evaluate("() => { testPads = [testPad(0, [9]), null, testPad(0)]; }")
    expect(page.locator("#countdown")).to_be_visible()
    page.evaluate("() => { testPads = [testPad(-1), null, testPad(0, [13])]; }")
    page.wait_for_function(f"() => {{ const at = ({PADDLES})(); return at.left < 0.25 && at.right > 0.6; }}")
    page.evaluate("() => { testPads = [testPad(1), null, testPad(0)]; }")
    page.wait_for_function(f"() => ({PADDLES})().left > 0.3")
    page.evaluate("() => { testPads = []; }")
    page.evaluate(NEXT_PICTURE)
    before = page.evaluate(PADDLES)["left"]
    for _ in range(10):
        page.evaluate(NEXT_PICTURE)
    assert page.evaluate(PADDLES)["left"] == pytest.approx(before, abs=0.02)
    assert before < 0.75
    page.evaluate("() => { testPads = [testPad(0)]; }")
    page.evaluate(NEXT_PICTURE)
    page.evaluate("() => { testPads = [testPad(0, [9])]; }")
    expect(title(page)).to_have_text("Paused.")


def test_the_length_is_chosen_and_the_address_has_it(sit: Sit) -> None:
    page = sit(points=5)
    page.get_by_label("11").check()
    expect(page.locator("#side-1 [data-meta]")).to_have_text("first to 11")
    page.reload()
    expect(page.get_by_label("11")).to_be_checked()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_size_has_room_for_two(sit: Sit, width: int, height: int) -> None:
    page = sit(viewport={"width": width, "height": height})
    expect_fits(page)
    page.keyboard.press("Space")
    expect(page.locator("#band")).to_be_hidden()
    expect_fits(page)
    page.keyboard.press("p")
    expect(page.locator("#resume")).to_be_in_viewport(ratio=1)
