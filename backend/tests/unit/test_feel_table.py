"""The table of the feel bench: what misses a goal is marked, and nothing else."""

from __future__ import annotations

from typing import Any

from tests.load.feel_table import GOALS, Tally, table

MATCH = {"match": 1, "checksum": 7, "equal": True, "score": [1, 0], "told": [1, 0]}


def report(**changes: Any) -> dict[str, Any]:
    """A player who has seen a minute of perfect play."""
    perfect = {
        "playedS": 60.0, "pictures": 3600, "longestPictureMs": 20.0, "longestSilenceMs": 60.0, "keys": 50,
        "answeredNext": 50, "answerMsP50": 8.0, "corrections": 0, "flying": 3000, "heldFar": 0, "jumpsPx": [],
        "ranBack": 0, "gapsPx": [0.0, 0.4], "farHits": 2, "hitsTakenBack": {"own": 0, "far": 0},
        "missesTakenBack": {"own": 0, "far": 0}, "rallies": [4], "matches": [MATCH], "bytes": 240_000,
        "workMsP95": 0.3,
    }  # fmt: skip
    return perfect | changes


def missed(mode: str = "warp", **changes: Any) -> list[str]:
    """The goals that a pair misses over the line of 150 ms, by their names."""
    text = table({("150", mode): Tally([report(), report(**changes)])})
    return [row.split("|")[2].strip() for row in text.splitlines() if "✗" in row]


def test_perfect_play_misses_nothing_and_has_every_line() -> None:
    text = table({("150", "warp"): Tally([report(), report()])})
    assert missed() == []
    assert len(text.splitlines()) == 2 + len(GOALS)


def test_each_figure_that_is_too_high_is_marked_once() -> None:
    assert missed(jumpsPx=[40]) == ["ball jumps > 24 px, a minute"]
    assert missed(ranBack=1) == ["drawn ball ran backwards, times"]
    assert missed(heldFar=60) == ["pictures held at the far plane, %"]
    assert missed(corrections=2) == ["own-paddle corrections > 1 px, a minute"]
    assert missed(answeredNext=40) == ["key down → own paddle in the next picture, %"]
    assert missed(bytes=600_000) == ["kB/s to a client"]


def test_a_correction_is_none_where_nothing_is_predicted() -> None:
    assert missed("interp", corrections=50) == []


def test_a_match_counts_only_if_both_clients_and_the_server_have_come_to_the_same() -> None:
    name = "matches with the same replay and score, %"
    assert missed(matches=[MATCH | {"checksum": 8}]) == [name]
    assert missed(matches=[MATCH | {"equal": False}]) == [name]
    assert missed(matches=[MATCH | {"told": [1, 1]}]) == [name]
