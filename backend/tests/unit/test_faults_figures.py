"""What the fault suite measures, holds against its promises, and reports; and what it may be asked for."""

from __future__ import annotations

import pytest

from tests.faults.freezes import Window, back_after_s, freeze_s, percentile, reconnects, server_at, steady_since
from tests.faults.outcome import Outcome, Promise
from tests.faults.records import os_pid
from tests.faults.referee import Violation
from tests.faults.report import line, page, table
from tests.faults.rounds import FAULTS, IN_EVERY_CI
from tests.faults.wishes import Wishes
from tests.unit.fault_logs import Script


def after_a_break(seconds: float) -> Script:
    """A client whose frames stopped at about 100.02 for so long; it came back on another socket."""
    return Script().open(server=0).see((0, 0)).wait(seconds).open(server=1).see((0, 0))


class TestFreezes:
    def test_the_longest_time_between_two_frames(self) -> None:
        script = after_a_break(1.5).wait(0.5).see((0, 0))
        assert freeze_s(script.log, Window(100.5, script.at)) == pytest.approx(1.52)

    def test_a_freeze_that_has_not_ended(self) -> None:
        script = after_a_break(0.01)
        assert freeze_s(script.log, Window(100.5, script.at + 9.0)) == pytest.approx(9.0)

    def test_what_was_over_before_the_fault_does_not_count(self) -> None:
        script = after_a_break(1.5)
        assert freeze_s(script.log, Window(script.at + 0.01, script.at + 0.02)) == 0.0

    def test_back_after_the_end_of_a_fault(self) -> None:
        script = after_a_break(3.0)
        assert back_after_s(script.log, script.at - 0.4, script.at) == pytest.approx(0.4)
        assert back_after_s(script.log, 100.0, script.at) == 0.0

    def test_play_is_steady_from_the_last_hole_on(self) -> None:
        script = after_a_break(3.0)
        assert steady_since(script.log, script.at + 0.1, hole_s=0.25) == pytest.approx(script.at)
        assert steady_since(script.log, script.at + 0.3, hole_s=0.25) is None

    def test_play_is_not_steady_before_it_has_begun(self) -> None:
        script = Script().open()
        assert steady_since(script.log, script.at, hole_s=0.25) is None
        assert steady_since(script.see((0, 0)).log, script.at, hole_s=0.25) == script.at

    def test_reconnects_and_the_server_of_a_moment(self) -> None:
        script = after_a_break(3.0)
        assert reconnects(script.log, Window(99.0, script.at)) == 1
        assert reconnects(script.log, Window(99.0, 101.0)) == 0
        assert [server_at(script.log, moment) for moment in (99.0, 101.0, script.at)] == [None, 0, 1]

    def test_percentiles_are_numbers_that_were_measured(self) -> None:
        numbers = [float(n) for n in range(1, 101)]
        assert [percentile(numbers, share) for share in (0.5, 0.99, 1.0)] == [50.0, 99.0, 100.0]
        assert percentile([], 0.99) == 0.0


class TestPromises:
    @staticmethod
    def outcome(promise: Promise, *, freeze: float = 1.5, back_s: float | None = None) -> Outcome:
        script = after_a_break(freeze)
        outcome = Outcome("kill", 1, back_s=back_s)
        outcome.measure([script.log], Window(100.5, script.at))
        outcome.hold_against(promise, [script.log])
        return outcome

    def test_a_promise_that_is_kept(self) -> None:
        kept = Promise(worst_s=2.0, p99_s=2.0, back_s=1.0, reconnects=1)
        assert self.outcome(kept, back_s=0.9).failures == []

    @pytest.mark.parametrize(
        "broken", [Promise(worst_s=1.4), Promise(p99_s=1.4), Promise(back_s=1.0), Promise(reconnects=0)]
    )
    def test_a_promise_that_is_broken(self, broken: Promise) -> None:
        assert len(self.outcome(broken, back_s=1.1).failures) == 1

    def test_dead_rooms_and_violations_are_failures(self) -> None:
        outcome = Outcome("kill", 1, dead=["ROOM"], violations=[Violation("I1", "ROOM", "player A", "fell", lost=1)])
        assert len(outcome.failures) == 2

    def test_a_point_that_three_members_miss_is_one_point(self) -> None:
        names = ("player A", "player B", "observer")
        violations = [Violation("I1", room, name, "fell", lost=1) for name in names for room in ("R", "S")]
        assert Outcome("kill", 1, violations=violations).lost == 2


class TestReport:
    def outcomes(self) -> list[Outcome]:
        bad = Violation("I1", "ROOM", "player A", "the score fell", lost=3)
        return [
            Outcome("kill", 1, freezes=[0.5, 1.25], reconnects=[1, 0]),
            Outcome("flush", 1, freezes=[0.1], reconnects=[0]),
            Outcome("kill", 2, freezes=[0.5, 1.5], reconnects=[1, 2], violations=[bad]),
        ]

    def test_a_row_for_each_fault(self) -> None:
        head, _, kill, flush = (
            [cell.strip() for cell in row.strip("|").split("|")] for row in table(self.outcomes()).splitlines()
        )
        row = dict(zip(head, kill, strict=True))
        assert row["rounds"] == "2"
        assert row["worst freeze"] == "1.50 s"
        assert row["points lost"] == "3"
        assert row["reconnects a client"] == "1.0, most 2"
        assert row["failed"] == "1"
        assert flush[0] == "flush"

    def test_the_page_tells_the_seed_and_the_failures(self) -> None:
        text = page(self.outcomes(), rooms=30, seed=4711)
        assert "4711" in text
        assert "- kill 2: I1 ROOM player A: the score fell" in text

    def test_a_round_is_one_line(self) -> None:
        good, _, bad = (line(outcome, 12.0) for outcome in self.outcomes())
        assert "ok" in good
        assert "1 failures" in bad
        assert "\n" not in bad


class TestWishes:
    def test_one_round_of_what_is_in_every_ci(self) -> None:
        wishes = Wishes.of({})
        assert (wishes.rounds, wishes.faults, wishes.rooms, wishes.spread) == (1, IN_EVERY_CI, 30, True)

    def test_rounds_of_everything(self) -> None:
        wishes = Wishes.of({"FAULT_ROUNDS": "3"})
        cases = [case for case in wishes.cases() if case[1] != "leaving"]
        assert wishes.faults == tuple(FAULTS)
        assert len(cases) == 3 * len(FAULTS)

    def test_everybody_leaves_after_the_last_round_of_a_stack(self) -> None:
        cases = Wishes.of({"FAULTS": "kill, flush", "FAULT_ROUNDS": "2", "FAULT_SERVER": "daphne"}).cases()
        assert [fault for _, fault, _ in cases] == ["kill", "flush", "kill", "flush", "leaving"]

    @pytest.mark.parametrize("wrong", [{"FAULTS": "kil"}, {"FAULT_SERVER": "nginx"}, {"FAULT_ROUNDS": "many"}])
    def test_a_wish_that_is_not_understood(self, wrong: dict[str, str]) -> None:
        with pytest.raises(ValueError, match=r"kil|nginx|many"):
            Wishes.of(wrong)


def test_a_process_is_found_by_its_name() -> None:
    assert os_pid("some-host-1234-ab12") == 1234
    assert os_pid("nonsense") == -1
    assert os_pid("host-1234") == -1
