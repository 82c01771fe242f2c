"""What passes through a proxy, counted between two looks at it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from lagproxy.schedule import Direction

MOST_DELAYS = 10_000  # of each direction; the oldest give way


@dataclass(frozen=True, slots=True)
class Reading:
    """One direction since the look before: bytes that came out, and how long the chunks took (0 if there were none)."""

    bytes_out: int = 0
    p50_ms: float = 0.0
    p95_ms: float = 0.0


@dataclass(slots=True)
class _Count:
    bytes_out: int = 0
    delays_ms: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_DELAYS))


class Meter:
    """Counts; `take` reads and begins anew."""

    def __init__(self) -> None:
        self._counts = {direction: _Count() for direction in Direction}

    def note(self, direction: Direction, *, size: int, delay_s: float) -> None:
        """A chunk came out after this time."""
        count = self._counts[direction]
        count.bytes_out += size
        count.delays_ms.append(delay_s * 1000.0)

    def take(self, direction: Direction) -> Reading:
        """What that direction has done since the last call."""
        count, self._counts[direction] = self._counts[direction], _Count()
        delays = sorted(count.delays_ms)
        return Reading(count.bytes_out, percentile(delays, 0.5), percentile(delays, 0.95))


def percentile(ordered: list[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed; 0 if there are none."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
