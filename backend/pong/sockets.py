"""One socket in the terms of ASGI, whatever is said on it: taken in, listened to, written to, and let go of."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from typing import Any

from autobahn.exception import Disconnected
from channels.generic.websocket import AsyncWebsocketConsumer

from pong.line import Line, line_of
from pong.messages.codes import SUBPROTOCOL, Close
from pong.rooms.connections import Connections
from pong.rooms.outbox import Outbox


class SocketConsumer(AsyncWebsocketConsumer):
    """What the consumers of rooms and of the lobby have in common."""

    def __init__(self, *, connections: Connections) -> None:
        super().__init__()
        self._connections = connections
        self._outbox: Outbox | None = None
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
                await self._hear(message["bytes"] if text is None else text)
            case "websocket.connect":
                await self._connect()

    async def _connect(self) -> None:
        extended = SUBPROTOCOL in self.scope.get("subprotocols", ())
        await self.accept(SUBPROTOCOL if extended else None)
        self._line = line_of(self._send)
        self._outbox = Outbox(extended=extended, send=self._send_texts, close=self._close)
        if self._connections.add(self._outbox):
            self._welcome(self._outbox)
        else:
            self._outbox.close(Close.CONNECTION_LIMIT)

    @abstractmethod
    def _welcome(self, outbox: Outbox) -> None:
        """The socket is open; from now on it may be written to."""

    @abstractmethod
    async def _hear(self, frame: str | bytes) -> None:
        """The client has said something, perhaps before it was welcomed."""

    def _hang_up(self) -> None:
        """The socket is gone, or the handler has failed."""
        if self._outbox is not None:
            self._connections.discard(self._outbox)
            self._outbox.abandon()

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
