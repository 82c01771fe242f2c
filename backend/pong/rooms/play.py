"""One match in progress: the engine's state, and the record that the match can be replayed from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from pong.game_engine import (
    STOP,
    Event,
    Inputs,
    Intent,
    Match,
    PointScored,
    Rules,
    Serving,
    Side,
    freeze,
    new_match,
    step,
)
from pong.game_engine import finish as finish_match
from pong.messages.wire import EndedBy, GameUpdate
from pong.replay import FinishAt, FreezeAt, InputLog, IntentAt, LogEntry
from pong.rooms.ports import MatchResult, PointRecord
from pong.rooms.records import PlayRecord, ScoredPoint, encode_record, inputs_of, match_of, match_state, play_inputs

# Two mice that never rest fill this in a quarter of an hour. What is longer is kept as a result, without its replay.
MAX_LOG_ENTRIES = 100_000


class Play:
    """A match and its record; ``advance`` is all that a tick needs."""

    __slots__ = ("_inputs", "_log", "_logged", "_match_id", "_points", "_rules", "_seed", "_started_at", "match")

    def __init__(self, *, seed: int, points_limit: int, freeze_ticks: int, rules: Rules) -> None:
        self.match: Match = new_match(seed=seed, points_limit=points_limit, freeze_ticks=0, rules=rules)
        self._rules = rules
        self._seed = seed
        self._match_id = uuid4()
        self._started_at = datetime.now(UTC)
        self._inputs = Inputs(STOP, STOP)
        self._log = InputLog()
        self._logged = 0  # entries that are part of a point already
        self._points: list[PointRecord] = []
        self.hold_ball(freeze_ticks)

    @classmethod
    def restored(cls, record: PlayRecord, points: Sequence[ScoredPoint], rules: Rules) -> Play:
        """The match as `record` has left it, with the ``points`` that were scored before."""
        match = match_of(record.state)
        play = cls(seed=record.seed, points_limit=match.points_limit, freeze_ticks=0, rules=rules)
        play.match = match
        play._match_id, play._started_at = record.match_id, record.started_at
        play._inputs = inputs_of(record)
        for scored in points:
            play._points.append(scored.point)
            play._log.extend(scored.log)
        play._logged = len(play._log)
        play._log.extend(record.log)
        return play

    def record(self) -> PlayRecord:
        """Everything that is in no point yet."""
        left, right = play_inputs(self._inputs)
        log = self._log.cells(self._logged)
        return PlayRecord(self._match_id, self._seed, self._started_at, match_state(self.match), left, right, log)

    def take_point(self) -> tuple[int, bytes]:
        """The point that has just been scored, by its number, with the inputs since the one before."""
        point = self._points[-1]
        log = self._log.cells(self._logged)
        self._logged = len(self._log)
        return point.n, encode_record(ScoredPoint(point, log))

    @property
    def rest_ticks(self) -> int:
        """For how many more ticks no ball is in play: 0 in a rally, and also right before a serve."""
        match = self.match
        return match.freeze_ticks + match.phase.ticks_left if isinstance(match.phase, Serving) else 0

    @property
    def serves_now(self) -> bool:
        """Whether the next tick puts the ball into play."""
        return isinstance(self.match.phase, Serving) and self.rest_ticks == 0

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

    def snapshot(self, *, epoch: int, score: tuple[int, int] | None = None) -> GameUpdate:
        """The public state; with ``score`` in place of one that is not for the public yet.

        Three decimals are a thousandth of a unit, far below a pixel.
        """
        match = self.match
        left_score, right_score = score or (match.left_score, match.right_score)
        return GameUpdate(
            tick=match.tick,
            p1_y=round(match.left.y, 3),
            p2_y=round(match.right.y, 3),
            ball_x=round(match.ball.x, 3),
            ball_y=round(match.ball.y, 3),
            p1_score=left_score,
            p2_score=right_score,
            freeze_ticks=match.freeze_ticks,
            epoch=epoch,
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
