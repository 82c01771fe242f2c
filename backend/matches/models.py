"""Finished matches as rows. Knows nothing of live rooms; written by services, read by selectors."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q


class FinishedMatch(models.Model):
    """One match that was played to an end, with everything that it takes to replay it.

    Never changed afterwards, but that a player who wants to be forgotten is taken off it.
    """

    class EndedBy(models.TextChoices):
        POINTS = "points", "points"
        FORFEIT = "forfeit", "forfeit"
        CLAIM = "claim", "claimed win"

    id = models.UUIDField("match id", primary_key=True, editable=False)
    room_code = models.CharField("room", max_length=32)
    # Normalisation makes some names longer than the 64 code points that a client may send.
    p1_name = models.CharField("player 1", max_length=255)
    p2_name = models.CharField("player 2", max_length=255)
    # Of players with a pass; they are told to nobody, so that nobody can be followed from match to match.
    p1_visitor = models.UUIDField("visitor 1", null=True, editable=False)
    p2_visitor = models.UUIDField("visitor 2", null=True, editable=False)
    p1_score = models.PositiveSmallIntegerField("points of player 1")
    p2_score = models.PositiveSmallIntegerField("points of player 2")
    winner = models.PositiveSmallIntegerField(choices=[(1, "player 1"), (2, "player 2")])
    ended_by = models.CharField(max_length=8, choices=EndedBy.choices)
    points_limit = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    rules_sha256 = models.CharField("rules", max_length=64, help_text="SHA-256 of the rules that the match ran on.")
    duration_ticks = models.PositiveBigIntegerField("duration in ticks")
    started_at = models.DateTimeField("started")
    ended_at = models.DateTimeField("ended")
    input_log = models.BinaryField(help_text="Every input with its tick; see pong/replay.py.")

    if TYPE_CHECKING:
        points: "models.Manager[Point]"

    class Meta:
        verbose_name = "finished match"
        verbose_name_plural = "finished matches"
        indexes: ClassVar = [
            models.Index(fields=["ended_at"], name="match_by_end"),
            models.Index(fields=["room_code", "ended_at"], name="match_by_room"),
            models.Index(fields=["p1_visitor", "ended_at"], name="match_by_visitor_1"),
            models.Index(fields=["p2_visitor", "ended_at"], name="match_by_visitor_2"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(winner__in=[1, 2]), name="match_winner_is_a_seat"),
            models.CheckConstraint(
                condition=Q(ended_by__in=["points", "forfeit", "claim"]), name="match_ended_by_known"
            ),
            models.CheckConstraint(condition=Q(points_limit__gte=1), name="match_has_a_limit"),
            models.CheckConstraint(
                condition=Q(p1_score__lte=F("points_limit"), p2_score__lte=F("points_limit")),
                name="match_scores_within_limit",
            ),
            models.CheckConstraint(
                condition=~Q(ended_by="points")
                | Q(winner=1, p1_score=F("points_limit"), p2_score__lt=F("points_limit"))
                | Q(winner=2, p2_score=F("points_limit"), p1_score__lt=F("points_limit")),
                name="match_winner_has_the_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.p1_name} {self.p1_score} : {self.p2_score} {self.p2_name}"


class Point(models.Model):
    """The ``n``-th point of a match, the tick at which it was scored, and the score after it."""

    # The unique constraint below begins with the match, so that an index of its own would only cost.
    match = models.ForeignKey(FinishedMatch, on_delete=models.CASCADE, related_name="points", db_index=False)
    n = models.PositiveSmallIntegerField("number")
    tick = models.PositiveBigIntegerField()
    scorer = models.PositiveSmallIntegerField(choices=[(1, "player 1"), (2, "player 2")])
    p1_score = models.PositiveSmallIntegerField("points of player 1")
    p2_score = models.PositiveSmallIntegerField("points of player 2")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["match", "n"], name="point_once"),
            models.CheckConstraint(condition=Q(n__gte=1), name="point_counted_from_one"),
            models.CheckConstraint(condition=Q(scorer__in=[1, 2]), name="point_scorer_is_a_seat"),
            models.CheckConstraint(condition=Q(n=F("p1_score") + F("p2_score")), name="point_score_adds_up"),
        ]

    def __str__(self) -> str:
        return f"{self.p1_score} : {self.p2_score}"
