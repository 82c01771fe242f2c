"""One socket, one member: this translates between ASGI and a session, and does nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pong.game_rules import RULES, RULES_SHA256
from pong.lobby.hall import Hall
from pong.lobby.visit import Visit
from pong.messages.codec import encode, refusal
from pong.messages.codes import PROTOCOL_VERSION, Close, Refusal
from pong.messages.wire import Welcome
from pong.rooms.connections import Connections
from pong.rooms.outbox import Outbox
from pong.rooms.ports import Rooms
from pong.rooms.session import Session
from pong.sockets import SocketConsumer
from pong.visitors import Visitor

VisitorOf = Callable[[Iterable[tuple[bytes, bytes]]], Visitor | None]
"""Says from the headers of a handshake who comes. Waits for nothing and never raises."""

_ROOM_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")


class PlayConsumer(SocketConsumer):
    """A player or an observer, behind ``/ws/game/<room_code>/``."""

    def __init__(
        self, *, rooms: Rooms, connections: Connections, visitor_of: VisitorOf, release: str, server: str
    ) -> None:
        super().__init__(connections=connections)
        self._rooms = rooms
        self._visitor_of = visitor_of
        self._release = release
        self._server = server
        self._session: Session | None = None

    def _welcome(self, outbox: Outbox) -> None:
        # Looked at before it is upper-cased: the upper case of "ß" is "SS".
        code = self.scope["url_route"]["kwargs"]["room_code"]
        if not _ROOM_CODE.fullmatch(code):
            explanation = "A room code is 1 to 32 letters, digits, - or _."
            outbox.put_event(refusal(Refusal.INVALID_ROOM_CODE, explanation))
            outbox.close(Close.GOODBYE)
            return
        if outbox.extended:
            outbox.put_event(encode(self._greeting()))
        # Looked at here and never again: a name that changes comes with the next socket.
        visitor = self._visitor_of(self.scope["headers"])
        self._session = Session(room_code=code.upper(), member=outbox, rooms=self._rooms, visitor=visitor)

    def _greeting(self) -> Welcome:
        return Welcome(
            protocol=PROTOCOL_VERSION,
            version=self._release,
            tick_rate=RULES.ticks_per_second,
            rules_sha256=RULES_SHA256,
            server=self._server,
        )

    async def _hear(self, frame: str | bytes) -> None:
        if self._session is not None:
            await self._session.receive(frame)

    def _hang_up(self) -> None:
        super()._hang_up()
        if self._session is not None:
            self._session.end()


class LobbyConsumer(SocketConsumer):
    """A visitor of the lobby, behind ``/ws/lobby/``."""

    def __init__(self, *, hall: Hall, connections: Connections) -> None:
        super().__init__(connections=connections)
        self._hall = hall
        self._visit: Visit | None = None

    def _welcome(self, outbox: Outbox) -> None:
        self._visit = Visit(visitor=outbox, hall=self._hall)

    async def _hear(self, frame: str | bytes) -> None:
        if self._visit is not None:
            self._visit.receive(frame)

    def _hang_up(self) -> None:
        super()._hang_up()
        if self._visit is not None:
            self._visit.end()
