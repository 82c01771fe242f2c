"""A small client for context/protocol.md, core tier: `websockets` and `json`, and nothing of the server's code.

Whatever it says and hears is held against the AsyncAPI document (traffic.py).

async with connect("ws://localhost:8000", "MYROOM") as player:
    await player.create_room(points_limit=3)
    await player.join(name="Ada")
    await player.until("status_change", status="waiting_for_ready")
    await player.ready()
    frame = await player.until("game_update")
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed

from tests.support import traffic

Message = dict[str, Any]
Predicate = Callable[[Message], bool]

PATIENCE_S = 10.0  # how long a promised message may take on a busy machine before a test fails


class Unexpected(AssertionError):
    """The server did something else than was waited for; the text shows the last messages."""


async def open_client(server_url: str, room_code: str, **options: Any) -> Client:
    """Connect to ``room_code``; ``options`` go to `websockets` (``origin``, ``subprotocols``, …). Close it yourself."""
    # Without a bound on its queue the library never stops reading, so that a close never waits behind unread frames.
    settings: dict[str, Any] = {"max_queue": None, "proxy": None, "close_timeout": PATIENCE_S} | options
    return Client(await open_socket(f"{server_url}/ws/game/{room_code}/", **settings), room_code)


@contextlib.asynccontextmanager
async def connect(server_url: str, room_code: str, **options: Any) -> AsyncIterator[Client]:
    """Like `open_client`, and closed at the end of the block."""
    client = await open_client(server_url, room_code, **options)
    try:
        yield client
    finally:
        await client.close()


class Client:
    """One socket in one room.

    Attributes:
        seen: every message received so far, in order.
        player_num, token: the seat, as last told by the server; None before that.
    """

    def __init__(self, socket: ClientConnection, room_code: str) -> None:
        self.room_code = room_code
        self.seen: list[Message] = []
        self.player_num: int | None = None
        self.token: str | None = None
        self._socket = socket
        self._pings = count(1)
        self._extended = traffic.is_extended(socket.subprotocol)

    @property
    def statuses(self) -> list[str]:
        """Every status told so far, in order."""
        return [message["status"] for message in self.seen if message["type"] == "status_change"]

    # Sending

    async def send(self, type_: str, **fields: Any) -> None:
        """Send one message."""
        await self.send_text(json.dumps({"type": type_, **fields}))

    async def send_text(self, frame: str | list[str]) -> None:
        """Send a message as it is written; a list is a message in so many fragments."""
        traffic.said("".join(frame), extended=self._extended)
        await self._socket.send(frame)

    async def send_unchecked(self, frame: str | bytes | list[str]) -> None:
        """Send what need not be in the document: nonsense on purpose, or too much. ``bytes`` make a binary frame."""
        await self._socket.send(frame)

    async def create_room(self, **options: Any) -> Message:
        """Open the room; ``options`` are `create_room`'s (points_limit, countdown, private, opponent, bot_level)."""
        await self.send("create_room", **options)
        return await self.until("room_created")

    async def join(self, role: str = "player", **fields: Any) -> Message:
        """Take a seat, or watch with ``role="observer"``. ``fields`` are ``name`` and ``token``."""
        await self.send("join_game", role=role, **fields)
        return await self.until("joined_as_observer" if role == "observer" else "joined_as_player")

    async def ready(self) -> None:
        await self.send("player_ready")

    async def steer(self, direction: str) -> None:
        """Hold the paddle ``up``, ``down`` or ``stop`` it."""
        await self.send("move_paddle", direction=direction)

    async def ping(self) -> None:
        """Ask for a sign of life and wait for it: the socket is open and all sent before has been read."""
        t = next(self._pings)
        await self.send("ping", t=t)
        await self.until("pong", t=t)

    # Receiving

    async def receive(self, *, within: float = PATIENCE_S) -> Message:
        """The next message, whatever it is; `Unexpected` after ``within`` seconds or when the socket is closed."""
        try:
            async with asyncio.timeout(within):
                message = await self._hear()
        except TimeoutError:
            raise Unexpected(self._story(f"no message within {within} s")) from None
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else None
            raise Unexpected(self._story(f"closed with {code}")) from None
        if message["type"] == "joined_as_player":
            self.player_num, self.token = message["player_num"], message["token"]
        return message

    async def until(
        self, type_: str, *, where: Predicate | None = None, within: float = PATIENCE_S, **fields: Any
    ) -> Message:
        """The next message of ``type_`` with these ``fields`` for which ``where`` holds; others are passed over.

        An ``error`` on the way that is not what was waited for fails at once.
        """
        deadline = asyncio.get_running_loop().time() + within
        while True:
            message = await self._before(deadline, f"{type_} {fields or ''}")
            if _matches(message, type_, fields) and (where is None or where(message)):
                return message
            if message["type"] == "error":
                raise Unexpected(self._story(f"an error instead of {type_} {fields or ''}"))

    async def expect(self, type_: str, **fields: Any) -> Message:
        """The very next message, which has to be this one."""
        message = await self.receive()
        if not _matches(message, type_, fields):
            raise Unexpected(self._story(f"not {type_} {fields or ''}"))
        return message

    async def until_status(self, status: str, *, within: float = PATIENCE_S) -> Message:
        return await self.until("status_change", status=status, within=within)

    async def until_error(self, code: str) -> Message:
        """The next message of type ``error``, which has to have this code."""
        error = await self.until("error", where=lambda _: True)
        if error["code"] != code:
            raise Unexpected(self._story(f"not the error {code}"))
        return error

    async def frames(self, number: int) -> list[Message]:
        """The next ``number`` game updates."""
        return [await self.until("game_update") for _ in range(number)]

    # The end

    async def closed(self, *, within: float = PATIENCE_S) -> int:
        """Read to the end; the code that the server closed the socket with. It is 1006 if the line was cut."""
        with contextlib.suppress(ConnectionClosed, TimeoutError):
            async with asyncio.timeout(within):
                while True:
                    await self._hear()
        if self._socket.close_code is None:
            raise Unexpected(self._story(f"still open after {within} s"))
        return self._socket.close_code

    async def close(self) -> None:
        """Say goodbye as a browser does that leaves the page."""
        await self._socket.close()

    async def cut(self) -> None:
        """Drop the TCP connection without a word, as a dead phone does."""
        self._socket.transport.abort()
        await self._socket.wait_closed()

    async def _hear(self) -> Message:
        text = await self._socket.recv(decode=True)
        message: Message = json.loads(text)
        self.seen.append(message)
        traffic.heard(text, extended=self._extended)
        return message

    async def _before(self, deadline: float, wanted: str) -> Message:
        left = deadline - asyncio.get_running_loop().time()
        try:
            return await self.receive(within=max(left, 0.001))
        except Unexpected as reason:
            raise Unexpected(f"waited for {wanted}: {reason}") from None

    def _story(self, what: str) -> str:
        last = "\n  ".join(json.dumps(message) for message in self.seen[-8:]) or "nothing"
        return f"{self.room_code}, player {self.player_num}: {what}. Received last:\n  {last}"


def _matches(message: Message, type_: str, fields: Message) -> bool:
    return message["type"] == type_ and all(message.get(name) == value for name, value in fields.items())
