"""Seats and observers before a match: who is told what, in which order (context/protocol.md, "The order of things")."""

from __future__ import annotations

import pytest

from pong.messages.codes import Close
from pong.rooms.commands import Rename, TakeSeat, Watch
from tests.support.table import UP, Table


def test_the_first_player_is_told_its_seat_and_then_to_wait() -> None:
    a = Table().join("a", name="Ada")
    assert a.kinds == ["joined_as_player", "status_change"]
    assert a.heard[0] | {"token": ""} == {
        "type": "joined_as_player",
        "player_num": 1,
        "room_code": "TABLE",
        "token": "",
        "name": "Ada",
    }
    assert a.statuses == ["waiting_for_opponent"]


def test_the_second_player_is_told_its_seat_and_then_both_hear_waiting_for_ready_exactly_once() -> None:
    """The brief's bug 2: a status that came late, twice, or to one of the two only."""
    table = Table()
    a, b = table.join("a"), table.join("b")
    assert a.kinds == ["joined_as_player", "status_change", "status_change"]
    assert a.statuses == ["waiting_for_opponent", "waiting_for_ready"]
    assert b.kinds == ["joined_as_player", "status_change"]
    assert b.player_num == 2
    assert b.statuses == ["waiting_for_ready"]


def test_both_players_ready_start_the_match_at_once() -> None:
    table = Table().start()
    table.forget()
    table.tick(2)
    assert table["a"].kinds == table["b"].kinds == ["game_update", "game_update"]
    assert [frame["tick"] for frame in table["a"].heard] == [1, 2]


def test_playing_is_announced_before_the_first_frame() -> None:
    table = Table()
    table.join("a")
    table.join("b")
    table.forget()
    table.ready("a")
    table.ready("b")
    table.tick()
    assert table["a"].kinds == ["status_change", "game_update"]
    assert table["a"].statuses == ["playing"]


def test_being_ready_twice_does_no_harm() -> None:
    table = Table()
    table.join("a")
    table.ready("a", "a")
    table.join("b")
    table.ready("b", "b")
    assert table["b"].statuses == ["waiting_for_ready", "playing"]
    assert table["b"].errors == []


def test_who_is_ready_alone_waits_for_an_opponent_and_stays_ready() -> None:
    table = Table()
    table.join("a")
    table.ready("a")
    table.join("b")
    table.ready("b")
    assert table.room.ticking


def test_a_third_player_is_refused_and_may_watch() -> None:
    table = Table()
    table.join("a")
    table.join("b")
    c = table.join("c")
    assert c.errors == ["room_full"]
    assert c.closed_with is None
    table.watch("c")
    assert c.kinds == ["error", "joined_as_observer", "status_change"]
    assert c.statuses == ["waiting_for_ready"]


def test_an_observer_hears_every_broadcast_and_changes_nothing() -> None:
    table = Table(points_limit=1).start("o")
    table.steer("a", UP)
    table.steer("b", UP)
    table.play_until_over()
    o = table["o"]
    assert o.kinds[:2] == ["joined_as_observer", "status_change"]
    assert o.all("game_update") == table["a"].all("game_update")
    assert o.kinds[-2:] == ["game_over", "status_change"]
    assert o.statuses == ["waiting_for_ready", "playing", "game_over"]


@pytest.mark.parametrize("act", ["ready", "rematch", "claim", "up"])
def test_an_observer_that_wants_to_play_is_refused(act: str) -> None:
    table = Table().start("o")
    table.forget()
    table.steer("o", UP) if act == "up" else getattr(table, act)("o")
    assert table["o"].errors == ["not_a_player"]
    table.tick()
    assert table["a"].last("game_update")["p1_y"] == 50.0


@pytest.mark.parametrize("act", ["ready", "rematch", "claim", "up", "leave"])
def test_who_has_not_joined_is_refused(act: str) -> None:
    table = Table()
    table.join("a")
    table.steer("x", UP) if act == "up" else getattr(table, act)("x")
    assert table["x"].errors == ["not_joined"]
    assert table["a"].statuses == ["waiting_for_opponent"]


def test_a_player_that_joins_again_is_refused_and_keeps_its_seat() -> None:
    table = Table()
    table.join("a")
    table.join("a")
    table.watch("a")
    assert table["a"].errors == ["already_joined", "already_joined"]
    table.join("b")
    assert table["a"].statuses[-1] == "waiting_for_ready"


def test_an_observer_that_watches_again_is_refused() -> None:
    table = Table()
    table.watch("o")
    table.watch("o")
    assert table["o"].errors == ["already_joined"]


def test_an_observer_may_take_a_free_seat_and_then_hears_everything_once() -> None:
    table = Table()
    table.join("a")
    table.watch("b+")
    table.forget()
    table.join("b+")
    assert table["b+"].kinds == ["joined_as_player", "status_change", "room_state"]
    assert table["b+"].last("room_state")["observers"] == 0


def test_a_player_that_leaves_before_the_match_frees_its_seat() -> None:
    table = Table()
    table.join("a")
    table.join("b")
    table.leave("a")
    assert table["a"].statuses == ["waiting_for_opponent", "waiting_for_ready"]
    assert table["b"].statuses == ["waiting_for_ready", "waiting_for_opponent"]
    assert table.join("c").player_num == 1


def test_a_seat_whose_player_is_away_before_the_match_is_free_for_anybody() -> None:
    table = Table()
    table.join("a")
    token = table.join("b").token
    table.drop("b")
    assert table["a"].statuses[-1] == "waiting_for_opponent"
    assert table.join("c").player_num == 2
    late = table.join("late", token=token)
    assert late.errors == ["bad_token"]
    assert late.closed_with == Close.BAD_TOKEN


def test_a_seat_whose_player_is_away_before_the_match_waits_for_its_token() -> None:
    table = Table()
    table.join("a")
    token = table.join("b", name="Bo").token
    table.drop("b")
    again = table.join("b2", token=token)
    assert again.player_num == 2
    assert again.last("joined_as_player")["name"] == "Bo"
    assert again.token == token
    assert again.statuses == ["waiting_for_ready"]


def test_who_comes_back_may_change_its_name_but_not_lose_it() -> None:
    table = Table()
    token = table.join("a", name="Ada").token
    assert table.join("a2", token=token, name="Bea").last("joined_as_player")["name"] == "Bea"
    assert table.join("a3", token=token, name="\u202e").last("joined_as_player")["name"] == "Bea"


def test_a_player_may_be_called_otherwise_at_any_time_and_nobody_is_away_for_it() -> None:
    table = Table()
    table.join("a+", name="Ada")
    table.watch("w+")
    table.apply(Rename(table["a+"], "  Bea "), Rename(table["w+"], "Eve"))
    table.wait(1.0)
    [player] = table["w+"].last("room_state")["players"]
    assert (player["name"], player["connected"]) == ("Bea", True)
    assert table["w+"].errors == ["not_a_player"]
    table.drop("a+")
    assert table.join("b+", token=table["a+"].token).last("joined_as_player")["name"] == "Bea"
    table.apply(Rename(table["b+"], "\u202e"))
    table.wait(1.0)
    assert table["w+"].last("room_state")["players"][0]["name"] == "Player 1"


def test_who_gives_no_name_is_called_by_its_number() -> None:
    table = Table()
    assert table.join("a").last("joined_as_player")["name"] == "Player 1"
    assert table.join("b", name=" \t ").last("joined_as_player")["name"] == "Player 2"


@pytest.mark.parametrize("token", ["", "nonsense", "OTHER/xyz", "TABLE/", "TABLE/nobody"])
def test_a_bad_token_is_refused_and_closes_the_socket(token: str) -> None:
    table = Table()
    table.join("a")
    thief = table.join("thief", token=token)
    assert thief.errors == ["bad_token"]
    assert thief.closed_with == Close.BAD_TOKEN
    assert table["a"].statuses == ["waiting_for_opponent"]


def test_what_a_socket_said_before_it_was_sent_away_takes_no_seat() -> None:
    table = Table()
    table.apply(TakeSeat(table["x"], None, "forged"), TakeSeat(table["x"], None, None), Watch(table["x"]))
    table.join("a")
    assert table["a"].player_num == 1
    assert table["x"].kinds == ["error"]


def test_the_newest_socket_of_a_seat_wins() -> None:
    table = Table()
    a, b = table.join("a"), table.join("b")
    token = a.token
    table.ready("a")
    table.forget()
    again = table.join("a2", token=token)
    assert a.closed_with == Close.REPLACED
    assert again.kinds == ["joined_as_player", "status_change"]
    assert again.player_num == 1
    assert b.heard == []
    table.drop("a")  # the old socket's end comes late, and is nobody's loss
    table.ready("a2", "b")
    assert table.room.ticking


def test_the_room_state_tells_extended_members_what_changed() -> None:
    table = Table(creator="a+", points_limit=3, countdown=2, private=True)
    table.join("a+", name="Ada")
    table.join("b")
    table.ready("b")
    assert table["a+"].last("room_state") == {
        "type": "room_state",
        "room_code": "TABLE",
        "status": "waiting_for_ready",
        "points_limit": 3,
        "countdown": 2,
        "private": True,
        "observers": 0,
        "match_number": 0,
        "players": [player(1, "Ada"), player(2, "Player 2", ready=True)],
        "winner": None,
        "ended_by": None,
        "can_claim": False,
        "p1_score": 0,
        "p2_score": 0,
        "epoch": 0,
    }
    assert table["b"].all("room_state") == []


def player(player_num: int, name: str, *, ready: bool = False) -> dict[str, object]:
    return {
        "player_num": player_num,
        "name": name,
        "connected": True,
        "ready": ready,
        "wants_rematch": False,
        "is_bot": False,
        "absence_left_ms": 30_000,
        "pausing": False,
    }


def test_a_crowd_of_observers_is_counted_a_few_times_a_second() -> None:
    table = Table(creator="a+")
    table.join("a+")
    table.forget()
    for number in range(50):
        table.watch(f"o{number}")
    assert table["a+"].all("room_state") == []
    table.wait(0.3)
    assert [state["observers"] for state in table["a+"].all("room_state")] == [50]
    table.leave("o1")
    table.drop("o2")
    table.wait(0.3)
    assert [state["observers"] for state in table["a+"].all("room_state")] == [50, 48]


def test_an_extended_observer_gets_the_room_state_at_once() -> None:
    table = Table()
    table.join("a")
    o = table.watch("o+")
    assert o.kinds == ["joined_as_observer", "status_change", "room_state"]
    assert o.last("room_state")["observers"] == 1


def test_who_has_left_hears_nothing_more() -> None:
    table = Table().start("o")
    table.leave("o")
    table["o"].take()
    table.tick(3)
    table.leave("a")
    assert table["o"].heard == []
