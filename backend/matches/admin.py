"""Finished matches in Django's admin: to look at, never to change."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from matches.models import FinishedMatch, Point
from matches.selectors import match_list
from pong.game_rules import RULES

if TYPE_CHECKING:
    PointInlineBase = admin.TabularInline[Point, FinishedMatch]
    MatchAdminBase = admin.ModelAdmin[FinishedMatch]
else:
    # Generic only for the type checker.
    PointInlineBase, MatchAdminBase = admin.TabularInline, admin.ModelAdmin


def minutes(ticks: int) -> str:
    """A number of ticks as ``m:ss``, rounded down as a clock does."""
    whole_minutes, seconds = divmod(ticks // RULES.ticks_per_second, 60)
    return f"{whole_minutes}:{seconds:02}"


class ReadOnly:
    """What happened cannot be added, changed or deleted, by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PointInline(ReadOnly, PointInlineBase):
    model = Point
    ordering = ("n",)
    fields = ("n", "time", "scorer", "p1_score", "p2_score", "tick")
    readonly_fields = fields

    @admin.display(description="time")
    def time(self, point: Point) -> str:
        return minutes(point.tick)


@admin.register(FinishedMatch)
class FinishedMatchAdmin(ReadOnly, MatchAdminBase):
    list_display = (
        "ended_at",
        "room_code",
        "p1_name",
        "p2_name",
        "score",
        "winner_name",
        "ended_by",
        "duration",
        "log_size",
    )
    list_filter = ("ended_at", "ended_by", "winner", "points_limit")
    search_fields = ("room_code", "p1_name", "p2_name")
    search_help_text = "Room code or a player's name"
    date_hierarchy = "ended_at"
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "id",
        "room_code",
        ("p1_name", "p2_name"),
        "score",
        "winner_name",
        "ended_by",
        "points_limit",
        ("started_at", "ended_at", "duration"),
        ("seed", "rules_sha256", "log_size"),
    )
    readonly_fields: ClassVar = ["score", "winner_name", "duration", "log_size"]
    inlines: ClassVar = [PointInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FinishedMatch]:
        return match_list()

    @admin.display(description="score")
    def score(self, match: FinishedMatch) -> str:
        return f"{match.p1_score} : {match.p2_score}"

    @admin.display(description="winner", ordering="winner")
    def winner_name(self, match: FinishedMatch) -> str:
        return match.p1_name if match.winner == 1 else match.p2_name

    @admin.display(description="duration", ordering="duration_ticks")
    def duration(self, match: FinishedMatch) -> str:
        return minutes(match.duration_ticks)

    @admin.display(description="input log", ordering="input_log_bytes")
    def log_size(self, match: Any) -> str:
        return filesizeformat(match.input_log_bytes)
