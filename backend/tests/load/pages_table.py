"""What loading a page costs, beside a bare text of the same run. Pure: reports in, text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

BASELINE = "/healthz"
PAGES = ("/", "/room/CODE/", "/practice/")
LOADS = ("cold", "warm")
MISSED = "**{}** ✗"
NOTHING = "-"

Report = dict[str, float | None]
"""The figures of one load, by `Figure.name`. None where the browser saw no such thing."""

Reports = Mapping[tuple[str, str], Sequence[Report]]
"""All loads, by page and by `LOADS`."""


@dataclass(frozen=True)
class Figure:
    """A line of the table. ``most``: the goal, None for no goal; ``per`` turns what was measured into what is shown."""

    name: str
    title: str
    most: float | None = None
    per: float = 1.0
    digits: int = 0

    @property
    def wanted(self) -> str:
        return NOTHING if self.most is None else f"≤ {self.most:g}"

    def median(self, reports: Sequence[Report]) -> float | None:
        """Of the loads that have the figure, in the unit that is shown."""
        known = [value for report in reports if (value := report[self.name]) is not None]
        return median(known) / self.per if known else None

    def cell(self, reports: Sequence[Report], baseline: Sequence[Report]) -> str:
        """What was measured, marked if it misses the goal, and how many times the bare text's it is."""
        value, bare = self.median(reports), self.median(baseline)
        if value is None:
            return NOTHING
        text = f"{value:.{self.digits}f}"
        if self.most is not None and value > self.most:
            text = MISSED.format(text)
        return f"{text} ({value / bare:.1f} x)" if bare and reports is not baseline else text


FIGURES = (
    Figure("first_paint_ms", "first contentful paint, ms", most=1000),
    Figure("largest_paint_ms", "largest contentful paint, ms"),
    Figure("shift", "cumulative layout shift", most=0, digits=4),
    Figure("blocked_ms", "main thread blocked after the first paint, ms"),
    Figure("playable_ms", "until it can be played, ms"),
    Figure("needed_bytes", "script on the wire that it needs for that, kB gzipped", most=40, per=1000, digits=1),
    Figure("script_bytes", "script on the wire until then, kB gzipped", most=40, per=1000, digits=1),
    Figure("wire_bytes", "on the wire in all, kB with heads", per=1000, digits=1),
    Figure("requests", "requests on the wire"),
)


def table(reports: Reports) -> str:
    """Markdown: a part for each kind of load, a column for each page, the bare text's before them."""
    columns = (BASELINE, *PAGES)
    rows = [["load", "what", "goal", *(f"`{page}`" for page in columns)], ["---"] * (3 + len(columns))]
    for load in LOADS:
        baseline = reports.get((BASELINE, load), ())
        for number, figure in enumerate(FIGURES):
            cells = (figure.cell(reports.get((page, load), ()), baseline) for page in columns)
            rows.append([load if number == 0 else "", figure.title, figure.wanted, *cells])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
