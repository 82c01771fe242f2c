"""What the process counts, in Prometheus' terms. No room code is a label: codes never end."""

from prometheus_client import Counter, Histogram

_LATENESS = Histogram(
    "pong_tick_lateness_seconds",
    "How long after its deadline a room's tick began",
    buckets=(0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.0167, 0.025, 0.05, 0.1, 0.25, 1.0),
)
_DROPPED = Counter("pong_ticks_dropped", "Ticks that were never run, because the process had stood still")


class PrometheusMeter:
    """Implements the port ``TickMeter``."""

    def ticked(self, lateness_s: float) -> None:
        _LATENESS.observe(lateness_s)

    def dropped(self, ticks: int) -> None:
        _DROPPED.inc(ticks)
