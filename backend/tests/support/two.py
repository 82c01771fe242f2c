"""Rooms whose people are at two servers of one game."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.client import Client
from tests.support.rooms import RoomFactory, let_the_serve_pass, ready_pair, seat_pair
from tests.support.servers import RunningServer


@dataclass(frozen=True)
class TwoServers:
    """Two servers, and whom this test has at them.

    Attributes:
        server: the one at which rooms are opened, so that they run there; its database is the other one's too.
        home: sockets to it.
        away: sockets to the other one.
    """

    server: RunningServer
    home: RoomFactory
    away: RoomFactory

    @property
    def mirrored(self) -> TwoServers:
        """The same, with the rooms at the other server."""
        return TwoServers(self.server, home=self.away, away=self.home)

    async def seated_pair(self, **options: Any) -> tuple[Client, Client]:
        """Two players who are to get ready: the first where the room runs, the second at the other server."""
        first = await self.home.connect()
        second = await self.away.connect(first.room_code)
        await seat_pair(first, second, **options)
        return first, second

    async def ready_pair(self, **options: Any) -> tuple[Client, Client]:
        """The same two at the beginning of a match."""
        first, second = await self.seated_pair(**options)
        await ready_pair(first, second)
        return first, second

    async def finished_pair(self) -> tuple[Client, Client]:
        """The same two right after a match of one point."""
        first, second = await self.ready_pair(points_limit=1)
        await let_the_serve_pass(first, second)
        for player in (first, second):
            await player.until_status("game_over")
        return first, second
