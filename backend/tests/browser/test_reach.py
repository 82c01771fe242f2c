"""Every control of every page by keyboard alone, with a focus that is seen, and large enough for a thumb."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.server import Server
from tests.browser.steps import title, visit, wait_for_extras

# What a person can do something with now; of a group of radio buttons the tabulator stops at one.
CONTROLS = """() => {
  const root = document.querySelector("dialog[open]") ?? document;
  const groups = new Set();
  window.controls = [...root.querySelectorAll("a[href], button, input, select")]
    .filter((element) => element.checkVisibility() && !element.disabled)
    .filter(({type, name, form}) => {
      if (type !== "radio") return true;
      const group = [...document.forms].indexOf(form) + name;
      return !groups.has(group) && groups.add(group);
    });
  return window.controls.length;
}"""
FOCUSED = """() => {
  const element = document.activeElement;
  const shown = element.type === "radio" ? element.nextElementSibling : element;
  const {outlineStyle, outlineWidth} = getComputedStyle(shown);
  const same = (control) => control === element ||
    (control.type === "radio" && control.name === element.name && control.form === element.form);
  return {place: window.controls.findIndex(same), seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2};
}"""
SMALL = """() => [...(document.querySelector("dialog[open]") ?? document)
    .querySelectorAll("a[href], button, input, select")]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.outerHTML, element.closest("label") ?? element])
  .map(([name, element]) => [name, element.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([name]) => name)"""

PAGES = {
    "home": "/",
    "room": "/room/REACH2/",
    "watcher": "/room/REACH3/watch/",
    "practice": "/practice/",
    "local": "/local/",
    "couch": "/room/REACH4/watch/?couch",
    "paddle": "/room/REACH5/?paddle",
}

Open = Callable[[str], Page]


@pytest.fixture
def open_page(people: People, server: Server) -> Open:
    def page(name: str) -> Page:
        opened = people.page()
        visit(opened, f"{server.url}{PAGES[name]}")
        wait_for_extras(opened)
        if name != "home":
            expect(title(opened)).to_be_visible()
        return opened

    return page


def expect_reachable(page: Page) -> None:
    """Tab after tab leads to every control, each of which shows that it has the focus."""
    count = int(page.evaluate(CONTROLS))
    assert count > 1
    reached: set[int] = set()
    for _ in range(2 * count + 4):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["place"] >= 0:
            assert focused["seen"], page.evaluate("() => document.activeElement.outerHTML")
            reached.add(focused["place"])
    assert reached == set(range(count))
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_control_of_a_page(open_page: Open, name: str) -> None:
    expect_reachable(open_page(name))


@pytest.mark.parametrize("name", PAGES)
def test_the_settings_are_opened_left_and_reached_by_keyboard_on_every_page(open_page: Open, name: str) -> None:
    page = open_page(name)
    page.get_by_role("button", name="Settings").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    expect_reachable(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Settings")).to_be_hidden()
    expect(page.get_by_role("button", name="Settings")).to_be_focused()
