"""Members of a room that runs elsewhere: what they may ask for, and what they are told when nobody answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pong.cluster.mail import Asked, Attending, Letter, Owned, RollCall, command_cells, command_of
from pong.cluster.outpost import MAX_UNACTED
from pong.cluster.reception import FORGOTTEN_AFTER_S, drop_unheard, hear_asked, hear_roll
from pong.game_engine import Aim, Hold
from pong.messages.codes import Close
from pong.rooms import commands
from pong.rooms.commands import CatchUp, Drop, Leave, Ready, Reattach, Steer, TakeSeat, Watch
from pong.rooms.ports import Standing, Turn
from tests.support.fakes import RecordingMember
from tests.support.letters import CODE, Correspondent, Office, Process
from tests.support.moving import MovingTable


class Two:
    """The room's owner, and another process with one member of it."""

    def __init__(self, *, extended: bool = False) -> None:
        self.office = Office()
        self.owner, self.other = Process("p", self.office), Process("q", self.office)
        self.owner.open()
        self.office.deliver_all()
        self.member = Correspondent(self.other, "someone+" if extended else "someone")

    def say(self, *wishes: commands.Command) -> None:
        for wish in wishes:
            assert self.other.outpost.submit(wish)
        self.office.deliver_all()

    def say_and_lose_the_answer(self, wish: commands.Command) -> None:
        """Until the next roll call has set things right."""
        assert self.other.outpost.submit(wish)
        self.other.flush()
        self.office.deliver(0)
        self.owner.flush()
        self.office.under_way.clear()
        self.other.call_roll()
        self.office.deliver_all()

    @property
    def loop(self) -> Any:
        return self.owner.loop

    @property
    def house(self) -> Any:
        return self.owner.relay.houses[CODE]


@pytest.fixture
def two() -> Two:
    return Two()


MEMBER = RecordingMember()


@pytest.mark.parametrize(
    "command",
    [
        Steer(MEMBER, Hold(-1)),
        Steer(MEMBER, Aim(12.5)),
        TakeSeat(MEMBER, "Ann", None),
        TakeSeat(MEMBER, None, "token"),
        Watch(MEMBER),
        Ready(MEMBER),
        commands.WantRematch(MEMBER),
        commands.ClaimWin(MEMBER),
        commands.Say(MEMBER, "oops"),
        commands.Rename(MEMBER, "Ann"),
        Leave(MEMBER),
        Drop(MEMBER, moving=True),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_command_comes_through_a_letter_as_it_was(command: commands.Command) -> None:
    assert command_of(command_cells(command), MEMBER) == command


def test_what_only_the_rooms_own_process_says_is_in_no_letter_and_what_is_unknown_is_left_out() -> None:
    for command in (CatchUp(MEMBER), Reattach(MEMBER, Standing()), commands.WithReceipt(Watch(MEMBER), list)):
        with pytest.raises(ValueError, match="by itself"):
            command_cells(command)
    assert command_of(["of a newer version"], MEMBER) is None


def test_a_command_that_only_a_newer_process_knows_changes_nothing(two: Two) -> None:
    two.say(Watch(two.member))
    key = two.other.attending(two.member).key
    hear_asked(Asked(CODE, "q", key, False, 9, ["sing"]), loop=two.loop, house=two.house)
    attending = Attending(key, False, True, None, 0, ["hold", 0], [(9, ["sing"])])
    hear_roll(RollCall(CODE, "q", [attending], False, 1), loop=two.loop, house=two.house, bus=two.owner, now=0.0)  # type: ignore[arg-type]
    two.office.deliver_all()
    assert two.member.errors == []


def test_what_nobody_acts_on_is_bounded_and_a_drop_is_always_taken(two: Two) -> None:
    two.office.cut_off.add("p")
    outpost = two.other.outpost
    assert all(outpost.submit(Watch(two.member)) for _ in range(MAX_UNACTED))
    assert not outpost.submit(Watch(two.member))
    assert outpost.submit(Steer(two.member, Hold(1)))
    assert outpost.submit(Drop(two.member))
    assert len(outpost) == 0


def test_an_owner_with_a_full_inbox_says_that_it_is_busy(two: Two) -> None:
    two.say(Watch(two.member))
    two.loop.submit = lambda command: False
    two.say(Ready(two.member))
    assert two.member.errors == ["busy"]
    assert two.other.attending(two.member).unacted == []


@pytest.mark.parametrize("extended", [False, True])
def test_who_has_missed_something_is_told_anew_where_things_stand(extended: bool) -> None:
    two = Two(extended=extended)
    two.say(Watch(two.member))
    two.member.take()
    two.loop.submit(TakeSeat(RecordingMember(), None, None))
    two.loop.submit(TakeSeat(RecordingMember(), None, None))
    two.owner.flush()
    two.office.under_way.clear()
    two.other.call_roll()
    two.office.deliver_all()
    assert two.member.kinds[:2] == ["joined_as_observer", "status_change"]
    assert two.member.statuses[-1] == "waiting_for_ready"
    assert bool(two.member.all("room_state")) == extended


@pytest.mark.parametrize("wish", [TakeSeat(MEMBER, None, None), Watch(MEMBER)], ids=["plays", "watches"])
def test_who_is_told_that_it_is_in_while_it_says_that_it_is_not_hears_it_once(two: Two, wish: TakeSeat | Watch) -> None:
    two.other.outpost.submit(replace(wish, member=two.member))
    two.other.call_roll()
    two.office.deliver_all()
    assert two.member.kinds == [f"joined_as_{'player' if isinstance(wish, TakeSeat) else 'observer'}", "status_change"]


@pytest.mark.parametrize("extended", [False, True])
def test_who_was_let_in_and_has_not_heard_it_is_told_anew(extended: bool) -> None:
    two = Two(extended=extended)
    two.say_and_lose_the_answer(Watch(two.member))
    assert two.member.kinds[:2] == ["joined_as_observer", "status_change"]


def test_who_has_left_and_has_not_heard_it_hears_no_more(two: Two) -> None:
    two.say(Watch(two.member))
    two.say_and_lose_the_answer(Leave(two.member))
    assert not two.other.attending(two.member).joined


def test_an_owner_that_was_cut_off_and_says_so_hears_at_once_what_was_asked_meanwhile(two: Two) -> None:
    two.office.cut_off.add("p")
    two.say(Watch(two.member))
    assert two.member.kinds == []
    two.office.cut_off.clear()
    two.owner.announce(CODE, Owned(CODE, two.loop.room.epoch, "p"))
    two.office.deliver_all()
    assert two.member.kinds[0] == "joined_as_observer"


def test_a_pause_of_the_owner_is_said_in_its_place_and_only_while_a_match_runs(two: Two) -> None:
    two.say(Watch(two.member))
    two.other.outpost.hold()
    assert "paused" not in two.member.statuses
    players = RecordingMember("a"), RecordingMember("b")
    for player in players:
        two.loop.submit(TakeSeat(player, None, None))
        two.loop.submit(Ready(player))
    two.owner.tick()
    two.office.deliver_all()
    two.other.outpost.submit(Steer(Correspondent(two.other, "outside"), Hold(1)))
    two.other.outpost.hold()
    assert two.member.statuses[-1] == "paused"
    before = len(two.member.heard)
    two.other.outpost.hold()
    assert len(two.member.heard) == before


def test_who_waits_for_a_room_that_ends_is_told_so(two: Two) -> None:
    two.office.cut_off.add("p")
    watching, clicking = two.member, Correspondent(two.other, "clicking")
    two.other.outpost.submit(Watch(watching))
    two.other.outpost.submit(Ready(clicking))
    two.other.outpost.close()
    assert two.other.outpost.closed
    assert watching.errors == ["room_not_found"]
    assert clicking.errors == []


@pytest.mark.parametrize(("living", "waited_s"), [({"p"}, 0.0), ({"p", "q"}, FORGOTTEN_AFTER_S + 0.1)])
def test_guests_of_a_process_that_is_dead_or_silent_are_dropped(two: Two, living: set[str], waited_s: float) -> None:
    two.say(TakeSeat(two.member, None, None))
    drop_unheard(two.house, two.loop, living={"p", "q"}, now=0.0)
    assert len(two.house) == 1
    two.house.called_at["q"] = 0.0
    drop_unheard(two.house, two.loop, living=living, now=waited_s)
    assert len(two.house) == 0
    assert two.owner.status == "waiting_for_opponent"
    two.other.call_roll()
    two.office.deliver_all()
    assert len(two.house) == 1, "it was there all the time, and comes along"


def test_what_is_said_of_a_room_without_guests_goes_nowhere(two: Two) -> None:
    letters: list[Letter] = []
    two.owner.post = lambda process, letter: letters.append(letter)  # type: ignore[method-assign]
    two.loop.submit(TakeSeat(RecordingMember(), None, None))
    two.owner.relay.publish_event("ANOTHER", "text")
    two.owner.relay.publish_turn("ANOTHER", Turn((), "text", 1))
    two.owner.relay.admit("R", RecordingMember(remote=True), Standing())
    two.owner.relay.dismiss("ANOTHER", RecordingMember(remote=True))
    two.owner.flush()
    assert letters == []


def test_a_player_of_whom_nothing_was_written_keeps_a_seat_if_one_is_free() -> None:
    table = MovingTable()
    table.join("a")
    table.journal.waits = True
    table.join("b")
    table.crash()
    table.apply(Reattach(table["b"], Standing("b's id", 1)))
    assert table["b"].closed_with is None
    table.apply(Reattach(table["c"], Standing("c's id", 1)))
    assert table["c"].closed_with is Close.MOVING, "a has one seat and b has the other"


def test_a_player_who_does_not_come_along_with_a_lobby_is_missed_a_moment_later() -> None:
    table = MovingTable()
    table.join("a")
    table.join("b")
    table.crash()
    table.apply(Reattach(table["a"], Standing(table["a"].token.split("/")[1], 1)))
    assert table["a"].statuses[-1] == "waiting_for_ready"
    table.wait(1.0)
    assert table["a"].statuses[-1] == "waiting_for_opponent"


def test_a_roll_call_that_comes_late_drops_nobody(two: Two) -> None:
    two.other.call_roll()
    two.other.flush()
    two.office.deliver(0, keep=True)
    late = two.office.under_way.pop(0)
    two.say(Watch(two.member))
    two.office.under_way.append(late)
    two.office.deliver_all()
    assert len(two.house) == 1
