"""The present of a match and how it came about: what players want, tick by tick, and what has been decided of it.

Values only, and no record: play.py keeps that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pong.game_engine import Inputs, Intent, Match, Rules, Side, step
from pong.rooms.past import AHEAD_TICKS, REACH_TICKS, Moment, Past, Schedule


@dataclass(frozen=True, slots=True)
class Edge:
    """From ``tick`` on, with its paddle at ``y`` then, ``side`` wants ``intent``: its player's ``seq``-th wish."""

    tick: int
    side: Side
    y: float
    intent: Intent
    seq: int


@dataclass(slots=True)
class Line:
    """What is known of one player's inputs.

    Attributes:
        known: all inputs of ticks before this one have come; None for who does not stamp: then nothing else can come.
        slack: by how many ticks the latest of them came too early, since it was last asked; None if none has come.
        stamped: how many inputs have come, ``late`` of them after their tick, ``clipped`` of these too late for it.
    """

    known: int | None = None
    slack: int | None = None
    last_tick: int = -1
    seq: int = 0
    stamped: int = 0
    late: int = 0
    clipped: int = 0


class Flow:
    """A match that runs.

    ``match`` is the present, and ``clock`` its tick. Late inputs may still change the last ticks of it (see past.py),
    so that a contact counts only once `next_contact` has given it out, and a point once it was in such a contact.
    ``clock`` is beyond the match's own tick only while it is undecided whether the match is over.
    """

    __slots__ = ("_edges", "_judged", "_rules", "_schedule", "_undecided", "clock", "inputs", "lines", "match", "past")

    def __init__(self, match: Match, inputs: Inputs, rules: Rules) -> None:
        self.match = match
        self.clock = match.tick
        self.inputs = inputs
        self.past = Past(rules)
        self.lines = {Side.LEFT: Line(), Side.RIGHT: Line()}
        self._rules = rules
        self._schedule = Schedule()
        self._edges: list[Edge] = []
        self._judged = -1  # the last tick whose contact has been given out
        self._undecided = False  # there may be a contact after that

    def intent(self, side: Side) -> Intent:
        """What ``side`` wants now."""
        return self.inputs.left if side is Side.LEFT else self.inputs.right

    def steer(self, side: Side, intent: Intent) -> None:
        """From the next tick on."""
        if intent != self.intent(side):
            self._turn(side, intent)

    def steer_at(self, side: Side, intent: Intent, *, tick: int, seq: int) -> bool:
        """From ``tick`` on, or from the first tick for which that can still be; the ``seq``-th wish of this player.

        False: it has been replaced by a later one already.
        """
        line = self.lines[side]
        if seq <= line.seq:
            return False
        self._count(line, tick)
        line.seq = seq
        line.last_tick = tick = min(max(tick, line.last_tick + 1), self.clock + AHEAD_TICKS)
        if tick > self.clock:
            self._schedule.add(side, tick, intent, seq)
            return True
        first = max(tick, self.past.earliest(side, self.clock))
        line.clipped += first > tick
        line.last_tick = first
        if first >= self.clock:
            self._turn(side, intent)
            return True
        self._edges.append(Edge(first, side, self.past.at(first).before.paddle(side).y, intent, seq))
        self.match = self.past.rewrite(side, intent, first)
        self._want(side, intent)
        self._undecided = True
        return True

    def heard(self, side: Side, own_tick: int) -> None:
        """All that ``side`` wanted in the ticks before ``own_tick`` has come."""
        line = self.lines[side]
        self._note(line, own_tick)

    def unstamped(self, side: Side) -> None:
        """Nothing more comes from this player's connection, or nothing with a tick: what is known is all there is."""
        self._schedule.clear(side)
        last_tick = self.lines[side].last_tick
        self.lines[side] = replace(self.lines[side], known=None, slack=None, seq=0, last_tick=last_tick)

    def take_edges(self) -> list[Edge]:
        """What players have wanted anew since the last call, in the order in which it came."""
        edges, self._edges = self._edges, []
        return edges

    def take_slack(self) -> tuple[int | None, int | None] | None:
        """How early the latest input of each player was since the last call; None if nobody stamps."""
        left, right = self.lines[Side.LEFT], self.lines[Side.RIGHT]
        slack = (left.slack, right.slack)
        left.slack = right.slack = None
        return None if slack == (None, None) else slack

    def advance(self) -> Moment | None:
        """One tick. Returns an earlier one, if nothing can change that any more."""
        for side in self.lines:
            while (due := self._schedule.due(side, self.clock)) is not None:
                self._turn(side, *due)
        before = self.match
        self.match, events = step(before, self.inputs, self._rules)
        moment = Moment(self.clock, before, self.inputs, self.match, events)
        self.clock += 1
        if events or moment.missed_by(self._rules) is not None:
            self._undecided = True
        return self.past.add(moment)

    def next_contact(self, *, final: bool = False) -> Moment | None:
        """The next tick in which a ball has met a paddle, passed one, or gone out, if that is decided.

        It is when the defender's inputs are known so far, or the time for them is over; or it is made so (``final``).
        """
        if not self._undecided:
            return None
        for moment in self.past:
            if moment.number <= self._judged:
                continue
            defender = moment.hit.side if moment.hit else moment.missed_by(self._rules)
            if defender is None and moment.point is None:
                continue
            if defender is not None and not final and not self._is_known(defender, moment.number):
                return None
            self._judge(moment, defender)
            return moment
        self._undecided = False
        return None

    @property
    def undecided(self) -> bool:
        """Whether there is a contact that has not been given out."""
        return self._undecided and any(
            moment.number > self._judged and (moment.hit or moment.point or moment.missed_by(self._rules) is not None)
            for moment in self.past
        )

    def _turn(self, side: Side, intent: Intent, seq: int | None = None) -> None:
        """From now on."""
        seq = self.lines[side].seq if seq is None else seq
        self._edges.append(Edge(self.clock, side, self.match.paddle(side).y, intent, seq))
        self._want(side, intent)

    def _want(self, side: Side, intent: Intent) -> None:
        inputs = self.inputs
        self.inputs = Inputs(intent, inputs.right) if side is Side.LEFT else Inputs(inputs.left, intent)

    def _count(self, line: Line, tick: int) -> None:
        self._note(line, tick)
        line.stamped += 1
        line.late += tick < self.clock

    def _note(self, line: Line, tick: int) -> None:
        """Nothing for ticks before this one will come any more: wishes come in the order of their ticks."""
        slack = tick - self.clock
        line.slack = slack if line.slack is None else min(line.slack, slack)
        line.known = max(line.known or 0, min(tick, self.clock + AHEAD_TICKS))

    def _is_known(self, side: Side, number: int) -> bool:
        known = self.lines[side].known
        return known is None or known > number or self.clock - number >= REACH_TICKS

    def _judge(self, moment: Moment, defender: Side | None) -> None:
        """It has happened as it has: nobody's input may change it any more."""
        self._judged = moment.number
        if defender is not None:
            self.past.open_from[defender] = moment.number + 1
        if moment.point is not None:
            for side in Side:
                self.past.open_from[side] = moment.number + 1
