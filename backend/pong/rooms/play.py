"""One match in progress: the engine's state, and the record that the match can be replayed from."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from pong.game_engine import STOP, Event, Inputs, Intent, Match, PointScored, Rules, Side, freeze, new_match, step
from pong.game_engine import finish as finish_match
from pong.messages.wire import EndedBy, GameUpdate
from pong.replay import FinishAt, FreezeAt, InputLog, IntentAt, LogEntry
from pong.rooms.ports import MatchResult, PointRecord

# Two mice that never rest fill this in a quarter of an hour. What is longer is kept as a result, without its replay.
MAX_LOG_ENTRIES = 100_000


class Play:
    """A match and its record; ``advance`` is all that a tick needs."""

    __slots__ = ("_inputs", "_log", "_match_id", "_points", "_rules", "_seed", "_started_at", "match")

    def __init__(self, *, seed: int, points_limit: int, freeze_ticks: int, rules: Rules) -> None:
        self.match: Match = new_match(seed=seed, points_limit=points_limit, freeze_ticks=0, rules=rules)
        self._rules = rules
        self._seed = seed
        self._match_id = uuid4()
        self._started_at = datetime.now(UTC)
        self._inputs = Inputs(STOP, STOP)
        self._log = InputLog()
        self._points: list[PointRecord] = []
        self.hold_ball(freeze_ticks)

    def hold_ball(self, ticks: int) -> None:
        """A countdown: the ball waits, paddles may move."""
        if ticks:
            self.match = freeze(self.match, ticks)
            self._note(FreezeAt(self.match.tick, ticks))

    def advance(self, left: Intent, right: Intent) -> tuple[Event, ...]:
        """One tick."""
        if left != self._inputs.left or right != self._inputs.right:
            self._steer(left, right)
        self.match, events = step(self.match, self._inputs, self._rules)
        for event in events:
            if isinstance(event, PointScored):
                self._note_point(event.side)
        return events

    def finish(self, winner: Side) -> None:
        """End the match before its last point."""
        self._note(FinishAt(self.match.tick, winner))
        self.match = finish_match(self.match, winner)

    def snapshot(self) -> GameUpdate:
        """The public state. Three decimals are a thousandth of a unit, far below a pixel."""
        match = self.match
        return GameUpdate(
            tick=match.tick,
            p1_y=round(match.left.y, 3),
            p2_y=round(match.right.y, 3),
            ball_x=round(match.ball.x, 3),
            ball_y=round(match.ball.y, 3),
            p1_score=match.left_score,
            p2_score=match.right_score,
            freeze_ticks=match.freeze_ticks,
        )

    def result(
        self, *, room_code: str, names: tuple[str, str], winner: Side, ended_by: EndedBy, rules_sha256: str
    ) -> MatchResult:
        """The record of the match, once it is over."""
        match = self.match
        return MatchResult(
            match_id=self._match_id,
            room_code=room_code,
            p1_name=names[0],
            p2_name=names[1],
            p1_score=match.left_score,
            p2_score=match.right_score,
            winner=winner.value,
            ended_by=ended_by,
            points_limit=match.points_limit,
            seed=self._seed,
            rules_sha256=rules_sha256,
            duration_ticks=match.tick,
            started_at=self._started_at,
            ended_at=datetime.now(UTC),
            points=tuple(self._points),
            log=self._log if len(self._log) < MAX_LOG_ENTRIES else InputLog(),
        )

    def _note(self, entry: LogEntry) -> None:
        if len(self._log) < MAX_LOG_ENTRIES:
            self._log.append(entry)

    def _steer(self, left: Intent, right: Intent) -> None:
        for side, before, now in ((Side.LEFT, self._inputs.left, left), (Side.RIGHT, self._inputs.right, right)):
            if before != now:
                self._note(IntentAt(self.match.tick, side, now))
        self._inputs = Inputs(left, right)

    def _note_point(self, scorer: Side) -> None:
        match = self.match
        self._points.append(
            PointRecord(
                n=len(self._points) + 1,
                tick=match.tick,
                scorer=scorer.value,
                p1_score=match.left_score,
                p2_score=match.right_score,
            )
        )
