"""The referee of the fault suite finds each thing that must not be, and nothing where all is well."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.faults.ledger_checks import LedgerRoom, Sample, Shown, judge_ledger
from tests.faults.referee import (
    StoredPoint,
    Violation,
    judge_epochs,
    judge_epochs_of_room,
    judge_points,
    judge_records,
    judge_scores,
    judge_seats,
    judge_standstill,
    judge_storage,
)
from tests.faults.sightings import Gap, MemberLog
from tests.unit.fault_logs import ROOM, Script, path_to, stored

WHOLE = path_to((3, 1))


def played(*, name: str = "player A") -> Script:
    """A member that saw a match end 3:1 and another one begin."""
    return Script(name).open().seat("1").see(*WHOLE).over((3, 1)).see((0, 0), (0, 1))


def invariants(violations: Sequence[Violation]) -> list[str]:
    return [violation.invariant for violation in violations]


def all_of_a_member(log: MemberLog) -> list[Violation]:
    return [*judge_scores(log), *judge_epochs(log), *judge_records(log, [stored("m", (3, 1))])]


class TestAllIsWell:
    def test_a_match_and_a_half(self) -> None:
        log = played().log
        assert all_of_a_member(log) == []
        assert judge_storage([log], [stored("m", (3, 1))], left=False) == []
        assert judge_points(ROOM, stored("m", (3, 1))) == []

    def test_the_last_point_is_told_by_the_end_alone(self) -> None:
        assert all_of_a_member(Script().open().see(*WHOLE[:-1]).over((3, 1)).log) == []

    def test_a_reconnect_in_a_match_and_one_between_matches(self) -> None:
        script = Script().open().see(*WHOLE[:2]).open().see(*WHOLE[1:]).over((3, 1)).open().see((3, 1), (0, 0))
        assert all_of_a_member(script.log) == []

    def test_points_that_were_made_while_an_observer_was_away(self) -> None:
        assert all_of_a_member(Script().open().see((0, 0), (1, 0)).open().see((3, 0), (3, 1)).over((3, 1)).log) == []

    def test_the_end_of_a_match_that_a_member_was_away_for(self) -> None:
        script = Script().open().see(*WHOLE[:-1]).open().see((0, 0), (1, 0))
        assert all_of_a_member(script.log) == []

    def test_a_match_that_was_over_when_a_member_came_back_is_told_by_its_status(self) -> None:
        script = Script().open().see(*WHOLE[:-1]).open().note("ended").see((3, 1), (0, 0), (1, 0))
        assert all_of_a_member(script.log) == []
        without = Script().open().see(*WHOLE[:-1]).open().see((3, 1), (0, 0), (1, 0))
        assert invariants(judge_scores(without.log)) == ["I1"]

    def test_a_match_given_up_when_the_players_leave(self) -> None:
        log = played().log
        records = [stored("m", (3, 1)), stored("n", (0, 1), ended_by="forfeit")]
        assert judge_storage([log], records, left=True) == []
        assert judge_records(log, records, left=True) == []


class TestScores:
    """I1"""

    def test_a_score_that_falls_on_a_socket(self) -> None:
        found = judge_scores(Script().open().see((0, 0), (1, 0), (2, 0), (1, 0)).log)
        assert invariants(found) == ["I1"]
        assert found[0].lost == 1

    def test_two_points_at_once_on_a_socket(self) -> None:
        assert invariants(judge_scores(Script().open().see((0, 0), (2, 0)).log)) == ["I1"]

    def test_a_point_for_each_at_once(self) -> None:
        assert invariants(judge_scores(Script().open().see((0, 0), (1, 1)).log)) == ["I1"]

    def test_an_end_that_is_two_points_from_what_was_shown(self) -> None:
        assert invariants(judge_scores(Script().open().see((0, 0), (1, 0)).over((3, 0)).log)) == ["I1"]

    def test_an_end_below_what_was_shown(self) -> None:
        assert invariants(judge_scores(Script().open().see((0, 0), (1, 0)).over((0, 0)).log)) == ["I1"]

    def test_an_end_that_is_told_twice(self) -> None:
        found = judge_scores(Script().open().see(*WHOLE).over((3, 1)).over((3, 1)).see((0, 0)).log)
        assert invariants(found) == ["I1"]

    def test_a_score_that_falls_over_a_reconnect(self) -> None:
        """By the sockets alone another match may have begun; the records know better."""
        log = Script().open().see((0, 0), (1, 0), (2, 0)).open().see((1, 0), (1, 1), (1, 2), (1, 3)).over((1, 3)).log
        assert judge_scores(log) == []
        found = judge_records(log, [stored("m", (1, 3))])
        assert invariants(found) == ["I1"]
        assert found[0].lost >= 1

    def test_a_score_that_falls_over_a_reconnect_in_a_match_that_has_not_ended(self) -> None:
        log = Script().open().see((0, 0), (1, 0), (2, 0)).open().see((1, 0)).log
        assert invariants(judge_records(log, [])) == ["I5"]


class TestPoints:
    """I2"""

    @pytest.mark.parametrize(
        "points",
        [
            pytest.param([StoredPoint(1, 120, (1, 0)), StoredPoint(3, 360, (2, 0))], id="a gap"),
            pytest.param([StoredPoint(1, 120, (1, 0)), StoredPoint(1, 360, (2, 0))], id="a number twice"),
            pytest.param([StoredPoint(1, 120, (1, 0)), StoredPoint(2, 360, (2, 1))], id="two points in one"),
            pytest.param([StoredPoint(1, 120, (1, 0)), StoredPoint(2, 240, (1, 0))], id="no point"),
            pytest.param([StoredPoint(1, 120, (1, 0))], id="the last one is missing"),
        ],
    )
    def test_points_that_are_no_match(self, points: list[StoredPoint]) -> None:
        assert set(invariants(judge_points(ROOM, stored("m", (2, 0), points=points)))) == {"I2"}

    def test_a_rally_that_counts_twice(self) -> None:
        points = [StoredPoint(1, 120, (1, 0)), StoredPoint(2, 121, (2, 0))]
        found = judge_points(ROOM, stored("m", (2, 0), points=points))
        assert invariants(found) == ["I2"]
        assert found[0].doubled == 1

    def test_a_score_that_was_shown_and_is_not_in_the_record(self) -> None:
        found = judge_records(Script().open().see((0, 0), (0, 1)).log, [stored("m", (3, 0))])
        assert invariants(found) == ["I1"]


class TestEpochs:
    """I3"""

    def test_epochs_that_grow(self) -> None:
        script = Script().open().see((0, 0))
        script.epoch = 7
        assert judge_epochs(script.see((0, 0), (1, 0)).log) == []

    def test_a_frame_of_an_older_epoch(self) -> None:
        script = Script().open()
        for script.epoch in (7, 6):
            script.see((0, 0))
        assert invariants(judge_epochs(script.log)) == ["I3"]

    def test_a_frame_of_an_older_epoch_on_a_socket_that_was_given_up(self) -> None:
        script = Script().open()
        script.epoch = 7
        script.open().see((0, 0)).ghost(0, epoch=6)
        assert invariants(judge_epochs(script.log)) == ["I3"]

    def test_a_frame_of_an_older_tick(self) -> None:
        script = Script().open().see((0, 0), (1, 0))
        script.tick -= 200
        assert invariants(judge_epochs(script.see((1, 0)).log)) == ["I3"]

    def test_ticks_that_go_back_with_a_new_epoch_or_a_new_match(self) -> None:
        script = Script().open().see((0, 0), (1, 0))
        script.tick, script.epoch = 60, 8
        assert judge_epochs(script.see((1, 0)).over((1, 0)).see((0, 0)).log) == []

    def test_an_epoch_that_goes_on_for_one_member_when_another_has_seen_the_next(self) -> None:
        first, second = Script("player A").open(), Script("player B").open()
        first.epoch, second.epoch = 8, 7
        first.see((0, 0))
        second.wait(5.0).see((0, 0))
        assert invariants(judge_epochs_of_room([first.log, second.log])) == ["I3"]

    def test_an_epoch_that_reaches_one_member_a_moment_later(self) -> None:
        first, second = Script("player A").open(), Script("player B").open()
        first.epoch, second.epoch = 8, 7
        first.see((0, 0))
        second.wait(0.2).see((0, 0))
        assert judge_epochs_of_room([first.log, second.log]) == []


class TestRecords:
    """I4 and I5"""

    def test_a_record_with_another_end(self) -> None:
        found = judge_records(Script().open().see((0, 0), (1, 0)).over((2, 0)).log, [stored("m", (3, 0))])
        assert invariants(found) == ["I4"]

    def test_a_match_that_is_not_stored(self) -> None:
        found = judge_records(played().log, [])
        assert invariants(found) == ["I5"]
        assert found[0].lost == 4

    def test_a_match_in_play_when_its_players_left_that_is_not_stored(self) -> None:
        found = judge_records(played().log, [stored("m", (3, 1))], left=True)
        assert invariants(found) == ["I5"]
        assert found[0].lost == 1

    def test_a_match_that_nobody_saw(self) -> None:
        records = [stored("m", (3, 1)), stored("n", (0, 3)), stored("o", (3, 0))]
        assert invariants(judge_storage([played().log], records, left=False)) == ["I5"]

    def test_a_match_that_is_stored_twice(self) -> None:
        records = [stored("m", (3, 1)), stored("m", (3, 1))]
        assert invariants(judge_storage([played().log], records, left=False)) == ["I5"]

    def test_a_match_that_is_stored_under_two_names(self) -> None:
        records = [stored("m", (3, 1)), stored("n", (3, 1))]
        assert invariants(judge_records(played().log, records)) == ["I1"]

    def test_a_forfeit_while_nobody_has_left(self) -> None:
        records = [stored("m", (3, 1)), stored("n", (0, 1), ended_by="forfeit")]
        assert invariants(judge_storage([played().log], records, left=False)) == ["I5"]


class TestSeats:
    """I6"""

    def test_both_on_the_same_side(self) -> None:
        logs = [Script(name).open().seat("1").log for name in ("player A", "player B")]
        assert invariants(judge_seats(logs, now=110.0)) == ["I6"]

    def test_players_who_are_just_changing_sides(self) -> None:
        logs = [Script(name).open().seat("1").log for name in ("player A", "player B")]
        assert judge_seats(logs, now=100.1) == []

    def test_a_socket_that_hears_on_after_its_seat_has_moved(self) -> None:
        script = Script().open().seat("1").open().seat("1").wait(3.0).ghost(0)
        assert invariants(judge_seats([script.log], now=110.0)) == ["I6"]

    def test_a_socket_of_a_process_that_has_just_been_woken(self) -> None:
        script = Script().open().seat("1").open().seat("1").wait(3.0).ghost(0)
        assert judge_seats([script.log], now=110.0, wakes=[script.at - 0.5]) == []

    @pytest.mark.parametrize(("kind", "note"), [("closed", "4001"), ("closed", "4003"), ("refused", "room_full")])
    def test_a_seat_that_is_refused_to_its_owner(self, kind: str, note: str) -> None:
        script = Script().open().seat("1").open().note(kind, note)
        assert invariants(judge_seats([script.log], now=110.0)) == ["I6"]


class TestStandstill:
    """I7"""

    def members(self, *silences: float) -> list[MemberLog]:
        return [Script(f"member {s}").open().see((0, 0)).wait(s).see((0, 0)).log for s in silences]

    def test_a_room_without_frames(self) -> None:
        assert invariants(judge_standstill(self.members(6.0, 7.0), 107.05, [])) == ["I7"]

    def test_a_room_without_frames_to_this_moment(self) -> None:
        assert invariants(judge_standstill(self.members(0.0, 0.0), 106.0, [])) == ["I7"]

    def test_a_room_in_which_one_member_had_frames(self) -> None:
        assert judge_standstill(self.members(6.0, 0.02), 106.0, [Gap(100.0, 100.1)])[1:] == []
        assert judge_standstill(self.members(4.0, 7.0), 104.1, []) == []

    def test_a_room_that_waited_for_redis(self) -> None:
        assert judge_standstill(self.members(6.0), 106.03, [Gap(100.5, 103.5)]) == []


class TestLedger:
    """I2 and I3 in Redis"""

    @staticmethod
    def samples(*rooms: LedgerRoom | None, shown: Shown | None = None, apart: float = 0.2) -> list[Sample]:
        return [
            Sample(apart * i, {ROOM: room} if room else {}, {ROOM: shown or Shown(1, 0)})
            for i, room in enumerate(rooms)
        ]

    def test_a_room_that_is_handed_over(self) -> None:
        rooms = (LedgerRoom("a", 7, 1, 1), None, LedgerRoom("b", 8, 2, 2))
        assert judge_ledger(self.samples(*rooms)) == []

    def test_an_epoch_that_falls(self) -> None:
        rooms = (LedgerRoom("a", 7, 1, 1), None, LedgerRoom("a", 6, 1, 1))
        assert invariants(judge_ledger(self.samples(*rooms))) == ["I3"]

    def test_two_owners_of_one_epoch(self) -> None:
        rooms = (LedgerRoom("a", 7, 1, 1), LedgerRoom("b", 7, 1, 1))
        assert invariants(judge_ledger(self.samples(*rooms))) == ["I3"]

    def test_a_number_that_is_not_that_of_the_events(self) -> None:
        assert invariants(judge_ledger(self.samples(LedgerRoom("a", 7, 2, 1)))) == ["I2"]

    def test_points_that_are_shown_and_not_committed(self) -> None:
        room = LedgerRoom("a", 7, 2, 2)
        found = judge_ledger(self.samples(*[room] * 20, shown=Shown(1, 3)))
        assert invariants(found) == ["I2"]
        assert found[0].lost == 1

    def test_a_room_that_redis_has_lost_and_nobody_puts_back(self) -> None:
        found = judge_ledger(self.samples(*[None] * 20, shown=Shown(1, 3)))
        assert invariants(found) == ["I2"]
        assert found[0].lost == 3

    def test_a_ledger_that_is_filled_again_in_time(self) -> None:
        rooms = [*[None] * 5, *[LedgerRoom("a", 7, 3, 3)] * 20]
        assert judge_ledger(self.samples(*rooms, shown=Shown(1, 3))) == []
