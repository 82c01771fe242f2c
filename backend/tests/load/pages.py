"""What it costs to load a page on a phone over slow 4G: cold and warm, beside a bare text from the same server.

    python -m tests.load.pages                       three rounds, about two minutes
    python -m tests.load.pages --rounds 1            a short look
    python -m tests.load.pages --markdown FILE --json FILE

A real server and a real Chromium (CHROMIUM_PATH) that slows itself down: 1.6 Mbit/s down, 750 kbit/s up, 150 ms a
request, a processor four times slower. The bare text is /healthz: one request, no page is faster over this line. Prints
the median of all rounds as one table, goals missed marked. Ends by itself within three minutes, with fewer rounds if it
must. Loopback only. The machine is in the figures: the bare text's say how much.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright
from websockets.sync.client import connect

from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, running_server
from tests.load.pages_browser import address_of, load_twice
from tests.load.pages_table import BASELINE, LOADS, PAGES, Report, table
from tests.support.rooms import new_room_code

MOST_ROUNDS = 9
MOST_S = 150.0  # after that nothing more begins; what has begun ends within its own time limits


def main() -> int:
    """Returns 1 if a page could not be loaded, or not once."""
    wish = _arguments()
    with running_server() as url, _somebody_waiting(url), sync_playwright() as playwright:
        _wake(url)
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
        try:
            reports, failed = _measure(browser, url, wish.rounds)
        finally:
            browser.close()
    text = table(reports)
    _say("\n" + text)
    if wish.markdown:
        wish.markdown.write_text(text)
    if wish.json:
        wish.json.write_text("".join(json.dumps([*key, seen]) + "\n" for key, seen in reports.items()))
    return 1 if failed or len(reports) < len(LOADS) * (1 + len(PAGES)) else 0


def _measure(browser: Browser, url: str, rounds: int) -> tuple[dict[tuple[str, str], list[Report]], int]:
    """All pages in turns, so that a neighbour's work meets each alike. Also how many could not be loaded."""
    reports: defaultdict[tuple[str, str], list[Report]] = defaultdict(list)
    failed, ends_at = 0, time.monotonic() + MOST_S
    for turn in range(rounds):
        for path in (BASELINE, *PAGES):
            if time.monotonic() > ends_at:
                _say(f"no more time: ended in round {turn + 1} of {rounds}, before {path}")
                return reports, failed
            try:
                both = load_twice(browser, url, path)
            except (Error, AssertionError) as reason:
                _say(f"{path}: {reason}")
                failed += 1
                continue
            for load, report in zip(LOADS, both, strict=True):
                reports[path, load].append(report)
        _say(f"round {turn + 1} of {rounds} done")
    return reports, failed


@contextlib.contextmanager
def _somebody_waiting(url: str) -> Iterator[None]:
    """One public game, for the home page to list."""
    with connect(f"{url.replace('http', 'ws', 1)}/ws/game/{new_room_code()}/") as socket:
        socket.send('{"type": "create_room"}')
        socket.send('{"type": "join_game", "name": "Ada"}')
        while "joined_as_player" not in str(socket.recv(timeout=20)):
            pass
        yield


def _wake(url: str) -> None:
    """Ask for each page once: what a server does only at the first request is not what is measured."""
    for path in (BASELINE, *PAGES):
        with urllib.request.urlopen(address_of(url, path), timeout=20) as answer:
            answer.read()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help=f"of which the median is taken, at most {MOST_ROUNDS}")
    parser.add_argument("--markdown", type=Path, help="a file for the table")
    parser.add_argument("--json", type=Path, help="a file for the figures of all loads")
    wish = parser.parse_args()
    wish.rounds = min(max(wish.rounds, 1), MOST_ROUNDS)
    return wish


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
