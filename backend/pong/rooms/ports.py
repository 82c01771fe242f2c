"""What rooms need from the world, as protocols. Built only in config/runtime.py; knows no adapter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pong.messages.wire import EndedBy, PlayerNum


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
    """A finished match, with everything that it takes to replay it (see pong/replay.py for ``input_log``)."""

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
    input_log: bytes


class ResultSink(Protocol):
    """Takes finished matches off the tick path."""

    def match_finished(self, result: MatchResult) -> None:
        """Store the match some time soon. Returns at once and never raises."""
        ...
