"""After a match: rematch, leaving, newcomers; sides are swapped and observers stay."""

from __future__ import annotations

import pytest

from tests.support.table import UP, Table


def finished(*watching: str, **options: object) -> Table:
    """``a`` and ``b`` have played a match of one point to its end."""
    table = Table(points_limit=1, **options).start(*watching)
    table.steer("a", UP)
    table.steer("b", UP)
    table.play_until_over()
    table.forget()
    return table


def test_both_want_a_rematch_and_it_begins_at_once_with_sides_swapped() -> None:
    table = finished("o")
    table.rematch("a")
    assert table["b"].heard == []
    table.rematch("b")
    table.tick()
    for who, player_num in (("a", 2), ("b", 1)):
        assert table[who].kinds == ["joined_as_player", "status_change", "status_change", "game_update"]
        assert table[who].player_num == player_num
        assert table[who].statuses == ["waiting_for_ready", "playing"]
    assert table["o"].kinds == ["status_change", "status_change", "game_update"]
    frame = table["o"].last("game_update")
    assert (frame["tick"], frame["p1_score"], frame["p2_score"]) == (1, 0, 0)


def test_a_rematch_has_its_countdown_and_its_own_result() -> None:
    table = finished(countdown=1)
    table.rematch("a", "b")
    assert table["a"].statuses == ["waiting_for_ready", "countdown"]
    table.play_until_over()
    first, second = table.results.results
    assert first.match_id != second.match_id


def test_the_token_of_before_still_brings_a_player_back_to_its_new_side() -> None:
    table = finished()
    table.rematch("a", "b")
    token = table["a"].token
    table.drop("a")
    assert table.join("a2", token=token).player_num == 2


def test_steering_follows_a_player_to_its_new_side() -> None:
    table = finished()
    table.rematch("a", "b")
    table.steer("a", UP)
    table.tick()
    assert table["b"].last("game_update")["p2_y"] < 50.0


def test_wanting_a_rematch_twice_is_wanting_it_once() -> None:
    table = finished()
    table.rematch("a", "a")
    assert not table.room.ticking
    assert table["a"].errors == []


def test_who_stays_alone_and_wants_a_rematch_waits_for_an_opponent() -> None:
    table = finished("o")
    table.leave("b")
    assert table["a"].heard == []
    table.rematch("a")
    assert table["a"].statuses == table["o"].statuses == ["waiting_for_opponent"]
    c = table.join("c")
    assert c.player_num == 2
    assert c.kinds == ["joined_as_player", "status_change"]
    assert table["a"].statuses[-1] == "waiting_for_ready"
    table.ready("c")
    assert table.room.ticking, "whoever has asked for a rematch is ready for it"


def test_who_wanted_a_rematch_waits_for_an_opponent_when_the_other_leaves() -> None:
    table = finished()
    table.rematch("a")
    table.leave("b")
    assert table["a"].statuses == ["waiting_for_opponent"]


def test_who_wanted_a_rematch_waits_for_an_opponent_when_the_other_is_cut_off() -> None:
    table = Table(points_limit=1).start()
    table.play_until_over()
    token = table["b"].token
    table.rematch("a")
    table.drop("b")
    assert table["a"].statuses[-1] == "waiting_for_opponent"
    table.join("c", token=token)
    assert table["a"].statuses[-1] == "waiting_for_ready"
    table.ready("c")
    assert table["a"].statuses[-1] == "playing"


def test_a_newcomer_after_a_match_opens_the_lobby_for_all() -> None:
    table = finished("o")
    table.leave("b")
    c = table.join("c")
    assert c.kinds == ["joined_as_player", "status_change"]
    assert table["a"].statuses == table["o"].statuses == c.statuses == ["waiting_for_ready"]
    table.ready("c")
    assert not table.room.ticking
    table.ready("a")
    assert table.room.ticking


def test_a_seat_whose_player_is_away_after_the_match_is_free_for_anybody_and_for_the_token() -> None:
    table = finished("o")
    token = table.tokens["b"]
    table.drop("b")
    assert table["a"].statuses == []
    back = table.join("b2", token=token)
    assert back.kinds == ["joined_as_player", "status_change", "game_update"]
    assert back.statuses == ["game_over"]
    table.drop("b2")
    assert table.join("c").player_num == 2
    assert table.join("b3", token=token).errors == ["bad_token"]


def test_a_rematch_with_one_who_is_away_waits_for_an_opponent() -> None:
    table = finished()
    table.drop("b")
    table.rematch("a")
    assert table["a"].statuses == ["waiting_for_opponent"]
    assert table.join("c").statuses == ["waiting_for_ready"]


def test_a_bot_always_wants_a_rematch_and_changes_sides_too() -> None:
    table = Table(creator="a+", points_limit=1, opponent="bot")
    table.join("a+")
    table.ready("a+")
    table.steer("a+", UP)
    table.play_until_over()
    table.forget()
    table.rematch("a+")
    assert table["a+"].kinds[:3] == ["joined_as_player", "status_change", "status_change"]
    assert table["a+"].player_num == 2
    assert table["a+"].statuses == ["waiting_for_ready", "playing"]
    assert [p["is_bot"] for p in table["a+"].last("room_state")["players"]] == [True, False]
    table.play_until_over()
    assert len(table.results.results) == 2


def test_who_leaves_a_bot_lets_somebody_else_play_it() -> None:
    table = Table(points_limit=1, opponent="bot")
    table.join("a")
    table.ready("a")
    table.watch("o")
    table.leave("a")
    assert table["o"].statuses[-1] == "game_over"
    c = table.join("c")
    assert c.player_num == 1
    assert c.statuses == ["waiting_for_ready"]
    table.ready("c")
    assert table.room.ticking


def test_the_absence_of_one_match_is_forgiven_in_the_next() -> None:
    table = Table(creator="a+", points_limit=1).start(players=("a+", "b"))
    token = table["b"].token
    table.drop("b")
    table.wait(29)
    table.join("b2", token=token)
    table.steer("a+", UP)
    table.steer("b2", UP)
    table.play_until_over()
    table.rematch("a+", "b2")
    assert [p["absence_left_ms"] for p in table["a+"].last("room_state")["players"]] == [30_000, 30_000]
    assert table["a+"].last("room_state")["match_number"] == 2


@pytest.mark.parametrize("first", ["a", "b"])
def test_ready_after_a_match_is_no_rematch(first: str) -> None:
    table = finished()
    table.ready(first)
    assert table["a"].heard == table["b"].heard == []
