"""Pictures of every screen at four sizes, light and dark: ``python -m tests.browser.screenshots FOLDER [SERVER_URL]``.

They are for looking at, not for comparing: nothing fails here but the server.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, running_server

SIZES = {"phone": (360, 740), "tablet": (820, 1180), "desktop": (1440, 900), "ultrawide": (2560, 1080)}
THEMES = ("light", "dark")
DRAWN = re.compile("^M")  # a code for cameras


def main(folder: Path, server_url: str | None) -> None:
    """Take all pictures into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    server = running_server() if server_url is None else nullcontext(server_url)
    with server as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
        for size in SIZES:
            for theme in THEMES:
                take_all(browser, url, size, theme, lambda page, name: page.screenshot(path=folder / name))
        browser.close()


def take_all(browser: Browser, url: str, size: str, theme: str, shoot: Callable[[Page, str], object]) -> None:
    """Home, a wrong code, one match from the invitation to its end, practice, and one's own page."""
    width, height = SIZES[size]
    phone = size == "phone"
    ours = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, has_touch=phone, device_scale_factor=1
    )
    theirs = browser.new_context()
    page = ours.new_page()

    def picture(name: str) -> None:
        shoot(page, f"{name}-{size}-{theme}.png")

    page.goto(url)
    picture("1-home")
    page.goto(f"{url}/room/no%20code/")
    picture("2-invalid")
    page.goto(f"{url}/new?points=3&countdown=3")
    expect(page.locator("#qr path")).to_have_attribute("d", DRAWN)
    picture("3-invite")
    play(page, theirs, picture)
    practise(page, url, picture)
    page.goto(f"{url}/me/")
    picture("12-me")
    sit_together(page, url, picture)
    ours.close()
    theirs.close()


def play(page: Page, theirs: BrowserContext, picture: Callable[[str], None]) -> None:
    """A match: ready, countdown, rally, the other side gone, back, and away for good."""
    other = theirs.new_page()
    other.goto(page.url.split("?")[0])
    expect(page.locator("#ready")).to_be_visible()
    picture("4-ready")
    page.keyboard.press("Space")
    expect(other.locator("#ready-other")).to_have_text("The other side is ready.")
    other.keyboard.press("Space")
    expect(page.locator("#countdown")).to_be_visible()
    picture("5-countdown")
    expect(page.locator("#band")).to_be_hidden()
    expect(page.locator("#countdown")).to_be_hidden(timeout=8000)
    page.keyboard.down("w")
    expect(page.locator("#side-1 [data-score][aria-label='1'], #side-2 [data-score][aria-label='1']")).to_be_visible(
        timeout=20000
    )
    page.keyboard.up("w")
    page.wait_for_timeout(1600)  # into the next rally; what is seen there is a matter of luck and taste
    picture("6-playing")
    address = other.url
    other.goto("about:blank")
    expect(page.locator("#away-title")).to_be_visible()
    picture("7-paused")
    other.goto(address)
    expect(page.locator("#away-title")).to_be_hidden()
    other.locator("#leave").click()
    other.locator("#leaving button[value=leave]").click()
    expect(page.locator("#over-title")).to_be_visible()
    picture("8-over")


def practise(page: Page, url: str, picture: Callable[[str], None]) -> None:
    """A match against the computer: the choice, a pause, the end."""
    page.goto(f"{url}/practice/?level=pro&points=1")
    expect(page.locator("#start")).to_be_visible()
    picture("9-practice")
    page.keyboard.press("Space")
    expect(page.locator("#band")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.locator("#resume")).to_be_visible()
    picture("10-practice-paused")
    page.keyboard.press("Space")
    page.keyboard.down("w")
    expect(page.locator("#over-title")).to_be_visible(timeout=60_000)
    page.keyboard.up("w")
    picture("11-practice-over")


def sit_together(page: Page, url: str, picture: Callable[[str], None]) -> None:
    """Two at one device, the settings, a big screen, and a phone before it."""
    page.goto(f"{url}/local/")
    expect(page.locator("#start")).to_be_visible()
    picture("12-local")
    page.goto(f"{url}/couch/?points=3")
    expect(page.locator("#couch [data-qr] path")).to_have_attribute("d", DRAWN)
    picture("13-couch")
    page.goto(page.locator("[data-address]").evaluate("(link) => link.href"))
    expect(page.locator("html")).to_have_attribute("data-motion", "full")
    expect(page.locator("#qr path")).to_have_attribute("d", DRAWN)
    picture("14-paddle")
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    picture("15-settings")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
