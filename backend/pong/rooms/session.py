"""One socket's conversation with the rooms: decode, limit the rate, hand on. Knows no transport."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from pong.game_engine import STOP, Aim, Hold
from pong.messages.codec import BadMessage, decode, encode, refusal
from pong.messages.codes import MAX_MESSAGE_BYTES, Close, Refusal
from pong.messages.wire import (
    Ack,
    ClaimWin,
    CreateRoom,
    FromExtendedClient,
    JoinGame,
    LeaveGame,
    MovePaddle,
    PaddleTarget,
    Pause,
    Ping,
    PlayerReady,
    Pong,
    Rematch,
    Rename,
    Resume,
    RoomCreated,
    Say,
)
from pong.rooms import commands
from pong.rooms.buckets import TokenBucket
from pong.rooms.ports import Member, Reader, RoomHandle, Rooms
from pong.visitors import Visitor

_WHY_NOT = {
    Refusal.ROOM_NOT_FOUND: "There is no such room; create it first.",
    Refusal.ROOM_EXISTS: "A room with this code is open already; join it, or choose another code.",
    Refusal.TOO_MANY_ROOMS: "There are too many rooms just now; try again later.",
    Refusal.BUSY: "The server cannot tell which rooms there are just now; try again in a moment.",
}
_BARE: Final[Mapping[type, Callable[[Member], commands.Command]]] = {
    PlayerReady: commands.Ready,
    Rematch: commands.WantRematch,
    Pause: commands.Pause,
    Resume: commands.Resume,
    ClaimWin: commands.ClaimWin,
    LeaveGame: commands.Leave,
}
_HOLDS = {"up": Hold(-1), "stop": STOP, "down": Hold(1)}


class Session:
    """What one client may say in the room of its URL. The seat is the socket's own, whatever a message claims."""

    def __init__(
        self,
        *,
        room_code: str,
        member: Reader,
        rooms: Rooms,
        visitor: Visitor | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._code = room_code
        self._visitor = visitor
        self._member = member
        self._rooms = rooms
        self._room: RoomHandle | None = None
        self._now = now
        self._messages = TokenBucket(per_second=120, burst=240)
        self._bytes = TokenBucket(per_second=30_000, burst=60_000)
        # A broken client is told what is wrong with it for a while, before it is sent away.
        self._mistakes = TokenBucket(per_second=10, burst=200)

    async def receive(self, frame: str | bytes) -> None:
        """One frame from the client, text or binary. Never raises for what a client sends."""
        if self._member.closed:
            return
        now = self._now()
        size = len(frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame)
        if size > MAX_MESSAGE_BYTES:
            self._member.close(Close.BAD_MESSAGES)
        elif not (self._messages.take(1, now) and self._bytes.take(size, now)):
            self._member.close(Close.TOO_FAST_OR_TOO_SLOW)
        elif isinstance(frame, bytes):
            self._refuse_mistake(Refusal.BINARY_FRAME, "Messages are text frames.")
        else:
            await self._understand(frame)

    def end(self) -> None:
        """The socket is gone."""
        if self._room is not None and not self._room.closed:
            self._room.submit(commands.Drop(self._member))

    async def _understand(self, text: str) -> None:
        try:
            message = decode(text, extended=self._member.extended)
        except BadMessage as bad:
            self._refuse_mistake(bad.refusal, bad.explanation)
        else:
            await self._act(message)

    async def _act(self, message: FromExtendedClient) -> None:
        match message:
            case Ping(t=t):
                self._member.put_event(encode(Pong(t=t)))
            case Ack(tick=tick, own_tick=own_tick):
                self._member.acknowledge(tick)
                if own_tick is not None:
                    self._submit(commands.Heard(self._member, own_tick))
            case CreateRoom():
                await self._create(message)
            case JoinGame():
                await self._join(message)
            case _:
                self._submit(self._command(message))

    async def _create(self, message: CreateRoom) -> None:
        opened = await self._rooms.create(self._code, message, self._member)
        if not isinstance(opened, Refusal):
            self._room = opened
            self._member.put_event(encode(RoomCreated(room_code=self._code, points_limit=message.points_limit)))
        else:
            self._refuse(opened, _WHY_NOT[opened])

    async def _join(self, message: JoinGame) -> None:
        room = await self._rooms.find(self._code)
        if isinstance(room, Refusal):
            self._refuse(room, _WHY_NOT[room])
            return
        self._room = room
        if message.role == "observer":
            self._submit(commands.Watch(self._member))
        else:
            self._submit(commands.TakeSeat(self._member, message.name, message.token, self._visitor))

    def _command(self, message: FromExtendedClient) -> commands.Command:
        member = self._member
        match message:
            case MovePaddle(direction=direction, tick=tick, seq=seq):
                return commands.Steer(member, _HOLDS[direction], tick if seq else None, seq)
            case PaddleTarget(y=y, tick=tick, seq=seq):
                return commands.Steer(member, Aim(y), tick if seq else None, seq)
            case Say(phrase=phrase):
                return commands.Say(member, phrase)
            case Rename(name=name):
                return commands.Rename(member, name)
            case bare:
                return _BARE[type(bare)](member)

    def _submit(self, command: commands.Command) -> None:
        if self._room is None or self._room.closed:
            self._refuse(Refusal.NOT_JOINED, "Join the game first.")
        elif not self._room.submit(command):
            self._refuse(Refusal.BUSY, "The room has too much to do just now; try again.")

    def _refuse(self, code: Refusal, explanation: str) -> None:
        self._member.put_event(refusal(code, explanation))

    def _refuse_mistake(self, code: Refusal, explanation: str) -> None:
        if self._mistakes.take(1, self._now()):
            self._refuse(code, explanation)
        else:
            self._member.close(Close.BAD_MESSAGES)
