"""Writing of finished matches. Called off the tick path only (see sink.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from matches.models import FinishedMatch, Point

if TYPE_CHECKING:
    from pong.rooms.ports import MatchResult

_COLUMNS = (
    "room_code",
    "p1_name",
    "p2_name",
    "p1_visitor",
    "p2_visitor",
    "p1_score",
    "p2_score",
    "winner",
    "ended_by",
    "points_limit",
    "seed",
    "rules_sha256",
    "duration_ticks",
    "started_at",
    "ended_at",
    "input_log",
)


def match_record(*, result: MatchResult) -> bool:
    """Write the match and its points, all or nothing; true if it was new.

    Safe to repeat, and to call from two writers at once: the second one waits for the first and finds its row.
    """
    columns = {column: getattr(result, column) for column in _COLUMNS}
    with transaction.atomic():
        match, is_new = FinishedMatch.objects.only("id").get_or_create(id=result.match_id, defaults=columns)
        if is_new:
            Point.objects.bulk_create(
                Point(
                    match=match,
                    n=point.n,
                    tick=point.tick,
                    scorer=point.scorer,
                    p1_score=point.p1_score,
                    p2_score=point.p2_score,
                )
                for point in result.points
            )
    return is_new


def visitor_forget(*, visitor_id: UUID) -> int:
    """Take the visitor off all matches; says how many. They stay, for whoever played against it."""
    with transaction.atomic():
        left = FinishedMatch.objects.filter(p1_visitor=visitor_id).update(p1_visitor=None)
        return left + FinishedMatch.objects.filter(p2_visitor=visitor_id).update(p2_visitor=None)
