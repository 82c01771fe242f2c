"""What is shown while the end of a match is not written yet, and people are ahead of it."""

from __future__ import annotations

from tests.support.table import Table


def table_after_an_unwritten_end() -> Table:
    table = Table(points_limit=1).start("o")
    table.journal.waits = True
    table.play_until_over()
    assert not table["o"].all("game_over")
    return table


def test_a_match_that_was_begun_before_the_last_one_was_written_begins_at_nought() -> None:
    table = Table(points_limit=3).start("o")
    while not table.journal.points:
        table.tick()
    table.journal.waits = True
    table.leave("b")
    table.join("c")
    table.ready("a", "c")
    table.journal.catch_up()
    table.forget()
    table.play_until_over()
    assert table.journal.is_behind
    scores = {(frame["p1_score"], frame["p2_score"]) for frame in table["o"].all("game_update")}
    assert scores == {(0, 0)}


def test_a_last_frame_that_nobody_could_be_shown_is_not_shown_in_the_next_match() -> None:
    table = table_after_an_unwritten_end()
    table.rematch("b")
    table.drop("a")
    table.journal.catch_up()
    table.join("c")
    table.ready("b", "c")
    table.journal.waits = False
    table.journal.catch_up()
    table.forget()
    table.play_until_over()
    ticks = [frame["tick"] for frame in table["o"].all("game_update")]
    assert ticks == sorted(set(ticks))
    assert len(table["o"].all("game_over")) == 1
