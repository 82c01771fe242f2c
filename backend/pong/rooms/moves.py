"""What the extended tier hears of a match between its frames: who moves how, where the ball flies, what was decided.

From these a browser draws the whole match by itself, with the engine that it shares with the server; frames only keep
its clock. Paddles and flights are states that newer ones replace, verdicts are events. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pong.game_engine import Aim, Rally, Rules, Side, next_serve
from pong.game_engine import Ball as EngineBall
from pong.messages.wire import Ball, Goal, Hold, MatchRecord, Miss, Move, Paddle, PlayerNum
from pong.replay import checksum
from pong.rooms.audience import Audience
from pong.rooms.facts import RoomFacts
from pong.rooms.flow import Edge
from pong.rooms.past import Moment
from pong.rooms.play import Play
from pong.rooms.ports import MatchResult, Member

# A serve is told so long before it, so that it is known everywhere when the ball leaves: more than the 300 ms by which
# a browser draws behind, and too short to gain anything from knowing it.
SERVE_NOTICE_TICKS = 24

_DIRECTIONS: dict[int, Literal["up", "stop", "down"]] = {-1: "up", 0: "stop", 1: "down"}


class Moves:
    """Tells a room's extended members how its match moves."""

    def __init__(self, facts: RoomFacts, audience: Audience, rules: Rules) -> None:
        self._facts = facts
        self._audience = audience
        self._rules = rules
        self._ball: Ball | None = None  # the newest one that was told, if it is still in play
        self._placed = False

    def lose_place(self) -> None:
        """The match begins, or goes on after it has stood still: what was told before is not to be relied on."""
        self._placed = False
        self._ball = None

    def tell_edges(self, play: Play) -> None:
        """Tell what players want anew."""
        for edge in play.flow.take_edges():
            self._move(self._paddle(edge))

    def tell_serve(self, play: Play) -> None:
        """Tell a serve that is near."""
        if play.rest_ticks > SERVE_NOTICE_TICKS:
            return
        tick = play.flow.clock + play.rest_ticks
        if self._ball is not None and self._ball.tick == tick:
            return
        ball = next_serve(play.match, self._rules)
        if ball is not None:
            self._move(self._flight(tick, ball, hits=0, player_num=0))

    def place(self, play: Play) -> None:
        """Tell where everything is, if it is not known. Called before every tick."""
        if self._placed:
            return
        self._placed = True
        play.flow.take_edges()
        match = play.match
        for move in self._standing(play):
            self._move(move)
        if match.freeze_ticks:
            self._move(Hold(epoch=self._facts.epoch, tick=play.flow.clock, ticks=match.freeze_ticks))
        if isinstance(match.phase, Rally):
            hits = match.phase.hits
            self._move(self._flight(play.flow.clock + match.freeze_ticks, match.ball, hits=hits, player_num=0))

    def tell_present(self, member: Member) -> None:
        """Tell one member what all others know."""
        play = self._facts.play
        if play is not None and member.extended:
            for move in (*self._standing(play), *((self._ball,) if self._ball else ())):
                self._audience.tell(member, move)

    def tell_contact(self, moment: Moment) -> None:
        """Tell what has been decided, but for the point, which has to be written down first."""
        side = moment.missed_by(self._rules)
        if moment.hit is not None:
            num: PlayerNum = moment.hit.side.value
            self._move(self._flight(moment.number + 1, moment.after.ball, hits=moment.hit.hits, player_num=num))
        elif side is not None:
            self._audience.announce_extended(
                Miss(epoch=self._facts.epoch, tick=moment.number + 1, player_num=side.value, y=moment.after.ball.y)
            )

    def tell_goal(self, moment: Moment) -> None:
        """Tell the point that was scored in that moment."""
        self._ball = None
        if moment.point is None:
            return
        after = moment.after
        self._audience.announce_extended(
            Goal(
                epoch=self._facts.epoch,
                tick=after.tick,
                player_num=moment.point.side.value,
                p1_score=after.left_score,
                p2_score=after.right_score,
            )
        )

    def tell_record(self, play: Play, result: MatchResult) -> None:
        """Tell what it takes to play the finished match again, and what must come out of it."""
        record = MatchRecord(
            epoch=self._facts.epoch,
            match_number=self._facts.match_number,
            seed=result.seed,
            points_limit=result.points_limit,
            ticks=result.duration_ticks,
            inputs=result.log.intents,
            finish=None if result.ended_by == "points" else result.winner,
            checksum=checksum(play.match),
        )
        self._audience.announce_extended(record)

    def _move(self, message: Move) -> None:
        if isinstance(message, Ball):
            self._ball = message
        slot = f"paddle {message.player_num}" if isinstance(message, Paddle) else type(message).__name__
        self._audience.move(slot, message)

    def _standing(self, play: Play) -> Iterator[Paddle]:
        for side in Side:
            y = play.match.paddle(side).y
            yield self._paddle(Edge(play.flow.clock, side, y, play.flow.intent(side), play.flow.lines[side].seq))

    def _paddle(self, edge: Edge) -> Paddle:
        aim = edge.intent.y if isinstance(edge.intent, Aim) else None
        direction = None if isinstance(edge.intent, Aim) else _DIRECTIONS[edge.intent.direction]
        return Paddle(
            epoch=self._facts.epoch,
            tick=edge.tick,
            player_num=edge.side.value,
            y=edge.y,
            seq=edge.seq,
            direction=direction,
            target=aim,
        )

    def _flight(self, tick: int, ball: EngineBall, *, hits: int, player_num: Literal[0, 1, 2]) -> Ball:
        return Ball(
            epoch=self._facts.epoch,
            tick=tick,
            x=ball.x,
            y=ball.y,
            vx=ball.vx,
            vy=ball.vy,
            speed=ball.speed,
            hits=hits,
            player_num=player_num,
        )
