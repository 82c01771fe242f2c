"""What the process counts, in Prometheus' terms. No room code is a label: codes never end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

if TYPE_CHECKING:
    from config.runtime import Runtime

_LATENESS = Histogram(
    "pong_tick_lateness_seconds",
    "How long after its deadline a room's tick began",
    buckets=(0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.0167, 0.025, 0.05, 0.1, 0.25, 1.0),
)
_DROPPED = Counter("pong_ticks_dropped", "Ticks that were never run, because the process had stood still")
_TAKEN_OVER = Counter(
    "pong_rooms_taken_over", "Rooms that other processes had owned before, dead ones or those that ended"
)
_LOST = Counter("pong_rooms_lost", "Rooms that turned out to be another process's after this one had stood still")
_ROOMS = Gauge("pong_rooms", "Rooms that run in this process")
_SOCKETS = Gauge("pong_sockets", "Open WebSockets of this process")
_LEASE = Gauge("pong_lease_margin_seconds", "How much longer rooms may tick if no heartbeat is answered any more")


class PrometheusMeter:
    """Implements the port ``ClusterMeter``."""

    def ticked(self, lateness_s: float) -> None:
        _LATENESS.observe(lateness_s)

    def dropped(self, ticks: int) -> None:
        _DROPPED.inc(ticks)

    def taken_over(self) -> None:
        _TAKEN_OVER.inc()

    def lost(self) -> None:
        _LOST.inc()


def show(runtime: Runtime) -> None:
    """Read what the process holds whenever the metrics are asked for."""
    _ROOMS.set_function(lambda: len(runtime.node.estate.rooms))
    _SOCKETS.set_function(lambda: len(runtime.connections))
    _LEASE.set_function(lambda: runtime.node.estate.heart.margin_s(time.monotonic()))
