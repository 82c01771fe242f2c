"""The table of the page bench: medians beside the bare text's, and what misses a goal is marked."""

from __future__ import annotations

from tests.load.pages_table import BASELINE, FIGURES, LOADS, Report, Reports, table

GOOD: Report = {
    "first_paint_ms": 800.0, "largest_paint_ms": 900.0, "shift": 0.0, "blocked_ms": 30.0, "playable_ms": 950.0,
    "needed_bytes": 39_000.0, "script_bytes": 40_000.0, "wire_bytes": 90_000.0, "requests": 20.0,
}  # fmt: skip
BARE: Report = {
    **dict.fromkeys(GOOD, 0.0), "first_paint_ms": 400.0, "largest_paint_ms": 400.0, "playable_ms": 380.0,
    "wire_bytes": 900.0, "requests": 1.0,
}  # fmt: skip


def rows(*loads: Report, load: str = "cold") -> dict[str, str]:
    """What the table says of the home page, by the name of the line; of the loads of the other kind, nothing."""
    reports: Reports = {("/", load): loads, (BASELINE, load): [BARE]}
    parts = [[cell.strip() for cell in row.split("|")] for row in table(reports).splitlines()[2:]]
    of_load = parts[LOADS.index(load) * len(FIGURES) :][: len(FIGURES)]
    return {cells[2]: cells[5] for cells in of_load}


def missed(**changes: float) -> list[str]:
    return [title for title, cell in rows({**GOOD, **changes}).items() if "✗" in cell]


def test_a_page_at_its_goals_misses_none() -> None:
    assert missed() == []
    assert len(rows(GOOD)) == len(FIGURES)


def test_each_figure_beyond_its_goal_is_marked_once() -> None:
    assert missed(first_paint_ms=1000.5) == ["first contentful paint, ms"]
    assert missed(shift=0.0001) == ["cumulative layout shift"]
    assert missed(needed_bytes=40_001) == ["script on the wire that it needs for that, kB gzipped"]
    assert missed(script_bytes=40_001) == ["script on the wire until then, kB gzipped"]


def test_the_median_of_all_loads_stands_beside_how_many_times_the_bare_text_it_is() -> None:
    slow, lost = GOOD | {"first_paint_ms": 5000.0}, GOOD | {"first_paint_ms": None}
    assert rows(GOOD, slow, GOOD, lost)["first contentful paint, ms"] == "800 (2.0 x)"


def test_nothing_is_a_multiple_of_nothing() -> None:
    assert rows(GOOD)["main thread blocked after the first paint, ms"] == "30"


def test_what_no_load_has_shown_is_left_open() -> None:
    assert rows(GOOD | {"largest_paint_ms": None}, load="warm")["largest contentful paint, ms"] == "-"
    assert set(rows().values()) == {"-"}
