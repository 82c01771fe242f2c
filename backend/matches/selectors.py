"""Reading of finished matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from matches.models import FinishedMatch


def match_list() -> QuerySet[FinishedMatch]:
    """Finished matches, the newest first, each with ``input_log_bytes`` in place of the log itself."""
    matches = FinishedMatch.objects.defer("input_log").annotate(input_log_bytes=Length("input_log"))
    return matches.order_by("-ended_at", "id")


@dataclass(frozen=True, slots=True)
class OwnMatch:
    """A match as one of its players sees it.

    Attributes:
        opponent_id: None for somebody without a pass, and for a bot. For counting, and for nobody's eyes.
        result: ``both`` if the visitor had both seats, in two windows.
    """

    room_code: str
    opponent: str
    opponent_id: UUID | None = field(repr=False)
    own_score: int
    opponent_score: int
    result: Literal["won", "lost", "both"]
    ended_by: str
    ended_at: datetime


@dataclass(slots=True)
class Record:
    """How the matches against one opponent have ended, by the name that it had last."""

    opponent: str
    won: int = 0
    lost: int = 0


def visitor_matches(*, visitor_id: UUID, limit: int) -> list[OwnMatch]:
    """The visitor's last matches, the newest first."""
    mine = FinishedMatch.objects.filter(Q(p1_visitor=visitor_id) | Q(p2_visitor=visitor_id)).defer("input_log")
    return [_seen_by(visitor_id, match) for match in mine.order_by("-ended_at", "id")[:limit]]


def head_to_head(matches: Iterable[OwnMatch]) -> list[Record]:
    """A record for each opponent that is known again, whoever was met last first."""
    records: dict[UUID, Record] = {}
    for match in matches:
        if match.opponent_id is None or match.result == "both":
            continue
        record = records.setdefault(match.opponent_id, Record(match.opponent))
        record.won += match.result == "won"
        record.lost += match.result == "lost"
    return list(records.values())


def _seen_by(visitor_id: UUID, match: FinishedMatch) -> OwnMatch:
    left, right = (match.p1_name, match.p1_visitor, match.p1_score), (match.p2_name, match.p2_visitor, match.p2_score)
    is_left = match.p1_visitor == visitor_id
    own, other = (left, right) if is_left else (right, left)
    return OwnMatch(
        room_code=match.room_code,
        opponent=other[0],
        opponent_id=other[1],
        own_score=own[2],
        opponent_score=other[2],
        result="both" if own[1] == other[1] else "won" if (match.winner == 1) == is_left else "lost",
        ended_by=match.ended_by,
        ended_at=match.ended_at,
    )
