"""Draw the PNGs of the icons and of the card for shared links from our SVGs, with Chromium: ``make pictures``.

They are in git, since some systems take no SVG and a server has no Chromium. Nobody needs this until an SVG changes.
"""

import os
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
IMG = Path(__file__).resolve().parent.parent / "frontend" / "img"
# PNG: its SVG, width and height in pixels.
PICTURES = {
    "icon-192.png": ("icon.svg", 192, 192),
    "icon-512.png": ("icon.svg", 512, 512),
    "maskable-512.png": ("maskable.svg", 512, 512),
    "touch-180.png": ("maskable.svg", 180, 180),
    "card.png": ("card.svg", 1200, 630),
}


def draw(browser: Browser, png: str) -> None:
    """One picture, of exactly its size."""
    svg, width, height = PICTURES[png]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:100vw}}</style>{(IMG / svg).read_text()}")
    page.screenshot(path=IMG / png)
    page.close()


def main() -> None:
    """All of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for png in PICTURES:
            draw(browser, png)
        browser.close()


if __name__ == "__main__":
    main()
