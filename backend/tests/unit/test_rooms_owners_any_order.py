"""Whatever people and processes do in whatever order, no point is lost and no match is stuck (a state machine)."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pong.game_engine import Aim, Hold
from pong.messages.codes import Close
from pong.rooms.commands import ClaimWin, Command, Drop, Leave, Ready, Reattach, Steer, TakeSeat, WantRematch, Watch
from pong.rooms.ports import Standing
from tests.support.moving import MovingTable, Witness
from tests.unit.test_rooms_match import assert_replays

people = st.sampled_from(("a", "b+", "c"))
intents = st.one_of(st.sampled_from([Hold(-1), Hold(0), Hold(1)]), st.floats(0, 100).map(Aim))
tables = st.fixed_dictionaries(
    {"points_limit": st.integers(1, 3), "countdown": st.sampled_from([0, 0, 1]), "seed": st.integers(0, 2**32 - 1)}
)
IN_MATCH = {"playing", "paused"}


class AnyOwner(RuleBasedStateMachine):
    """Three people, whose connections survive their room's process or do not."""

    @initialize(options=tables, slow=st.booleans(), agreed=st.booleans())
    def open(self, options: dict[str, Any], slow: bool, agreed: bool) -> None:
        self.line: dict[str, Witness] = {}  # everybody's newest connection
        self.inside: dict[Witness, Standing] = {}
        self.replaced: dict[Witness, Standing] = {}  # by a newer connection of the same player
        self.tokens: dict[str, str] = {}
        self.outside: dict[Witness, Standing] = {}  # whose process has survived the room's, and has not called the roll
        self.came = 0
        self.newest: dict[str, int] = {}  # of each player, how late its latest connection has come
        self.table = MovingTable(creator="nobody", **options)
        if agreed:
            self.everybody_comes()
        self.table.journal.waits = slow

    @property
    def ticking(self) -> bool:
        return self.table.room.ticking

    def member(self, who: str) -> Witness:
        if who not in self.line:
            self.line[who] = Witness(who, self.table)
        return self.line[who]

    def players(self) -> list[Witness]:
        return [member for member, standing in self.inside.items() if standing.player_id is not None]

    @property
    def closed(self) -> bool:
        return self.table.room.closed

    def say(self, *commands: Command) -> None:
        for command in commands:
            if self.closed:
                return
            self.table.apply(command)
            self.look_around(command.member)

    def look_around(self, *more: Any) -> None:
        """Who is inside now, and who has been closed."""
        for member in {*self.inside, *more}:
            standing = self.table.room.standing(member)
            if standing is not None:
                self.enter(member, standing)
            elif member.closed_with is not Close.REPLACED:
                self.inside.pop(member, None)
            if member.all("joined_as_player"):
                self.tokens[member.name] = member.token
            if member.closed_with is not None:
                self.forget(member)

    def enter(self, member: Witness, standing: Standing) -> None:
        if member not in self.inside:
            self.came += 1
            member.came = member.came or self.came
        self.inside[member] = standing
        if standing.player_id is not None:
            self.newest[standing.player_id] = max(self.newest.get(standing.player_id, 0), member.came)

    def forget(self, member: Witness) -> None:
        """Its socket is closed, whoever has closed it: its session says so to the room."""
        standing = self.inside.pop(member, None)
        if standing is not None and member.closed_with is Close.REPLACED:
            self.replaced[member] = standing
        if self.line.get(member.name) is member:
            del self.line[member.name]
        self.table.apply(Drop(member))

    def drop(self, member: Witness, *, moving: bool = False) -> None:
        self.outside.pop(member, None)
        if self.line.get(member.name) is member:
            del self.line[member.name]
        self.say(Drop(member, moving=moving))

    @rule(who=people)
    def join(self, who: str) -> None:
        if self.member(who) not in self.outside:
            self.say(TakeSeat(self.member(who), who, None))

    @rule(who=people)
    def watch(self, who: str) -> None:
        if self.member(who) not in self.outside:
            self.say(Watch(self.member(who)))

    @rule()
    def everybody_comes(self) -> None:
        """And wants to play."""
        self.reattach(list(self.outside))
        for who in ("a", "b+"):
            if who not in self.line:
                self.say(TakeSeat(self.member(who), None, self.tokens.get(who)))
        self.players_wish(WantRematch, one=False)
        self.players_wish(Ready, one=False)

    @rule(who=people, sockets=st.integers(1, 2), loss_was_noticed=st.booleans())
    def come_back(self, who: str, sockets: int, loss_was_noticed: bool) -> None:
        """With the token; sometimes by two sockets, or while the old one is believed to be there."""
        if who not in self.tokens:
            return
        if loss_was_noticed and who in self.line:
            self.drop(self.line[who])
        for _ in range(sockets):
            self.line.pop(who, None)
            self.say(TakeSeat(self.member(who), None, self.tokens[who]))

    @rule(who=people, intent=intents)
    def steer(self, who: str, intent: Aim | Hold) -> None:
        if self.member(who) in self.inside:
            self.say(Steer(self.member(who), intent))

    @rule(wish=st.sampled_from([Ready, WantRematch]), one=st.booleans())
    def players_wish(self, wish: type[Ready | WantRematch], one: bool) -> None:
        self.say(*(wish(member) for member in self.players()[one:]))

    @rule(who=people)
    def leave(self, who: str) -> None:
        if self.member(who) in self.inside:
            self.say(Leave(self.member(who)))

    @rule(who=people, moving=st.booleans())
    def lose_the_connection(self, who: str, moving: bool) -> None:
        self.drop(self.member(who), moving=moving)

    @rule(ticks=st.sampled_from([1, 2, 30, 90, 200]))
    @precondition(lambda self: self.ticking)
    def play(self, ticks: int) -> None:
        self.table.tick(ticks)

    @rule(ticks=st.sampled_from([90, 200]))
    @precondition(lambda self: self.ticking)
    def nobody_hits_the_ball(self, ticks: int) -> None:
        self.say(*(Steer(member, Hold(-1)) for member in self.players()))
        self.table.tick(ticks)

    @rule(seconds=st.sampled_from([0.2, 1.0, 31.0]))
    @precondition(lambda self: not self.ticking and (self.inside or self.outside))
    def wait(self, seconds: float) -> None:
        if len(self.inside):
            self.table.wait(seconds)
            self.say(*(ClaimWin(member) for member in self.players()))

    @rule(slow=st.booleans())
    def the_journal_is_slow_or_fast(self, slow: bool) -> None:
        self.table.journal.waits = slow
        self.write(None if not slow else 0)

    @rule(entries=st.integers(1, 3))
    @precondition(lambda self: self.table.journal.is_behind)
    def write(self, entries: int | None) -> None:
        self.table.journal.catch_up(entries)
        self.table.room.settle(self.table.now)
        self.look_around()

    @rule(options=tables)
    @precondition(lambda self: self.closed)
    def open_anew(self, options: dict[str, Any]) -> None:
        self.open(options, slow=False, agreed=True)

    @rule(survive=st.sets(people), ghosts=st.booleans())
    @precondition(lambda self: not self.closed)
    def crash(self, survive: set[str], ghosts: bool) -> None:
        """Those who have heard that they are inside will say so to the next owner; others will ask once more."""
        self.table.crash()
        inside, self.inside = self.inside, {}
        for member, standing in inside.items():
            if member.name in survive and set(member.kinds) & {"joined_as_player", "joined_as_observer"}:
                self.outside[member] = standing
            elif self.line.get(member.name) is member:
                del self.line[member.name]
        if ghosts:
            self.outside.update({self.ghost(member): standing for member, standing in self.replaced.items()})
            self.replaced.clear()

    def ghost(self, member: Witness) -> Witness:
        """It was replaced, and its process has not heard so."""
        ghost = Witness(member.name, self.table)
        ghost.came = member.came
        return ghost

    @rule()
    @precondition(lambda self: not self.closed)
    def hand_over(self) -> None:
        self.table.journal.catch_up()
        before = self.table.state
        self.look_around()
        self.table.hand_over()
        assert self.table.state.play == before.play
        assert self.table.state.seats == before.seats
        self.outside.update(self.inside)
        self.inside.clear()

    @rule()
    def the_lease_lapses_for_a_moment(self) -> None:
        self.table.lapse()

    @rule(chance=st.randoms(use_true_random=False), number=st.integers(1, 4), times=st.integers(1, 2))
    @precondition(lambda self: self.outside)
    def roll_call(self, chance: random.Random, number: int, times: int) -> None:
        """Members who have survived come along, in any order, some more than once."""
        come = chance.sample(list(self.outside), min(number, len(self.outside)))
        self.reattach(come, times)

    def reattach(self, members: Iterable[Witness], times: int = 1) -> None:
        for member in members:
            standing = self.outside.pop(member)
            member.is_behind = True
            self.say(*[Reattach(member, standing)] * times)
            is_sent_away = member.closed_with in {Close.MOVING, Close.REPLACED}
            assert member in self.inside or is_sent_away or self.table.journal.is_behind or self.closed
            if member.closed_with is Close.REPLACED:
                assert self.newest[standing.player_id] > member.came

    def connections_of(self, player_id: str | None) -> list[Witness]:
        return [member for member, standing in self.inside.items() if standing.player_id == player_id]

    @invariant()
    def a_player_has_one_connection_and_two_seats_are_all(self) -> None:
        ids = [standing.player_id for standing in self.inside.values() if standing.player_id is not None]
        assert len(ids) == len(set(ids)) <= 2
        assert not any(member.closed for member in self.inside)

    @invariant()
    def everybody_inside_knows_the_status_and_players_their_side(self) -> None:
        if self.table.journal.is_behind or self.closed:
            return
        state = self.table.state
        sides = {seat.player_id: seat.side for seat in state.seats}
        for member, standing in self.inside.items():
            if standing.player_id is not None:
                assert member.player_num == sides[standing.player_id]
        assert len({member.statuses[-1] for member in self.inside}) <= 1

    @invariant()
    def a_match_that_could_go_on_does(self) -> None:
        if self.table.journal.is_behind or self.closed or len(self.players()) < 2:
            return
        assert self.ticking == (self.table.state.phase.kind in IN_MATCH)

    @invariant()
    def every_match_has_one_result(self) -> None:
        results = self.table.results.results
        assert len({result.match_id for result in results}) == len(results)

    def teardown(self) -> None:
        for result in self.table.results.results:
            assert_replays(result)
        self.table.journal.waits = False
        self.write(None)
        state = self.table.state
        if state.phase.kind in IN_MATCH and not self.closed:
            self.finish_the_match(state.play.match_id)  # type: ignore[union-attr]

    def finish_the_match(self, match_id: Any) -> None:
        """Whoever has a seat comes back."""
        self.reattach(list(self.outside))
        for seat in self.table.state.seats:
            if not self.connections_of(seat.player_id):
                back = Witness("somebody", self.table)
                self.say(TakeSeat(back, None, f"TABLE/{seat.player_id}"))
        self.say(*(Steer(member, Hold(-1)) for member in self.players()))
        self.table.play_until_over()
        assert [result.match_id for result in self.table.results.results].count(match_id) == 1
        assert_replays(self.table.results.results[-1])


AnyOwner.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
TestAnyOwner = AnyOwner.TestCase
