"""How it feels over a bad line: the goals of the netcode, measured for each line and each way to draw.

    python -m tests.load.feel                                    5 minutes each, four at a time: about 25 minutes
    python -m tests.load.feel --seconds 30 --modes warp          a short look
    python -m tests.load.feel --browser --only 150 --seconds 60  two pages in Chromium instead, as they are painted

A native server, and for each line and mode two headless players over a lag proxy: real sockets, the page's netcode,
sixty pictures a second, autopilots at the keys. What is judged is what is drawn (frontend/tests/bench/feel/referee.js),
for a court of 800 by 500 px. Prints one table, goals missed marked. Loopback only; ends what it has started. The
machine is in the figures: one that has other work shows pauses that no line has (``--realtime`` helps, as root).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.load.feel_browser import play_in_chromium
from tests.load.feel_pairs import PairFailed, Wish, play
from tests.load.feel_table import LINES, MODES, Tally, table
from tests.support.lag import PROFILES
from tests.support.servers import RunningServer, native_pair, native_server, redis_server

Reports = dict[tuple[str, str], list[dict[str, Any]]]


def main() -> int:
    """Returns 1 if somebody could not play."""
    wish = _arguments()
    if wish.realtime:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))  # children inherit it
    if wish.logs:
        wish.logs.mkdir(parents=True, exist_ok=True)
    cells = [(line, mode) for line in wish.only for mode in wish.modes]
    with tempfile.TemporaryDirectory() as folder, _servers(Path(folder), with_redis=wish.redis) as servers:
        reports = (
            _in_chromium(servers[0], cells, wish) if wish.browser else asyncio.run(_headless(servers, cells, wish))
        )
    text = table({cell: Tally(seen) for cell, seen in reports.items()})
    _say("\n" + text)
    if wish.markdown:
        wish.markdown.write_text(text)
    if wish.json:
        wish.json.write_text("".join(json.dumps([*cell, seen]) + "\n" for cell, seen in reports.items()))
    return 0 if len(reports) == len(cells) else 1


def _measured(servers: Sequence[RunningServer], cells: Sequence[tuple[str, str]], wish: argparse.Namespace) -> Reports:
    if wish.browser:
        return _in_chromium(servers[0], cells, wish)
    return asyncio.run(_headless(servers, cells, wish))


async def _headless(
    servers: Sequence[RunningServer], cells: Sequence[tuple[str, str]], wish: argparse.Namespace
) -> Reports:
    """All of them, so many at a time; who cannot play is named and left out."""
    reports: Reports = {}
    turns = asyncio.Semaphore(wish.pairs_at_once)

    async def one(line: str, mode: str) -> None:
        async with turns:
            try:
                reports[line, mode] = await play(servers, line, mode, _pair_wish(wish))
            except PairFailed as reason:
                _say(f"{mode} over {line}: {reason}")
                return
            _say(f"{mode} over {line}: played, {len(reports)} of {len(cells)}")

    async with asyncio.TaskGroup() as group:
        for cell in cells:
            group.create_task(one(*cell))
    return reports


def _pair_wish(wish: argparse.Namespace) -> Wish:
    return Wish(seconds=wish.seconds, seed=wish.seed, points=wish.points, logs=wish.logs)


def _in_chromium(server: RunningServer, cells: Sequence[tuple[str, str]], wish: argparse.Namespace) -> Reports:
    """One pair after the other: a machine has only one screen to paint."""
    reports: Reports = {}
    for line, mode in cells:
        reports[line, mode] = play_in_chromium(server, line, mode, _pair_wish(wish))
        _say(f"{mode} over {line} in Chromium: played, {len(reports)} of {len(cells)}")
    return reports


@contextlib.contextmanager
def _servers(folder: Path, *, with_redis: bool) -> Iterator[list[RunningServer]]:
    """One, or two with a Redis between them: then the second player is a guest of the room's owner."""
    if not with_redis:
        with native_server(folder, own=True) as server:
            yield [server]
        return
    with redis_server(folder) as redis_url, native_pair(folder, redis_url) as (plain, own):
        yield [own, plain]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0, help="for each; the last match is played to its end")
    parser.add_argument("--seed", type=int, default=7, help="of the lines and of the autopilots")
    parser.add_argument("--points", type=int, default=5, help="of a match")
    parser.add_argument("--only", nargs="+", choices=list(PROFILES), default=list(LINES), help="these lines")
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES), help="these modes")
    parser.add_argument("--pairs-at-once", type=int, default=4)
    parser.add_argument("--redis", action="store_true", help="the two players at two servers")
    parser.add_argument("--browser", action="store_true", help="in Chromium (CHROMIUM_PATH), as it is painted")
    parser.add_argument("--realtime", action="store_true", help="before all other processes; as root")
    parser.add_argument("--logs", type=Path, help="a folder for a line a picture (CSV), and for screenshots")
    parser.add_argument("--markdown", type=Path, help="a file for the table")
    parser.add_argument("--json", type=Path, help="a file for the reports, a line a pair")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
