"""Who stamps its wishes is judged by what it wanted at the time, and nobody is told before that is known."""

from __future__ import annotations

import pytest

from pong.game_engine import Aim, Hold, Intent
from pong.game_rules import RULES
from pong.rooms.commands import Heard, Steer
from pong.rooms.past import AHEAD_TICKS, REACH_TICKS
from tests.support.matches import assert_replays
from tests.support.table import DOWN, STILL, UP, Table

REACH = RULES.paddle_speed / RULES.ticks_per_second
LONGEST_FLIGHT_TICKS = 130


class Court:
    """A match between two who stamp, watched by a core client; the table's ticks are the match's."""

    def __init__(self, **options: int) -> None:
        self.table = Table(points_limit=options.pop("points_limit", 3), **options).start("w", players=("a+", "b+"))
        self.seqs = {"a+": 0, "b+": 0}
        self.now = 0

    def wish(self, who: str, intent: Intent, tick: int) -> None:
        self.seqs[who] += 1
        self.table.apply(Steer(self.table[who], intent, tick, self.seqs[who]))

    def heard(self, who: str, own_tick: int) -> None:
        self.table.apply(Heard(self.table[who], own_tick))

    def tick(self, ticks: int = 1) -> None:
        self.table.tick(ticks)
        self.now += ticks

    def ys(self, num: int = 1) -> list[float]:
        return [frame[f"p{num}_y"] for frame in self.table["w"].all("game_update")]

    def fly_to_the_plane(self) -> str:
        """Both are in the corner of the ball's other half, and the ball has just passed a paddle. Whose it is."""
        self.wish("a+", STILL, 0)
        self.wish("b+", STILL, 0)
        for _ in range(LONGEST_FLIGHT_TICKS):
            self.heard("a+" if self.to_left else "b+", 1)  # nothing is known of the defender
            self.tick()
            x = self.table["w"].last("game_update")["ball_x"]
            if x <= RULES.left_plane or x >= RULES.right_plane:
                return "a+" if x < 50.0 else "b+"
        raise AssertionError("the ball never came")

    @property
    def to_left(self) -> bool:
        frames = self.table["w"].all("game_update")
        return len(frames) > 1 and frames[-1]["ball_x"] < frames[-2]["ball_x"]

    def contacts(self, who: str = "a+") -> list[str]:
        told = self.table[who].heard
        return [m["type"] for m in told if m["type"] in ("miss", "goal") or (m["type"] == "ball" and m["player_num"])]


def court_with_a_miss() -> tuple[Court, str]:
    """The ball is behind a paddle that stood elsewhere, as far as anybody knows."""
    for seed in range(40):
        court = Court(seed=seed)
        who = court.fly_to_the_plane()
        ball_y = court.table["w"].last("game_update")["ball_y"]
        if 11.0 < abs(ball_y - 50.0) < 18.0 and not court.contacts():  # a paddle gets there in REACH_TICKS
            return court, who
    raise AssertionError("no serve misses a paddle in the middle")


def test_a_wish_for_later_waits_for_its_tick() -> None:
    court = Court()
    court.wish("a+", UP, 3)
    court.tick(5)
    assert court.ys() == pytest.approx([50.0, 50.0, 50.0, 50.0 - REACH, 50.0 - 2 * REACH], abs=0.001)


def test_a_late_wish_is_put_where_it_belongs() -> None:
    court = Court()
    court.tick(6)
    court.wish("a+", UP, 2)
    court.tick()
    assert court.ys()[-1] == pytest.approx(50.0 - 5 * REACH, abs=0.001)
    edge = court.table["b+"].last("paddle")
    assert (edge["tick"], edge["player_num"], edge["y"], edge["direction"], edge["seq"]) == (2, 1, 50.0, "up", 1)


def test_a_wish_that_is_too_late_holds_from_the_first_open_tick() -> None:
    court = Court()
    court.tick(40)
    court.wish("a+", UP, 3)
    court.tick()
    assert court.table["b+"].last("paddle")["tick"] == 40 - REACH_TICKS
    assert court.ys()[-1] == pytest.approx(50.0 - (REACH_TICKS + 1) * REACH, abs=0.001)


def test_a_wish_for_the_far_future_is_brought_near() -> None:
    court = Court()
    court.wish("a+", UP, 2**31 - 1)
    court.tick(AHEAD_TICKS + 2)
    assert court.table["b+"].last("paddle")["tick"] == AHEAD_TICKS


def test_two_wishes_of_one_tick_last_a_tick_at_least() -> None:
    court = Court()
    court.wish("a+", UP, 2)
    court.wish("a+", STILL, 2)
    court.tick(6)
    assert court.ys()[-1] == pytest.approx(50.0 - REACH, abs=0.001)


def test_an_old_number_changes_nothing() -> None:
    court = Court()
    court.wish("a+", UP, 1)
    court.table.apply(Steer(court.table["a+"], DOWN, 2, 1))
    court.tick(4)
    assert court.ys()[-1] == pytest.approx(50.0 - 3 * REACH, abs=0.001)


def test_a_miss_is_told_when_the_defender_is_known_to_have_missed() -> None:
    court, who = court_with_a_miss()
    court.heard(who, court.now)
    court.tick()
    assert court.contacts()[0] == "miss"
    assert court.table["w"].last("game_update")["p1_score"] + court.table["w"].last("game_update")["p2_score"] == 0


def test_a_miss_is_told_when_the_time_for_late_wishes_is_over() -> None:
    court, _ = court_with_a_miss()
    court.tick(REACH_TICKS - 2)
    assert court.contacts() == []
    court.tick(2)
    assert court.contacts()[0] == "miss"


def test_a_save_that_comes_late_counts_and_was_never_a_point() -> None:
    court, who = court_with_a_miss()
    ball_y = court.table["w"].last("game_update")["ball_y"]
    up = ball_y < 50.0
    # It had gone to the ball all the time; its line has stood still for REACH_TICKS.
    court.wish(who, Hold(-1 if up else 1), court.now - REACH_TICKS)
    court.heard(who, court.now + 1)
    court.tick(8)
    assert court.contacts()[:1] == ["ball"]
    assert [m for m in court.table["w"].heard if m["type"] == "game_update" and m["p1_score"] + m["p2_score"]] == []


def test_a_point_that_was_told_stays_whatever_comes() -> None:
    court, who = court_with_a_miss()
    court.tick(REACH_TICKS)
    assert "goal" in court.contacts()
    court.wish(who, Aim(10.0), court.now - REACH_TICKS)
    court.tick(5)
    assert court.contacts().count("goal") == 1


def test_the_last_point_waits_too() -> None:
    for seed in range(40):
        court = Court(points_limit=1, seed=seed)
        court.fly_to_the_plane()
        if not court.contacts():
            break
    court.tick(6)
    assert court.table.room.ticking, "it may still be saved"
    assert court.table["w"].statuses[-1] == "playing"
    court.tick(REACH_TICKS)
    assert court.table["w"].kinds[-2:] == ["game_over", "status_change"]
    assert_replays(court.table.results.results[-1])


def test_a_player_who_goes_is_judged_by_what_is_known() -> None:
    court, who = court_with_a_miss()
    court.table.drop(who)
    assert court.contacts("b+" if who == "a+" else "a+")[0] == "miss"


def test_a_match_that_is_won_while_its_loser_leaves_is_won_by_points() -> None:
    for seed in range(40):
        court = Court(points_limit=1, seed=seed)
        who = court.fly_to_the_plane()
        court.tick(6)
        if not court.contacts():
            break
    court.table.leave(who)
    assert court.table.results.results[-1].ended_by == "points"


def test_who_stamps_nothing_is_judged_at_once() -> None:
    table = Table(points_limit=3).start("w+")
    table.tick(LONGEST_FLIGHT_TICKS)
    miss, goal = table["w+"].last("miss"), table["w+"].last("goal")
    assert goal["tick"] - miss["tick"] < REACH_TICKS
    frames = [f for f in table["w+"].all("game_update") if f["p1_score"] + f["p2_score"]]
    assert frames[0]["tick"] <= goal["tick"] + 6


def test_both_hear_how_early_their_wishes_come() -> None:
    court = Court()
    court.tick(20)
    court.heard("a+", court.now + 3)
    court.wish("a+", UP, court.now + 5)
    court.tick(15)
    told = [frame["slack"] for frame in court.table["b+"].all("game_update") if "slack" in frame]
    assert told == [[3, None]]


def test_a_serve_is_told_before_it_comes_and_flies_as_it_was_told() -> None:
    table = Table(points_limit=3, countdown=1).start("w+")
    table.tick(40)
    serve = table["w+"].last("ball")
    assert (serve["tick"], serve["player_num"], serve["x"], serve["y"]) == (60, 0, 50.0, 50.0)
    table.tick(26)
    frame = table["w+"].last("game_update")
    flown = frame["tick"] - serve["tick"]
    assert frame["ball_x"] == pytest.approx(50.0 + flown * serve["vx"] / 60.0, abs=0.001)


def test_a_newcomer_is_told_where_everything_is() -> None:
    court = Court()
    court.wish("a+", UP, 2)
    court.tick(10)
    newcomer = court.table.watch("late+")
    moves = [m["type"] for m in newcomer.heard if m["type"] in ("paddle", "ball", "game_update")]
    assert moves == ["paddle", "paddle", "ball", "game_update"]
    assert [m["player_num"] for m in newcomer.all("paddle")] == [1, 2]
    assert newcomer.all("paddle")[0]["direction"] == "up"


def test_core_clients_hear_no_moves() -> None:
    court = Court()
    court.wish("a+", UP, 2)
    court.tick(200)
    assert set(court.table["w"].kinds) <= {"joined_as_observer", "status_change", "game_update", "game_over"}
    ticks = [frame["tick"] for frame in court.table["w"].all("game_update")]
    assert ticks == list(range(1, 201))


def test_a_later_wish_says_that_there_is_no_earlier_one() -> None:
    court, who = court_with_a_miss()
    court.wish(who, UP, court.now)
    court.tick()
    assert court.contacts()[0] == "miss"
