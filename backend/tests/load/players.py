"""Rooms full of players that press keys, and what those players see."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.load.readings import Period, Reading
from tests.load.sockets import CountingClient, connect, text_frame
from tests.support.servers import RunningServer

TICK_S = 1.0 / 60.0
KEYS = tuple(text_frame("move_paddle", direction=direction) for direction in ("up", "stop", "down", "stop"))
CREATE = text_frame("create_room", points_limit=21)
JOIN = text_frame("join_game")
READY = text_frame("player_ready")
SLICES = 10  # the players' keys are spread over the time between two of one player
SETTLE_S = 2.0


@dataclass(frozen=True)
class Outcome:
    """One measured period: what the server counted and what the players saw."""

    rooms: int
    period: Period
    frames: int
    jitter_p99_ms: float
    lost: int

    @property
    def frames_per_s(self) -> float:
        return self.frames / self.period.seconds

    @property
    def delivered(self) -> float:
        """The share of the frames that 60 a second for every player would be."""
        return self.frames_per_s / (self.rooms * 2 * 60)

    def holds(self, bound_ms: float) -> bool:
        """Whether 99 of 100 ticks are less than ``bound_ms`` late, and nobody pays for it with frames."""
        return self.period.lateness_ms(0.99) <= bound_ms and self.delivered >= 0.98 and not self.lost


async def play(server: RunningServer, *, rooms: int, seconds: float, inputs: float) -> Outcome:
    """Fill ``rooms`` rooms, let them settle, and watch them for ``seconds``; each player sends ``inputs`` a second."""
    players: list[CountingClient] = []
    try:
        for _ in range(rooms):
            players += await _open_room(server.url)
        typing = asyncio.create_task(_press_keys(players, inputs))
        await asyncio.sleep(SETTLE_S)
        outcome = await _watch(server, players, seconds)
        typing.cancel()
        return outcome
    finally:
        for player in players:
            player.close()


async def _open_room(url: str) -> list[CountingClient]:
    code = f"L{secrets.token_hex(8).upper()}"
    first, second = await connect(url, code), await connect(url, code)
    first.send(CREATE)
    await first.until("room_created")
    for player in (first, second):
        player.send(JOIN)
        await player.until("joined_as_player")
    for player in (first, second):
        player.send(READY)
    for player in (first, second):
        await player.until("game_update")
    return [first, second]


async def _press_keys(players: Sequence[CountingClient], inputs: float) -> None:
    """Every player presses or releases a key ``inputs`` times a second, the players one after the other."""
    deadline, turn = time.perf_counter(), 0
    while True:
        for player in players[turn % SLICES :: SLICES]:
            player.send(KEYS[turn // SLICES % len(KEYS)])
        turn += 1
        deadline += 1.0 / inputs / SLICES
        await asyncio.sleep(max(0.0, deadline - time.perf_counter()))


async def _watch(server: RunningServer, players: Sequence[CountingClient], seconds: float) -> Outcome:
    before = await asyncio.to_thread(Reading.of, server)
    for player in players:
        player.forget()
    await asyncio.sleep(seconds)
    frames = sum(len(player.arrivals) for player in players)
    jitter = sorted(abs(b - a - TICK_S) for player in players for a, b in pairwise(player.arrivals))
    after = await asyncio.to_thread(Reading.of, server)
    return Outcome(
        rooms=len(players) // 2,
        period=Period(before, after),
        frames=frames,
        jitter_p99_ms=1000.0 * jitter[int(len(jitter) * 0.99)] if jitter else 0.0,
        lost=sum(player.closed_by_server for player in players),
    )
