"""How a real server behaves with many members: markers ``performance`` and ``load``. Prints what it measures.

No bound is in milliseconds, because the machine is shared with whatever else runs; ``tests/load`` measures for real.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from itertools import chain, pairwise
from statistics import median, quantiles

import pytest

from pong.game_rules import RULES
from tests.support.client import Client
from tests.support.rooms import RoomFactory, let_the_serve_pass, ready_pair

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]

OBSERVERS = 100
FRAMES = 60
GAMES = 10
# Of 100 that are served one after another the last one is 2 times as late as the one in the middle.
UNFAIR = 5
# Times as long as the ticks of the longest match: a server that is late catches up.
SLOW = 3


@pytest.mark.performance
async def test_100_concurrent_observers(rooms: RoomFactory, capsys: pytest.CaptureFixture[str]) -> None:
    """All observers get the same second of a match, nobody much later than the others; how much later is printed."""
    first, second = await rooms.seated_pair()
    observers = await rooms.observers(first.room_code, OBSERVERS)
    await ready_pair(first, second)
    arrivals = await asyncio.gather(*(arrival_times(observer, FRAMES) for observer in observers))
    lags = lags_behind_the_first(arrivals)
    with capsys.disabled():
        report(lags)
    assert len(lags[0]) >= FRAMES * 0.8, "all observers saw the same ticks"
    each = [median(lag) for lag in lags]
    assert max(each) < UNFAIR * median(each), "nobody is served last again and again"


@pytest.mark.load
async def test_10_concurrent_games(rooms: RoomFactory, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten matches are played to their ends at the same time, each to its own result."""
    games = await asyncio.gather(*(rooms.ready_pair(points_limit=1 + number % 2) for number in range(GAMES)))
    started = time.perf_counter()
    await asyncio.gather(*(let_the_serve_pass(*game) for game in games))
    gaps = await asyncio.gather(*(gaps_until_game_over(first) for first, _ in games))
    duration = time.perf_counter() - started
    everybody = sorted(chain(*gaps))
    with capsys.disabled():
        say(f"\n{GAMES} games over after {duration:.1f} s; ms between two frames {percentiles(everybody)}\n")
    for number, (first, second) in enumerate(games):
        score = await second.until("game_over")
        assert score == next(message for message in first.seen if message["type"] == "game_over")
        assert max(score["p1_score"], score["p2_score"]) == 1 + number % 2
        assert {message["room_code"] for message in first.seen if "room_code" in message} == {first.room_code}
    longest = max(message["tick"] for first, _ in games for message in first.seen if message["type"] == "game_update")
    assert duration < SLOW * longest / RULES.ticks_per_second, "ten matches go no slower than one"


Arrivals = dict[int, float]


async def arrival_times(observer: Client, number: int) -> Arrivals:
    """When the next ``number`` frames came, by their ticks."""
    arrivals: Arrivals = {}
    while len(arrivals) < number:
        frame = await observer.until("game_update")
        arrivals[frame["tick"]] = time.perf_counter()
    return arrivals


async def gaps_until_game_over(player: Client) -> list[float]:
    """Milliseconds between two frames, up to the end of the match."""
    times: list[float] = []
    while (message := await player.receive())["type"] != "game_over":
        if message["type"] == "game_update":
            times.append(time.perf_counter())
    return [(after - before) * 1000.0 for before, after in pairwise(times)]


def lags_behind_the_first(arrivals: Sequence[Arrivals]) -> list[list[float]]:
    """For each observer, how many milliseconds each tick came after the first observer had it."""
    common = set.intersection(*(set(each) for each in arrivals))
    earliest = {tick: min(each[tick] for each in arrivals) for tick in common}
    return [[(each[tick] - earliest[tick]) * 1000.0 for tick in sorted(common)] for each in arrivals]


def report(lags: list[list[float]]) -> None:
    say(f"\nms behind the first of {len(lags)} observers, p50/p99: {percentiles(sorted(chain(*lags)))}; each one's:\n")
    for start in range(0, len(lags), 10):
        say("  " + "  ".join(percentiles(sorted(lag)) for lag in lags[start : start + 10]) + "\n")


def percentiles(ordered: list[float]) -> str:
    cuts = quantiles(ordered, n=100, method="inclusive")
    return f"{cuts[49]:.1f}/{cuts[98]:.1f}"


def say(text: str) -> None:
    sys.stdout.write(text)
