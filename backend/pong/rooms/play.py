"""One match in progress: the engine's state, and the record that the match can be replayed from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from pong.game_engine import (
    STOP,
    Finished,
    Inputs,
    Match,
    Rules,
    Serving,
    Side,
    freeze,
    new_match,
)
from pong.game_engine import finish as finish_match
from pong.messages.wire import EndedBy, GameUpdate
from pong.replay import FinishAt, FreezeAt, InputLog, IntentAt, LogEntry
from pong.rooms.flow import Flow
from pong.rooms.past import Moment
from pong.rooms.ports import MatchResult, PointRecord
from pong.rooms.records import PlayRecord, ScoredPoint, encode_record, inputs_of, match_of, match_state, play_inputs

# Two mice that never rest fill this in a quarter of an hour. What is longer is kept as a result, without its replay.
MAX_LOG_ENTRIES = 100_000


class Play:
    """A match (see flow.py) and its record."""

    __slots__ = ("_log", "_log_ends_with", "_logged", "_match_id", "_points", "_rules", "_seed", "_started_at", "flow")

    def __init__(self, *, seed: int, points_limit: int, freeze_ticks: int, rules: Rules) -> None:
        match = new_match(seed=seed, points_limit=points_limit, freeze_ticks=0, rules=rules)
        self.flow = Flow(match, Inputs(STOP, STOP), rules)
        self._rules = rules
        self._seed = seed
        self._match_id = uuid4()
        self._started_at = datetime.now(UTC)
        self._log_ends_with = self.flow.inputs
        self._log = InputLog()
        self._logged = 0  # entries that are part of a point already
        self._points: list[PointRecord] = []
        self.hold_ball(freeze_ticks)

    @classmethod
    def restored(cls, record: PlayRecord, points: Sequence[ScoredPoint], rules: Rules) -> Play:
        """The match as `record` has left it, with the ``points`` that were scored before."""
        match = match_of(record.state)
        play = cls(seed=record.seed, points_limit=match.points_limit, freeze_ticks=0, rules=rules)
        play.flow = Flow(match, inputs_of(record), rules)
        play._log_ends_with = play.flow.inputs
        play._match_id, play._started_at = record.match_id, record.started_at
        for scored in points:
            play._points.append(scored.point)
            play._log.extend(scored.log)
        play._logged = len(play._log)
        play._log.extend(record.log)
        return play

    def record(self) -> PlayRecord:
        """Everything that is in no point yet. Not to be asked for while a contact is undecided."""
        left, right = play_inputs(self.flow.inputs)
        log = self._log.cells(self._logged) + InputLog(self._unsettled()).cells()
        return PlayRecord(self._match_id, self._seed, self._started_at, match_state(self.match), left, right, log)

    @property
    def match(self) -> Match:
        """The present."""
        return self.flow.match

    def advance(self) -> None:
        """One tick."""
        settled = self.flow.advance()
        if settled is not None:
            self._note_inputs(settled)

    def next_contact(self, *, final: bool = False) -> Moment | None:
        """As `Flow.next_contact`; a point that it gives out is the one that `take_point` takes."""
        moment = self.flow.next_contact(final=final)
        if moment is not None and moment.point is not None:
            self._settle(moment.number)
            self._note_point(moment.point.side, moment.after)
        return moment

    def take_point(self) -> tuple[int, bytes]:
        """The point that has been decided last, by its number, with the inputs since the one before."""
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
            self._settle()
            self.flow.match = freeze(self.match, ticks)
            self._note(FreezeAt(self.match.tick, ticks))

    def finish(self, winner: Side) -> None:
        """End the match before its last point."""
        self._settle()
        self._note(FinishAt(self.match.tick, winner))
        self.flow.match = finish_match(self.match, winner)

    def snapshot(
        self,
        *,
        epoch: int,
        score: tuple[int, int] | None = None,
        slack: tuple[int | None, int | None] | None = None,
    ) -> GameUpdate:
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
            slack=slack,
        )

    def result(
        self, *, room_code: str, names: tuple[str, str], winner: Side, ended_by: EndedBy, rules_sha256: str
    ) -> MatchResult:
        """The record of the match, once it is over."""
        self._settle()
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

    def _settle(self, through: int | None = None) -> None:
        """What has happened so far (until that tick) stays."""
        for moment in self.flow.past.close(through):
            self._note_inputs(moment)

    def _unsettled(self) -> Iterator[LogEntry]:
        """What the log would say of the ticks that may still change."""
        inputs = self._log_ends_with
        for moment in self.flow.past:
            yield from _changes(inputs, moment.inputs, moment.number)
            inputs = moment.inputs
        yield from _changes(inputs, self.flow.inputs, self.match.tick)

    def _note_inputs(self, moment: Moment) -> None:
        if isinstance(moment.before.phase, Finished):
            return
        for entry in _changes(self._log_ends_with, moment.inputs, moment.number):
            self._note(entry)
        self._log_ends_with = moment.inputs

    def _note_point(self, scorer: Side, match: Match) -> None:
        self._points.append(
            PointRecord(
                n=len(self._points) + 1,
                tick=match.tick,
                scorer=scorer.value,
                p1_score=match.left_score,
                p2_score=match.right_score,
            )
        )


def _changes(before: Inputs, after: Inputs, tick: int) -> Iterator[IntentAt]:
    """What the log has to say when ``before`` is followed by ``after`` from ``tick`` on."""
    if before.left != after.left:
        yield IntentAt(tick, Side.LEFT, after.left)
    if before.right != after.right:
        yield IntentAt(tick, Side.RIGHT, after.right)
