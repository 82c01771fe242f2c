"""Visitors of a real server's lobby, in terms of the protocol alone."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import connect as open_socket

from tests.support.client import Client, Message


@contextlib.asynccontextmanager
async def lobby(server_url: str) -> AsyncIterator[Client]:
    """A visitor of that server's lobby."""
    async with open_socket(f"{server_url}/ws/lobby/", max_queue=None, proxy=None) as socket:
        yield Client(socket, "the lobby")


async def room_in(visitor: Client, code: str, **fields: Any) -> Message:
    """Wait until the visitor sees the room like that."""
    while True:
        message = await visitor.receive()
        for room in [*message.get("rooms", ()), *message.get("changed", ())]:
            if room["room_code"] == code and all(room[name] == value for name, value in fields.items()):
                return dict(room)


async def until_gone(visitor: Client, code: str) -> None:
    await visitor.until("lobby_changes", where=lambda message: code in message["gone"])
