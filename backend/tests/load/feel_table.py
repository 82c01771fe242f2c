"""The goals of the netcode beside what was measured. Pure: reports in, text out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.support.lag import PROFILES, percentile

LINES = ("lan", "80", "150", "200")
MODES = ("terminal", "interp", "predict", "warp")
PREDICTED = ("predict", "warp")
"""Modes that draw the own paddle before the server has answered, so that there is something to correct."""
MISSED = "**{}** ✗"
NOTHING = "-"
WIDE_GAP_PX = 4.0

Report = dict[str, Any]
"""What one player of a pair has measured: frontend/tests/bench/feel/referee.js says what is what."""


class Tally:
    """All players of one mode over one line, as rates. None where there was nothing to count."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = reports
        self.minutes = self._sum("playedS") / 60.0
        self.gaps_px = sorted(gap for report in reports for gap in report["gapsPx"])

    def _sum(self, name: str) -> float:
        return float(sum(report[name] for report in self._reports))

    def a_minute(self, count: float) -> float | None:
        return count / self.minutes if self.minutes else None

    @property
    def answered_next_percent(self) -> float | None:
        return _percent(self._sum("answeredNext"), self._sum("keys"))

    @property
    def corrections(self) -> float | None:
        return self.a_minute(self._sum("corrections"))

    @property
    def jumps(self) -> float | None:
        return self.a_minute(sum(len(report["jumpsPx"]) for report in self._reports))

    @property
    def ran_back(self) -> float | None:
        return self._sum("ranBack")

    @property
    def widest_gap_px(self) -> float | None:
        return self.gaps_px[-1] if self.gaps_px else None

    @property
    def gap_p99_px(self) -> float | None:
        return percentile(self.gaps_px, 0.99) if self.gaps_px else None

    @property
    def wide_gaps_percent(self) -> float | None:
        return _percent(sum(gap > WIDE_GAP_PX for gap in self.gaps_px), len(self.gaps_px))

    @property
    def taken_back_percent(self) -> float | None:
        return _percent(sum(report["hitsTakenBack"]["own"] for report in self._reports), len(self.gaps_px))

    @property
    def far_taken_back_percent(self) -> float | None:
        back = sum(report[kind]["far"] for report in self._reports for kind in ("hitsTakenBack", "missesTakenBack"))
        return _percent(back, self._sum("farHits"))

    @property
    def held_percent(self) -> float | None:
        return _percent(self._sum("heldFar"), self._sum("flying"))

    @property
    def equal_matches_percent(self) -> float | None:
        """Of the matches that ended: server and both clients have the same state and the same score."""
        seen = [{match["match"]: match for match in report["matches"]} for report in self._reports]
        both = zip(seen[::2], seen[1::2], strict=True)
        pairs = [(first.get(num), second.get(num)) for first, second in both for num in first | second]
        return _percent(sum(_agree(*pair) for pair in pairs), len(pairs))

    @property
    def work_ms(self) -> float | None:
        return max((report["workMsP95"] for report in self._reports), default=None)

    @property
    def kilobytes_a_second(self) -> float | None:
        return max((report["bytes"] / report["playedS"] / 1000.0 for report in self._reports), default=None)

    @property
    def answer_ms(self) -> float | None:
        known = [report["answerMsP50"] for report in self._reports if report["answerMsP50"] is not None]
        return max(known, default=None)

    @property
    def pictures_a_second(self) -> float | None:
        return self._sum("pictures") / (self.minutes * 60.0) if self.minutes else None

    @property
    def longest_picture_ms(self) -> float | None:
        return max((report["longestPictureMs"] for report in self._reports), default=None)

    @property
    def hits_a_rally(self) -> float | None:
        rallies = [hits for report in self._reports for hits in report["rallies"]]
        return float(median(rallies)) if rallies else None


def _percent(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole else None


def _agree(first: Report | None, second: Report | None) -> bool:
    if first is None or second is None or first["checksum"] != second["checksum"]:
        return False
    return all(match["equal"] and match["score"] == match["told"] for match in (first, second))


@dataclass(frozen=True)
class Goal:
    """A line of the table. ``bounds``, for each of `LINES`: the most that is good, or the least; empty for no goal."""

    name: str
    measured: Callable[[Tally], float | None]
    bounds: tuple[float, ...] = ()
    at_least: bool = False
    predicted_only: bool = False
    digits: int = 2

    def bound(self, line: str) -> float | None:
        return self.bounds[LINES.index(line)] if self.bounds and line in LINES else None

    def wanted(self, line: str) -> str:
        bound = self.bound(line)
        return NOTHING if bound is None else f"{'≥' if self.at_least else '≤'} {bound:g}"

    def is_met(self, value: float, line: str) -> bool:
        bound = self.bound(line)
        return bound is None or (value >= bound if self.at_least else value <= bound)

    def cell(self, tally: Tally | None, *, line: str, mode: str) -> str:
        """What was measured, marked if it misses the goal."""
        skipped = tally is None or (self.predicted_only and mode not in PREDICTED)
        value = None if skipped or tally is None else self.measured(tally)
        if value is None:
            return NOTHING
        text = f"{value:.{self.digits}f}"
        return text if self.is_met(value, line) else MISSED.format(text)


def _everywhere(bound: float) -> tuple[float, ...]:
    return (bound,) * len(LINES)


GOALS = (
    Goal("key down → own paddle in the next picture, %", lambda t: t.answered_next_percent, _everywhere(99), True),
    Goal("own-paddle corrections > 1 px, a minute", lambda t: t.corrections, (0, 0.2, 0.5, 2), predicted_only=True),
    Goal("ball jumps > 24 px, a minute", lambda t: t.jumps, (0, 0, 0, 0.2)),
    Goal("drawn ball ran backwards, times", lambda t: t.ran_back, _everywhere(0), digits=0),
    Goal("gap at a drawn own hit, widest, px", lambda t: t.widest_gap_px, (1, 1, 2, 4)),
    Goal("gap at a drawn own hit, p99, px", lambda t: t.gap_p99_px, (1, 1, 2, 4)),
    Goal("own hits drawn and taken back, of 100", lambda t: t.taken_back_percent, (0, 0, 0.5, 1)),
    Goal("pictures held at the far plane, %", lambda t: t.held_percent, (0.05, 0.5, 0.7, 1)),
    Goal("matches with the same replay and score, %", lambda t: t.equal_matches_percent, _everywhere(100), True),
    Goal("main-thread work a picture, p95, ms", lambda t: t.work_ms, _everywhere(2)),
    Goal("kB/s to a client", lambda t: t.kilobytes_a_second, _everywhere(8)),
    Goal(f"own hits with a gap > {WIDE_GAP_PX:g} px, %", lambda t: t.wide_gaps_percent, digits=1),
    Goal("far contacts drawn and taken back, of 100", lambda t: t.far_taken_back_percent, digits=1),
    Goal("key down → own paddle, p50, ms", lambda t: t.answer_ms, digits=0),
    Goal("hits a rally, median", lambda t: t.hits_a_rally, digits=0),
    Goal("pictures a second", lambda t: t.pictures_a_second, digits=1),
    Goal("longest time between two pictures, ms", lambda t: t.longest_picture_ms, digits=0),
    Goal("minutes of play, both players", lambda t: t.minutes, digits=1),
)


def table(tallies: dict[tuple[str, str], Tally]) -> str:
    """Markdown: a part for each line, a column for each mode; ``tallies`` by line and mode."""
    modes = [mode for mode in MODES if any(mode == measured for _, measured in tallies)]
    lines = [line for line in PROFILES if any(line == measured for measured, _ in tallies)]
    rows = [["line", "what", "goal", *modes], ["---"] * (3 + len(modes))]
    for line in lines:
        for number, goal in enumerate(GOALS):
            cells = (goal.cell(tallies.get((line, mode)), line=line, mode=mode) for mode in modes)
            rows.append([line_name(line) if number == 0 else "", goal.name, goal.wanted(line), *cells])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def line_name(line: str) -> str:
    profile = PROFILES[line]
    return f"{profile.rtt_ms:g}±{profile.jitter_ms:g} ms, {profile.stall_share:.1%} stalls"
