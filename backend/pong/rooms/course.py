"""The course of matches in a room: how they begin, pause, go on and end. Knows neither asyncio nor who comes and goes.

What happens in between, tick by tick, is the court's.
"""

from __future__ import annotations

from pong.bot import BotBrain, new_brain
from pong.game_engine import Side
from pong.messages.wire import EndedBy
from pong.rooms.court import Court
from pong.rooms.facts import RoomFacts
from pong.rooms.herald import Herald
from pong.rooms.phases import Lobby, Paused, Playing
from pong.rooms.play import Play
from pong.rooms.ports import HouseRules
from pong.rooms.seats import Player

PLANNED_PAUSE_S = 1.0  # a browser whose server moves is back within a tenth of that


class Course:
    """What match there is, and whether it runs.

    Attributes:
        court: where it is played.
    """

    def __init__(self, facts: RoomFacts, court: Court, herald: Herald, house: HouseRules) -> None:
        self._facts = facts
        self._seats = facts.seats
        self.court = court
        self._herald = herald
        self._house = house

    def start_if_ready(self) -> None:
        if self._seats.both_present and all(player.ready or player.brain for _, player in self._seats):
            self._start()

    def pause(self, now: float, *, planned: bool) -> None:
        """A player's connection is gone. ``planned``: its server moves, so that it will be back in a moment."""
        facts = self._facts
        self.court.make_final()
        if not facts.in_match:
            return
        begins = isinstance(facts.phase, Playing)
        facts.phase = Paused()
        facts.planned_pause = planned and (begins or facts.planned_pause)
        facts.quiet_until = now + PLANNED_PAUSE_S if facts.planned_pause else 0.0
        facts.unsaved = True

    def go_on_if_complete(self, now: float) -> None:
        """Somebody has come: go on with a paused match if both players are there, or begin one that was agreed on."""
        facts = self._facts
        if isinstance(facts.phase, Lobby):
            self.start_if_ready()
        if not isinstance(facts.phase, Paused) or not self._seats.both_play:
            return
        is_short = facts.planned_pause and now < facts.quiet_until
        self.court.go_on(rest_ticks=0 if is_short else self._countdown_ticks)
        facts.planned_pause, facts.quiet_until = False, 0.0
        facts.phase = Playing()
        facts.unsaved = True

    def take_break(self, player: Player, now: float) -> bool:
        """The match waits for a player who is here. False: it does not run, or this player's time is used up."""
        if not isinstance(self._facts.phase, Playing) or player.absence_left_s(now) <= 0.0:
            return False
        self.pause(now, planned=False)
        if isinstance(self._facts.phase, Paused):  # else the match has just been decided
            player.pausing = True
            player.start_absence(now)
        return True

    def end_break(self, player: Player, now: float) -> None:
        """The player goes on."""
        if player.pausing:
            player.pausing = False
            player.end_absence(now)
            self._herald.touch(now)
            self.go_on_if_complete(now)

    def end_used_up_breaks(self, now: float) -> None:
        """Nobody waits longer for a player who is here than for one who is away."""
        for _, player in self._seats:
            if player.pausing and player.absence_left_s(now) <= 0.0:
                self.end_break(player, now)
                self._herald.sync_status(now)

    def suspend(self) -> None:
        """This process may not play on."""
        self._facts.suspended = True

    def unsuspend(self) -> None:
        """It may again."""
        if self._facts.suspended and isinstance(self._facts.phase, Playing):
            self.court.go_on(rest_ticks=self._countdown_ticks)
        self._facts.suspended = False

    def end(self, winner: Side, ended_by: EndedBy) -> None:
        """End the match before its last point, unless that has been scored just now."""
        self.court.make_final()
        if self._facts.in_match:
            self.court.end(winner, ended_by)

    def rematch(self, now: float) -> None:
        """Both want it: they change sides, pass through the lobby, and need not say again that they are ready."""
        self._seats.swap()
        self.open_lobby()
        for _, player in self._seats:
            self._herald.tell_seat(player)
        self._herald.sync_status(now)
        self.start_if_ready()

    def open_lobby(self) -> None:
        """Back to before a match. Whoever has asked for another one is ready for it."""
        self._facts.phase = Lobby()
        self._facts.play = None
        self._facts.unsaved = True
        for _, player in self._seats:
            player.ready, player.wants_rematch = player.wants_rematch, False

    def new_brain(self) -> BotBrain:
        """A bot's mind for the next match."""
        return new_brain(self._facts.options.bot_level, self._house.new_seed())

    def _start(self) -> None:
        for _, player in self._seats:
            player.fresh_for_match()
            if player.brain is not None:
                player.brain = self.new_brain()
        self._facts.match_number += 1
        self._facts.play = Play(
            seed=self._house.new_seed(),
            points_limit=self._facts.options.points_limit,
            freeze_ticks=self._countdown_ticks,
            rules=self._house.rules,
        )
        self._facts.phase = Playing()
        self.court.begin()

    @property
    def _countdown_ticks(self) -> int:
        return self._facts.options.countdown * self._house.rules.ticks_per_second
