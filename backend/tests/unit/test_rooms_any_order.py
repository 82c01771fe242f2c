"""Whatever people do in whatever order, a room keeps its promises (a state machine of hypothesis)."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pong.game_engine import Aim, Hold
from pong.messages.codes import Close
from pong.rooms.commands import ClaimWin, Command, Drop, Leave, Ready, Steer, TakeSeat, WantRematch, Watch
from tests.support.fakes import Heard, RecordingMember
from tests.support.table import Table
from tests.unit.test_rooms_match import assert_replays

FOLLOWS = {
    "waiting_for_opponent": {"waiting_for_ready"},
    "waiting_for_ready": {"waiting_for_opponent", "countdown", "playing"},
    "countdown": {"playing", "paused", "game_over"},
    "playing": {"paused", "game_over"},
    "paused": {"countdown", "playing", "game_over"},
    "game_over": {"waiting_for_opponent", "waiting_for_ready"},
}
RUNNING = {"countdown", "playing"}
people = st.sampled_from(("a", "b+", "c", "d+", "e"))
ways_to_go = st.sampled_from((Leave, Drop))
intents = st.one_of(st.sampled_from([Hold(-1), Hold(0), Hold(1)]), st.floats(0, 100).map(Aim))
tables = st.fixed_dictionaries(
    {"points_limit": st.integers(1, 2), "countdown": st.sampled_from([0, 1]), "seed": st.integers(0, 2**32 - 1)},
    optional={"opponent": st.just("bot"), "bot_level": st.sampled_from(["calm", "pro"])},
)


class LifeCycle:
    """What a room may tell the world: frames only while a match runs and in order, scores that rise one by one, and
    one end a match."""

    def __init__(self) -> None:
        self.status = "waiting_for_opponent"
        self.tick = 0
        self.score = (0, 0)
        self.is_over = False
        self.ends: list[Heard] = []

    def hear(self, message: Heard) -> None:
        match message["type"]:
            case "status_change":
                self.change(message["status"])
            case "game_update":
                self.show(message)
            case "game_over":
                assert not self.is_over
                assert (message["p1_score"], message["p2_score"]) == self.score
                self.is_over = True
                self.ends.append(message)

    def change(self, status: str) -> None:
        assert status in FOLLOWS[self.status], (self.status, status)
        assert self.is_over or status != "game_over"
        self.status = status
        if status.startswith("waiting"):
            self.tick, self.score, self.is_over = 0, (0, 0), False

    def show(self, frame: Heard) -> None:
        score = (frame["p1_score"], frame["p2_score"])
        assert self.status in RUNNING
        assert ("freeze_ticks" in frame) <= (self.status == "countdown")
        assert frame["tick"] == self.tick + 1
        assert (score[0] - self.score[0], score[1] - self.score[1]) in {(0, 0), (0, 1), (1, 0)}
        self.tick, self.score = frame["tick"], score


class AnyOrder(RuleBasedStateMachine):
    """Five people, each with one newest connection; what is known of the room is what they were told."""

    def __init__(self) -> None:
        super().__init__()
        self.line: dict[str, RecordingMember] = {}
        self.roles: dict[RecordingMember, str] = {}  # of everybody who is in the room
        self.tokens: dict[str, str] = {}
        self.gone: list[RecordingMember] = []
        self.life = LifeCycle()

    @initialize(options=tables)
    def open(self, options: dict[str, Any]) -> None:
        self.table = Table(**options)
        self.line["a"] = self.table["a"]

    def is_open(self) -> bool:
        return not self.table.room.closed

    def is_waiting(self) -> bool:
        return self.is_open() and not self.table.room.ticking

    def players(self) -> list[RecordingMember]:
        return [member for member, role in self.roles.items() if role == "joined_as_player"]

    def member(self, who: str) -> RecordingMember:
        return self.line.get(who) or self.connect(who)

    def connect(self, who: str) -> RecordingMember:
        self.line[who] = RecordingMember(who, extended=who.endswith("+"))
        return self.line[who]

    def say(self, *commands: Command) -> None:
        known = {member: len(member.heard) for member in {*self.roles, *(command.member for command in commands)}}
        self.table.apply(*commands)
        for member, before in known.items():
            self.learn(member, member.heard[before:])

    def learn(self, member: RecordingMember, heard: list[Heard]) -> None:
        for message in heard:
            if message["type"] in {"joined_as_player", "joined_as_observer"}:
                self.roles[member] = message["type"]
                self.tokens[member.name] = message.get("token", self.tokens.get(member.name, ""))
        if member.closed_with is not None:
            self.roles.pop(member, None)
            self.gone.append(member)
            member.take()
        if member.closed_with is Close.BAD_TOKEN:
            del self.tokens[member.name], self.line[member.name]

    def end(self, how: type[Leave | Drop], *members: RecordingMember) -> None:
        """Who has left may come again on its connection; who has dropped has a new one by then."""
        for member in members:
            self.roles.pop(member, None)
            if how is Drop:
                self.gone.append(member)
                self.line.pop(member.name, None) if self.line.get(member.name) is member else None
        self.table.apply(*(how(member) for member in members))
        for member in members:
            member.take()

    @rule(who=people)
    @precondition(is_open)
    def join(self, who: str) -> None:
        self.say(TakeSeat(self.member(who), who, None))

    @rule(who=people, loss_was_noticed=st.booleans())
    @precondition(is_open)
    def come_back(self, who: str, loss_was_noticed: bool) -> None:
        """With the token, on a new connection."""
        if who in self.tokens and loss_was_noticed and who in self.line:
            self.end(Drop, self.line[who])
        if who in self.tokens and self.is_open():
            self.say(TakeSeat(self.connect(who), None, self.tokens[who]))

    @rule(who=people)
    @precondition(is_open)
    def watch(self, who: str) -> None:
        self.say(Watch(self.member(who)))

    @rule(who=people, intent=intents)
    @precondition(is_open)
    def steer(self, who: str, intent: Aim | Hold) -> None:
        self.say(Steer(self.member(who), intent))

    @rule(who=people, wish=st.sampled_from([Ready, WantRematch, ClaimWin]))
    @precondition(is_open)
    def wish(self, who: str, wish: type[Ready | WantRematch | ClaimWin]) -> None:
        self.say(wish(self.member(who)))

    @rule(wish=st.sampled_from([Ready, WantRematch]))
    @precondition(is_open)
    def both_players_wish(self, wish: type[Ready | WantRematch]) -> None:
        self.say(*(wish(member) for member in self.players()))

    @rule(who=people, how=ways_to_go)
    @precondition(is_open)
    def go(self, who: str, how: type[Leave | Drop]) -> None:
        self.end(how, self.member(who))

    @rule(how=ways_to_go)
    @precondition(is_open)
    def both_players_go_at_once(self, how: type[Leave | Drop]) -> None:
        self.end(how, *self.players())

    @rule(ticks=st.sampled_from([1, 2, 10, 61, 150, 400]))
    @precondition(lambda self: self.table.room.ticking)
    def play(self, ticks: int) -> None:
        self.table.tick(ticks)

    @rule(seconds=st.sampled_from([0.1, 1.0, 15.0, 31.0]))
    @precondition(is_waiting)
    def wait(self, seconds: float) -> None:
        self.table.wait(seconds)

    @rule()
    @precondition(is_waiting)
    def whoever_waits_loses_patience(self) -> None:
        self.table.wait(31)
        self.say(*(ClaimWin(member) for member in self.players()))

    @rule()
    @precondition(lambda self: self.table.room.closed)
    def nothing_more_happens(self) -> None:
        assert not self.roles

    @invariant()
    def nobody_who_is_gone_hears_anything(self) -> None:
        assert not any(member.heard for member in self.gone)

    @invariant()
    def nobody_outside_hears_more_than_refusals(self) -> None:
        for member in self.line.values():
            assert member in self.roles or set(member.kinds) <= {"error"}

    @invariant()
    def two_seats_have_one_player_each(self) -> None:
        numbers = [member.player_num for member in self.players()]
        assert len(numbers) == len(set(numbers)) <= 2

    @invariant()
    def everybody_knows_the_same_status(self) -> None:
        told = {member.last("status_change")["status"] for member in self.roles}
        assert len(told) <= 1
        assert not told or (told <= RUNNING) == self.table.room.ticking
        reports = {m.last("room_state")["status"] for m in self.roles if m.extended}
        assert reports <= told

    @invariant()
    def every_match_has_one_end_and_one_result(self) -> None:
        for message in self.table.relay.published:
            self.life.hear(message)
        self.table.relay.published.clear()
        results = self.table.results.results
        assert [(end["winner"], end["p1_score"], end["p2_score"]) for end in self.life.ends] == [
            (result.winner, result.p1_score, result.p2_score) for result in results
        ]
        assert len({result.match_id for result in results}) == len(results)

    def teardown(self) -> None:
        for result in self.table.results.results:
            assert_replays(result)
        if self.is_open():
            self.end(Drop, *{*self.line.values(), *self.roles, self.table["a"]})
            self.table.wait(61)
        assert self.table.room.closed


AnyOrder.TestCase.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
TestAnyOrder = AnyOrder.TestCase
