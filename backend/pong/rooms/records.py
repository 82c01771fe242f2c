"""A room as it can be written down, and a match again from it. Knows values only: no member, no clock, no storage.

Floats and integers come back exactly (MessagePack), so that a match goes on in another process as it would have here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, assert_never
from uuid import UUID

import msgspec

from pong.game_engine import Ball, Finished, Inputs, Match, Paddle, Rally, Serving, Side
from pong.game_engine import Phase as MatchPhase
from pong.messages.wire import CreateRoom, EndedBy
from pong.replay import intent_cells, intent_of, phase_fields
from pong.rooms.phases import Lobby, Over, Paused, Phase, Playing
from pong.rooms.ports import PointRecord

FORMAT: Final = 1  # of a whole record; a process leaves a room alone whose format it does not know

Cells = list[int | float | str]


class SeatRecord(msgspec.Struct, frozen=True, array_like=True):
    """Who sits on ``side``, without the connection."""

    side: int
    player_id: str
    name: str | None
    is_bot: bool
    ready: bool
    wants_rematch: bool
    absence_used_s: float
    generation: int
    visitor_id: UUID | None = None  # the last one, so that records without it can still be read


class PhaseRecord(msgspec.Struct, frozen=True, array_like=True):
    kind: str
    winner: int = 0
    ended_by: EndedBy = "points"


class MatchState(msgspec.Struct, frozen=True, array_like=True):
    """The engine's state, flat."""

    counts: tuple[int, int, int, int, int, int]  # tick, rng, freeze_ticks, points_limit, left_score, right_score
    phase: tuple[int, int, int]
    places: tuple[float, float, float, float, float, float, float]  # left.y, right.y, and the ball's five


class PlayRecord(msgspec.Struct, frozen=True, array_like=True):
    """A match in progress: what is not in its committed points. ``log`` has the inputs since the last one."""

    match_id: UUID
    seed: int
    started_at: datetime
    state: MatchState
    left: Cells
    right: Cells
    log: Cells


class RoomRecord(msgspec.Struct, frozen=True):
    """A whole room but for its committed points.

    Attributes:
        moved: the owner has handed the room over on purpose, so that nobody waits for a countdown.
    """

    options: CreateRoom
    match_number: int
    seats: list[SeatRecord]
    phase: PhaseRecord
    play: PlayRecord | None
    moved: bool = False
    format: int = FORMAT


class ScoredPoint(msgspec.Struct, frozen=True, array_like=True):
    """A committed point, with the inputs since the one before."""

    point: PointRecord
    log: Cells


encode_record = msgspec.msgpack.Encoder().encode
_rooms = msgspec.msgpack.Decoder(RoomRecord)
_points = msgspec.msgpack.Decoder(ScoredPoint)


class UnknownFormat(ValueError):
    """A record that another version of this program has written."""


def decode_room(encoded: bytes) -> RoomRecord:
    """The room in ``encoded``. Raises `UnknownFormat`."""
    try:
        record = _rooms.decode(encoded)
    except msgspec.DecodeError as error:
        raise UnknownFormat(str(error)) from None
    if record.format != FORMAT:
        raise UnknownFormat(f"format {record.format}")
    return record


def decode_point(encoded: bytes) -> ScoredPoint:
    """The point in ``encoded``. Raises `UnknownFormat`."""
    try:
        return _points.decode(encoded)
    except msgspec.DecodeError as error:
        raise UnknownFormat(str(error)) from None


def match_state(match: Match) -> MatchState:
    """``match``, flat."""
    ball = match.ball
    return MatchState(
        (match.tick, match.rng, match.freeze_ticks, match.points_limit, match.left_score, match.right_score),
        phase_fields(match.phase),
        (match.left.y, match.right.y, ball.x, ball.y, ball.vx, ball.vy, ball.speed),
    )


def match_of(state: MatchState) -> Match:
    """The match that `match_state` has flattened."""
    tick, rng, freeze_ticks, points_limit, left_score, right_score = state.counts
    left, right, *ball = state.places
    return Match(
        tick=tick,
        rng=rng,
        freeze_ticks=freeze_ticks,
        points_limit=points_limit,
        left=Paddle(left),
        right=Paddle(right),
        ball=Ball(*ball),
        phase=_match_phase(*state.phase),
        left_score=left_score,
        right_score=right_score,
    )


def inputs_of(record: PlayRecord) -> Inputs:
    """What both players wanted when the record was made."""
    return Inputs(intent_of(record.left), intent_of(record.right))


def play_inputs(inputs: Inputs) -> tuple[Cells, Cells]:
    """Both intents, as `inputs_of` reads them."""
    return intent_cells(inputs.left), intent_cells(inputs.right)


def phase_record(phase: Phase) -> PhaseRecord:
    """``phase`` of a room, flat."""
    match phase:
        case Lobby():
            return PhaseRecord("lobby")
        case Playing():
            return PhaseRecord("playing")
        case Paused():
            return PhaseRecord("paused")
        case Over(winner, ended_by):
            return PhaseRecord("over", winner.value, ended_by)
        case unreachable:
            assert_never(unreachable)


def phase_of(record: PhaseRecord) -> Phase:
    """The phase of a room that has just been taken over: nobody is there yet, so that a match is paused."""
    match record.kind:
        case "lobby":
            return Lobby()
        case "playing" | "paused":
            return Paused()
        case _:
            return Over(Side(record.winner), record.ended_by)


def _match_phase(kind: int, count: int, side: int) -> MatchPhase:
    if kind == 0:
        return Serving(count, Side(side))
    return Rally(count) if kind == 1 else Finished(Side(side))
