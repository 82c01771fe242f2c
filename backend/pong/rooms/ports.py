"""What rooms need from the world, as protocols. Built only in config/runtime.py; knows no adapter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from pong.game_engine import STOP, Intent, Rules
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
    """A finished match, with everything that it takes to replay it (see pong/replay.py for ``log``).

    ``p1_visitor`` and ``p2_visitor`` are the ids of those who have passes: for the database only, told to no client.
    """

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
    p1_visitor: UUID | None = None
    p2_visitor: UUID | None = None

    @property
    def input_log(self) -> bytes:
        """The encoded log. A long one takes many milliseconds, so whoever stores it encodes it, not the room."""
        return encode_log(self.log.entries())


Moves = tuple[tuple[str, str], ...]
"""Slots and texts: of two moves in the same slot the later one makes the earlier one worthless."""

# How many ticks there are between two frames of the extended tier, which knows the rest from the moves. More often
# does not draw better; less often, and TCP takes longer to find that a packet was lost (netcode.md, "Sending").
PLAYER_FRAME_TICKS = 2
OBSERVER_FRAME_TICKS = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """All that a tick has brought: moves for the extended tier, and the state after it; ``last``: no other follows."""

    moves: Moves
    frame: str
    tick: int
    last: bool = False


def show_turn(turn: Turn, member: Member, *, watches: bool) -> None:
    """Show ``member`` what its tier gets of the turn."""
    if not member.extended:
        member.put_frame(turn.frame, turn.tick)
        return
    is_due = turn.last or turn.tick % (OBSERVER_FRAME_TICKS if watches else PLAYER_FRAME_TICKS) == 0
    if turn.moves:
        member.put_moves(turn.moves, (turn.frame, turn.tick) if is_due else None)
    elif is_due:
        member.put_frame(turn.frame, turn.tick)


class Member(Protocol):
    """One connection in a room, as the room sees it. None of these wait, and none raises.

    ``closed`` says that it has been sent away, though its messages may still be on their way. A ``remote`` member's
    socket is another process's: what everybody hears reaches it by the relay, and what is put here is for it alone.
    """

    extended: bool
    closed: bool
    remote: bool

    def put_event(self, text: str) -> None:
        """Send what must not be lost, in order."""
        ...

    def put_frame(self, text: str, tick: int) -> None:
        """Send what the next frame makes worthless: the state after ``tick``."""
        ...

    def put_moves(self, moves: Moves, frame: tuple[str, int] | None) -> None:
        """Send moves, and in one go with them the frame; of either what is newest is enough."""
        ...

    def close(self, code: Close) -> None:
        """Close the socket after what was put before."""
        ...


class Reader(Member, Protocol):
    """A member as its session sees it: at this end of the socket, it can be told what the client has read."""

    def acknowledge(self, tick: int) -> None:
        """The client has the frame of ``tick``; of a tick that was not sent nothing is believed."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member is in a room: a player with an intent, or (without an id) an observer.

    ``generation`` counts the connections of the player: of two that both claim to be it, the later one is right.
    """

    player_id: str | None = None
    generation: int = 0
    intent: Intent = STOP


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


@dataclass(frozen=True, slots=True)
class Entry:
    """What a room writes down at one moment.

    Attributes:
        snapshot: all that it takes to go on from here in another process (see records.py).
        point: the number and the record of the point that has just been scored; what was written before stays.
        new_match: a match begins, with no points yet.
        result: the match that is over, with its last point or without one.
        on_written: all called once it can be lost no more; never, if the room has been lost to another process.
    """

    snapshot: bytes
    point: tuple[int, bytes] | None = None
    new_match: bool = False
    result: MatchResult | None = None
    on_written: tuple[Callable[[], None], ...] = ()

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing but the snapshot, so that the next one makes it worthless."""
        return self.point is None and not self.new_match and self.result is None and not self.on_written


class Journal(Protocol):
    """Where rooms write down what must outlive their process, in the order in which it happened."""

    def write(self, room_code: str, entry: Entry) -> None:
        """Write the entry some time soon, or at once. Never waits and never raises.

        An entry with nothing but its snapshot may be left out if a later one comes before it is written.
        """
        ...


class Lease(Protocol):
    """Whether this process may believe that its rooms are its own."""

    def holds(self, now: float) -> bool:
        """Whether it may, at ``now`` (seconds of the loop's clock). Asked in every tick, so it asks nobody else."""
        ...


class TickMeter(Protocol):
    """Counts what the rooms' loops do."""

    def ticked(self, lateness_s: float) -> None:
        """A tick began ``lateness_s`` seconds after its deadline."""
        ...

    def dropped(self, ticks: int) -> None:
        """So many ticks were never run, because the process had stood still for too long."""
        ...


class ClusterMeter(TickMeter, Protocol):
    """Counts, besides, how rooms change their owners."""

    def taken_over(self) -> None:
        """A room that another process had owned runs here now."""
        ...

    def lost(self) -> None:
        """A room that had run here turned out to be another process's."""
        ...


class Relay(Protocol):
    """Carries what a room says to the other processes that have members of it. Nothing here waits or raises."""

    def admit(self, room_code: str, member: Member, standing: Standing) -> None:
        """From now on the remote ``member`` hears what everybody hears, as what it is."""
        ...

    def dismiss(self, room_code: str, member: Member) -> None:
        """The remote ``member`` hears nothing any more."""
        ...

    def publish_event(self, room_code: str, text: str, *, extended_only: bool = False) -> None:
        """Hand on what must not be lost, if anybody out there listens."""
        ...

    def publish_turn(self, room_code: str, turn: Turn) -> None:
        """Hand on moves, and a frame; a newer frame replaces it where it has not been sent yet."""
        ...


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What is the same in every room, in every process."""

    tokens: SeatTokens
    rules: Rules
    rules_sha256: str
    new_seed: Callable[[], int]


@dataclass(frozen=True, slots=True)
class RoomPorts:
    """What a room needs from the world."""

    house: HouseRules
    journal: Journal
    relay: Relay


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

    async def find(self, code: str) -> RoomHandle | Refusal:
        """The room ``code``; or say why not: there is none, or nobody can tell just now."""
        ...
