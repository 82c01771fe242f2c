"""Colours that the system forces on a page, and more contrast: everything stays visible and distinguishable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import LOOKED_AT, NEXT_PICTURE, expect_in_play, play_link, title, visit, wait_for_extras

# What the canvas is drawn in, and the ground below it: the most frequent opaque colour, and the page's.
INK_AND_GROUND = """() => {
  const canvas = document.querySelector("canvas");
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = {};
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) {
      const colour = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
      counts[colour] = (counts[colour] ?? 0) + 1;
    }
  }
  const ink = Object.keys(counts).sort((a, b) => counts[b] - counts[a])[0];
  const {color, backgroundColor} = getComputedStyle(document.documentElement);
  return {ink, text: color, ground: backgroundColor};
}"""

# Texts that can be seen, with less than 4.5:1 to the nearest ground behind them.
UNREADABLE = """() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const over = ([r, g, b, a = 1], ground) => [r, g, b].map((part, at) => part * a + ground[at] * (1 - a));
  const luminance = (colour) => colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const groundOf = (element) => {
    if (element === null) return parts(getComputedStyle(document.documentElement).backgroundColor).slice(0, 3);
    const own = parts(getComputedStyle(element).backgroundColor);
    return own[3] === 0 ? groundOf(element.parentElement) : over(own, groundOf(element.parentElement));
  };
  const hasText = ({childNodes}) => [...childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const dialog = document.querySelector("dialog[open]");
  return [...(dialog ?? document.body).querySelectorAll("*")].filter((element) => {
    if (!hasText(element) || !element.checkVisibility({visibilityProperty: true})) return false;
    if (element.closest("svg, script, noscript, .unseen, :disabled")) return false;
    const ground = groundOf(element);
    const text = over(parts(getComputedStyle(element).color), ground);
    const [low, high] = [luminance(ground), luminance(text)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05) < 4.5;
  }).map((element) => element.textContent.trim());
}"""

Forced = Callable[..., Page]


@pytest.fixture(params=["light", "dark"])
def forced(people: People, request: pytest.FixtureRequest) -> Forced:
    """A page of somebody whose system has colours of its own."""
    people.expect_complaint(LOOKED_AT)
    return lambda **options: people.page(forced_colors="active", color_scheme=request.param, **options)


def look(page: Page, selector: str, *names: str) -> list[str]:
    """What the browser really shows there."""
    found: list[str] = page.locator(selector).first.evaluate(
        "(element, names) => names.map((name) => getComputedStyle(element)[name])", list(names)
    )
    return found


def test_what_is_chosen_and_what_to_press_stand_out_on_the_home_page(forced: Forced, server: Server) -> None:
    page = forced()
    visit(page, server.url)
    (ground,) = look(page, "html", "backgroundColor")
    chosen, other = (
        look(page, f"input[name=points]{state} + span", "backgroundColor", "color")
        for state in (":checked", ":not(:checked)")
    )
    assert chosen != other
    assert chosen[0] not in {chosen[1], ground}
    assert look(page, "#play-now", "backgroundColor") != [ground]
    assert page.evaluate(UNREADABLE) == []
    # Its middle is a line where its grounds are one.
    assert look(page, ".half.p2", "borderInlineStartStyle") == ["solid"]


def test_a_match_is_drawn_in_the_colours_of_the_system_below_bars_and_band(
    forced: Forced, people: People, server: Server
) -> None:
    page, bob = forced(), people.page()
    visit(page, f"{server.url}/new?points=11&countdown=0")
    expect(page.locator("#link")).to_be_visible()
    (ground,) = look(page, "html", "backgroundColor")
    assert look(page, "#qr", "backgroundColor", "fill") == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert look(page, "#band", "borderTopStyle") == ["solid"]
    assert look(page, "#side-1 .mark", "backgroundColor") != [ground]
    visit(bob, play_link(page))
    expect(title(page)).to_have_text("Ready?")
    assert look(page, "#ready", "backgroundColor") != [ground]
    assert page.evaluate(UNREADABLE) == []
    for player in (page, bob):
        player.keyboard.press("Space")
    expect_in_play(page)
    assert page.evaluate(UNREADABLE) == []
    drawn = page.evaluate(INK_AND_GROUND)
    assert drawn["ink"] == drawn["text"] != drawn["ground"]


def test_the_settings_of_practice_have_an_edge_and_practice_has_its_ink(forced: Forced, server: Server) -> None:
    page = forced()
    visit(page, f"{server.url}/practice/?level=calm&points=11")
    wait_for_extras(page)
    drawn = page.evaluate(INK_AND_GROUND)
    assert drawn["ink"] == drawn["text"] != drawn["ground"]
    assert page.evaluate(UNREADABLE) == []
    page.keyboard.press("Space")
    expect(page.locator("#countdown.pulse")).to_be_visible()
    assert look(page, "#countdown", "backgroundColor", "fill") == [drawn["ground"], drawn["text"]]
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    assert page.evaluate(UNREADABLE) == []
    assert look(page, "#settings", "borderTopStyle") == ["solid"]


def test_the_court_takes_colours_that_come_while_it_is_seen(people: People, server: Server) -> None:
    people.expect_complaint(LOOKED_AT)
    page = people.page(color_scheme="light")
    visit(page, f"{server.url}/practice/?level=calm&points=11")
    expect(title(page)).to_be_visible()
    inks = []
    for wanted in ({"contrast": "no-preference"}, {"contrast": "more"}, {"forced_colors": "active"}):
        page.emulate_media(**wanted)
        page.evaluate(NEXT_PICTURE)
        inks.append(page.evaluate(INK_AND_GROUND)["ink"])
    assert inks == ["rgb(29, 29, 168)", "rgb(0, 0, 107)", "rgb(0, 0, 0)"]
