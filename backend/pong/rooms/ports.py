"""What rooms need from the world, as protocols. Built only in config/runtime.py; knows no adapter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from pong.messages.codes import Close, Refusal
from pong.messages.wire import CreateRoom, EndedBy, PlayerNum
from pong.replay import InputLog, encode_log

if TYPE_CHECKING:
    from pong.rooms.commands import Command


@dataclass(frozen=True, slots=True)
class PointRecord:
    """One point of a match: the ``n``-th, scored at ``tick`` by player ``scorer``, and the score after it."""

    n: int
    tick: int
    scorer: PlayerNum
    p1_score: int
    p2_score: int


@dataclass(frozen=True, slots=True)
class MatchResult:
    """A finished match, with everything that it takes to replay it (see pong/replay.py for ``log``)."""

    match_id: UUID
    room_code: str
    p1_name: str
    p2_name: str
    p1_score: int
    p2_score: int
    winner: PlayerNum
    ended_by: EndedBy
    points_limit: int
    seed: int
    rules_sha256: str
    duration_ticks: int
    started_at: datetime
    ended_at: datetime
    points: tuple[PointRecord, ...]
    log: InputLog

    @property
    def input_log(self) -> bytes:
        """The encoded log. A long one takes many milliseconds, so whoever stores it encodes it, not the room."""
        return encode_log(self.log.entries())


class Member(Protocol):
    """One connection in a room, as the room sees it. None of these wait, and none raises.

    ``closed`` says that it has been sent away, though its messages may still be on their way.
    """

    extended: bool
    closed: bool

    def put_event(self, text: str) -> None:
        """Send what must not be lost, in order."""
        ...

    def put_frame(self, text: str, tick: int) -> None:
        """Send what the next frame makes worthless: the state after ``tick``."""
        ...

    def close(self, code: Close) -> None:
        """Close the socket after what was put before."""
        ...


class Reader(Member, Protocol):
    """A member as its session sees it: at this end of the socket, it can be told what the client has read."""

    def acknowledge(self, tick: int) -> None:
        """The client has the frame of ``tick``; of a tick that was not sent nothing is believed."""
        ...


class SeatTokens(Protocol):
    """Makes and reads the tokens that bring a player back to its seat."""

    def issue(self, room_code: str, player_id: str) -> str:
        """A token that only this room's player can hold."""
        ...

    def player_id(self, room_code: str, token: str) -> str | None:
        """Whose token this is; None if it is forged, too old or another room's."""
        ...


class ResultSink(Protocol):
    """Takes finished matches off the tick path."""

    def match_finished(self, result: MatchResult) -> None:
        """Store the match some time soon. Returns at once and never raises."""
        ...


class TickMeter(Protocol):
    """Counts what the rooms' loops do."""

    def ticked(self, lateness_s: float) -> None:
        """A tick began ``lateness_s`` seconds after its deadline."""
        ...

    def dropped(self, ticks: int) -> None:
        """So many ticks were never run, because the process had stood still for too long."""
        ...


class Relay(Protocol):
    """Carries a room's frames to the other processes that have members of it."""

    def open(self, room_code: str) -> None:
        """A room runs in this process from now on."""
        ...

    def publish_event(self, room_code: str, text: str) -> None:
        """Hand on what must not be lost, if anybody out there listens. Returns at once and never raises."""
        ...

    def publish_frame(self, room_code: str, text: str) -> None:
        """Hand on a frame; a newer one replaces it where it has not been sent yet."""
        ...

    def forget(self, room_code: str) -> None:
        """The room is closed."""
        ...


class RoomHandle(Protocol):
    """A room, wherever it runs."""

    @property
    def closed(self) -> bool:
        """Whether the room has ended and takes no commands any more."""
        ...

    def submit(self, command: Command) -> bool:
        """Put a command into the room's inbox. False: it is full, and the command was not taken."""
        ...


class Rooms(Protocol):
    """All rooms that a player can reach."""

    async def create(self, code: str, options: CreateRoom, creator: Member) -> RoomHandle | Refusal:
        """Open the room ``code``, which stays open at least as long as its creator's socket; or say why not."""
        ...

    async def find(self, code: str) -> RoomHandle | None:
        """The room ``code``, if it is open."""
        ...
