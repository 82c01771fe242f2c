"""One socket, one member: this translates between ASGI and a session, and does nothing else."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from autobahn.exception import Disconnected
from channels.generic.websocket import AsyncWebsocketConsumer

from pong.game_rules import RULES, RULES_SHA256
from pong.line import Line, line_of
from pong.messages.codec import encode, refusal
from pong.messages.codes import PROTOCOL_VERSION, SUBPROTOCOL, Close, Refusal
from pong.messages.wire import Welcome
from pong.rooms.connections import Connections
from pong.rooms.outbox import Outbox
from pong.rooms.ports import Rooms
from pong.rooms.session import Session
from pong.visitors import Visitor

VisitorOf = Callable[[Iterable[tuple[bytes, bytes]]], Visitor | None]
"""Says from the headers of a handshake who comes. Waits for nothing and never raises."""

_ROOM_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")


class PlayConsumer(AsyncWebsocketConsumer):
    """A player or an observer, behind ``/ws/game/<room_code>/``."""

    def __init__(
        self, *, rooms: Rooms, connections: Connections, visitor_of: VisitorOf, release: str, server: str
    ) -> None:
        super().__init__()
        self._rooms = rooms
        self._connections = connections
        self._visitor_of = visitor_of
        self._release = release
        self._server = server
        self._outbox: Outbox | None = None
        self._session: Session | None = None
        self._line: Line | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the socket's messages on, one after the other.

        Channels' own loop would open a channel of the layer for every socket and start a task for every message; no
        socket of ours listens to the layer (see cluster/relay.py). And it tells no handler when one has raised:
        the ``finally`` does.
        """
        self.scope = scope
        self._send: Any = send
        self.base_send = send
        try:
            while True:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    return
                await self.dispatch(message)
        finally:
            self._hang_up()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' version passes every frame through the process's one sync thread, for the sake of an ORM that
        handlers here never touch; and it looks methods up by what the message says."""
        match message["type"]:
            case "websocket.receive":
                text = message.get("text")
                if self._session is not None:
                    await self._session.receive(message["bytes"] if text is None else text)
            case "websocket.connect":
                await self._connect()

    async def _connect(self) -> None:
        extended = SUBPROTOCOL in self.scope.get("subprotocols", ())
        await self.accept(SUBPROTOCOL if extended else None)
        self._line = line_of(self._send)
        self._outbox = Outbox(extended=extended, send=self._send_texts, close=self._close)
        if not self._connections.add(self._outbox):
            self._outbox.close(Close.CONNECTION_LIMIT)
            return
        # Looked at before it is upper-cased: the upper case of "ß" is "SS".
        code = self.scope["url_route"]["kwargs"]["room_code"]
        if not _ROOM_CODE.fullmatch(code):
            explanation = "A room code is 1 to 32 letters, digits, - or _."
            self._outbox.put_event(refusal(Refusal.INVALID_ROOM_CODE, explanation))
            self._outbox.close(Close.GOODBYE)
            return
        if extended:
            self._outbox.put_event(encode(self._welcome()))
        # Looked at here and never again: a name that changes comes with the next socket.
        visitor = self._visitor_of(self.scope["headers"])
        self._session = Session(room_code=code.upper(), member=self._outbox, rooms=self._rooms, visitor=visitor)

    def _welcome(self) -> Welcome:
        return Welcome(
            protocol=PROTOCOL_VERSION,
            version=self._release,
            tick_rate=RULES.ticks_per_second,
            rules_sha256=RULES_SHA256,
            server=self._server,
        )

    def _hang_up(self) -> None:
        if self._outbox is not None:
            self._connections.discard(self._outbox)
            self._outbox.abandon()
        if self._session is not None:
            self._session.end()

    async def _send_texts(self, *texts: str) -> None:
        line = self._line
        if line is not None:
            line.send(*texts)
            if line.is_full:
                await line.drained()
            return
        # The client may have gone a moment ago: Daphne raises its WebSocket library's error then, other servers (by
        # the ASGI specification) an OSError, and in both cases the disconnect message is on its way.
        with contextlib.suppress(Disconnected, OSError):
            for text in texts:
                await self._send({"type": "websocket.send", "text": text})

    async def _close(self, code: int) -> None:
        with contextlib.suppress(Disconnected, OSError):
            await self._send({"type": "websocket.close", "code": code})
