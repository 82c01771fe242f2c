"""What a line makes of play without any prediction: gaps between frames, and the time from a key to its first frame.

    python -m tests.load.feel --seconds 20 --seed 7          a table, a line a profile, the server without a proxy first
    python -m tests.load.feel --only 150 --logs FOLDER       with every frame's arrival, as CSV

One server, and for each line a match of two: an extended client over the line, which acknowledges as the page does and
presses keys, and a core client at the server itself. Loopback only. The first row is what this machine and the server
make of it; "none" is the proxy without any delay.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from tests.support.client import Client, Message, connect
from tests.support.lag import PROFILES, bad_line, percentile
from tests.support.rooms import new_room_code, ready_pair, seat_pair
from tests.support.servers import RunningServer, native_server

NO_PROXY = "no proxy"
ACK_EVERY_S = 0.1
LONGEST_S = 30.0  # a match of 21 points lasts longer
MIDDLE = 50.0
HITCH_MS = 100.0  # six frames: a gap that everybody sees
ROW = "{:<9} {:>8} {:>7} {:>7} {:>7} {:>7} {:>10} {:>8} {:>7} {:>7} {:>7}"
HEADS = ("line", "frames/s", "gap p50", "p95", "p99", "max", f">{HITCH_MS:g}/min", "presses", "key p50", "p95", "p99")


@dataclass(slots=True)
class Diary:
    """What one player saw. Seconds of the loop's clock.

    Attributes:
        frames: when each frame came, and its tick.
        trips_s: from each key to the first frame in which the own paddle has moved.
    """

    frames: list[tuple[float, int]] = field(default_factory=list)
    trips_s: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        gaps = sorted((b - a) * 1000.0 for (a, _), (b, _) in pairwise(self.frames))
        trips = sorted(trip * 1000.0 for trip in self.trips_s)
        seconds = self.frames[-1][0] - self.frames[0][0]
        figures = [
            *(percentile(gaps, share) for share in (0.5, 0.95, 0.99, 1.0)),
            sum(gap > HITCH_MS for gap in gaps) * 60.0 / seconds,
        ]
        keys = [percentile(trips, share) for share in (0.5, 0.95, 0.99)]
        texts = [f"{figure:.0f}" for figure in (len(gaps) / seconds, *figures)]
        return ROW.format(name, *texts, len(trips), *(f"{figure:.0f}" for figure in keys))

    def csv(self) -> str:
        return "arrival_s,tick\n" + "".join(f"{at:.6f},{tick}\n" for at, tick in self.frames)


class Player:
    """The one over the line: notes, acknowledges, presses keys."""

    def __init__(self, client: Client, chance: Random) -> None:
        self.diary = Diary()
        self._client = client
        self._chance = chance
        self._came = asyncio.Condition()
        self._heights = (MIDDLE, MIDDLE)  # the last two of the own paddle

    async def play(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for work in (self._watch(), self._acknowledge(), self._press()):
                group.create_task(work)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            frame = await self._client.until("game_update", within=LONGEST_S)
            self.diary.frames.append((loop.time(), frame["tick"]))
            async with self._came:
                self._heights = (self._heights[1], self._own_height(frame))
                self._came.notify_all()

    async def _acknowledge(self) -> None:
        while True:
            await asyncio.sleep(ACK_EVERY_S)
            if self.diary.frames:
                await self._client.send("ack", tick=self.diary.frames[-1][1])

    async def _press(self) -> None:
        """Towards the middle, from a stand; a key is let go when the paddle has been seen to move."""
        loop = asyncio.get_running_loop()
        while True:
            await self._until(lambda: self._heights[0] == self._heights[1])
            await asyncio.sleep(self._chance.uniform(0.05, 0.25))
            stood = self._heights[1]
            began = loop.time()
            await self._client.steer("up" if stood > MIDDLE else "down")
            await self._until(lambda stood=stood: self._heights[1] != stood)  # type: ignore[misc]
            self.diary.trips_s.append(loop.time() - began)
            await self._client.steer("stop")

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with self._came:
            await self._came.wait_for(condition)

    def _own_height(self, frame: Message) -> float:
        return float(frame[f"p{self._client.player_num}_y"])


async def match(url: str, line_url: str, *, seconds: float, seed: int) -> Diary:
    """One match, of which the player over the line keeps a diary for so long."""
    code = new_room_code()
    async with connect(line_url, code, subprotocols=["pong.v1"]) as far, connect(url, code) as near:
        await seat_pair(far, near, points_limit=21)
        await ready_pair(far, near)
        player = Player(far, Random(seed))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
                group.create_task(player.play())
                group.create_task(_read_all(near))
        return player.diary


async def _read_all(client: Client) -> None:
    while True:
        await client.receive(within=LONGEST_S)


@contextlib.asynccontextmanager
async def line_to(server: RunningServer, name: str, seed: int) -> AsyncIterator[str]:
    """The address to play at."""
    if name == NO_PROXY:
        yield server.url
        return
    async with bad_line(server.url, PROFILES[name], seed=seed) as proxy:
        yield f"ws://{proxy.address}"


async def measure(server: RunningServer, wish: argparse.Namespace) -> None:
    _say(ROW.format(*HEADS))
    for name in wish.only or [NO_PROXY, *PROFILES]:
        async with line_to(server, name, wish.seed) as url:
            diary = await match(server.url, url, seconds=min(wish.seconds, LONGEST_S), seed=wish.seed)
        _say(diary.row(name))
        if wish.logs:
            (wish.logs / f"frames-{name.replace(' ', '-')}.csv").write_text(diary.csv())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each line, at most 30")
    parser.add_argument("--seed", type=int, default=7, help="of the lines and of the keys")
    parser.add_argument("--only", nargs="+", choices=[NO_PROXY, *PROFILES], help="these lines")
    parser.add_argument("--logs", type=Path, help="a folder that is there, for the arrivals of the frames")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, native_server(Path(folder), redis_url="", own=True) as server:
        asyncio.run(measure(server, wish))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
