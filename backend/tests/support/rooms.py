"""Rooms for tests: each with a code that nobody else uses, so that any number of tests share one server."""

from __future__ import annotations

import asyncio
import secrets
from types import TracebackType
from typing import Any

from tests.support.client import Client, open_client


def new_room_code() -> str:
    """A code that no other test, worker or run has."""
    return f"T{secrets.token_hex(10).upper()}"


async def seat_pair(first: Client, second: Client, **options: Any) -> None:
    """``first`` opens the room; both take their seats, and both know that they are to get ready."""
    await first.create_room(**options)
    await first.join()
    await second.join()
    await asyncio.gather(first.until_status("waiting_for_ready"), second.until_status("waiting_for_ready"))


async def ready_pair(first: Client, second: Client) -> None:
    """Both seated players get ready; returns when the match has begun."""
    await asyncio.gather(first.ready(), second.ready())
    await asyncio.gather(first.until_status("playing"), second.until_status("playing"))


async def let_the_serve_pass(*players: Client) -> None:
    """Move the paddles to the edge of the court, where no serve arrives: the quickest way to a point."""
    await asyncio.gather(*(player.steer("up") for player in players))


class RoomFactory:
    """Opens rooms and sockets on one server and closes, at the end of its block, all that are left."""

    def __init__(self, server_url: str) -> None:
        self.server_url = server_url
        self._clients: list[Client] = []

    async def connect(self, room_code: str | None = None, **options: Any) -> Client:
        """A socket to ``room_code`` (a new one by default), without a word said yet."""
        code = new_room_code() if room_code is None else room_code
        client = await open_client(self.server_url, code, **options)
        self._clients.append(client)
        return client

    async def create(self, **options: Any) -> Client:
        """The creator of a new room, not seated yet."""
        client = await self.connect()
        await client.create_room(**options)
        return client

    async def seated_pair(self, **options: Any) -> tuple[Client, Client]:
        """Two players of a new room who are to get ready."""
        first = await self.connect()
        second = await self.connect(first.room_code)
        await seat_pair(first, second, **options)
        return first, second

    async def ready_pair(self, **options: Any) -> tuple[Client, Client]:
        """Two players at the beginning of a match. Without a countdown, because the match runs when they return."""
        first, second = await self.seated_pair(**options)
        await ready_pair(first, second)
        return first, second

    async def finished_pair(self, **options: Any) -> tuple[Client, Client]:
        """Two players right after a match of one point."""
        first, second = await self.ready_pair(points_limit=1, **options)
        await let_the_serve_pass(first, second)
        await asyncio.gather(first.until_status("game_over"), second.until_status("game_over"))
        return first, second

    async def player(self, room_code: str, **fields: Any) -> Client:
        """One more player for the room."""
        client = await self.connect(room_code)
        await client.join(**fields)
        return client

    async def observer(self, room_code: str) -> Client:
        """One more observer of the room."""
        client = await self.connect(room_code)
        await client.join("observer")
        return client

    async def observers(self, room_code: str, number: int) -> list[Client]:
        """``number`` observers who join at the same time."""
        return list(await asyncio.gather(*(self.observer(room_code) for _ in range(number))))

    async def __aenter__(self) -> RoomFactory:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(client.close() for client in self._clients))
