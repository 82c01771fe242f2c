"""How many rooms does one core hold? Starts a real Daphne on a core of its own and plays on it from another one.

    python -m tests.load.rooms --rooms 40 --seconds 20 --inputs 20     one step
    python -m tests.load.rooms --search                                the most rooms within the bound
    python -m tests.load.rooms --search --baseline                     the same for the tutorial design, and the ratio

Loopback only, and it ends by itself. Late is what begins after its deadline, as the server counts it; the bound is
kept if 99 of 100 ticks are at most 5 ms late, 98 % of the frames arrive and no socket is lost. A step in which the
server was "queued" for more than a percent or two, or the machine stolen from, says more about its neighbours.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.load.players import Outcome, play
from tests.support.servers import native_server, redis_server

BOUND_MS = 5.0
MOST_ROOMS = 1000
PRODUCT, BASELINE = "config.asgi:application", "tests.load.baseline.asgi:application"
PLAIN_SEND = "tests.load.baseline.plain_send:application"
COLUMNS = (
    "{:<9} {:>6} {:>9} {:>7} {:>12} {:>10} {:>10} {:>8} {:>6} {:>7} {:>7}",
    ("design", "rooms", "frames/s", "of 60", "jitter p99", "late p50", "late p99", "dropped", "CPU", "queued", "steal"),
)

Measure = Callable[[int], Outcome]


def main() -> int:
    """Returns 0 if the product keeps the bound (in a search: with the rooms asked for)."""
    wish = _arguments()
    server_core, client_core = _cores()
    os.sched_setaffinity(0, {client_core})
    if wish.realtime:
        # Niceness would not do: Linux weighs sessions before processes. The servers inherit this.
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    _say(COLUMNS[0].format(*COLUMNS[1]))
    found: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        redis_url = stack.enter_context(redis_server(Path(folder))) if wish.redis else ""
        for design, application in _designs(baseline=wish.baseline):

            def measure(rooms: int, design: str = design, application: str = application) -> Outcome:
                with (
                    tempfile.TemporaryDirectory() as own,
                    native_server(Path(own), redis_url=redis_url, core=server_core, application=application) as server,
                ):
                    outcome = asyncio.run(play(server, rooms=rooms, seconds=wish.seconds, inputs=wish.inputs))
                _say(_row(design, outcome))
                return outcome

            found[design] = _most_rooms(measure, wish.rooms) if wish.search else _one_step(measure, wish.rooms)
    if wish.search:
        _say("rooms within the bound: " + ", ".join(f"{design} {rooms}" for design, rooms in found.items()))
    if wish.search and wish.baseline:
        for design in ("no line", "tutorial"):
            _say(f"ours to {design}: {found['ours'] / max(found[design], 1):.1f}")
    return 0 if found["ours"] >= wish.rooms else 1


def _one_step(measure: Measure, rooms: int) -> int:
    return rooms if measure(rooms).holds(BOUND_MS) else 0


def _most_rooms(measure: Measure, first: int) -> int:
    """Double until it fails, or halve until it holds; then bisect down to a tenth. A failed step is tried twice."""

    def holds(rooms: int) -> bool:
        return measure(rooms).holds(BOUND_MS) or measure(rooms).holds(BOUND_MS)

    good, bad, rooms = 0, MOST_ROOMS + 1, first
    while bad - good > max(1, good // 10) and 0 < rooms <= MOST_ROOMS:
        good, bad = (rooms, bad) if holds(rooms) else (good, rooms)
        rooms = (good + bad) // 2 if bad <= MOST_ROOMS else 2 * good
    return good


def _designs(*, baseline: bool) -> list[tuple[str, str]]:
    ours = [("ours", PRODUCT)]
    return [*ours, ("no line", PLAIN_SEND), ("tutorial", BASELINE)] if baseline else ours


def _row(design: str, outcome: Outcome) -> str:
    period = outcome.period
    return COLUMNS[0].format(
        design,
        outcome.rooms,
        f"{outcome.frames_per_s:.0f}",
        f"{outcome.delivered:.1%}",
        f"{outcome.jitter_p99_ms:.1f} ms",
        f"<={period.lateness_ms(0.5):g} ms",
        f"<={period.lateness_ms(0.99):g} ms",
        period.dropped,
        f"{period.cpu:.0%}",
        f"{period.queued:.1%}",
        f"{period.steal:.1%}",
    )


def _cores() -> tuple[int, int]:
    """One processor for the server and another for the players, if there are two."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], cores[-1]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", type=int, default=40, help="rooms of two players (where a search begins)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each step is watched, at most 30")
    parser.add_argument("--inputs", type=float, default=20.0, help="keys that each player presses a second")
    parser.add_argument("--search", action="store_true", help="find the most rooms within the bound")
    parser.add_argument(
        "--baseline", action="store_true", help="measure the tutorial design too, and ours without pong/line.py"
    )
    parser.add_argument("--realtime", action="store_true", help="go before all neighbours on the machine; needs root")
    parser.add_argument("--redis", action="store_true", help="with a real Redis, started for the run")
    wish = parser.parse_args()
    # A match of 21 points lasts 40 s and more; no room may finish while it is watched.
    wish.seconds = min(wish.seconds, 30.0)
    wish.rooms = min(max(wish.rooms, 1), MOST_ROOMS)
    return wish


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
