"""The figures of a run as a table, for the terminal and for test-results/faults.md. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.faults.freezes import percentile
from tests.faults.outcome import Outcome

HEAD = (
    "fault",
    "rounds",
    "worst freeze",
    "p99",
    "p50",
    "points lost",
    "doubled",
    "rooms dead",
    "reconnects a client",
    "failed",
)


def line(outcome: Outcome, seconds: float) -> str:
    """One round in one line."""
    back = "" if outcome.back_s is None else f", back after {outcome.back_s:.2f} s"
    verdict = f"{len(outcome.failures)} failures" if outcome.failures else "ok"
    return (
        f"{outcome.fault} {outcome.number}: worst freeze {outcome.worst_s:.2f} s, "
        f"p99 {percentile(outcome.freezes, 0.99):.2f} s, p50 {percentile(outcome.freezes, 0.5):.2f} s{back}, "
        f"{outcome.lost} lost, {outcome.doubled} doubled, {len(outcome.dead)} dead, "
        f"{sum(outcome.reconnects)} reconnects (most {max(outcome.reconnects, default=0)}), "
        f"{outcome.refusals} refusals, bots up to {outcome.bots_late_s * 1000:.0f} ms late: {verdict} ({seconds:.0f} s)"
    )


ENOUGH_ROUNDS = 5


def broken_over_all(outcomes: Sequence[Outcome], p99_s: Mapping[str, float | None]) -> list[str]:
    """Which faults do not keep the 99th percentile that is promised of all their rounds, where there are enough."""
    found = []
    for fault, limit in p99_s.items():
        rounds = [outcome for outcome in outcomes if outcome.fault == fault]
        p99 = percentile([freeze for outcome in rounds for freeze in outcome.freezes], 0.99)
        if limit is not None and len(rounds) >= ENOUGH_ROUNDS and p99 > limit:
            found.append(f"{fault}: 99 of 100 clients waited up to {p99:.3f} s, more than {limit} s")
    return found


def table(outcomes: Sequence[Outcome]) -> str:
    """One row a fault, in Markdown, in the order in which they were first met."""
    faults = dict.fromkeys(outcome.fault for outcome in outcomes)
    rows = [HEAD, *(_row(fault, [o for o in outcomes if o.fault == fault]) for fault in faults)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def page(outcomes: Sequence[Outcome], *, rooms: int, seed: int) -> str:
    """The file: what was run, the table, and what went wrong."""
    failures = [f"- {o.fault} {o.number}: {failure}" for o in outcomes for failure in o.failures]
    parts = [
        "# Faults",
        f"{rooms} rooms of two players and an observer on three processes, seed {seed}. A freeze is the longest time "
        "between two frames of a client, its way back included.",
        table(outcomes),
        *(["## Failures", "\n".join(failures)] if failures else []),
    ]
    return "\n\n".join(parts) + "\n"


def _row(fault: str, rounds: Sequence[Outcome]) -> tuple[str, ...]:
    freezes = [freeze for outcome in rounds for freeze in outcome.freezes]
    reconnects = [number for outcome in rounds for number in outcome.reconnects]
    mean = sum(reconnects) / len(reconnects) if reconnects else 0.0
    return (
        fault,
        str(len(rounds)),
        f"{max(freezes, default=0.0):.2f} s",
        f"{percentile(freezes, 0.99):.2f} s",
        f"{percentile(freezes, 0.5):.2f} s",
        str(sum(outcome.lost for outcome in rounds)),
        str(sum(outcome.doubled for outcome in rounds)),
        str(sum(len(outcome.dead) for outcome in rounds)),
        f"{mean:.1f}, most {max(reconnects, default=0)}",
        str(sum(bool(outcome.failures) for outcome in rounds)),
    )
