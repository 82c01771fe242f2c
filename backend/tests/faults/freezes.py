"""How long play stood still for each client. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tests.faults.sightings import MemberLog


class Window(NamedTuple):
    """From a fault until play is normal again, seconds of the clock of the logs."""

    since: float
    until: float


def freeze_s(log: MemberLog, window: Window) -> float:
    """The longest time between two frames of a client that was not over before the fault and began before the end."""
    gaps = log.gaps_until(window.until)
    return max((gap.length for gap in gaps if gap.end > window.since and gap.start < window.until), default=0.0)


def back_after_s(log: MemberLog, moment: float, now: float) -> float:
    """How long after ``moment`` the client's next frame came, if none came just before."""
    return max((gap.end - moment for gap in log.gaps_until(now) if gap.start < moment < gap.end), default=0.0)


def steady_since(log: MemberLog, now: float, *, hole_s: float) -> float | None:
    """Since when frames have come without a hole of ``hole_s``; None if there is one just now."""
    if log.first_frame_at is None or log.last_frame_at is None or now - log.last_frame_at > hole_s:
        return None
    return max([log.first_frame_at, *(gap.end for gap in log.gaps if gap.length > hole_s)])


def reconnects(log: MemberLog, window: Window) -> int:
    """Handshakes of a client in the window, its very first one left out."""
    opened = [sight for sight in log.sights if sight.kind == "open"][1:]
    return sum(window.since <= sight.at <= window.until for sight in opened)


def server_at(log: MemberLog, moment: float) -> int | None:
    """Which server a client was with at that moment."""
    before = [sight for sight in log.sights if sight.kind == "open" and sight.at <= moment]
    return before[-1].server if before else None


def refusals(log: MemberLog, window: Window) -> int:
    """How often a client was told that its room is unknown or busy."""
    return sum(window.since <= s.at <= window.until for s in log.sights if s.kind == "refused")


def percentile(numbers: Sequence[float], share: float) -> float:
    """The smallest number that so large a share of them does not exceed; 0 of none."""
    if not numbers:
        return 0.0
    ordered = sorted(numbers)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
