"""A player who is here may have the match wait, within its budget; and may say one of a few phrases."""

from __future__ import annotations

from pong.rooms.commands import Pause, Resume, Say
from pong.rooms.seats import ABSENCE_BUDGET_S
from tests.support.matches import assert_replays
from tests.support.table import Table


def playing(**options: int) -> Table:
    table = Table(creator="a+", **options).start("w+", "w", players=("a+", "b"))
    table.tick(30)
    table.forget()
    return table


def test_the_match_waits_for_whoever_asks_and_goes_on_with_the_countdown() -> None:
    table = playing(countdown=1)
    table.apply(Pause(table["a+"]))
    assert table["b"].statuses == ["paused"]
    assert not table.room.ticking
    assert [player["pausing"] for player in table["w+"].last("room_state")["players"]] == [True, False]
    table.wait(5)
    table.apply(Resume(table["a+"]))
    assert table["b"].statuses == ["paused", "countdown"]
    assert table["w+"].last("room_state")["players"][0]["absence_left_ms"] == round((ABSENCE_BUDGET_S - 5) * 1000)


def test_play_goes_on_by_itself_when_the_time_is_used_up() -> None:
    table = playing()
    table.apply(Pause(table["a+"]))
    table.wait(ABSENCE_BUDGET_S - 0.1)
    assert table["b"].statuses == ["paused"]
    table.wait(0.2)
    assert table["b"].statuses == ["paused", "playing"]
    table.tick()
    table.apply(Pause(table["a+"]))
    assert table["a+"].errors == ["wrong_phase"]


def test_one_player_cannot_end_the_others_break() -> None:
    table = playing()
    table.apply(Pause(table["a+"]), Resume(table["b"]))
    assert table["b"].statuses == ["paused"]


def test_both_may_want_the_match_to_wait() -> None:
    table = playing()
    table.apply(Pause(table["a+"]))
    table.apply(Pause(table["b"]))
    assert table["b"].errors == ["wrong_phase"], "it waits already"


def test_who_returns_finds_the_other_ones_break() -> None:
    table = playing()
    token = table.tokens["b"]
    table.apply(Pause(table["a+"]))
    table.drop("b")
    table.join("b2", token=token)
    assert table["a+"].statuses == ["paused"]
    table.apply(Resume(table["a+"]))
    assert table["a+"].statuses == ["paused", "playing"]


def test_who_is_lost_in_its_break_is_missed_like_anybody() -> None:
    table = playing()
    token = table["a+"].token if table["a+"].all("joined_as_player") else table.tokens["a+"]
    table.apply(Pause(table["a+"]))
    table.wait(10)
    table.drop("a+")
    table.wait(10)
    table.join("c+", token=token)
    assert table["b"].statuses[-1] == "playing"
    assert table["c+"].last("room_state")["players"][0]["absence_left_ms"] == round((ABSENCE_BUDGET_S - 20) * 1000)


def test_a_match_with_breaks_replays() -> None:
    table = playing(countdown=1, points_limit=1)
    for _ in range(3):
        table.apply(Pause(table["a+"]))
        table.wait(1)
        table.apply(Resume(table["a+"]))
        table.tick(20)
    table.play_until_over()
    assert_replays(table.results.results[-1])


def test_an_observer_cannot_pause_and_says_nothing() -> None:
    table = playing()
    table.apply(Pause(table["w+"]), Say(table["w+"], "oops"))
    assert table["w+"].errors == ["not_a_player"] * 2
    assert table.room.ticking


def test_there_is_nothing_to_pause_before_a_match() -> None:
    table = Table(creator="a+")
    table.join("a+")
    table.apply(Pause(table["a+"]), Resume(table["a+"]))
    assert table["a+"].errors == ["wrong_phase"]


def test_a_phrase_is_heard_by_the_extended_tier_and_not_too_often() -> None:
    table = playing()
    table.apply(*(Say(table["b"], "nice_shot") for _ in range(9)))
    assert [said["player_num"] for said in table["w+"].all("said")] == [2, 2, 2]
    assert table["w"].kinds == []
    table.now += 2.0
    table.apply(Say(table["b"], "thanks"))
    assert table["a+"].last("said")["phrase"] == "thanks"
