"""The last ticks of a match, which a late input may still change. Values only; knows neither members nor messages.

A player's browser runs ahead of the server and stamps each input with the tick that it was meant for. What comes late
is put where it belongs, and the ticks since then are played again; so the defender is judged by what it has done, and
not by what its line has done to it. Nobody is told of a contact before it is decided.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from pong.game_engine import (
    Event,
    Inputs,
    Intent,
    Match,
    MatchWon,
    PaddleHit,
    PointScored,
    Rally,
    Rules,
    Side,
    step,
)

# An input may come so late, which is 150 ms: more than lines differ from their usual self, less than the second between
# a point and the next serve. Playing so many ticks again takes less than a tenth of a millisecond.
REACH_TICKS = 9
# A browser whose clock is further ahead than this is wrong about the time.
AHEAD_TICKS = 30


@dataclass(frozen=True, slots=True)
class Moment:
    """One tick: the match ``before`` it, what both wanted, the match ``after`` it, and what happened."""

    number: int
    before: Match
    inputs: Inputs
    after: Match
    events: tuple[Event, ...]

    @property
    def point(self) -> PointScored | None:
        """The point that was scored in it."""
        return next((event for event in self.events if isinstance(event, PointScored)), None)

    @property
    def winner(self) -> Side | None:
        """Who has won the match in it."""
        return next((event.side for event in self.events if isinstance(event, MatchWon)), None)

    @property
    def hit(self) -> PaddleHit | None:
        """The last contact of a ball with a paddle in it."""
        return next((event for event in reversed(self.events) if isinstance(event, PaddleHit)), None)

    def missed_by(self, rules: Rules) -> Side | None:
        """Whose plane the ball has passed in it."""
        if self.hit is not None or not isinstance(self.before.phase, Rally):
            return None
        x, vx = self.before.ball.x, self.before.ball.vx
        ends_at = None if self.point else self.after.ball.x
        if vx < 0.0 and x > rules.left_plane and (ends_at is None or ends_at <= rules.left_plane):
            return Side.LEFT
        if vx > 0.0 and x < rules.right_plane and (ends_at is None or ends_at >= rules.right_plane):
            return Side.RIGHT
        return None


class Past:
    """Up to `REACH_TICKS` moments that follow each other, the newest last; and where each player's past is closed."""

    __slots__ = ("_moments", "_rules", "open_from")

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._moments: deque[Moment] = deque()
        self.open_from: dict[Side, int] = {Side.LEFT: 0, Side.RIGHT: 0}

    def __iter__(self) -> Iterator[Moment]:
        return iter(self._moments)

    def add(self, moment: Moment) -> Moment | None:
        """The newest tick. Returns the one that nothing can change any more, if there is one."""
        self._moments.append(moment)
        return self._moments.popleft() if len(self._moments) > REACH_TICKS else None

    def earliest(self, side: Side, present: int) -> int:
        """The first tick for which ``side`` may still want something else; ``present`` if there is none."""
        return max(self.open_from[side], self._moments[0].number if self._moments else present)

    def at(self, number: int) -> Moment:
        """The moment of that tick, which is one of these."""
        return self._moments[number - self._moments[0].number]

    def rewrite(self, side: Side, intent: Intent, number: int) -> Match:
        """From tick ``number`` on ``side`` has wanted ``intent``. Returns the present match that follows from it."""
        first = number - self._moments[0].number
        match = self._moments[first].before
        for index in range(first, len(self._moments)):
            moment = self._moments[index]
            inputs = moment.inputs
            inputs = Inputs(intent, inputs.right) if side is Side.LEFT else Inputs(inputs.left, intent)
            after, events = step(match, inputs, self._rules)
            self._moments[index] = Moment(moment.number, match, inputs, after, events)
            match = after
        return match

    def close(self, through: int | None = None) -> list[Moment]:
        """Take the moments up to tick ``through``, or all, out of reach: they are what has happened."""
        closed = []
        while self._moments and (through is None or self._moments[0].number <= through):
            closed.append(self._moments.popleft())
        return closed


class Schedule:
    """What players have said that they will want, tick by tick."""

    __slots__ = ("_coming",)

    def __init__(self) -> None:
        self._coming: dict[Side, deque[tuple[int, Intent, int]]] = {Side.LEFT: deque(), Side.RIGHT: deque()}

    def add(self, side: Side, tick: int, intent: Intent, seq: int) -> None:
        """Ticks of one side grow."""
        self._coming[side].append((tick, intent, seq))

    def due(self, side: Side, tick: int) -> tuple[Intent, int] | None:
        """What ``side`` wants from ``tick`` on, if it changes then, with the number of that wish."""
        coming = self._coming[side]
        return coming.popleft()[1:] if coming and coming[0][0] <= tick else None

    def last_tick(self, side: Side) -> int:
        """The tick of the last wish that waits; -1 if none does."""
        coming = self._coming[side]
        return coming[-1][0] if coming else -1

    def clear(self, side: Side | None = None) -> None:
        """Forget what was promised."""
        for each in Side if side is None else (side,):
            self._coming[each].clear()
