"""Who sits where, and how long an absence may last."""

from __future__ import annotations

import pytest

from pong.bot import new_brain
from pong.game_engine import STOP, Hold, Side
from pong.rooms.seats import ABSENCE_BUDGET_S, Player, Seats
from tests.support.fakes import RecordingMember

UP, DOWN = Hold(-1), Hold(1)


def someone(player_id: str = "p", *, present: bool = True) -> Player:
    return Player(player_id, None, RecordingMember(player_id) if present else None)


def test_the_left_seat_is_given_away_first() -> None:
    seats = Seats()
    assert seats.free_seat(absent_keep_theirs=True) is Side.LEFT
    seats.sit(Side.LEFT, someone("a"))
    assert seats.free_seat(absent_keep_theirs=True) is Side.RIGHT


def test_an_empty_seat_is_given_away_before_that_of_an_absent_player() -> None:
    seats = Seats()
    seats.sit(Side.LEFT, someone("a", present=False))
    assert seats.free_seat(absent_keep_theirs=False) is Side.RIGHT


@pytest.mark.parametrize(("keep", "free"), [(True, None), (False, Side.RIGHT)])
def test_an_absent_player_keeps_its_seat_only_if_asked(keep: bool, free: Side | None) -> None:
    seats = Seats()
    seats.sit(Side.LEFT, someone("a"))
    seats.sit(Side.RIGHT, someone("b", present=False))
    assert seats.free_seat(absent_keep_theirs=keep) is free
    assert not seats.both_present


def test_a_full_table_has_no_free_seat() -> None:
    seats = Seats()
    seats.sit(Side.LEFT, someone("a"))
    seats.sit(Side.RIGHT, someone("b"))
    assert seats.free_seat(absent_keep_theirs=False) is None
    assert seats.both_present


def test_players_are_found_by_member_and_by_id_and_change_sides() -> None:
    seats, a, b = Seats(), someone("a"), someone("b")
    seats.sit(Side.LEFT, a)
    assert seats.opponent_of(a) is None
    seats.sit(Side.RIGHT, b)
    assert a.member is not None
    assert seats.by_member(a.member) is a
    assert seats.by_id("b") is b
    assert seats.by_id("c") is None
    assert seats.by_member(RecordingMember()) is None
    seats.swap()
    assert (seats.side_of(a), seats.side_of(b)) == (Side.RIGHT, Side.LEFT)
    assert seats.opponent_of(a) is b
    seats.vacate(a)
    assert [player for _, player in seats] == [b]
    assert seats.at(Side.RIGHT) is None


def test_a_bot_is_always_present() -> None:
    assert Player("bot", "Bot", brain=new_brain("easy", 1)).present


def test_absences_add_up_and_never_go_below_nothing() -> None:
    player = someone()
    assert player.absence_left_s(5.0) == ABSENCE_BUDGET_S
    player.start_absence(10.0)
    player.start_absence(12.0)
    assert player.absence_left_s(20.0) == ABSENCE_BUDGET_S - 10.0
    player.end_absence(20.0)
    player.end_absence(25.0)
    assert player.absence_left_s(99.0) == ABSENCE_BUDGET_S - 10.0
    player.start_absence(100.0)
    assert player.absence_left_s(500.0) == 0.0
    player.fresh_for_match()
    assert player.absence_left_s(500.0) == ABSENCE_BUDGET_S


def test_wishes_within_a_tick_last_a_tick_each_and_at_most_two_are_kept() -> None:
    player = someone()
    assert player.next_intent() == STOP
    for wish in (UP, STOP, DOWN):
        player.wish(wish)
    assert [player.next_intent() for _ in range(3)] == [UP, DOWN, DOWN]


def test_a_lost_connection_lets_go_of_everything() -> None:
    player = someone()
    player.ready = player.wants_rematch = True
    player.wish(UP)
    player.next_intent()
    player.wish(DOWN)
    player.let_go()
    assert (player.member, player.ready, player.wants_rematch) == (None, False, False)
    assert player.next_intent() == STOP
